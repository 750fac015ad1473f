//! Records as version 2 of the log stored them: what only a row's reason said there is read as it was meant. The bytes
//! were written by that version, without the entries that its own earlier builds did not know.

use std::sync::Arc;

use groupsweep_core::domain::Timestamp;
use groupsweep_core::journal::{StoredRecord, read_record};

use groupsweep_core::run::{Event, Outcome, Phase, Rate, Run, TrialState, UndoScope};

use crate::support::stored::RUN;

const NOT_FOUND: &str = include_str!("../data/record_version_2_not_found.txt");
const READINGS: &str = include_str!("../data/record_version_2_readings.txt");
const LATER: Timestamp = Timestamp(1_800_100_000_000);

/// A stored record: a line is what a piece is (head, part or batch) and its bytes.
fn stored(text: &str) -> StoredRecord {
    let mut record = StoredRecord {
        id: RUN.to_owned(),
        ..StoredRecord::default()
    };
    for line in text.lines() {
        let (kind, digits) = line.split_once(' ').unwrap();
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        let bytes: Vec<u8> = (0..digits.len()).step_by(2).map(byte).collect();
        match kind {
            "H" => record.head = Some(bytes),
            "P" => record.parts.push(bytes),
            "B" => record.log.push(bytes),
            other => panic!("{other}"),
        }
    }
    assert!(record.log.iter().all(|batch| batch[1] == 2));
    record
}

fn run(text: &str) -> Run {
    let record = read_record(&stored(text)).unwrap();
    Run::recover(Arc::new(record.plan), Rate::DEFAULT, record.batches, true)
}

#[test]
fn a_trial_whose_account_the_site_did_not_know_is_not_found_and_another_row_is_tried() {
    let run = run(NOT_FOUND);
    assert_eq!(run.records()[0].outcome(), Outcome::Failed);
    assert_eq!(run.trial_state(), TrialState::NotFound);
    assert_eq!(run.next_trial(), 1);
}

#[test]
fn rows_that_a_stop_left_in_doubt_are_sent_again_by_resume() {
    let run = run(READINGS);
    assert_eq!(run.phase(), Phase::Stopped);
    assert_eq!(run.left_to_resume(), 2);
}

#[test]
fn a_later_reading_as_planned_takes_the_sentence_of_one_that_showed_it_changed_back() {
    let mut run = run(READINGS);
    let reason = |run: &Run| run.records()[0].reason().map(ToString::to_string);
    assert!(
        reason(&run)
            .unwrap()
            .ends_with("so it was added back after that.")
    );
    run.step(Event::Verified(vec![(0, true)]), LATER);
    let again = reason(&run).unwrap();
    assert_eq!(again.matches("The reading on ").count(), 1, "{again}");
    run.step(Event::Verified(vec![(0, false)]), LATER);
    assert_eq!(reason(&run), None);
    assert!(run.is_to_undo(0, UndoScope::CERTAIN));
}

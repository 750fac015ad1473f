//! A stored record is read back exactly, or reported as damaged.

use std::sync::Arc;

use crate::support::Dice;
use crate::support::replies::{forbidden, removed};
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;
use groupsweep_core::domain::{ReaderTime, Span, Timestamp};
use groupsweep_core::journal::{
    DecodeError, RunHeader, StoredRecord, Verified, WholeRecord, Wreck, check_record, read_record,
    write_batch, write_plan,
};
use groupsweep_core::plan::Plan;
use groupsweep_core::report::results_of_plan;
use groupsweep_core::report::wording::{damaged, damaged_keyword, damaged_title};
use groupsweep_core::run::{ItemRecord, Outcome, Rate, Run, Tally};

const BEGAN: Timestamp = Timestamp(1_800_000_000_000);

/// The record of a run as the browser stores it, written batch by batch.
fn record_of(id: &str, sweep: &Sweep) -> StoredRecord {
    let head = RunHeader::new(id.to_owned(), &sweep.plan, None, BEGAN);
    let parts: Vec<Vec<u8>> = write_plan(&head, &sweep.plan).collect();
    let mut head = head.bound_to(&parts);
    let mut log = Vec::new();
    for batch in &sweep.journal {
        let (next, bytes) = write_batch(&head.of(&sweep.run, BEGAN), batch);
        log.push(bytes);
        head = next;
    }
    StoredRecord {
        id: id.to_owned(),
        head: Some(head.write()),
        parts,
        log,
    }
}

/// A run of so many rows, left in the middle: some removed, some refused, some under way.
fn left_in_the_middle(rows: usize, seed: u64) -> Sweep {
    let mut sweep = Sweep::of_rows(rows, 50);
    let mut dice = Dice(seed);
    for _ in 0..25 {
        if sweep.calls.is_empty() {
            sweep.wake();
        } else {
            sweep.pass(Span(20));
            let refused = dice.below(5) == 0;
            sweep.reply(if refused { forbidden() } else { removed() });
        }
    }
    sweep
}

fn run_of(record: WholeRecord) -> Run {
    Run::recover(Arc::new(record.plan), Rate::DEFAULT, record.batches, true)
}

#[test]
fn the_tab_that_drives_counts_the_rows_as_the_record_that_the_other_tabs_show() {
    let mut under_way = 0;
    for seed in 0..20 {
        let sweep = left_in_the_middle(60, seed);
        let head = RunHeader::new("a".repeat(16), &sweep.plan, None, BEGAN);
        let listed = head.of(&sweep.run, BEGAN).progress.counts;
        assert_eq!(sweep.run.counts().tally, listed);
        assert_eq!(listed.selected() as usize, sweep.plan.items().len());
        under_way += listed.of(Outcome::InDoubt);
        // The results file of that moment calls no row that may be done not tried.
        let sent = sweep
            .run
            .records()
            .iter()
            .filter(|record| record.may_be_done());
        assert!(sent.count() as u32 <= listed.of(Outcome::InDoubt));
    }
    assert!(under_way > 20, "{under_way}");
}

/// Everything that a record says, in a form that can be compared.
fn state(stored: &StoredRecord) -> Result<String, Box<Wreck>> {
    let record = read_record(stored)?;
    let head = format!("{:?}", record.head);
    let items = format!("{:?} {:?}", record.plan.items(), record.plan.summary());
    let batches = format!("{:?}", record.batches);
    let run = run_of(record);
    let records: Vec<String> = run.records().iter().map(line).collect();
    Ok([
        head,
        items,
        batches,
        records.join("\n"),
        format!("{:?}", run.phase()),
    ]
    .join("\n"))
}

fn line(record: &ItemRecord) -> String {
    format!("{record:?}")
}

/// One of the places where a record's bytes are.
fn piece(record: &mut StoredRecord, at: usize) -> &mut Vec<u8> {
    let parts = record.parts.len();
    match at {
        0 => record.head.as_mut().unwrap(),
        at if at <= parts => &mut record.parts[at - 1],
        at => &mut record.log[at - 1 - parts],
    }
}

fn pieces(record: &StoredRecord) -> usize {
    1 + record.parts.len() + record.log.len()
}

fn remove(record: &mut StoredRecord, at: usize) {
    let parts = record.parts.len();
    match at {
        0 => record.head = None,
        at if at <= parts => drop(record.parts.remove(at - 1)),
        at => drop(record.log.remove(at - 1 - parts)),
    }
}

/// Puts a copy of a piece somewhere else in the record.
fn duplicate(record: &mut StoredRecord, at: usize, to: usize) {
    let copy = piece(record, at).clone();
    let parts = record.parts.len();
    match to {
        0 => record.head = Some(copy),
        to if to <= parts => record.parts.insert(to - 1, copy),
        to => record.log.insert(to - 1 - parts, copy),
    }
}

/// One piece of damage. `other` is another run's record of the same plan.
fn damage(record: &mut StoredRecord, other: &StoredRecord, dice: &mut Dice) -> String {
    let at = dice.below(pieces(record));
    let to = dice.below(pieces(record));
    match dice.below(7) {
        0 => {
            remove(record, at);
            format!("piece {at} removed")
        }
        1 => {
            let first = piece(record, at).clone();
            let second = std::mem::replace(piece(record, to), first);
            *piece(record, at) = second;
            format!("pieces {at} and {to} swapped")
        }
        2 => {
            let length = piece(record, at).len();
            let cut = dice.below(length);
            piece(record, at).truncate(cut);
            format!("piece {at} cut at {cut} of {length}")
        }
        3 => {
            let bit = dice.below(piece(record, at).len() * 8);
            piece(record, at)[bit / 8] ^= 1 << (bit % 8);
            format!("bit {bit} of piece {at} flipped")
        }
        4 => {
            duplicate(record, at, to);
            format!("piece {at} copied to {to}")
        }
        5 => {
            let mut other = other.clone();
            let foreign = dice.below(pieces(&other));
            *piece(record, at) = piece(&mut other, foreign).clone();
            format!("piece {foreign} of another run put in place of {at}")
        }
        _ => {
            let log = record.log.len();
            let cut = dice.below(log.max(1));
            record.log.truncate(cut);
            format!("the log cut after {cut} of {log} batches")
        }
    }
}

#[test]
fn any_damage_is_reported_or_leaves_the_record_exactly_as_it_was() {
    let mut dice = Dice(2028);
    let mut reported = 0;
    for (rows, times) in [(1, 3000), (24, 3000), (2600, 40)] {
        let sweep = left_in_the_middle(rows, 5);
        let record = record_of("0123456789abcdef", &sweep);
        // The same people, groups and time: only the id differs.
        let other = record_of("fedcba9876543210", &sweep);
        let whole = state(&record).unwrap();
        assert!(check_record(&record).is_ok());
        for _ in 0..times {
            let mut damaged = record.clone();
            let what = damage(&mut damaged, &other, &mut dice);
            match state(&damaged) {
                Ok(read) => assert!(read == whole, "{what}: another state was read"),
                Err(wreck) => {
                    assert!(damaged != record, "{what}: nothing is wrong");
                    assert_eq!(wreck.id, record.id);
                    reported += 1;
                }
            }
            let glance = check_record(&damaged).is_ok();
            assert_eq!(
                glance,
                state(&damaged).is_ok(),
                "{what}: the quick check differs"
            );
        }
    }
    assert!(reported > 4000, "{reported} damages were reported");
}

#[test]
fn an_earlier_head_under_a_later_log_is_damaged() {
    let sweep = left_in_the_middle(20, 5);
    let record = record_of("0123456789abcdef", &sweep);
    let mut shorter = left_in_the_middle(20, 5);
    shorter.journal.truncate(3);
    let earlier = record_of("0123456789abcdef", &shorter);
    let mixed = StoredRecord {
        head: earlier.head,
        ..record
    };
    assert_eq!(read_record(&mixed).unwrap_err().why, DecodeError::Misplaced);
}

#[test]
fn a_record_under_another_id_is_not_taken_for_that_run() {
    let record = record_of("0123456789abcdef", &left_in_the_middle(4, 5));
    let moved = StoredRecord {
        id: "fedcba9876543210".to_owned(),
        ..record
    };
    let wreck = read_record(&moved).unwrap_err();
    assert_eq!(
        (wreck.why, wreck.run.is_none()),
        (DecodeError::Misplaced, true)
    );
    assert!(
        wreck.head.is_none(),
        "another run's head says nothing of this one"
    );
}

#[test]
fn a_record_whose_head_is_lost_still_says_when_where_and_which_rows_went() {
    let sweep = left_in_the_middle(20, 5);
    let record = record_of("0123456789abcdef", &sweep);
    let whole = read_record(&record).unwrap().head;
    let cut = StoredRecord {
        head: None,
        ..record
    };
    let wreck = read_record(&cut).unwrap_err();
    assert_eq!(wreck.why, DecodeError::Missing);
    let head = wreck.head.unwrap();
    assert_eq!((head.created, head.site_name()), (BEGAN, whole.site_name()));
    assert_eq!(head.file, whole.file);
    let done = |run: &Run| run.tally().of(Outcome::Done);
    let run = wreck.run.unwrap();
    assert!(done(&run) > 1);
    assert_eq!(done(&run), done(&sweep.run));
    assert_eq!(head.counts().of(Outcome::Done), done(&run));
    // Batches may be missing at the end: nothing else is certain.
    let rows = run.records().len() as u32;
    assert_eq!(done(&run) + run.tally().of(Outcome::InDoubt), rows);
    assert_eq!(wreck.lost_rows, Some(0));
}

#[test]
fn rows_after_a_damaged_batch_are_in_doubt_in_the_file() {
    let mut sweep = Sweep::of_rows(20, 50);
    sweep.play(|_| removed());
    let mut record = record_of("0123456789abcdef", &sweep);
    let middle = record.log.len() / 2;
    record.log.remove(middle);
    let wreck = read_record(&record).unwrap_err();
    assert_eq!(wreck.why, DecodeError::Missing);
    let csv = String::from_utf8(results_of_plan(&wreck.run.unwrap())).unwrap();
    let rows = |word: &str| csv.lines().filter(|line| line.contains(word)).count();
    assert!(rows(",removed,") > 0 && rows(",in_doubt,") > 0, "{csv}");
    assert_eq!(rows(",removed,") + rows(",in_doubt,"), 21);
    assert!(rows("The record of this run is damaged") == rows(",in_doubt,"));
}

#[test]
fn with_a_whole_log_a_lost_part_of_the_plan_puts_no_other_row_in_doubt() {
    let mut sweep = Sweep::of_rows(2600, 50);
    sweep.play(|_| removed());
    let mut record = record_of("0123456789abcdef", &sweep);
    record.parts.remove(1);
    let wreck = read_record(&record).unwrap_err();
    let run = wreck.run.unwrap();
    assert_eq!(run.records().len(), 2000);
    assert_eq!(run.tally().of(Outcome::Done), 2000);
    assert_eq!(wreck.lost_rows, Some(601));
}

#[test]
fn a_record_of_the_format_without_numbers_is_said_to_be_of_an_older_version() {
    let mut record = record_of("0123456789abcdef", &left_in_the_middle(4, 5));
    // A head of version 1: kind, version, checksum, content.
    let (kind, version, content) = (b'U', 1, b"a head of version 0.5");
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let mut sum = crc.digest();
    sum.update(&[kind, version]);
    sum.update(content);
    let sum = sum.finalize().to_le_bytes();
    record.head = Some([&[kind, version], &sum[..], content].concat());
    let wreck = read_record(&record).unwrap_err();
    assert_eq!(wreck.why, DecodeError::OlderVersion);
    assert_eq!(damaged_keyword(wreck.why), "Other version");
    let sentence = damaged(wreck.why, 0, None);
    assert!(sentence.starts_with("An older version of Groupsweep wrote this record."));
}

#[test]
fn what_is_said_of_a_damaged_record() {
    let plan: &Plan = &left_in_the_middle(4, 5).plan;
    let head = RunHeader::new("0123456789abcdef".to_owned(), plan, None, BEGAN);
    let wreck = |head| Wreck {
        id: "0123456789abcdef".to_owned(),
        why: DecodeError::Missing,
        head,
        run: None,
        lost_rows: None,
    };
    assert!(
        damaged_title(&wreck(Some(head)), ReaderTime::UTC)
            .starts_with("15 Jan 2027, 08:00 UTC on ")
    );
    assert_eq!(
        damaged_title(&wreck(None), ReaderTime::UTC),
        "Run 0123456789abcdef"
    );
    for (rows, lost, ending) in [
        (0, None, "None of its rows can be read."),
        (1, Some(0), "Its one row can be read."),
        (40, Some(0), "All 40 rows can be read."),
        (2000, Some(601), "2,000 of its 2,601 rows can be read."),
    ] {
        assert_eq!(
            damaged(DecodeError::Missing, rows, lost),
            format!(
                "This record is damaged: part of it is missing. The run cannot be resumed, verified or undone from it. {ending}"
            )
        );
    }
}

#[test]
fn a_run_is_offered_for_undo_if_a_row_may_be_changed_also_where_a_reading_contradicts_its_removal()
{
    let (_, plan) = table_and_plan(6);
    let mut head = RunHeader::new("0123456789abcdef".into(), &plan, None, Timestamp(1));
    let read = |not_as_planned| Verified {
        at: Timestamp(2),
        as_planned: 0,
        not_as_planned,
        unreadable: 0,
    };
    // Removed, already gone, gone since the check, failed, unconfirmed, not started.
    for (counts, verified, is_offered) in [
        ([0, 0, 0, 0, 0, 6], None, false),
        ([0, 2, 0, 4, 0, 0], None, false),
        ([0, 2, 0, 4, 0, 0], Some(read(0)), false),
        ([0, 2, 0, 4, 0, 0], Some(read(4)), true),
        ([0, 2, 0, 0, 0, 4], Some(read(4)), false),
        ([1, 0, 0, 0, 0, 5], None, true),
        ([0, 0, 0, 0, 1, 5], None, true),
        ([0, 0, 1, 0, 0, 5], None, true),
    ] {
        head.progress.counts = Tally::of_counts(counts);
        head.verified = verified;
        assert_eq!(head.may_be_undone(), is_offered, "{counts:?} {verified:?}");
    }
}

//! A run's record carried to another address as a file: equal once it is loaded, refused where it was touched, and
//! never believed as this browser's own.

use std::sync::Arc;

use crate::support::replies::{forbidden, removed};
use crate::support::stored::{RUN, frozen, stored_record};
use crate::support::sweep::Sweep;
use crate::support::{Dice, approve, plan_as, table_and_plan};
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::import::{ImportError, read};
use groupsweep_core::journal::{
    Carried, CarriedError, DecodeError, LoadedFrom, RecordStatus, RunHeader, StoredRecord,
    read_carried, read_record, write_carried,
};
use groupsweep_core::plan::{Action, Category, Frozen, Plan, Proposal, Purpose, Scope};
use groupsweep_core::run::{Event, Evidence, Outcome, Rate, Run, Tally, UndoScope};

const FROM: &str = "127.0.0.1:8737";
const SAVED: Timestamp = Timestamp(1_800_000_500_000);
const NOW: Timestamp = Timestamp(1_800_000_900_000);

/// The record of a run as the browser stores it, written batch by batch.
fn record_of(sweep: &Sweep) -> StoredRecord {
    record_under(RUN, sweep)
}

fn record_under(id: &str, sweep: &Sweep) -> StoredRecord {
    let began = Timestamp(1_800_000_000_000);
    let head = RunHeader {
        saved: Some(SAVED),
        ..RunHeader::new(id.to_owned(), &sweep.plan, None, began)
    };
    stored_record(head, sweep)
}

/// Something that happens to a stored run.
type Damage<'a> = &'a dyn Fn(&mut StoredRecord);

/// A run of a trial and 30 more rows that was stopped somewhere in the middle.
fn stopped(dice: &mut Dice) -> Sweep {
    let mut sweep = Sweep::of_rows(30, 50);
    for _ in 0..dice.below(60) {
        if sweep.calls.is_empty() {
            sweep.wake();
        } else {
            sweep.pass(Span(20));
            let reply = if dice.below(5) == 0 {
                forbidden()
            } else {
                removed()
            };
            sweep.reply(reply);
        }
    }
    sweep
}

fn file_of(sweep: &Sweep) -> Vec<u8> {
    write_carried(&record_of(sweep), FROM, SAVED)
}

/// The run as the page brings it back from what was loaded.
fn run_of(carried: &Carried) -> Run {
    let record = read_record(&carried.record).unwrap();
    Run::recover(Arc::new(record.plan), Rate::DEFAULT, record.batches, true).bring_in()
}

fn head_of(record: &StoredRecord) -> RunHeader {
    RunHeader::read(record.head.as_deref().unwrap()).unwrap()
}

fn outcomes(run: &Run) -> Vec<Outcome> {
    run.records()
        .iter()
        .map(|record| record.outcome())
        .collect()
}

#[test]
fn a_record_that_was_saved_and_loaded_is_equal() {
    let mut dice = Dice(7);
    for _ in 0..40 {
        let sweep = stopped(&mut dice);
        let saved = record_of(&sweep);
        let carried = read_carried(&write_carried(&saved, FROM, SAVED), NOW).unwrap();
        assert_eq!(carried.saved, SAVED);
        assert_eq!(carried.record.parts, saved.parts);
        assert_eq!(carried.record.log, saved.log);
        let head = head_of(&carried.record);
        assert_eq!(head, carried.head);
        let brought = LoadedFrom {
            from: FROM.into(),
            at: NOW,
        };
        assert_eq!(head.brought, Some(brought));
        assert_eq!(head.saved, None, "it was not saved at this address");
        let stored = head_of(&saved);
        let unmarked = RunHeader {
            brought: None,
            saved: Some(SAVED),
            progress: stored.progress,
            ..head
        };
        assert_eq!(unmarked, stored);

        let kept = Run::recover(
            Arc::clone(&sweep.plan),
            Rate::DEFAULT,
            sweep.journal.clone(),
            true,
        );
        let run = run_of(&carried);
        assert_eq!(run.plan().items(), sweep.plan.items());
        assert_eq!(outcomes(&run), outcomes(&kept));
        assert_eq!(run.phase(), kept.phase());
        assert_eq!(carried.head.counts().tally, kept.tally());
    }
}

#[test]
fn the_log_counts_and_not_what_the_head_says_of_it() {
    let mut sweep = Sweep::of_rows(9, 50);
    sweep.play(|_| removed());
    let mut record = record_of(&sweep);
    for boast in [
        Tally::of_counts([0, 0, 0, 0, 0, 10]),
        Tally::of_counts([999, 0, 0, 0, 0, 0]),
    ] {
        let mut head = head_of(&record);
        head.progress.counts = boast;
        record.head = Some(head.write());
        match read_carried(&write_carried(&record, FROM, SAVED), NOW) {
            Ok(carried) => {
                assert_eq!(carried.head.counts().of(Outcome::Done), 10);
                assert_eq!(carried.head.progress.status, RecordStatus::Settled);
            }
            Err(why) => assert!(matches!(why, CarriedError::Damaged(_)), "{why:?}"),
        }
    }
}

#[test]
fn a_file_that_was_cut_anywhere_is_refused_as_cut() {
    let file = file_of(&stopped(&mut Dice(1)));
    let begins = b"Groupsweep run record ".len();
    for end in 0..file.len() {
        let why = read_carried(&file[..end], NOW).unwrap_err();
        let expected = match end < begins {
            true => CarriedError::OtherKind,
            false => CarriedError::Cut,
        };
        assert_eq!(why, expected, "{end} bytes");
    }
}

#[test]
fn a_file_with_any_bit_changed_or_anything_added_is_refused() {
    let file = file_of(&stopped(&mut Dice(2)));
    let mut dice = Dice(3);
    for _ in 0..2000 {
        let mut edited = file.clone();
        let at = dice.below(edited.len());
        edited[at] ^= 1 << dice.below(8);
        assert!(read_carried(&edited, NOW).is_err(), "byte {at}");
    }
    let mut longer = file.clone();
    longer.push(b'\n');
    assert_eq!(read_carried(&longer, NOW), Err(CarriedError::Edited));
    let mut edited = file;
    let middle = edited.len() / 2;
    edited[middle] ^= 1;
    assert_eq!(read_carried(&edited, NOW), Err(CarriedError::Edited));
}

#[test]
fn another_kind_and_another_version_are_named() {
    for other in [&b""[..], b"Group id,User id\n1,2\n", b"{\"sealed\":{}}"] {
        assert_eq!(read_carried(other, NOW), Err(CarriedError::OtherKind));
    }
    let mut file = file_of(&stopped(&mut Dice(2)));
    file[b"Groupsweep run record ".len()] = b'2';
    assert_eq!(read_carried(&file, NOW), Err(CarriedError::OtherVersion));
}

#[test]
fn a_record_that_was_damaged_before_it_was_saved_is_refused() {
    let mut sweep = Sweep::of_rows(9, 50);
    sweep.play(|_| removed());
    let whole = record_of(&sweep);
    let file = |change: Damage| {
        let mut record = whole.clone();
        change(&mut record);
        read_carried(&write_carried(&record, FROM, SAVED), NOW)
    };
    assert!(file(&|_| {}).is_ok());
    let damages: [(&str, Damage); 7] = [
        ("the first batch is gone", &|it| drop(it.log.remove(0))),
        ("two batches are swapped", &|it| it.log.swap(0, 1)),
        ("the plan is gone", &|it| it.parts.clear()),
        ("the head is cut", &|it| {
            it.head.as_mut().unwrap().truncate(9)
        }),
        ("the head is gone", &|it| it.head = None),
        ("the log is another run's", &|it| {
            let mut other = Sweep::of_rows(9, 50);
            other.play(|_| forbidden());
            it.log = record_of(&other).log;
        }),
        ("its id is none that Groupsweep draws", &|it| {
            *it = record_under("../../etc/passwd", &sweep);
        }),
    ];
    for (what, damage) in damages {
        let refused = file(damage).unwrap_err();
        assert!(
            matches!(refused, CarriedError::Damaged(_)),
            "{what}: {refused:?}"
        );
    }
}

#[test]
fn every_refusal_says_that_nothing_was_loaded() {
    for why in [
        CarriedError::OtherKind,
        CarriedError::OtherVersion,
        CarriedError::Cut,
        CarriedError::Edited,
        CarriedError::Damaged(DecodeError::Garbled),
        CarriedError::Damaged(DecodeError::Missing),
        CarriedError::Damaged(DecodeError::Misplaced),
        CarriedError::Damaged(DecodeError::OlderVersion),
        CarriedError::Damaged(DecodeError::NewerVersion),
        CarriedError::Damaged(DecodeError::OtherVersion),
    ] {
        let sentence = why.to_string();
        assert!(sentence.contains("Nothing was loaded."), "{sentence}");
    }
}

#[test]
fn a_record_among_exports_is_known() {
    let file = file_of(&stopped(&mut Dice(2)));
    assert_eq!(
        read("run.groupsweep", &file, None).unwrap_err(),
        ImportError::RunRecord
    );
}

#[test]
fn nothing_is_sent_for_a_run_from_another_address() {
    let carried = read_carried(&file_of(&stopped(&mut Dice(5))), NOW).unwrap();
    let mut run = run_of(&carried);
    assert_eq!(run.evidence(), Evidence::BroughtRecord);
    let phase = run.phase();
    let plan = Arc::clone(run.plan());
    for event in [
        Event::Resume,
        Event::Release(approve(&plan, Scope::Trial)),
        Event::Release(approve(&plan, Scope::Remaining)),
        Event::Release(approve(&plan, Scope::Failed)),
    ] {
        let commands = run.step(event, NOW);
        assert!(commands.is_empty(), "{commands:?}");
        assert_eq!(run.phase(), phase);
    }
    assert!(!run.can_try());
    let all = 0..plan.items().len();
    let scopes = [Scope::Trial, Scope::Remaining, Scope::Failed];
    assert!(
        !all.into_iter()
            .any(|item| scopes.iter().any(|scope| run.covers(*scope, item)))
    );
}

#[test]
fn what_is_left_of_a_run_from_another_address_is_each_row_that_is_not_done() {
    let mut dice = Dice(12);
    for _ in 0..20 {
        let run = run_of(&read_carried(&file_of(&stopped(&mut dice)), NOW).unwrap());
        let is_open = |record: &groupsweep_core::run::ItemRecord| !record.outcome().is_done();
        let rows = run.plan().items().iter().zip(run.records());
        let open: Vec<_> = rows
            .filter(|(_, record)| is_open(record))
            .map(|(item, _)| item.clone())
            .collect();
        let left = run.left_to_do(NOW);
        assert_eq!(
            left.as_ref().map(|plan| plan.items().to_vec()),
            (!open.is_empty()).then_some(open)
        );
        if let Some(plan) = left {
            assert_eq!(plan.purpose(), Purpose::Remove);
            // As with every imported plan, the check comes first.
            let proposal = Proposal::of_plan(&plan).unwrap();
            assert_eq!(proposal.sort(0), Category::NotChecked);
        }
    }
}

/// The run of an administration group's member, removed, as a record brings it to another address.
#[test]
fn nothing_is_back_on_a_files_word_and_an_administration_group_holds_its_row_back() {
    let plan = plan_as(9, &[(0, 1), (1, 2)]);
    let mut items = plan.items().to_vec();
    items[1].group_name = "site-admins".into();
    let plan = Arc::new(
        Plan::thaw(Frozen {
            items,
            ..frozen(&plan)
        })
        .unwrap(),
    );
    let mut sweep = Sweep::new(plan, 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let own = sweep.run.way_back(UndoScope::CERTAIN, NOW).unwrap();
    assert_eq!(own.purpose(), Purpose::UndoRemoval);

    let run = run_of(&read_carried(&file_of(&sweep), NOW).unwrap());
    let back = run.way_back(UndoScope::CERTAIN, NOW).unwrap();
    assert_eq!(back.purpose(), Purpose::Add);
    assert_eq!(back.items(), own.items());
    let proposal = Proposal::of_plan(&back).unwrap();
    assert_eq!(proposal.action(), Action::Add);
    let admins = |item: &usize| &*back.items()[*item].group_name == "site-admins";
    let at = (0..2).find(admins).unwrap();
    assert_eq!(proposal.sort(at), Category::Protected);
    assert_eq!(proposal.sort(1 - at), Category::NotChecked);
}

#[test]
fn a_run_that_goes_on_with_another_says_so_in_its_head() {
    let (_, plan) = table_and_plan(3);
    let head = RunHeader {
        continues: Some("fedcba9876543210".into()),
        ..RunHeader::new(RUN.into(), &plan, None, NOW)
    };
    assert_eq!(RunHeader::read(&head.write()).unwrap(), head);
}

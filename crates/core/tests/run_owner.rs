//! One run, one owner: two tabs that hold one record, over a storage in memory.

use crate::support::table_and_plan;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::journal::{
    Elsewhere, Held, OwnershipError, RecordCopy, Room, RunHeader, StoredLog, Undone, claim,
    elsewhere_in, may_write, write_batch, written_back,
};
use groupsweep_core::run::Batch;

/// What the browser's storage holds of one run: its head, and how many batches.
#[derive(Default)]
struct Shelf {
    head: Option<Vec<u8>>,
    batches: u64,
}

fn batch(number: u64) -> Batch {
    Batch {
        number,
        entries: [].into(),
    }
}

/// A tab with its copy.
#[derive(Clone, Copy)]
struct Tab {
    held: Held,
}

impl Shelf {
    fn with_a_run() -> Self {
        let (_, plan) = table_and_plan(3);
        let head = RunHeader::new("0123456789abcdef".into(), &plan, None, Timestamp(1));
        let (head, _) = (0..4).fold((head, Vec::new()), |(head, _), number| {
            write_batch(&head, &batch(number))
        });
        Self {
            head: Some(head.write()),
            batches: 4,
        }
    }

    fn read(&self) -> Tab {
        let head = RunHeader::read(self.head.as_deref().unwrap()).unwrap();
        Tab {
            held: Held::of(&head),
        }
    }

    fn claim(&mut self, tab: &mut Tab) -> Result<(), OwnershipError> {
        let head = claim(self.head.as_deref(), self.batches, tab.held)?;
        tab.held.generation = head.generation;
        self.head = Some(head.write());
        Ok(())
    }

    fn append(&mut self, tab: &mut Tab) -> Result<(), OwnershipError> {
        let head = may_write(self.head.as_deref(), tab.held.generation)?;
        let (head, _) = write_batch(&head, &batch(self.batches));
        self.head = Some(head.write());
        self.batches += 1;
        tab.held.batches = self.batches;
        Ok(())
    }
}

#[test]
fn an_old_generation_cannot_write() {
    let mut shelf = Shelf::with_a_run();
    let mut old = shelf.read();
    shelf.claim(&mut old).unwrap();
    shelf.append(&mut old).unwrap();
    let mut new = shelf.read();
    shelf.claim(&mut new).unwrap();
    assert_eq!(shelf.append(&mut old), Err(OwnershipError::Changed));
    assert_eq!(shelf.batches, 5, "nothing of the old copy is stored");
    shelf.append(&mut new).unwrap();
}

#[test]
fn a_copy_read_before_another_tab_wrote_cannot_claim() {
    let mut shelf = Shelf::with_a_run();
    let mut driving = shelf.read();
    shelf.claim(&mut driving).unwrap();
    // The generation is the same from here on; only the log goes on.
    let mut stale = shelf.read();
    shelf.append(&mut driving).unwrap();
    assert_eq!(shelf.claim(&mut stale), Err(OwnershipError::Changed));
    shelf.append(&mut driving).unwrap();
    let mut fresh = shelf.read();
    assert_eq!(shelf.claim(&mut fresh), Ok(()));
}

#[test]
fn of_two_tabs_with_the_same_copy_one_claims() {
    let mut shelf = Shelf::with_a_run();
    let mut first = shelf.read();
    let mut second = first;
    assert_eq!(shelf.claim(&mut first), Ok(()));
    assert_eq!(shelf.claim(&mut second), Err(OwnershipError::Changed));
}

#[test]
fn a_deleted_record_is_neither_claimed_nor_written_again() {
    let mut shelf = Shelf::with_a_run();
    let mut tab = shelf.read();
    shelf.claim(&mut tab).unwrap();
    shelf.head = None;
    assert_eq!(shelf.append(&mut tab), Err(OwnershipError::Gone));
    assert_eq!(shelf.claim(&mut tab), Err(OwnershipError::Gone));
}

#[test]
fn a_damaged_head_is_not_overwritten() {
    let mut shelf = Shelf::with_a_run();
    let mut tab = shelf.read();
    shelf.head.as_mut().unwrap().pop();
    assert_eq!(shelf.append(&mut tab), Err(OwnershipError::Changed));
    assert_eq!(shelf.claim(&mut tab), Err(OwnershipError::Changed));
}

#[test]
fn a_record_whose_log_lost_a_batch_is_not_claimed_even_by_a_tab_that_read_it_so() {
    let mut shelf = Shelf::with_a_run();
    shelf.batches -= 1;
    let mut tab = shelf.read();
    assert_eq!(shelf.claim(&mut tab), Err(OwnershipError::Changed));
}

#[test]
fn a_claim_keeps_what_the_head_says_and_raises_its_generation() {
    let (_, plan) = table_and_plan(3);
    let before = RunHeader {
        undone: vec![Undone {
            by: "fedcba9876543210".into(),
            at: Timestamp(2),
            rows: 3,
            unconfirmed: 0,
            open: 0,
        }],
        generation: 7,
        ..RunHeader::new("0123456789abcdef".into(), &plan, None, Timestamp(1))
    };
    let held = Held {
        generation: 7,
        batches: 0,
    };
    let after = claim(Some(&before.write()), 0, held).unwrap();
    let generation = 8;
    assert_eq!(
        after,
        RunHeader {
            generation,
            ..before
        }
    );
}

#[test]
fn a_run_whose_lock_another_tab_holds_is_running_there_paused_or_being_undone() {
    let (_, plan) = table_and_plan(3);
    let head = |id: &str, undoes: Option<&str>| {
        RunHeader::new(id.into(), &plan, undoes.map(str::to_owned), Timestamp(1))
    };
    let heads = [
        head("run", None),
        head("undo", Some("run")),
        head("other", None),
    ];
    let held = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (id, ids, paused, what) in [
        ("run", &[][..], &[][..], None),
        ("run", &["other"][..], &[][..], None),
        ("run", &["run"][..], &[][..], Some(Elsewhere::Running)),
        ("run", &["run"][..], &["run"][..], Some(Elsewhere::Paused)),
        (
            "run",
            &["run", "other"][..],
            &["other"][..],
            Some(Elsewhere::Running),
        ),
        (
            "run",
            &["run", "undo"][..],
            &[][..],
            Some(Elsewhere::BeingUndone),
        ),
        (
            "undo",
            &["run", "undo"][..],
            &["undo"][..],
            Some(Elsewhere::Paused),
        ),
        // The tab that undid it is closed: what is left is not undone there.
        ("run", &["undo"][..], &[][..], None),
        // A pause ends with its tab.
        ("run", &[][..], &["run"][..], None),
    ] {
        assert_eq!(
            elsewhere_in(id, &held(ids), &held(paused), &heads),
            what,
            "{id} of {ids:?}, paused {paused:?}"
        );
    }
}

#[test]
fn a_copy_is_displaced_where_the_stored_one_lacks_something_or_it_was_being_written() {
    let held = Held {
        generation: 3,
        batches: 4,
    };
    let was_writing = RecordCopy::Owned(held).cut_off();
    assert_eq!(was_writing, RecordCopy::CutOff(held));
    for stored in [StoredLog::HoldsAll, StoredLog::LacksSome] {
        assert_eq!(was_writing.displaced(stored), RecordCopy::Displaced(held));
    }
    // At rest, its log is all that it knows.
    for at_rest in [
        RecordCopy::Read(held),
        RecordCopy::Read(held).cut_off(),
        RecordCopy::Owned(held),
    ] {
        assert_eq!(at_rest.displaced(StoredLog::HoldsAll), at_rest);
        let displaced = at_rest.displaced(StoredLog::LacksSome);
        assert_eq!(displaced, RecordCopy::Displaced(held));
    }
    let unstored = RecordCopy::Unstored;
    assert_eq!(unstored.displaced(StoredLog::LacksSome), unstored);
    assert_eq!(RecordCopy::Displaced(held).held(), Some(held));
    assert_eq!(RecordCopy::Unstored.cut_off().held(), None);
}

#[test]
fn no_other_copy_can_write_to_a_record_that_was_written_back() {
    let mut shelf = Shelf::with_a_run();
    let old = shelf.read();
    // Another tab went on, and its record was lost. The old copy comes in its place.
    let mut newer = shelf.read();
    for _ in 0..50 {
        shelf.claim(&mut newer).unwrap();
    }
    let head = RunHeader::read(shelf.head.as_deref().unwrap()).unwrap();
    let generation = written_back(old.held.generation);
    shelf.head = Some(RunHeader { generation, ..head }.write());
    let mut back = Tab {
        held: Held {
            generation,
            ..old.held
        },
    };
    for _ in 0..50 {
        shelf.claim(&mut back).unwrap();
        assert_eq!(shelf.append(&mut newer), Err(OwnershipError::Changed));
    }
}

#[test]
fn a_record_comes_only_where_nothing_of_its_run_is_left() {
    assert_eq!(Room::of(false, 0), Room::Free);
    for pieces in [0, 1, 7] {
        assert_eq!(Room::of(true, pieces), Room::Taken);
    }
    for pieces in [1, 7] {
        assert_eq!(Room::of(false, pieces), Room::Remains);
    }
}

//! Pieces of other versions, and damaged ones: each says so.

use super::{head_of, stored_plan};
use crate::support::replies::removed;
use crate::support::stored::{listed_by_check, stored_log};
use crate::support::sweep::Sweep;
use crate::support::{Dice, table_and_plan};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::journal::{
    DecodeError, OlderPieces, RunHeader, StoredRecord, Undone, check_record, read_batches,
    read_plan, write_plan_again,
};
use groupsweep_core::plan::Plan;
use std::sync::Arc;

/// What each version of the notes did not have comes last: a time, two lists and a number, two lists.
const OLDER_NOTES: [(u8, &[u8]); 3] = [(2, &[0; 5]), (3, &[0; 4]), (4, &[0; 2])];

/// A plan as it was stored with notes of this version.
fn with_older_notes(plan: &Plan, version: u8, missing: &[u8]) -> (RunHeader, Vec<Vec<u8>>) {
    let (head, mut parts) = stored_plan(plan);
    let notes = parts.iter_mut().find(|part| part[0] == b'N').unwrap();
    let content = notes[6..].strip_suffix(missing).unwrap();
    *notes = sealed_with(b'N', version, content);
    (head.bound_to(&parts), parts)
}

/// The record as a tab writes it back that read this plan, and nothing else of it is left.
fn written_back(head: RunHeader, parts: &[Vec<u8>], sweep: &Sweep) -> StoredRecord {
    let plan = read_plan(&head, parts).unwrap();
    let older = OlderPieces::of(&head, &plan, parts);
    let (head, log) = stored_log(head, &sweep.journal);
    StoredRecord {
        id: head.id.clone(),
        parts: write_plan_again(&head, &plan, &older).collect(),
        log,
        head: Some(head.write()),
    }
}

fn removed_sweep(plan: &Arc<Plan>) -> Sweep {
    let mut sweep = Sweep::new(Arc::clone(plan), 50);
    sweep.try_the_first();
    sweep.release(groupsweep_core::plan::Scope::Remaining);
    sweep.play(|_| removed());
    sweep
}

#[test]
fn a_record_with_older_notes_is_whole_when_it_is_written_back() {
    let plan = listed_by_check(&table_and_plan(2001).1);
    let sweep = removed_sweep(&plan);
    for (version, missing) in OLDER_NOTES {
        let (head, parts) = with_older_notes(&plan, version, missing);
        let back = written_back(head, &parts, &sweep);
        assert_eq!(back.parts, parts, "version {version}");
        assert!(check_record(&back).is_ok(), "version {version}");
    }
}

/// The first part of a plan with the head's beginning as it was written before heads held what an undo left.
fn with_older_beginning(plan: &Plan) -> (RunHeader, Vec<Vec<u8>>) {
    let (head, mut parts) = stored_plan(plan);
    let today = postcard::to_allocvec(&head_of(plan).write()).unwrap();
    let content = &parts[0][6..];
    let mut pieces = content.windows(today.len());
    let at = pieces.position(|piece| piece == today).unwrap();
    // Four numbers came later, and all of them are 0.
    let written = head_of(plan).write();
    let older = sealed_with(b'H', 2, written[6..].strip_suffix(&[0; 5]).unwrap());
    let older = postcard::to_allocvec(&older).unwrap();
    let content = [&content[..at], &older, &content[at + today.len()..]].concat();
    parts[0] = sealed_with(b'P', 2, &content);
    parts[1] = relinked(&parts[1], &head.bound_to(&parts[..1]));
    (head.bound_to(&parts), parts)
}

/// Notes that follow the pieces which this head binds.
fn relinked(notes: &[u8], before: &RunHeader) -> Vec<u8> {
    // Numbers and chains of the plan and of the log.
    let bond = postcard::to_allocvec(&before.bond).unwrap();
    let (_, chain, _, _): (u32, u64, u64, u64) = postcard::from_bytes(&bond).unwrap();
    let link = postcard::take_from_bytes::<(String, u64, u64)>(&notes[6..]);
    let ((run, number, _), rest) = link.unwrap();
    let link = postcard::to_allocvec(&(run, number, chain)).unwrap();
    sealed_with(b'N', notes[1], &[&link, rest].concat())
}

#[test]
fn a_record_whose_first_part_holds_an_older_head_is_whole_when_it_is_written_back() {
    let (_, plan) = table_and_plan(3);
    let sweep = removed_sweep(&plan);
    let (head, parts) = with_older_beginning(&plan);
    let back = written_back(head, &parts, &sweep);
    assert_eq!(back.parts, parts);
    assert!(check_record(&back).is_ok());
}

#[test]
fn notes_of_the_versions_that_told_no_removal_no_sizes_of_groups_or_no_doubt_are_read() {
    let plan = listed_by_check(&table_and_plan(5).1);
    let before = &plan.summary().before;
    assert!(before.was_listed(plan.items()[0].row));
    for (version, missing) in OLDER_NOTES {
        let (head, parts) = with_older_notes(&plan, version, missing);
        let mut read = read_plan(&head, &parts).unwrap().summary().clone();
        // They did not tell whom the lists hid: nobody counts as listed.
        assert_eq!(read.before.hidden, before.members, "version {version}");
        read.before.hidden.clear();
        assert_eq!(&read, plan.summary(), "version {version}");
    }
}

/// A piece as version 1 wrote it.
fn sealed_as(kind: u8, content: &[u8]) -> Vec<u8> {
    sealed_with(kind, 1, content)
}

fn sealed_with(kind: u8, version: u8, content: &[u8]) -> Vec<u8> {
    let sum = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let mut digest = sum.digest();
    digest.update(&[kind, version]);
    digest.update(content);
    let sum = digest.finalize().to_le_bytes();
    [&[kind, version], &sum[..], content].concat()
}

#[test]
fn a_piece_of_an_older_version_says_so() {
    for kind in [b'H', b'E', b'U', b'P', b'B', b'N', b'F', b'C'] {
        let older = sealed_as(kind, b"whatever it held");
        assert_eq!(RunHeader::read(&older), Err(DecodeError::OlderVersion));
        assert_eq!(
            read_batches(&stored_plan(&table_and_plan(1).1).0, [&*older]),
            (vec![], false)
        );
    }
}

#[test]
fn a_piece_of_a_newer_version_says_so_and_a_damaged_version_byte_does_not() {
    let (_, plan) = table_and_plan(2);
    let head = head_of(&plan).write();
    assert_eq!(
        RunHeader::read(&sealed_with(b'H', 200, &head[6..])),
        Err(DecodeError::NewerVersion)
    );
    // Whole by its checksum, and yet not to be decoded: entries were added to the format.
    assert_eq!(
        RunHeader::read(&sealed_with(b'H', 2, &[0xff; 8])),
        Err(DecodeError::NewerVersion)
    );
    for version in [0, 1, 3, 200] {
        let mut damaged = head.clone();
        damaged[1] = version;
        assert_eq!(RunHeader::read(&damaged), Err(DecodeError::Garbled));
    }
}

#[test]
fn any_flipped_bit_is_noticed() {
    let (_, plan) = table_and_plan(12);
    let mut sweep = Sweep::new(Arc::clone(&plan), 50);
    sweep.try_the_first();
    let (head, parts) = stored_plan(&plan);
    let part = &parts[0];
    let (head, log) = stored_log(head, &sweep.journal[..1]);
    let batch = &log[0];
    let mut dice = Dice(11);
    for _ in 0..3000 {
        let mut flip = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let at = dice.below(bytes.len());
            bytes[at] ^= 1 << dice.below(8);
            bytes
        };
        assert!(RunHeader::read(&flip(&head.write())).is_err());
        assert!(read_plan(&head, &[flip(part), parts[1].clone()]).is_err());
        assert_eq!(read_batches(&head, [&*flip(batch)]), (Vec::new(), false));
    }
    for cut in 0..part.len() {
        assert!(read_plan(&head, &[part[..cut].to_vec(), parts[1].clone()]).is_err());
    }
}

#[test]
fn a_head_that_was_written_before_its_last_parts_came_to_it_is_still_read() {
    let head = head_of(&table_and_plan(4).1);
    let bytes = head.write();
    // First the note of each undo, then unconfirmed rows, open ones with those of undos before, unconfirmed ones of undos.
    for missing in [1, 2, 4, 5] {
        let (content, last) = bytes[6..].split_at(bytes.len() - 6 - missing);
        assert_eq!(last, &[0; 5][..missing], "what it did not have comes last");
        assert_eq!(
            RunHeader::read(&sealed_with(b'H', 2, content)).unwrap(),
            head
        );
    }
}

#[test]
fn the_sum_that_heads_noted_of_all_undos_is_read_as_the_note_of_the_latest() {
    let head = head_of(&table_and_plan(4).1);
    let bytes = head.write();
    let size = |bytes: Vec<u8>| bytes.len();
    // Behind the note: three things that it does not have around generation and bond, and what came later.
    let behind = size(postcard::to_allocvec(&(head.generation, &head.bond)).unwrap()) + 1 + 3 + 5;
    let (before, rest) = bytes[6..].split_at(bytes.len() - 6 - behind - 1);
    let note = ("fedcba9876543210", Timestamp(1_800_000_100_000), 4_u32);
    let note = postcard::to_allocvec(&Some(note)).unwrap();
    let rest = rest[1..].strip_suffix(&[0; 5]).unwrap();
    // Of three rows it was not known, five were open, and one of the four was of an undo before.
    let content = [before, &note, rest, &[3, 5, 1, 0]].concat();
    let read = RunHeader::read(&sealed_with(b'H', 2, &content)).unwrap();
    let of_the_latest = Undone {
        by: "fedcba9876543210".into(),
        at: Timestamp(1_800_000_100_000),
        rows: 3,
        unconfirmed: 3,
        open: 5,
    };
    assert_eq!(read.undone, [of_the_latest]);
}

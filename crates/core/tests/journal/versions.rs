//! Pieces of other versions, and damaged ones: each says so.

use super::{head_of, stored_plan};
use crate::support::replies::removed;
use crate::support::stored::{listed_by_check, stored_log, stored_record};
use crate::support::sweep::Sweep;
use crate::support::{Dice, table_and_plan};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::journal::{
    DecodeError, RunHeader, StoredRecord, Undone, read_batches, read_plan,
};
use groupsweep_core::plan::Scope;
use std::sync::Arc;

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
        Err(DecodeError::OtherVersion)
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

/// A record of three rows, as lines: what a piece is (head, part or batch), then its bytes.
const RECORD: &str = include_str!("../data/record.txt");

fn lines_of(record: &StoredRecord) -> String {
    let head = record.head.iter().map(|bytes| ("H", bytes));
    let parts = record.parts.iter().map(|bytes| ("P", bytes));
    let log = record.log.iter().map(|bytes| ("B", bytes));
    let line = |(kind, bytes): (&str, &Vec<u8>)| {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{kind} {digits}\n")
    };
    head.chain(parts).chain(log).map(line).collect()
}

#[test]
fn records_that_browsers_hold_keep_their_bytes_until_a_piece_gets_a_new_version() {
    let plan = listed_by_check(&table_and_plan(3).1);
    let mut sweep = Sweep::new(Arc::clone(&plan), 50);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let undone = Undone {
        by: "fedcba9876543210".into(),
        at: Timestamp(1_800_000_100_000),
        rows: 2,
        unconfirmed: 1,
        open: 0,
    };
    let head = RunHeader {
        undone: vec![undone],
        saved: Some(Timestamp(1_800_000_200_000)),
        ..head_of(&plan)
    };
    let written = lines_of(&stored_record(head, &sweep));
    if written != RECORD {
        let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/record.txt");
        std::fs::write(file, &written).unwrap();
        panic!(
            "other bytes than in tests/data/record.txt: give the piece a new version, then take {file}"
        );
    }
}

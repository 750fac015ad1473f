//! How a plan came about, behind its parts: what protected its rows, why they go nevertheless, who sealed it.
//! Records of Groupsweep 0.3 and before have none.

use serde::{Deserialize, Serialize};

use crate::plan::{AccessLoss, Before, PlanSummary, Protection, SealedBy, Sorted, Unprotected};

use super::frame::{Damaged, Kind, is_of, open, seal};

#[derive(Serialize, Deserialize)]
struct Notes {
    sorted: [(u32, bool); 6],
    access: Vec<(String, Vec<String>, u32)>,
    unprotected: Vec<(u32, Vec<Protection>, String)>,
    held_back: Vec<(u32, String)>,
    /// Id, name and seal.
    sealed: Option<(String, String, String)>,
}

/// How rows stood before; behind the notes since 0.5.
#[derive(Serialize, Deserialize, Default)]
struct Stood {
    without_effect: Vec<u32>,
    unknown: Vec<u32>,
}

/// The notes of a plan, as they are stored.
pub(super) fn write_notes(summary: &PlanSummary) -> Vec<u8> {
    let access = summary.access.iter().map(|loss| {
        let rows = u32::try_from(loss.rows).unwrap_or(u32::MAX);
        (loss.group.to_string(), loss.apps.clone(), rows)
    });
    let unprotected = summary.unprotected.iter();
    let notes = Notes {
        sorted: summary.sorted.0,
        access: access.collect(),
        unprotected: unprotected
            .map(|(row, why)| (*row, why.protections.clone(), why.reason.clone()))
            .collect(),
        held_back: summary
            .held_back
            .iter()
            .map(|(row, why)| (*row, why.clone()))
            .collect(),
        sealed: summary.sealed.clone().map(|by| (by.id, by.name, by.seal)),
    };
    let Before {
        without_effect,
        unknown,
    } = &summary.before;
    let stood = Stood {
        without_effect: without_effect.iter().copied().collect(),
        unknown: unknown.iter().copied().collect(),
    };
    seal(Kind::NotesAndBefore, &(notes, stood))
}

/// Whether a piece is a plan's notes.
pub(super) fn is_notes(bytes: &[u8]) -> bool {
    is_of(Kind::Notes, bytes) || is_of(Kind::NotesAndBefore, bytes)
}

/// Puts stored notes into a summary.
pub(super) fn read_notes(bytes: &[u8], summary: &mut PlanSummary) -> Result<(), Damaged> {
    let (notes, before): (Notes, Stood) = if is_of(Kind::Notes, bytes) {
        (open(Kind::Notes, bytes)?, Stood::default())
    } else {
        open(Kind::NotesAndBefore, bytes)?
    };
    summary.before = Before {
        without_effect: before.without_effect.into_iter().collect(),
        unknown: before.unknown.into_iter().collect(),
    };
    summary.sorted = Sorted(notes.sorted);
    let access = notes.access.into_iter();
    summary.access = access
        .map(|(group, apps, rows)| AccessLoss {
            group: group.into(),
            apps,
            rows: rows as usize,
        })
        .collect();
    let unprotected = notes.unprotected.into_iter();
    summary.unprotected = unprotected
        .map(|(row, protections, reason)| {
            let why = Unprotected {
                protections,
                reason,
            };
            (row, why)
        })
        .collect();
    summary.held_back.extend(notes.held_back);
    summary.sealed = notes
        .sealed
        .map(|(id, name, seal)| SealedBy { id, name, seal });
    Ok(())
}

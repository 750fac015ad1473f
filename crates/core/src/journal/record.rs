//! A run's whole record: head, plan and log, checked against each other. A record with inconsistent pieces
//! can never be resumed. What can still be read of it is only shown.

use std::sync::Arc;

use crate::plan::Plan;
use crate::run::{Batch, Rate, Run};

use super::batch::LogRead;
use super::chain::Bond;
use super::frame::DecodeError;
use super::head::RunHeader;
use super::plan_chunks::PartsRead;

/// A record as stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StoredRecord {
    /// The run's id, the key of all its pieces.
    pub id: String,
    /// `None` if the head is missing.
    pub head: Option<Vec<u8>>,
    /// Parts of the plan, in order. A stored value that is not bytes is an empty part.
    pub parts: Vec<Vec<u8>>,
    /// Batches of the log, in order. A stored value that is not bytes is an empty batch.
    pub log: Vec<Vec<u8>>,
}

/// An undamaged record.
#[derive(Debug)]
pub struct WholeRecord {
    pub head: RunHeader,
    pub plan: Plan,
    pub batches: Vec<Batch>,
}

/// The readable part of a damaged record.
pub struct Wreck {
    pub id: String,
    pub why: DecodeError,
    /// The head as last written. If it is damaged, the original head from the plan, with the counts of
    /// [`Self::run`]. `None` if neither can be read.
    pub head: Option<RunHeader>,
    /// The readable rows with their outcomes. A row is in doubt if its outcome may be in a damaged piece.
    /// `None` if no row can be read.
    pub run: Option<Run>,
    /// Rows of the plan that cannot be read; `None` if their number is unknown.
    pub lost_rows: Option<u32>,
}

impl std::fmt::Debug for Wreck {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wreck")
            .field("id", &self.id)
            .field("why", &self.why)
            .field("lost_rows", &self.lost_rows)
            .finish_non_exhaustive()
    }
}

/// Reads a record and checks that its pieces belong together.
///
/// # Errors
/// [`Wreck`] if the record is damaged, with what can be read of it. It must not be resumed or undone.
pub fn read_record(stored: &StoredRecord) -> Result<WholeRecord, Box<Wreck>> {
    let head = head_of(stored);
    let parts = PartsRead::of(&stored.id, &stored.parts);
    let end_of_plan = match &head {
        Ok(head) => Some(head.bond.plan),
        Err(_) => parts.end.is_ok().then_some(parts.chain),
    };
    let log = LogRead::of(
        &stored.id,
        end_of_plan,
        stored.log.iter().map(Vec::as_slice),
    );
    let fault = match &head {
        Ok(head) => fault(head, &parts, &log, stored),
        Err(why) => Some(*why),
    };
    let known = head.as_ref().ok().or(parts.origin.as_ref()).cloned();
    let rows = parts.rows();
    let plan = known.as_ref().and_then(|head| parts.into_plan(head).ok());
    match (fault, head, plan) {
        (None, Ok(head), Some(plan)) => Ok(WholeRecord {
            head,
            plan,
            batches: log.batches,
        }),
        (fault, head, plan) => {
            let is_whole = head.as_ref().is_ok_and(|head| log.is_all_of(head));
            let recover = |plan| Run::recover(Arc::new(plan), Rate::DEFAULT, log.batches, is_whole);
            let run = plan.map(recover);
            let of_run = |origin: RunHeader| match &run {
                Some(run) => origin.of(run, origin.created),
                None => origin,
            };
            Err(Box::new(Wreck {
                id: stored.id.clone(),
                why: fault.unwrap_or(DecodeError::Garbled),
                lost_rows: known
                    .as_ref()
                    .map(|head| head.progress.counts.selected().saturating_sub(rows)),
                head: head.ok().or_else(|| known.map(of_run)),
                run,
            }))
        }
    }
}

/// What is wrong with a record that has a readable head.
fn fault(
    head: &RunHeader,
    parts: &PartsRead,
    log: &LogRead,
    stored: &StoredRecord,
) -> Option<DecodeError> {
    let bond = head.bond;
    let is_short =
        stored.parts.len() < bond.parts as usize || (stored.log.len() as u64) < bond.batches;
    let fits = || match parts.is_of(head) && log.is_all_of(head) {
        true => Ok(()),
        false => Err(DecodeError::Misplaced),
    };
    match is_short {
        true => Some(DecodeError::Missing),
        false => parts.end.and(log.end).and_then(|()| fits()).err(),
    }
}

/// Checks that a record's pieces match its head, without decoding them.
///
/// # Errors
/// [`DecodeError`] if they do not match.
pub fn check_record(stored: &StoredRecord) -> Result<RunHeader, DecodeError> {
    let head = head_of(stored)?;
    match Bond::of(&stored.id, &stored.parts, &stored.log) == head.bond {
        true => Ok(head),
        false => {
            Err(read_record(stored).map_or_else(|wreck| wreck.why, |_| DecodeError::Misplaced))
        }
    }
}

/// Reads the head of a record and checks that it belongs to the run.
fn head_of(stored: &StoredRecord) -> Result<RunHeader, DecodeError> {
    let head = RunHeader::read(stored.head.as_deref().ok_or(DecodeError::Missing)?)?;
    match head.id == stored.id {
        true => Ok(head),
        false => Err(DecodeError::Misplaced),
    }
}

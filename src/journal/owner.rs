//! Whose a record is. Two tabs may hold one run, and only one of them may write: whoever begins to write claims the
//! record first, which raises the generation in its head, and every write matches that generation. A copy that was
//! read before somebody else claimed or wrote can so never overwrite what came later.

use super::head::Head;

/// What a tab knows of a stored record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The generation in the head that it read or wrote last.
    pub generation: u32,
    /// Batches in the log that it read or wrote.
    pub batches: u64,
}

/// Why a tab may not write a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lost {
    /// Another tab has claimed it or written to it since.
    Changed,
    /// It is not there any more.
    Gone,
}

/// Takes a record over, as it is stored now: the head of its next generation, which has to be stored in the same
/// transaction.
///
/// # Errors
/// [`Lost`]: what the tab holds is not what is stored. The record has to be read anew.
pub fn claim(stored: Option<&[u8]>, batches: u64, held: Held) -> Result<Head, Lost> {
    let head = read(stored)?;
    let now = Held {
        generation: head.generation,
        batches,
    };
    // A log that its own head does not bind is damaged: reading it anew says so.
    if now != held || batches != head.bond.batches {
        return Err(Lost::Changed);
    }
    Ok(Head {
        generation: next(head.generation),
        ..head
    })
}

/// Whether a tab of this generation may write to a record, as it is stored now: the head that is stored. The answer
/// holds within the transaction in which `stored` was read.
///
/// # Errors
/// [`Lost`]; then nothing may be written.
pub fn may_write(stored: Option<&[u8]>, generation: u32) -> Result<Head, Lost> {
    let head = read(stored)?;
    match head.generation == generation {
        true => Ok(head),
        false => Err(Lost::Changed),
    }
}

/// A head that cannot be read is nobody's to overwrite.
fn read(stored: Option<&[u8]>) -> Result<Head, Lost> {
    Head::read(stored.ok_or(Lost::Gone)?).map_err(|_| Lost::Changed)
}

/// The generation after this one. No person reaches the last number; were it reached, nobody could write any more.
fn next(generation: u32) -> u32 {
    generation.saturating_add(1)
}

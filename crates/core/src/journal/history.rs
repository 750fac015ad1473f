//! What happened to a run later, according to the records of all runs.

use crate::domain::Timestamp;
use crate::run::{Closed, Outcome};

use super::head::{RunHeader, Undone};

/// What an undo reports about the run that it undoes. `None` while it certainly put nothing back.
fn undone_by(undo: &RunHeader) -> Option<Undone> {
    let counts = undo.counts();
    let unconfirmed = counts.of(Outcome::InDoubt);
    (counts.of(Outcome::Done) + unconfirmed > 0).then(|| Undone {
        by: undo.id.clone(),
        at: undo.progress.at,
        // Rows that were already as before count too.
        rows: counts.done(),
        unconfirmed,
        open: counts.tally.selected().saturating_sub(counts.done()),
    })
}

/// How far a run was undone, and how much of that was undone again.
struct TakenBack {
    /// What is still undone; may be nothing.
    now: Undone,
    /// What was undone again.
    again: Option<UndoneAgain>,
}

/// The remaining effect of one undo of a run.
struct Part {
    left: Undone,
    again: Option<UndoneAgain>,
    /// Memberships that it put back and that are no longer back.
    lost: u32,
}

/// An undo of a run that was itself undone: these memberships are again as the run left them, or may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UndoneAgain {
    /// The last run that undid an undo.
    pub by: String,
    /// When the last row of that run was settled.
    pub at: Timestamp,
    /// Memberships that are as the run left them.
    pub rows: u32,
    /// Memberships for which that is unknown.
    pub unconfirmed: u32,
}

/// What an undo changed, or may have changed, that was undone in turn.
fn taken_from(undo: &RunHeader, heads: &[&RunHeader]) -> Option<UndoneAgain> {
    let Undone {
        by,
        at,
        rows,
        unconfirmed,
        ..
    } = taken_back(undo, heads)?.now;
    let counts = undo.counts();
    let touched = counts.done() + counts.of(Outcome::InDoubt);
    let rows = rows.min(touched);
    Some(UndoneAgain {
        by,
        at,
        rows,
        unconfirmed: unconfirmed.min(touched - rows),
    })
}

/// What is left of each undo of a run: those that still have a record, and those that only the run's head
/// remembers.
fn parts_of(run: &RunHeader, heads: &[&RunHeader]) -> Vec<Part> {
    // Leaving out the run itself ends the recursion if records refer to each other in a circle.
    let others: Vec<&RunHeader> = heads.iter().copied().filter(|it| it.id != run.id).collect();
    let undoes = |head: &&RunHeader| head.undoes.as_ref() == Some(&run.id);
    let undos: Vec<&RunHeader> = others.iter().copied().filter(undoes).collect();
    let is_kept = |by: &str| undos.iter().any(|undo| undo.id == by);
    let noted = run.undone.iter().filter(|note| !is_kept(&note.by));
    let noted = noted.cloned().map(Part::whole);
    let kept = undos.iter().filter_map(|undo| part_of(undo, &others));
    noted.chain(kept).collect()
}

fn part_of(undo: &RunHeader, heads: &[&RunHeader]) -> Option<Part> {
    let whole = undone_by(undo)?;
    Some(match taken_from(undo, heads) {
        None => Part::whole(whole),
        Some(again) => again.left_of(whole),
    })
}

/// Each undo takes on what earlier ones left, so their rows add up.
fn taken_back(run: &RunHeader, heads: &[&RunHeader]) -> Option<TakenBack> {
    let parts = parts_of(run, heads);
    let latest = &parts.iter().max_by_key(|part| part.left.at)?.left;
    let sum = |of: fn(&Part) -> u32| parts.iter().map(of).fold(0, u32::saturating_add);
    let before = || parts.iter().filter(|part| part.left.by != latest.by);
    // The later undo took on what an earlier one left unconfirmed.
    let unsettled = before().filter_map(|part| Some(part.again.as_ref()?.unconfirmed));
    let lost = before().map(|part| part.lost);
    let again = parts.iter().filter_map(|part| part.again.clone());
    let again = again.reduce(UndoneAgain::and);
    let now = Undone {
        by: latest.by.clone(),
        at: again.iter().map(|it| it.at).fold(latest.at, Timestamp::max),
        rows: sum(|part| part.left.rows),
        unconfirmed: unsettled.fold(latest.unconfirmed, u32::saturating_add),
        open: lost.fold(latest.open, u32::saturating_add),
    };
    let again = again.filter(|again| again.all() > 0);
    Some(TakenBack { now, again })
}

impl Part {
    /// For an undo that was not undone in turn, or whose numbers include that already.
    fn whole(left: Undone) -> Self {
        Self {
            left,
            again: None,
            lost: 0,
        }
    }
}

impl UndoneAgain {
    /// All its memberships, unconfirmed ones included.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.rows.saturating_add(self.unconfirmed)
    }

    fn and(self, other: Self) -> Self {
        let rows = self.rows.saturating_add(other.rows);
        let unconfirmed = self.unconfirmed.saturating_add(other.unconfirmed);
        let latest = if self.at > other.at { self } else { other };
        Self {
            rows,
            unconfirmed,
            ..latest
        }
    }

    /// What it leaves of the undo. It is deducted from the confirmed rows first.
    fn left_of(self, undo: Undone) -> Part {
        let rows = undo.rows.saturating_sub(self.all());
        let lost = undo.rows - rows;
        let unconfirmed = undo.unconfirmed.saturating_add(self.unconfirmed);
        let left = Undone {
            rows,
            unconfirmed: unconfirmed.saturating_sub(self.all() - lost),
            open: undo.open.saturating_add(lost),
            ..undo
        };
        Part {
            left,
            again: Some(self),
            lost,
        }
    }
}

fn taken_back_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<TakenBack> {
    let heads: Vec<&RunHeader> = heads.into_iter().collect();
    taken_back(run, &heads)
}

/// How a run was undone: from the records of its undos, and from the run's own head for deleted records. What
/// was undone in turn does not count.
#[must_use]
pub fn undone_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<Undone> {
    let TakenBack { now, .. } = taken_back_in(run, heads)?;
    (now.rows + now.unconfirmed > 0).then_some(now)
}

/// What a run's head should note about its undos: each separately, so that the record of one can be deleted
/// without the others' rows being lost or counted twice.
#[must_use]
pub fn undo_notes<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Vec<Undone> {
    let heads: Vec<&RunHeader> = heads.into_iter().collect();
    let parts = parts_of(run, &heads).into_iter();
    let mut notes: Vec<Undone> = parts.map(|part| part.left).collect();
    notes.sort_by(|a, b| (a.at, &a.by).cmp(&(b.at, &b.by)));
    notes
}

/// Which part of the undos of a run was undone in turn.
#[must_use]
pub fn undone_again_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<UndoneAgain> {
    taken_back_in(run, heads)?.again
}

/// Rows that the run changed or may have changed. An undo does not record which of these kinds its rows were.
fn changed_by(run: &RunHeader) -> u32 {
    let counts = run.counts();
    let kinds = [Outcome::Done, Outcome::SinceCheck, Outcome::InDoubt];
    kinds.into_iter().map(|kind| counts.of(kind)).sum()
}

/// Whether the run is completely undone: the undos put back every row that they took on, and every row that
/// the run changed or may have changed.
#[must_use]
pub fn is_wholly_undone<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> bool {
    undone_in(run, heads).is_some_and(|now| now.open == 0 && now.rows >= changed_by(run))
}

/// Whether a further undo of the run would have nothing to do. Changes of its undos that other runs undid are
/// for an undo of those.
#[must_use]
pub fn nothing_is_left_to_undo<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> bool {
    taken_back_in(run, heads).is_some_and(|TakenBack { now, again }| {
        let again = again.map_or(0, |again| again.all());
        now.open <= again && now.rows.saturating_add(again) >= changed_by(run)
    })
}

/// The runs that a run undoes: the one it undoes, the one that this one undoes, and so on.
#[must_use]
pub fn taken_back_by<'a>(run: &RunHeader, heads: &[&'a RunHeader]) -> Vec<&'a RunHeader> {
    let mut found: Vec<&RunHeader> = Vec::new();
    let mut next = run.undoes.as_ref();
    while let Some(id) = next {
        let is_new = !found.iter().any(|head| head.id == *id);
        let Some(head) = heads.iter().find(|head| is_new && head.id == *id) else {
            break;
        };
        found.push(head);
        next = head.undoes.as_ref();
    }
    found
}

/// The run whose record has to be deleted before that of this undo. It undid the undo, and may still change how many
/// rows the undo leaves undone. Without the undo's record, nothing would connect it with the run that was undone first.
#[must_use]
pub fn to_delete_before<'a>(undo: &RunHeader, heads: &[&'a RunHeader]) -> Option<&'a RunHeader> {
    let source = undo.undoes.as_ref()?;
    if !heads.iter().any(|head| head.id == *source) {
        return None;
    }
    let undid_it = |head: &&&RunHeader| head.undoes.as_ref() == Some(&undo.id);
    let later = heads.iter().filter(undid_it);
    later.max_by_key(|head| head.created).copied()
}

/// Why a run may not be resumed: it was undone, which counts even if that was undone in turn, or it is an
/// undo and a later undo of the same run was begun, which took on what this one left.
#[must_use]
pub fn closed_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader> + Clone,
) -> Option<Closed> {
    if taken_back_in(run, heads.clone()).is_some() {
        return Some(Closed::Undone);
    }
    run.undoes.as_ref()?;
    let of_the_same = |other: &&RunHeader| other.undoes == run.undoes;
    let others = heads.into_iter().filter(of_the_same);
    let latest = others.map(|other| other.created).max()?;
    (latest > run.created).then_some(Closed::TakenOver(latest))
}

/// The start time for an undo of a run, always later than that of each other undo of it: the latest one
/// counts, and a clock may have been set back since.
#[must_use]
pub fn undo_begins<'a>(
    undone: &str,
    now: Timestamp,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Timestamp {
    let of_the_same = |head: &&RunHeader| head.undoes.as_deref() == Some(undone);
    let others = heads.into_iter().filter(of_the_same);
    let after = others.map(|other| Timestamp(other.created.0.saturating_add(1)));
    after.fold(now, Timestamp::max)
}

/// What another tab is doing with a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    Running,
    /// The other tab holds the run, paused.
    Paused,
    /// The other tab drives the undo of this run, and holds this one unchanged in the meantime.
    BeingUndone,
}

/// What other tabs are doing with a run. `held` are the ids of the runs whose locks they hold, `paused` those
/// among them that are paused.
#[must_use]
pub fn elsewhere_in<'a>(
    id: &str,
    held: &[String],
    paused: &[String],
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<Elsewhere> {
    let is_held = |id: &str| held.iter().any(|it| it == id);
    let undoes = |head: &RunHeader| head.undoes.as_deref() == Some(id) && is_held(&head.id);
    is_held(id).then(|| match heads.into_iter().any(undoes) {
        true => Elsewhere::BeingUndone,
        false if paused.iter().any(|it| it == id) => Elsewhere::Paused,
        false => Elsewhere::Running,
    })
}

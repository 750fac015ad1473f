//! What became of a run later, as the records of all runs tell it.

use crate::domain::Timestamp;
use crate::run::{Closed, Outcome};

use super::head::{RunHeader, Undone};

/// What the head of a run that takes another one back says of that; `None` as long as it certainly put nothing back.
fn undone_by(undo: &RunHeader) -> Option<Undone> {
    let counts = undo.counts();
    let unconfirmed = counts.of(Outcome::InDoubt);
    (counts.of(Outcome::Done) + unconfirmed > 0).then(|| Undone {
        by: undo.id.clone(),
        at: undo.progress.at,
        // What was as before already is as before too.
        rows: counts.done(),
        unconfirmed,
        open: counts.tally.selected().saturating_sub(counts.done()),
        earlier: 0,
    })
}

/// How far runs took another one back, and how much of that other runs took back in turn.
struct TakenBack {
    /// What is left of it, which may be nothing.
    now: Undone,
    /// What was taken back in turn.
    again: Option<UndoneAgain>,
}

/// That an undo of a run was undone in turn: these memberships are once more as the run left them, or may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UndoneAgain {
    /// The last run that did so.
    pub by: String,
    /// When its last row was settled.
    pub at: Timestamp,
    /// Memberships that are as the run left them.
    pub rows: u32,
    /// Memberships of which that is not known.
    pub unconfirmed: u32,
}

/// What an undo changed, or may have changed, that was taken back in turn.
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

/// Each undo is about what the ones before it left, so that their rows add up.
fn taken_back(run: &RunHeader, heads: &[&RunHeader]) -> Option<TakenBack> {
    // Without the run itself: records that name each other in a circle come to an end.
    let others: Vec<&RunHeader> = heads.iter().copied().filter(|it| it.id != run.id).collect();
    let undoes = |head: &&RunHeader| head.undoes.as_ref() == Some(&run.id);
    let undos: Vec<&RunHeader> = others.iter().copied().filter(undoes).collect();
    let noted = run.undone.as_ref();
    let all = undos.iter().copied().filter_map(undone_by);
    let Some(latest) = all.max_by_key(|undone| undone.at) else {
        let now = noted.cloned()?;
        return Some(TakenBack { now, again: None });
    };
    let before = undos.iter().filter(|undo| undo.id != latest.by);
    let kept: u32 = before.map(|undo| undo.counts().done()).sum();
    let gone = noted.map_or(0, |noted| match noted.by == latest.by {
        true => noted.earlier,
        false => noted.rows,
    });
    let earlier = kept.max(gone);
    let again = undos.iter().filter_map(|undo| taken_from(undo, &others));
    Some(match again.reduce(UndoneAgain::and) {
        None => TakenBack {
            now: Undone {
                rows: latest.rows.saturating_add(earlier),
                earlier,
                ..latest
            },
            again: None,
        },
        Some(again) => TakenBack {
            now: again.left_of(latest, earlier),
            again: (again.all() > 0).then_some(again),
        },
    })
}

impl UndoneAgain {
    /// All memberships that it is about.
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

    /// What it leaves of the latest undo and of those before it. Rows that these changed for certain come first.
    fn left_of(&self, latest: Undone, earlier: u32) -> Undone {
        let done = latest.rows.saturating_add(earlier);
        let rows = done.saturating_sub(self.all());
        let unconfirmed = latest.unconfirmed.saturating_add(self.unconfirmed);
        Undone {
            by: latest.by,
            at: latest.at.max(self.at),
            rows,
            unconfirmed: unconfirmed.saturating_sub(self.all().saturating_sub(done)),
            open: latest.open.saturating_add(done - rows),
            earlier,
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

/// What took a run back: the records of such runs, and what the run's own head says of those that are gone. What was
/// taken back in turn does not count.
#[must_use]
pub fn undone_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<Undone> {
    let TakenBack { now, .. } = taken_back_in(run, heads)?;
    (now.rows + now.unconfirmed > 0).then_some(now)
}

/// What of the undos of a run was undone in turn.
#[must_use]
pub fn undone_again_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<UndoneAgain> {
    taken_back_in(run, heads)?.again
}

/// Rows that the run changed or may have changed. An undo does not say which of them its rows were.
fn changed_by(run: &RunHeader) -> u32 {
    let counts = run.counts();
    let kinds = [Outcome::Done, Outcome::SinceCheck, Outcome::InDoubt];
    kinds.into_iter().map(|kind| counts.of(kind)).sum()
}

/// Whether nothing is left of what the run changed: the undos reached every row that they took on, and every row that
/// the run changed or may have changed.
#[must_use]
pub fn is_wholly_undone<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> bool {
    undone_in(run, heads).is_some_and(|now| now.open == 0 && now.rows >= changed_by(run))
}

/// Whether an undo of the run has nothing to do. What its undos changed and other runs took back in turn is for an undo
/// of those.
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

/// The runs that a run takes back: the one that it undoes, the one that this one undoes, and so on.
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

/// Why a run is not to be gone on with: it was taken back, or it is an undo and a later undo of the same run was begun,
/// which took on what this one left.
#[must_use]
pub fn closed_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader> + Clone,
) -> Option<Closed> {
    if undone_in(run, heads.clone()).is_some() {
        return Some(Closed::Undone);
    }
    run.undoes.as_ref()?;
    let of_the_same = |other: &&RunHeader| other.undoes == run.undoes;
    let others = heads.into_iter().filter(of_the_same);
    let latest = others.map(|other| other.created).max()?;
    (latest > run.created).then_some(Closed::TakenOver(latest))
}

/// What another tab is doing to a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Elsewhere {
    /// It drives the run.
    Running,
    /// It holds the run, paused.
    Paused,
    /// It drives the run that takes this one back, and holds this one as it is meanwhile.
    BeingUndone,
}

/// What other tabs are doing to a run; `held` are the ids of the runs whose locks they hold, `paused` of those among
/// them that are paused.
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

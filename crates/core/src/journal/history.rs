//! What became of a run later, as the records of all runs tell it.

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

/// What took a run back: the records of such runs, and what the run's own head says of those that are gone. Each undo is
/// about what the ones before it left, so that their rows add up.
#[must_use]
pub fn undone_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<Undone> {
    let undos: Vec<&RunHeader> = heads
        .into_iter()
        .filter(|head| head.undoes.as_ref() == Some(&run.id))
        .collect();
    let noted = run.undone.as_ref();
    let all = undos.iter().copied().filter_map(undone_by);
    let Some(latest) = all.max_by_key(|undone| undone.at) else {
        return noted.cloned();
    };
    let others = undos.iter().filter(|undo| undo.id != latest.by);
    let kept: u32 = others.map(|undo| undo.counts().done()).sum();
    let gone = noted.map_or(0, |noted| match noted.by == latest.by {
        true => noted.earlier,
        false => noted.rows,
    });
    let earlier = kept.max(gone);
    Some(Undone {
        rows: latest.rows.saturating_add(earlier),
        earlier,
        ..latest
    })
}

/// Whether nothing is left to take back: the undos reached every row that they took on, and every row that the run
/// changed or may have changed.
#[must_use]
pub fn is_wholly_undone<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> bool {
    let counts = run.counts();
    let kinds = [Outcome::Done, Outcome::SinceCheck, Outcome::InDoubt];
    // An undo does not say which of them its rows were.
    let changed: u32 = kinds.into_iter().map(|kind| counts.of(kind)).sum();
    undone_in(run, heads).is_some_and(|undone| undone.open == 0 && undone.rows >= changed)
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

//! What became of a run later, as the records of all runs tell it.

use crate::run::Outcome;

use super::head::{RunHeader, Undone};

/// What the head of a run that takes another one back says of that; `None` as long as it certainly put nothing back.
#[must_use]
pub fn undone_by(undo: &RunHeader) -> Option<Undone> {
    let counts = undo.counts();
    let unconfirmed = counts.of(Outcome::InDoubt);
    (counts.of(Outcome::Done) + unconfirmed > 0).then(|| Undone {
        by: undo.id.clone(),
        at: undo.progress.at,
        // What was as before already is as before too.
        rows: counts.done(),
        unconfirmed,
    })
}

/// What took a run back: the latest record of such a run, or what the run's own head says where that is gone.
#[must_use]
pub fn undone_in<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader>,
) -> Option<Undone> {
    let undos = heads
        .into_iter()
        .filter(|head| head.undoes.as_ref() == Some(&run.id));
    let latest = undos.filter_map(undone_by).max_by_key(|undone| undone.at);
    latest.or_else(|| run.undone.clone())
}

/// Whether nothing is left to take back: the undo reached every row that it took on and that the run changed.
#[must_use]
pub fn is_wholly_undone<'a>(
    run: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader> + Clone,
) -> bool {
    let Some(undone) = undone_in(run, heads.clone()) else {
        return false;
    };
    let undo = heads.into_iter().find(|head| head.id == undone.by);
    let open = undo.map_or(0, |undo| {
        let counts = undo.counts();
        counts.tally.selected().saturating_sub(counts.done())
    });
    open == 0 && undone.unconfirmed == 0 && undone.rows >= run.counts().of(Outcome::Done)
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

//! The state of a run: titles, headlines and the step bar.

use crate::domain::{counted, grouped, plural, shown};
use crate::plan::{Action, PlanCounts, Purpose, Scope, in_a_line};
use crate::report::ListedMembers;
use crate::run::{ItemRecord, Outcome, Run, RunCounts, Tally};

/// The purpose in the receipt.
#[must_use]
pub fn keyword(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "remove",
        Purpose::Add => "add",
        Purpose::UndoRemoval => "undo_removal",
        Purpose::UndoAddition => "undo_addition",
    }
}

/// What a run did with a membership.
pub(super) fn done_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Remove => "removed",
        Purpose::Add => "added",
        Purpose::UndoRemoval => "added back",
        Purpose::UndoAddition => "removed",
    }
}

/// What a row is if there was nothing to do.
fn already_word(purpose: Purpose, rows: u32) -> &'static str {
    match (purpose, rows) {
        (Purpose::Remove | Purpose::UndoAddition, _) => "already gone",
        (Purpose::Add | Purpose::UndoRemoval, 1) => "already a member",
        (Purpose::Add | Purpose::UndoRemoval, _) => "already members",
    }
}

/// Report's headline: `Done: 1,166 removed, 14 already gone`, or what is not done.
#[must_use]
pub fn headline(purpose: Purpose, counts: &RunCounts) -> String {
    let how_far = match counts.tally.is_all_done() {
        true => "Done",
        false => "Not complete",
    };
    format!("{how_far}: {}", outcomes(purpose, counts))
}

/// The headline after a later run undid all of it: `Undone. Before the undo: 1,166 removed`.
#[must_use]
pub fn undone_headline(purpose: Purpose, counts: &RunCounts) -> String {
    format!("Undone. Before the undo: {}", outcomes(purpose, counts))
}

fn outcomes(purpose: Purpose, counts: &RunCounts) -> String {
    let rows = |outcome| counts.of(outcome);
    let done = counted(rows(Outcome::Done) as usize, done_word(purpose));
    let mut parts = vec![done + &counts.unconfirmed_in_words()];
    let already = rows(Outcome::NoChange);
    if already > 0 {
        parts.push(counted(already as usize, already_word(purpose, already)));
    }
    for outcome in [
        Outcome::SinceCheck,
        Outcome::Failed,
        Outcome::InDoubt,
        Outcome::NotTried,
    ] {
        if rows(outcome) > 0 {
            let word = outcome.label(purpose.action()).to_lowercase();
            parts.push(counted(rows(outcome) as usize, &word));
        }
    }
    parts.join(", ")
}

/// The step bar under Report: `1,166 removed`.
#[must_use]
pub fn report_step(purpose: Purpose, tally: Tally) -> String {
    counted(tally.of(Outcome::Done) as usize, done_word(purpose))
}

/// The step bar under Run: `114 of 413 done`. Unconfirmed rows are not done.
#[must_use]
pub fn run_step(tally: Tally) -> String {
    let (done, all) = (tally.done() as usize, tally.selected() as usize);
    format!("{} of {} done", grouped(done), grouped(all))
}

/// The percentage in the step bar: `27 %`. Never 0 % once a row is done, and never 100 % before all are.
#[must_use]
pub fn run_percent(tally: Tally) -> String {
    let (done, all) = (u64::from(tally.done()), u64::from(tally.selected()));
    let rounded_down = done * 100 / all.max(1);
    format!("{} %", rounded_down.max(u64::from(done > 0)))
}

/// The state of a run with nothing left to send, and which groups refused rows: `Finished: 412 rows
/// processed.`
#[must_use]
pub fn finished(run: &Run) -> String {
    let tally = run.tally();
    let rows = |outcome| tally.of(outcome) as usize;
    let (failed, doubt) = (rows(Outcome::Failed), rows(Outcome::InDoubt));
    let far = run_step(tally);
    let stand = match (failed, doubt) {
        (0, 0) => {
            let rows = plural(tally.selected() as usize, "row", "rows");
            format!("Finished: {rows} processed.")
        }
        (failed, 0) => format!(
            "Finished with {}: {far}.",
            plural(failed, "failed row", "failed rows")
        ),
        (0, doubt) => format!(
            "Finished with {}: {far}. Verify shows {} current state.",
            plural(doubt, "unconfirmed row", "unconfirmed rows"),
            if doubt == 1 { "its" } else { "their" }
        ),
        (failed, doubt) => format!(
            "Finished with {} and {}: {far}. Verify shows the current state of the unconfirmed ones.",
            plural(failed, "failed row", "failed rows"),
            plural(doubt, "unconfirmed row", "unconfirmed rows")
        ),
    };
    stand + &refusing(run)
}

/// Which groups refused rows, so that their other rows were not sent; empty if none did.
fn refusing(run: &Run) -> String {
    let groups: Vec<String> = run.refusing_groups().map(|name| shown(name)).collect();
    let names = match groups.as_slice() {
        [] => return String::new(),
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first, others @ ..] => {
            let others = plural(others.len(), "other group", "other groups");
            format!("{first} and {others}")
        }
    };
    format!(" The remaining rows of {names} were not sent: see their reasons.")
}

/// What "Retry failed" would send, beside the button.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retry {
    /// Which unconfirmed rows are sent as well; `None` if there are none.
    pub note: Option<String>,
}

impl Retry {
    /// `None` if it would send nothing.
    #[must_use]
    pub fn of(run: &Run) -> Option<Self> {
        let (mut failed, mut doubt) = (0_usize, 0);
        for item in run.covered(Scope::Failed) {
            match run.records().get(item).map(ItemRecord::outcome) {
                Some(Outcome::InDoubt) => doubt += 1,
                _ => failed += 1,
            }
        }
        let rows = plural(doubt, "unconfirmed row", "unconfirmed rows");
        let note = match (failed, doubt) {
            (0, 0) => return None,
            (_, 0) => None,
            (0, _) => Some(format!("This sends {rows} again.")),
            (_, _) => Some(format!("This also sends {rows} again.")),
        };
        Some(Self { note })
    }
}

/// The note beside Next: `96 removed so far`, or `1,166 removed` once nothing is left to send.
#[must_use]
pub fn done_note(purpose: Purpose, tally: Tally, is_over: bool) -> String {
    let done = report_step(purpose, tally);
    if is_over {
        done
    } else {
        format!("{done} so far")
    }
}

/// The state of a stopped run, and what Resume does. Leaves out counts of zero. Resume continues with `left`
/// rows, including the unconfirmed ones; during a trial it waits for the user after those.
#[must_use]
pub fn stopped(tally: Tally, left: usize) -> String {
    let rows = |outcome| tally.of(outcome) as usize;
    let (not_started, unconfirmed) = (rows(Outcome::NotTried), rows(Outcome::InDoubt));
    let open = |rows| grouped(rows);
    let starts = left.saturating_sub(unconfirmed);
    if starts < not_started {
        return stopped_in_trial(not_started, unconfirmed, starts);
    }
    match (not_started, unconfirmed) {
        (0, 0) => "Stopped.".to_owned(),
        (rows, 0) => format!("Stopped: {} not started. Resume sends them.", open(rows)),
        (0, rows) => format!(
            "Stopped: {} unconfirmed. Resume sends them again.",
            open(rows)
        ),
        (rows, doubt) => format!(
            "Stopped: {} not started, {} unconfirmed. Resume sends the unconfirmed rows again first, then the others.",
            open(rows),
            open(doubt)
        ),
    }
}

/// The same if the user has not released the rest of the rows yet.
fn stopped_in_trial(not_started: usize, unconfirmed: usize, starts: usize) -> String {
    let stand = match unconfirmed {
        0 => format!("{} not started", grouped(not_started)),
        doubt => format!(
            "{} not started, {} unconfirmed",
            grouped(not_started),
            grouped(doubt)
        ),
    };
    let again = (unconfirmed > 0).then(|| {
        let rows = plural(unconfirmed, "unconfirmed row", "unconfirmed rows");
        format!("{rows} again")
    });
    let first = (starts > 0).then(|| plural(starts, "row", "rows") + " not started yet");
    let sends: Vec<String> = [again, first].into_iter().flatten().collect();
    if sends.is_empty() {
        return format!("Stopped: {stand}.");
    }
    format!(
        "Stopped: {stand}. Resume sends {}. The other rows start only after you confirm them.",
        sends.join(" and ")
    )
}

/// Where to continue an unfinished run. A run that stopped or was stopped cannot be stopped again.
#[must_use]
pub fn not_finished(can_stop: bool) -> &'static str {
    if can_stop {
        "This run is not finished. Go to Run to continue or to stop it."
    } else {
        "This run is not finished. Go to Run to continue it."
    }
}

/// The members of a group when it was checked, and what the run changed: `27 of 28 removed`, `28 before, 3
/// added`. If not all changed people were on the site's list, their number is not shown as part of it: `16
/// removed, 14 listed before`.
#[must_use]
pub fn group_members(action: Action, listed: ListedMembers, changed: u32) -> String {
    let are_all_listed = listed.changed == changed;
    let (before, changed) = (grouped(listed.before as usize), grouped(changed as usize));
    match action {
        Action::Remove if are_all_listed => format!("{changed} of {before} removed"),
        Action::Remove => format!("{changed} removed, {before} listed before"),
        Action::Add => format!("{before} before, {changed} added"),
    }
}

/// Why a row has its outcome: its reason, or the site's answer in words.
#[must_use]
pub fn why(record: &ItemRecord, action: Action) -> String {
    let change = match action {
        Action::Remove => "removal",
        Action::Add => "addition",
    };
    match (record.reason(), record.http_status()) {
        (Some(reason), _) => reason.to_string(),
        (None, Some(status @ 200..=299)) => format!("The site confirmed the {change} ({status})."),
        (None, Some(status)) => format!("The site answered with status {status}."),
        (None, None) => String::new(),
    }
}

/// `12 memberships`, or in an undo of an addition `12 added memberships`, because those are removed.
pub(super) fn memberships(purpose: Purpose, rows: usize) -> String {
    match purpose {
        Purpose::Remove | Purpose::Add | Purpose::UndoRemoval => {
            plural(rows, "membership", "memberships")
        }
        Purpose::UndoAddition => plural(rows, "added membership", "added memberships"),
    }
}

/// `57 more memberships`, besides those sent before.
pub(super) fn more_memberships(purpose: Purpose, rows: usize) -> String {
    match purpose {
        Purpose::UndoAddition => plural(rows, "more added membership", "more added memberships"),
        Purpose::Remove | Purpose::Add | Purpose::UndoRemoval => {
            plural(rows, "more membership", "more memberships")
        }
    }
}

/// The rows that wait for their release: `Waiting for you: 57 to remove · 3 already gone.`
#[must_use]
pub fn to_go(purpose: Purpose, left: &PlanCounts) -> String {
    let rows = in_a_line(left.going_in_words(purpose.action()));
    format!("Waiting for you: {rows}.")
}

/// The title of Run before anything was changed, during the run, and when it is over.
#[must_use]
pub fn run_title(purpose: Purpose, stage: RunStage) -> String {
    match stage {
        RunStage::Ahead { rows: 0 } => match purpose.action() {
            Action::Remove => "No memberships to remove".to_owned(),
            Action::Add => "No memberships to add".to_owned(),
        },
        RunStage::Ahead { rows } => {
            let what = memberships(purpose, rows);
            match purpose {
                Purpose::Remove | Purpose::UndoAddition => format!("Remove {what}"),
                Purpose::Add => format!("Add {what}"),
                Purpose::UndoRemoval => format!("Add {what} back"),
            }
        }
        RunStage::Rest(counts) => match counts.may_change() as usize {
            0 => {
                let rows = plural(counts.going() as usize, "row", "rows");
                format!("{rows} left, with nothing to change")
            }
            rows => {
                let what = more_memberships(purpose, rows);
                match purpose {
                    Purpose::Remove | Purpose::UndoAddition => format!("Remove {what}"),
                    Purpose::Add => format!("Add {what}"),
                    Purpose::UndoRemoval => format!("Add {what} back"),
                }
            }
        },
        RunStage::Running { rows } => {
            let what = memberships(purpose, rows);
            match purpose {
                Purpose::Remove | Purpose::UndoAddition => format!("Removing {what}"),
                Purpose::Add => format!("Adding {what}"),
                Purpose::UndoRemoval => format!("Adding {what} back"),
            }
        }
        RunStage::Paused(tally) => format!("Paused: {}", run_step(tally)),
        RunStage::Stopped(tally) => format!("Stopped: {}", run_step(tally)),
        RunStage::Over(counts) => headline(purpose, &counts),
        RunStage::Undone(counts) => undone_headline(purpose, &counts),
    }
}

/// The stage of a run, for its title.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunStage {
    /// Nothing was changed yet.
    Ahead {
        /// Rows that may have something to change.
        rows: usize,
    },
    /// Rows were changed, and these others wait for their release.
    Rest(PlanCounts),
    Running {
        rows: usize,
    },
    /// No new call starts.
    Paused(Tally),
    Stopped(Tally),
    /// Nothing is left to send.
    Over(RunCounts),
    /// A later run undid all of it.
    Undone(RunCounts),
}

//! The result of reading the groups back.

use crate::domain::{ReaderTime, counted, grouped, plural};
use crate::plan::Purpose;
use crate::report::{RelayTrouble, VerificationFacts};

/// How a membership that is as planned is described.
fn as_planned(purpose: Purpose, rows: u32) -> &'static str {
    match (purpose, rows) {
        (Purpose::Remove | Purpose::UndoAddition, 1) => "is gone",
        (Purpose::Remove | Purpose::UndoAddition, _) => "are gone",
        (Purpose::Add, 1) => "is there",
        (Purpose::Add, _) => "are there",
        (Purpose::UndoRemoval, 1) => "is back",
        (Purpose::UndoRemoval, _) => "are back",
    }
}

/// How a membership that is not as planned is described.
fn not_as_planned(purpose: Purpose, rows: usize) -> &'static str {
    match (purpose, rows) {
        (Purpose::Remove | Purpose::UndoAddition, 1) => "is still there",
        (Purpose::Remove | Purpose::UndoAddition, _) => "are still there",
        (Purpose::Add, 1) => "is not there",
        (Purpose::Add, _) => "are not there",
        (Purpose::UndoRemoval, 1) => "is not back",
        (Purpose::UndoRemoval, _) => "are not back",
    }
}

/// How a membership is described that was as planned and no longer is.
fn changed_back(purpose: Purpose, rows: usize) -> &'static str {
    match (purpose, rows) {
        (Purpose::Remove | Purpose::UndoAddition, 1) => "was removed and is in the group again",
        (Purpose::Remove | Purpose::UndoAddition, _) => "were removed and are in the group again",
        (Purpose::Add | Purpose::UndoRemoval, 1) => "was added and is gone again",
        (Purpose::Add | Purpose::UndoRemoval, _) => "were added and are gone again",
    }
}

/// `Verified: all 1,180 memberships are gone, in 63 groups, read at 02:03:04 UTC.`
#[must_use]
pub fn verification(purpose: Purpose, facts: &VerificationFacts, times: ReaderTime) -> String {
    let rows = plural(facts.rows as usize, "membership", "memberships");
    if facts.rows_unreadable == facts.rows {
        return match facts.rows {
            1 => "Not verified: the membership could not be read.".to_owned(),
            _ => format!("Not verified: none of the {rows} could be read."),
        };
    }
    let good = facts.rows_as_planned;
    let groups = plural(facts.groups as usize, "group", "groups");
    let said = if good == facts.rows {
        let all = if facts.rows == 1 { "the" } else { "all" };
        let number = if facts.rows == 1 {
            "membership".to_owned()
        } else {
            rows
        };
        format!(
            "Verified: {all} {number} {}",
            as_planned(purpose, facts.rows)
        )
    } else {
        let mut parts = vec![format!(
            "{} of {} in {groups} {}",
            grouped(good as usize),
            counted(facts.rows as usize, "memberships"),
            as_planned(purpose, good)
        )];
        if facts.rows_not_as_planned > 0 {
            let wrong = facts.rows_not_as_planned as usize;
            parts.push(format!(
                "{} {}",
                grouped(wrong),
                not_as_planned(purpose, wrong)
            ));
        }
        if facts.rows_changed_back > 0 {
            let back = facts.rows_changed_back as usize;
            parts.push(format!("{} {}", grouped(back), changed_back(purpose, back)));
        }
        if facts.rows_unreadable > 0 {
            parts.push(format!(
                "{} could not be read",
                grouped(facts.rows_unreadable as usize)
            ));
        }
        parts.join("; ")
    };
    let at = times.time_of_day(facts.read_at);
    match good == facts.rows {
        true => format!("{said}, in {groups}, read at {at}."),
        false => format!("{said}, read at {at}."),
    }
}

/// `2 of 40 were removed and are in the group again: Bo Adler, Uma Khan`.
#[must_use]
pub fn group_changed_back(purpose: Purpose, back: usize, rows: usize, names: &str) -> String {
    format!(
        "{} of {} {}: {names}",
        grouped(back),
        grouped(rows),
        changed_back(purpose, back)
    )
}

/// What is not as planned in one group: `2 of 40 are still there: Bo Adler, Uma Khan`.
#[must_use]
pub fn group_reading(purpose: Purpose, wrong: usize, rows: usize, names: &str) -> String {
    format!(
        "{} of {} {}: {names}",
        grouped(wrong),
        grouped(rows),
        not_as_planned(purpose, wrong)
    )
}

/// What to do if rows could not be read because of the relay. `served_at` is the page's own address, such as
/// `127.0.0.1:8737`, if the relay served it: the browser stores the record for that address. If the record is
/// not stored (`is_kept` is false), a page that is opened again knows the run only from its results file.
#[must_use]
pub fn relay_step(trouble: RelayTrouble, served_at: Option<&str>, is_kept: bool) -> String {
    let begin = match (trouble, served_at) {
        (RelayTrouble::Gone, Some(_)) if !is_kept => {
            "This browser has no record of this run, so have its results file at hand. Start groupsweep-relay again, open the address that it prints, and drop the results file on Import."
                .to_owned()
        }
        (RelayTrouble::Refuses, Some(_)) if !is_kept => {
            "The relay was started again. This browser has no record of this run, so have its results file at hand. Open the address that the relay printed last, and drop the results file on Import."
                .to_owned()
        }
        (RelayTrouble::Gone, Some(address)) => format!(
            "Start groupsweep-relay again with the options that it had and --listen {address}, because this run's record is kept for this address. In this tab, open the address that it prints."
        ),
        (RelayTrouble::Gone, None) => {
            "Start groupsweep-relay again. On Connect, paste the address that it prints."
                .to_owned()
        }
        (RelayTrouble::Refuses, Some(_)) => {
            "The relay was started again. In this tab, open the address that it printed last."
                .to_owned()
        }
        (RelayTrouble::Refuses, None) => {
            "The relay was started again. On Connect, paste the address that it printed last."
                .to_owned()
        }
    };
    format!("{begin} Check the connection, then press Verify again.")
}

/// What decides whether the page can verify a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VerifyState {
    /// Whether there is a connection to the run's site.
    pub is_connected: bool,
    /// Whether the plan is only exported, so that this page calls no site.
    pub is_export: bool,
    /// Whether no call of the run is in flight.
    pub is_at_rest: bool,
    /// Whether a row of the run was sent.
    pub has_begun: bool,
}

/// Why Verify cannot be pressed, and what to do; `None` if it can.
#[must_use]
pub fn why_no_verify(now: VerifyState) -> Option<&'static str> {
    if !now.has_begun {
        return Some("This run has sent nothing yet, so there is nothing to verify.");
    }
    if !now.is_at_rest {
        return Some("You can verify once the run stops or ends.");
    }
    if now.is_export {
        return Some(
            "This page has no way to the site. To verify, open Groupsweep with a relay or as the extension, and connect.",
        );
    }
    if !now.is_connected {
        return Some("To verify this run, connect to its site first.");
    }
    None
}

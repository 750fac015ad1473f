//! The trial: what its one removal shows, and what it does not. A run that adds has no trial, so it gets no
//! sentence.

use crate::atlassian::Product;
use crate::domain::{ReaderTime, Timestamp, plural, shown};
use crate::plan::{Action, Purpose};
use crate::run::{ItemRecord, ProofVerdict, Run, TrialState};

/// The row of a trial.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrialRow {
    /// The person's name on the site, if the check read it, else in the file.
    pub user: String,
    /// The group's name, in the same way.
    pub group: String,
    /// Whether the check saw the person in the group before. Only then does their absence prove anything.
    pub was_seen: bool,
}

impl TrialRow {
    /// The row of a run's trial.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        Self {
            was_seen: run.trial_was_seen(),
            ..Self::at(run, run.trial_item())
        }
    }

    fn at(run: &Run, item: usize) -> Self {
        let plan = run.plan();
        let item = plan.items().get(item);
        item.map_or_else(Self::default, |item| Self {
            user: shown(&plan.user_label(item)),
            group: shown(&plan.group_label(item)),
            was_seen: false,
        })
    }
}

/// What reading the trial's group back shows; `None` if there is no trial.
#[must_use]
pub fn proof(
    purpose: Purpose,
    row: &TrialRow,
    verdict: &ProofVerdict,
    read_at: Timestamp,
    times: ReaderTime,
) -> Option<String> {
    let TrialRow {
        user,
        group,
        was_seen,
    } = row;
    let at = times.time_of_day(read_at);
    (purpose.action() == Action::Remove).then(|| match verdict {
        ProofVerdict::Gone { members } if *was_seen => format!(
            "Proof: {user} is no longer in {group}. At {at}, the site listed {} there without this person. The check had found this person there before.",
            plural(*members as usize, "member", "members")
        ),
        ProofVerdict::NotOnOwnList if *was_seen => format!(
            "Proof: {user} is no longer in {group}. The site no longer lists this group among the groups of {user} (read at {at}), and the check found this person there before."
        ),
        ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList => format!(
            "The removal was sent, and the site does not list {user} in {group} (read at {at}). This proves nothing, because the check did not see {user} in the group before. Before you continue, check in Atlassian Administration."
        ),
        ProofVerdict::StillListed => format!(
            "The site still lists {user} in {group} a minute after the removal (read at {at}). Your identity provider may manage this group. Nothing else is sent. Read again, or start over without this group."
        ),
        ProofVerdict::Unreadable(why) => format!(
            "The removal could not be confirmed: {why}. Before you continue, check in Atlassian Administration that {user} has left {group}."
        ),
    })
}

/// The likely cause of a first change that a site refuses with 403. An organization's answer names the cause itself.
const NO_RIGHT: &str = " Most likely this login lacks the site admin role.";

/// Why a finished trial does not release the rest, and how to continue; `None` if there is no trial.
#[must_use]
pub fn trial_failed(purpose: Purpose, run: &Run) -> Option<String> {
    let trial = run.trial_item();
    let record = run.records().get(trial);
    let reason = record.and_then(ItemRecord::reason);
    let reason = reason.map_or("", |reason| reason.as_ref());
    let next = run.next_trial();
    let other = (next != trial).then(|| {
        let TrialRow { user, group, .. } = TrialRow::at(run, next);
        format!("\"Try the first one\" now takes another row: {user} in {group}.")
    });
    let or_none =
        |other: Option<String>| other.unwrap_or_else(|| "No other row is left to try.".to_owned());
    (purpose.action() == Action::Remove).then(|| match run.trial_state() {
        TrialState::Inconclusive => format!(
            "Test inconclusive: there was nothing to remove, so this shows nothing about the other rows. {reason} {}",
            or_none(other)
        ),
        TrialState::Unproven => {
            let TrialRow { user, group, .. } = TrialRow::of(run);
            let other = other.map_or_else(String::new, |other| format!(" {other}"));
            format!(
                "Test inconclusive: the removal was sent, but nothing shows that {user} was in {group} before. This shows nothing about the other rows. {reason}{other} To go on without a test, press \"Remove the rest\". The dialog asks you to confirm it."
            )
        }
        TrialState::NotFound => format!("Test inconclusive. {reason} {}", or_none(other)),
        TrialState::InDoubt => {
            format!("Test inconclusive. {reason} Try this row again, or press \"Choose again\" and clear its checkbox.")
        }
        TrialState::Open | TrialState::Removed | TrialState::NotRemoved => {
            let status = record.and_then(|record| record.http_status());
            let cause = match (run.plan().connection().endpoint.product(), status) {
                (Product::Jira | Product::Confluence, Some(403)) => NO_RIGHT,
                _ => "",
            };
            format!(
                "The first one was not removed. {reason}{cause} Try this row again, or press \"Choose again\" and clear its checkbox."
            )
        }
    })
}

/// In the dialog before the rest, if the trial's group could not be read back. `why` is a clause.
#[must_use]
pub fn rest_without_proof(purpose: Purpose, why: &str) -> Option<String> {
    (purpose.action() == Action::Remove).then(|| format!("The first removal has no proof: {why}."))
}

/// In the dialog before the rest, if the trial proved nothing.
#[must_use]
pub fn rest_after_unproven_trial(purpose: Purpose) -> Option<&'static str> {
    (purpose.action() == Action::Remove).then_some(
        "The test proved nothing: the removal was sent, but nothing shows that this person was in the group before. So nothing shows yet that the ids of this file belong to the right people.",
    )
}

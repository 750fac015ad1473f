//! Classifies answers: each has exactly one meaning. Error texts follow the caller's language, so calls ask
//! for English (`X-Force-Accept-Language`). If the text is still unknown, the membership is read back instead
//! of guessed.

use crate::domain::{Action, Answer, GroupId, Timestamp, TransportError};

use super::GroupApi;
use super::common::{common, of_fault, passing};
use super::confirmed::why_not;
use super::pages::{Page, SiteGroup};
use super::response_kind::{Reason, ResponseKind, Witness};

/// Returns the meaning of the answer to a removal or an addition.
#[must_use]
pub fn change(
    api: &dyn GroupApi,
    action: Action,
    result: &Result<Answer, TransportError>,
    now: Timestamp,
) -> ResponseKind {
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return of_fault(*fault),
    };
    if let Some(meaning) = common(answer, now) {
        return meaning;
    }
    match answer.status {
        200..=299 if answer.packed().is_none() && api.confirms(action, answer) => {
            ResponseKind::Done
        }
        200..=299 => ResponseKind::Unproven(why_not(action, answer)),
        _ => api.refusal(action, answer),
    }
}

/// What an account's list of groups shows after an ambiguous answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadBack {
    /// The list settles the row.
    Settled(ResponseKind),
    /// The list lacks the group that the person was added to.
    NotThere,
    /// The list lacks the group that the person was removed from. This means "already gone" only if both
    /// account and group exist: see [`Witness`].
    Unlisted {
        /// Whether the list has other groups, which proves that the site knows the account.
        has_groups: bool,
    },
}

/// Reads an account's groups after an ambiguous answer to a change.
#[must_use]
pub fn read_back(
    api: &dyn GroupApi,
    action: Action,
    result: &Result<Answer, TransportError>,
    group: &GroupId,
    unclear: &Reason,
    now: Timestamp,
) -> ReadBack {
    let settled = |meaning| ReadBack::Settled(meaning);
    let answer = match result {
        Ok(answer) => answer,
        Err(fault) => return settled(of_fault(*fault)),
    };
    if let Some(meaning) = common(answer, now) {
        return settled(meaning);
    }
    match answer.status {
        200 => {}
        404 => {
            let missing = Witness::Account;
            return settled(not_found(
                missing,
                "the site does not know this account (404)",
                unclear,
            ));
        }
        _ => return settled(ResponseKind::RowRejected(unclear.clone())),
    }
    let groups = api.groups(answer);
    let listed = groups.as_ref().map(|groups| is_listed(groups, group));
    match (listed, action, groups) {
        (Some(Some(true)), Action::Add, _) => settled(ResponseKind::Already),
        (Some(Some(true)), Action::Remove, _) => settled(ResponseKind::RowRejected(
            format!("{unclear} The membership is still there.").into(),
        )),
        (Some(Some(false)), Action::Add, _) => ReadBack::NotThere,
        (Some(Some(false)), Action::Remove, Some(groups)) => ReadBack::Unlisted {
            has_groups: !groups.values.is_empty(),
        },
        // The person is in hundreds of groups, and the first page does not list them all.
        (Some(None), _, Some(groups)) if !groups.is_last() => settled(ResponseKind::RowRejected(
            format!("{unclear} The person is in more groups than one page lists.").into(),
        )),
        _ => settled(passing("the list of groups could not be read", answer, now)),
    }
}

/// The outcome of a row whose account or group could not be shown to exist: `clause`, then the site's first
/// answer.
#[must_use]
pub fn not_found(missing: Witness, clause: &str, unclear: &Reason) -> ResponseKind {
    let reason = format!("Not found: {clause}. {unclear}");
    ResponseKind::NotFound {
        missing,
        reason: reason.trim_end().to_owned().into(),
    }
}

/// Whether an account's groups include this one. `None` if the page cannot tell: a group has no id, or there
/// are more pages.
pub(crate) fn is_listed(groups: &Page<SiteGroup>, group: &GroupId) -> Option<bool> {
    let found = groups
        .values
        .iter()
        .any(|one| one.id.as_ref() == Some(group));
    let complete = groups.is_last() && groups.values.iter().all(|one| one.has_id);
    (found || complete).then_some(found)
}

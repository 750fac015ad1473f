//! Every answer has one meaning. Error texts follow the caller's language;
//! calls ask for English (`X-Force-Accept-Language`), and where the text is
//! still not known the membership is read back instead of guessed.

use crate::domain::{Action, Answer, GroupId, Timestamp, TransportError};

use super::GroupApi;
use super::common::{common, of_fault, passing};
use super::confirmed::why_not;
use super::pages::{Page, SiteGroup};
use super::response_kind::{Reason, ResponseKind, Witness};

/// The meaning of the answer to a removal or an addition.
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

/// What an account's own list of groups says after an unclear answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadBack {
    /// How the row stands.
    Settled(ResponseKind),
    /// The list does not hold the group that the person was added to.
    NotThere,
    /// The list does not hold the group that the person was removed from. That is "already gone" only if both account and group exist: see [`Witness`].
    Unlisted {
        /// The list holds another group, so the site knows the account.
        has_groups: bool,
    },
}

/// Reads an account's groups after an unclear answer to a change.
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
        // Somebody in hundreds of groups: the first page does not hold all of them.
        (Some(None), _, Some(groups)) if !groups.is_last() => settled(ResponseKind::RowRejected(
            format!("{unclear} The person is in more groups than one page lists.").into(),
        )),
        _ => settled(passing("the list of groups could not be read", answer, now)),
    }
}

/// What is said of a row whose account or group is not shown to exist: `clause`, then what the site said first.
#[must_use]
pub fn not_found(missing: Witness, clause: &str, unclear: &Reason) -> ResponseKind {
    let reason = format!("Not found: {clause}. {unclear}");
    ResponseKind::NotFound {
        missing,
        reason: reason.trim_end().to_owned().into(),
    }
}

/// Whether an account's groups hold this one; none if the page does not say: a group without an id, or more pages.
pub(crate) fn is_listed(groups: &Page<SiteGroup>, group: &GroupId) -> Option<bool> {
    let found = groups
        .values
        .iter()
        .any(|one| one.id.as_ref() == Some(group));
    let complete = groups.is_last() && groups.values.iter().all(|one| one.has_id);
    (found || complete).then_some(found)
}

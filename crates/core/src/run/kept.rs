//! Finds rows that are about to be sent although the keep list names them now.

use std::collections::HashSet;
use std::sync::Arc;

use crate::choose::KeepList;
use crate::plan::Scope;

use super::confirmation::{ToConfirm, WhyNot};
use super::engine::Run;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ToSend {
    /// The rows of a release.
    Release(Scope),
    /// The rows that a resume sends.
    Resume,
    /// Every row that is left, sent by a script or another admin.
    Elsewhere,
}

impl From<ToConfirm> for ToSend {
    fn from(what: ToConfirm) -> Self {
        match what {
            ToConfirm::Changes(scope) => Self::Release(scope),
            ToConfirm::Export => Self::Elsewhere,
        }
    }
}

/// Checks that no row about to be sent is on the keep list.
///
/// # Errors
/// [`WhyNot::OnKeepList`].
pub(super) fn kept_in(run: &Run, what: ToSend, list: &Arc<KeepList>) -> Result<(), WhyNot> {
    let goes = run.goes(what);
    let kept = run.plan().kept_by(list).into_iter();
    let kept: Vec<usize> = kept.filter(|item| goes(*item)).collect();
    let items = run.plan().items();
    match kept.first().and_then(|first| items.get(*first)) {
        None => Ok(()),
        Some(first) => Err(WhyNot::OnKeepList {
            rows: kept.len(),
            first: format!("{}, {}", first.user_name, first.group_name),
            is_begun: run.began_at().is_some(),
        }),
    }
}

impl Run {
    /// Which rows would be sent. A trial includes the rows after it, so that the admin learns of rows on the keep list
    /// before the first call.
    fn goes(&self, what: ToSend) -> impl Fn(usize) -> bool + '_ {
        let under_way = self.in_flight.iter().map(|call| call.item);
        let waiting = self.queue.iter().chain(&self.send_again);
        let waiting = waiting.chain(&self.resting).copied();
        let resumed: HashSet<usize> = match what {
            ToSend::Resume => waiting.chain(under_way).collect(),
            ToSend::Release(_) | ToSend::Elsewhere => HashSet::new(),
        };
        let trial = matches!(what, ToSend::Release(Scope::Trial)).then(|| self.next_trial());
        move |item| match what {
            ToSend::Resume => resumed.contains(&item),
            ToSend::Release(Scope::Trial | Scope::Remaining) => {
                trial == Some(item) || self.covers(Scope::Remaining, item)
            }
            ToSend::Release(Scope::Failed) => self.covers(Scope::Failed, item),
            ToSend::Elsewhere => {
                let record = self.records.get(item);
                record.is_some_and(|record| !record.outcome().is_done())
            }
        }
    }
}

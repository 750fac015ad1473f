//! A call of Confluence that has found its operation.

use super::refusals::ConfluenceError;
use crate::account::{Right, SimAccount};
use crate::profiles::Language;
use crate::request::{Query, Reply, SimRequest};
use crate::settings::Settings;
use groupsweep_core::domain::Timestamp;

/// What an operation needs to know about its call.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConfluenceCall<'a> {
    pub(super) now: Timestamp,
    pub(super) settings: &'a Settings,
    pub(super) request: &'a SimRequest,
    pub(super) query: &'a Query,
    pub(super) caller: &'a SimAccount,
    pub(super) language: Language,
    /// The prefix of every link. Ends in `/wiki`.
    pub(super) base: &'a str,
}

impl ConfluenceCall<'_> {
    pub(super) fn refuse(&self, refusal: ConfluenceError) -> Reply {
        refusal.reply(self.language)
    }

    pub(super) fn may_write(&self) -> bool {
        self.caller.right == Right::SiteAdmin
    }
}

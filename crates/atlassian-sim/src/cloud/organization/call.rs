//! A call of the organization's API that has found its operation.

use super::operation::Place;
use crate::request::SimRequest;
use crate::settings::Settings;
use groupsweep_core::domain::Timestamp;

/// What an operation needs to know about its call.
#[derive(Clone, Copy, Debug)]
pub(super) struct OrganizationCall<'a> {
    pub(super) now: Timestamp,
    pub(super) settings: &'a Settings,
    pub(super) request: &'a SimRequest,
    pub(super) place: &'a Place,
}

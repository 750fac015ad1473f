//! What every product knows of the request that it answers.

use super::edge::{SimCaller, SimHost};
use super::request::SimRequest;
use groupsweep_core::domain::Timestamp;

/// A request that passed the edge, on its way into one product.
#[derive(Clone, Copy, Debug)]
pub(super) struct RequestContext<'a> {
    pub(super) now: Timestamp,
    pub(super) request: &'a SimRequest,
    /// The path as the product sees it.
    pub(super) path: &'a str,
    pub(super) host: SimHost,
    pub(super) caller: &'a SimCaller,
    /// In front of the product's own links.
    pub(super) root: &'a str,
}

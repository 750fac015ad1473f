//! The three APIs that can change who is in a group, each behind one trait: how a question is worded, what
//! an answer means, what stands on a page. Everything else speaks of [`SiteCall`]s and knows no product.
//!
//! - [`Endpoint`]: which product is called by which door; it hands out the adapter.
//! - [`GroupApi`]: the trait. [`Jira`], [`Confluence`], [`Organization`]: the adapters, with one table of answers each.
//! - [`RelayScope`], [`is_allowed`]: what may pass the relay, and what the extension may send. Each adapter's list stands beside its requests.
//! - [`ResponseKind`]: what an answer means for a row and for the run.
//! - [`Witness`]: whether an account or a group exists, where an answer does not say.

mod allowed_request;
mod allowlist;
mod api_host;
mod caller;
mod common;
mod confirmed;
mod confluence;
mod endpoint;
mod error_text;
mod jira;
mod json;
mod organization;
mod page_walk;
mod pages;
mod read_response;
mod request;
mod response;
mod response_kind;
mod scopes;
mod witness;

pub use allowlist::{RelayScope, is_allowed};
pub use api_host::ApiHost;
pub use caller::{Account, Caller};
pub(crate) use common::{lacks_scope, refuses_network};
pub use confluence::Confluence;
pub use endpoint::{Endpoint, Product};
pub use jira::Jira;
pub use organization::Organization;
pub(crate) use page_walk::{PageWalk, are_one};
pub use pages::{AccountKind, ManagedBy, Next, Page, Person, SiteGroup};
pub(crate) use read_response::{RELAY_GONE, RELAY_REFUSES, ReadError, read_response};
pub use request::{Host, Request, TENANT_PATH, cloud_id_in};
pub(crate) use response::is_listed;
pub use response::{ReadBack, change, not_found, read_back};
pub use response_kind::{HaltReason, Reason, ResponseKind, Witness};
pub use scopes::Scopes;
pub use witness::Existence;

use crate::domain::{Action, Answer, MAX_ACCOUNTS, SiteCall};

pub trait GroupApi {
    /// The request that asks this; none where the product cannot be asked.
    fn request(&self, call: &SiteCall) -> Option<Request>;

    /// Whether an answer looks exactly as this product confirms a change: its status and what it carries.
    fn confirms(&self, action: Action, answer: &Answer) -> bool;

    /// The table of answers to a change: what is left once [`common`] and success have been looked at.
    fn refusal(&self, action: Action, answer: &Answer) -> ResponseKind;

    /// A page of members, or of accounts that were asked for; none if it is no such page.
    fn people(&self, answer: &Answer) -> Option<Page<Person>>;

    /// A page of groups; none if it is no such page.
    fn groups(&self, answer: &Answer) -> Option<Page<SiteGroup>>;

    /// Who the caller is, of an answer to [`SiteCall::WhoAmI`].
    fn caller(&self, answer: &Answer) -> Option<Caller>;

    /// Whether the caller administers the product, of an answer to [`SiteCall::AdminPermission`].
    fn is_admin(&self, answer: &Answer) -> Option<bool>;

    /// Whether an answer tells a change that was made from one that there was no need for. Where it does not, only
    /// the check before the run knows.
    fn reports_no_op(&self) -> bool;

    /// Whether somebody whom the directory suspended is never described as active. Elsewhere nobody knows.
    fn reports_suspension(&self) -> bool {
        false
    }

    /// Whether the product ever reports that an account is an app's.
    fn reports_apps(&self) -> bool {
        true
    }

    /// Members on a page.
    fn people_per_page(&self) -> u32;

    /// Accounts or groups that one question may name.
    fn ids_per_call(&self) -> usize {
        MAX_ACCOUNTS
    }

    /// The scopes that a token needs for this call, where it has scopes.
    fn scopes(&self, call: &SiteCall) -> Option<Scopes>;
}

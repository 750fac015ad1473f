//! The three APIs that can change group membership, each an implementation of one trait: how a request is
//! built, what an answer means, what a page of a list holds. All other code uses [`SiteCall`]s and does not
//! depend on a product.
//!
//! - [`Endpoint`]: a product and its host; it selects the adapter.
//! - [`GroupApi`]: the trait. [`Jira`], [`Confluence`], [`Organization`]: the adapters, each with its table
//!   of answers.
//! - [`RelayScope`], [`is_allowed`]: what the relay passes on and the extension may send. Each adapter's
//!   allowlist is next to its requests.
//! - [`ResponseKind`]: what an answer means for a row and for the run.
//! - [`Witness`]: whether an account or a group exists, if an answer does not say.

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
    /// Builds the request for a call. `None` if the product's API has no such call.
    fn request(&self, call: &SiteCall) -> Option<Request>;

    /// Whether status and body are exactly how this product confirms a change.
    fn confirms(&self, action: Action, answer: &Answer) -> bool;

    /// The table of answers to a change, after [`common`] and success were ruled out.
    fn refusal(&self, action: Action, answer: &Answer) -> ResponseKind;

    /// Reads a page of members or of looked-up accounts. `None` if the answer is not one.
    fn people(&self, answer: &Answer) -> Option<Page<Person>>;

    /// Reads a page of groups. `None` if the answer is not one.
    fn groups(&self, answer: &Answer) -> Option<Page<SiteGroup>>;

    /// Reads who the caller is from an answer to [`SiteCall::WhoAmI`].
    fn caller(&self, answer: &Answer) -> Option<Caller>;

    /// Reads whether the caller is an admin of the product from an answer to [`SiteCall::AdminPermission`].
    fn is_admin(&self, answer: &Answer) -> Option<bool>;

    /// Whether answers distinguish a change from a no-op. If not, only the check before the run knows.
    fn reports_no_op(&self) -> bool;

    /// Whether the product reports people suspended in the directory as inactive. For other products this is
    /// unknown.
    fn reports_suspension(&self) -> bool {
        false
    }

    /// Whether the product reports that an account belongs to an app.
    fn reports_apps(&self) -> bool {
        true
    }

    /// Members per page.
    fn people_per_page(&self) -> u32;

    /// How many accounts or groups one call may name.
    fn ids_per_call(&self) -> usize {
        MAX_ACCOUNTS
    }

    /// The scopes that a scoped token needs for this call.
    fn scopes(&self, call: &SiteCall) -> Option<Scopes>;
}

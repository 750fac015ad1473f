//! A pure model of an Atlassian site's group API. The page practices
//! on it and the simulated site serves it. No I/O, no clock, no thread: time
//! comes in as a value, chance comes from a seed.
//!
//! `dispatch` takes a request through `edge` (XSRF), `rate` and `faults` until
//! `writes` or `reads` answer it from the `model`. What the real site does not
//! document is a switch in [`Profiles`].
//!
//! That is a Jira site on its own host, all that the page practises on. `cloud` adds
//! what tests need besides: logins, the gateway, Confluence and the organization.
#![forbid(unsafe_code)]

pub mod transport;

mod account;
mod call;
#[cfg(feature = "cloud")]
mod cloud;
mod dispatch;
mod edge;
mod faults;
mod membership_index;
mod messages;
mod model;
mod operation;
mod privacy;
mod profiles;
mod rate;
mod reads;
mod request;
mod request_context;
mod responses;
mod seeded_hash;
mod settings;
mod site;
mod writes;

pub use account::{Credential, Right, SimAccount, SimLogin, TokenScopes};
#[cfg(feature = "cloud")]
pub use cloud::{DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID};
pub use faults::{FaultKind, Faults};
pub use model::SeedMembership;
pub use profiles::{
    AdminOrgs, AlreadyMember, ConfluenceBasic, ConfluenceMember, DeleteWithBody, Emails,
    GatewayCors, GatewayXsrf, Language, Links, MovingTotal, Names, NearLimit, NoCheck, NotAMember,
    NotSiteAdmin, OrganizationAdminGroups, OrganizationMember, OrganizationNotAMember,
    OrganizationOtherDirectory, OrganizationSynced, OrganizationV1, Preflight, Products, Profiles,
    RefusalBody, ResetFormat, Seats, ServiceAccountLogin, SiteAdminGroups, SyncedFlags,
    SyncedGroup, Unauthorized, UnknownAccount, XsrfBody,
};
pub use rate::SimLimits;
pub use request::{Delivery, Reply, SimRequest};
pub use settings::{CLOUD_ID, DEFAULT_ACCOUNT_ID, Settings, SettingsError};
pub use site::Site;

//! Where calls go, and as whom. A connection exists only after the site has identified the caller.

mod abilities;
mod attempts;
mod connect_error;
mod connection;
mod directories;
mod discovery;
mod idle;
mod login;
mod site_kind;

pub use abilities::{Abilities, Ability};
pub use connect_error::ConnectError;
pub use connection::{Connection, Target};
pub use directories::OrganizationDirectory;
pub use discovery::{LoginDiscovery, Probe, ProbeStep};
pub use idle::{Activity, ClockPair, IDLE, Idle};
pub use login::{ApiAccess, KnownAccess, LoginFound, LoginInput, LoginKind};
pub use site_kind::SiteKind;

pub use crate::atlassian::{Account, Caller};

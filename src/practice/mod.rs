//! FLOOR 1: a pure model of an Atlassian site's group API. The page rehearses
//! on it and the simulated site serves it. No I/O, no clock, no thread: time
//! comes in as a value, chance comes from a seed.
//!
//! `passage` takes a request through `gate` (edge, XSRF, login), `rate` and
//! `faults` until `writes` or `reads` answer it from the `model`. What the real site does not
//! document is a switch in [`Profiles`].

mod answers;
mod call;
mod chance;
mod faults;
mod gate;
mod model;
mod operation;
mod passage;
mod profiles;
mod rate;
mod reads;
mod request;
mod roster;
mod settings;
mod site;
mod texts;
mod writes;

pub use faults::{FaultKind, Faults};
pub use model::Seat;
pub use profiles::{
    AlreadyMember, DeleteWithBody, GatewayCors, GatewayXsrf, Language, MovingTotal, NoCheck,
    NotAMember, NotSiteAdmin, Preflight, Profiles, RefusalBody, ResetFormat, SyncedGroup,
    Unauthorized, XsrfBody,
};
pub use rate::Limits;
pub use request::{Delivery, Reply, Request};
pub use settings::{Account, CLOUD_ID, DEFAULT_ACCOUNT_ID, Login, Right, Settings, SettingsError};
pub use site::Site;

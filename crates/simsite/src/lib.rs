//! The simulated site as an HTTP server on loopback, for
//! tests and practice. It listens where it is told, hands requests to the
//! model in `groupsweep_atlassian_sim`, and lets tests look behind it under `/__sim/`.
#![forbid(unsafe_code)]

mod control;
mod directory;
mod flags;
mod http;
mod log;
mod logins;
mod members_file;
mod server;

pub use control::Changes;
pub use directory::DirectoryChanges;
pub use flags::{SimFlags, run};
pub use log::LoggedRequest;
pub use members_file::read_seats;
pub use server::{SimOptions, SimSite, start};

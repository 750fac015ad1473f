//! FLOOR 1: where the calls go and as whom. A connection exists only once the
//! site has said who the caller is.

mod abilities;
mod connection;
mod idle;
mod looks;
mod problem;
mod search;

pub use abilities::{Abilities, Ability};
pub use connection::{Connection, Target};
pub use idle::{IDLE, Idle, Look, TwoClocks};
pub use looks::Looks;
pub use problem::Problem;
pub use search::{Ask, Directory, Found, LoginKind, Search, Step, Terms, Way, Worked};

pub use crate::product::{Account, Caller};

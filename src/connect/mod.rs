//! FLOOR 1: where the calls go and as whom. A connection exists only once
//! `myself` has said who the caller is.

mod check;
mod connection;
mod idle;
mod looks;

pub use check::{Problem, read_myself};
pub use connection::{Account, Connection, Target};
pub use idle::{IDLE, Idle, Look, TwoClocks};
pub use looks::Looks;

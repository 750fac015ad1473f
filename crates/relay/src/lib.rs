//! The relay. It serves the page on a loopback address and
//! forwards the page's few calls to one pinned site.
//!
//! Its rules, and where they are:
//! - `options`: only loopback addresses, only known sites, only whole origins.
//! - `connection`: one request each, its head read by [`crate::gate`]: Host, Origin,
//!   Sec-Fetch-Site and key, in that order, before a request is looked at.
//! - `responses`, `calls`: the greeting; the socket on which a page's calls come and answers go.
//! - `idempotency`: a call with a name is made once, and its answer is kept until the page has it or newer
//!   ones need the room.
//! - [`crate::gate::Outgoing`]: only calls on the list, one call in is at most one request out.
//! - `login_prompt`: a login asked for on the terminal, held here; the page learns the email, never the token.
//! - `upstream`: no retry, no redirect, no cookie; a fault says whether the request got there.
//! - `site_lock`: one relay for each site, and the same address again.
//! - `page`, `policy`: the page's files and what they may do.
//! - `serve`, `activity`, `signals`: how many connections, and a stop that lets calls in flight finish.
//!
//! Nothing is logged: neither tokens nor keys nor bodies leave through output.
#![forbid(unsafe_code)]

pub mod gate;

mod activity;
mod call_limiter;
mod calls;
mod cloud;
mod command;
mod connection;
mod cors;
mod idempotency;
mod key;
mod login_prompt;
mod occupant;
mod open;
mod options;
mod own;
mod page;
mod policy;
mod proxy;
mod responses;
mod serve;
mod signals;
mod site_lock;
mod upstream;

pub use command::run;
pub use open::open_in_browser;
pub use options::{Options, RelayLimits, StartError};
pub use page::PageSource;
pub use serve::{Running, start};

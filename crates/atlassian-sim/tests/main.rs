//! The practice site answers as the facts about the real one say. Names of
//! tests are the facts; what is undocumented is tried in every profile.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adding;
mod agreement;
mod confluence;
mod cors;
mod credentials;
mod end_to_end;
mod faults;
mod limits;
mod logins;
mod names;
mod not_shown;
mod organization;
mod products;
mod profiles;
mod reads;
mod removing;
mod replies;
mod scopes;
mod support;
mod xsrf;

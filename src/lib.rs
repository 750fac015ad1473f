//! Groupsweep removes Atlassian Cloud group memberships in bulk, from one
//! static page. This page is the map of the house; `tests/floors.rs` keeps it true.
//!
//! # Four promises, in this order
//! 1. It never removes what was not chosen: [`choose::Choice`] is the only way
//!    to tick a row, [`plan::Plan`] freezes the ticks, [`plan::Approved`] is the
//!    one gate, and a [`run::Run`] works from an approved plan and nothing else.
//! 2. It never loses track of a row: each plan item has one [`run::Record`], the
//!    counts add up by construction ([`run::Tally`]), and what is not known is
//!    said to be [`run::Outcome::InDoubt`]. No call that changes the site starts
//!    before its intent stands in the [`journal`], and the journal alone brings a
//!    run back ([`run::Run::recover`]).
//! 3. It never leaks the token: [`domain::Credentials`] has one door out, the
//!    `Authorization` header of a call.
//! 4. It is fast: one copy of the file's bytes, a few numbers per row, only the
//!    rows in view are drawn.
//!
//! # The floors
//! Imports point down only.
//!
//! | floor | rooms | what lives there |
//! |---|---|---|
//! | 0 | [`domain`] | words, made only by parsing: ids, site address, secret, calls, answers, time |
//! | 1 | [`identity`], [`product`], [`import`], [`choose`], [`connect`], [`plan`], [`practice`], [`wire`], [`entrance`] | whether two descriptions are of one person; what the three APIs are asked and what they answer; bytes to rows; ticks and filters; who we are; the frozen plan and the gate; a model of a site; what page and relay agree on; who may come in to the relay and what may go out |
//! | 2 | [`run`], [`journal`], [`report`], [`verify`], [`survey`], [`load`], [`takeaway`] | the engine: `step(event, now)` gives commands; its record as bytes; what is told about a run; reading its groups back; asking the site about a proposal; making the table without an export; a plan for a machine where no relay may run |
//! | 3 | [`ports`], [`drive`], [`rehearse`] | what the driver needs from the world; carrying out commands; the practice site as a transport |
//! | 4 | `browser`, `relay`, `simsite` | the page's side of the ports; the relay on the admin's machine; the model as an HTTP server for tests |
//! | 5 | `ui` | one screen per step; screens ask and never decide |
//!
//! Floors 0 to 3 have no DOM, clock, network, randomness or logging; floors 0
//! to 2 also no `async`. `browser` and `relay` never see each other: they share
//! [`wire`] and [`domain`].
//!
//! # The way of a removal
//! A ticked row becomes a [`plan::PlanItem`]; the admin confirms; the engine
//! announces the call to the [`ports::Journal`] and, once it is kept, takes a place
//! on the clock ([`run::Pace`]) and asks for [`domain::SiteCall::Remove`];
//! [`drive`] hands it to a [`ports::Transport`]; the relay checks it against
//! [`product::is_on_the_list`] ([`entrance::Outgoing`]) and sends it once; the answer gets one meaning
//! ([`product::change`]); the row is settled, sent again later, looked up, or it
//! halts the run; how it stands goes into the journal. An undo goes the same way
//! with [`domain::SiteCall::Add`].
//!
//! # Where a change goes
//! A new word: `domain`. A new reason to refuse a row: `import/findings.rs`. A
//! new answer of the site: the table in the product's adapter (`product/jira.rs` and its neighbours), with its test, and `docs/answers.md`. A new
//! call: `domain/call.rs`, and its wording and its line on the relay's list in each adapter. A new sentence: beside
//! the enum it explains. A colour: `style/tokens.css`.
#![forbid(unsafe_code)]

pub mod domain;

pub mod identity;
pub mod product;

pub mod choose;
pub mod connect;
pub mod entrance;
pub mod import;
pub mod plan;
pub mod practice;
pub mod wire;

pub mod journal;
pub mod load;
pub mod report;
pub mod run;
pub mod survey;
pub mod takeaway;
pub mod verify;

pub mod drive;
pub mod ports;
pub mod rehearse;

#[cfg(not(target_arch = "wasm32"))]
pub mod relay;
#[cfg(not(target_arch = "wasm32"))]
pub mod simsite;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;

//! Groupsweep removes Atlassian Cloud group memberships in bulk, from one static page. This page describes how the code is
//! laid out; `crates/core/tests/layers.rs` checks the order of its layers.
//!
//! # Four promises, in this order
//! 1. It never removes what was not chosen. [`choose::SelectionHistory`] is the only way to select a row, [`plan::Plan`]
//!    freezes the selection, [`plan::Approved`] is the one gate, and a [`run::Run`] works from an approved plan and nothing
//!    else.
//! 2. It never loses track of a row. Each item of a plan has one [`run::ItemRecord`], the counts add up by construction
//!    ([`run::Tally`]), and what is not known is [`run::Outcome::InDoubt`]. No call that changes the site starts before the
//!    [`journal`] holds the intent to make it, and a run is recovered from the journal alone ([`run::Run::recover`]).
//! 3. It never leaks the token. [`domain::Credentials`] gives it out in one place only, the `Authorization` header of a call.
//! 4. It is fast. One copy of the file's bytes, a few numbers per row, and only the rows in view are in the document.
//!
//! # Layers
//! A module imports only from layers below its own. Each crate holds whole layers.
//!
//! | crate | modules, from the lowest | what they hold |
//! |---|---|---|
//! | `crates/sheet` | | the loops over the file's bytes |
//! | `crates/core` | [`domain`] | value types, made only by parsing: ids, site address, secret, calls, answers, time |
//! | | [`identity`] | whether two descriptions are of one person |
//! | | [`atlassian`] | the three APIs: requests, the relay's allowlist, what an answer means |
//! | | [`import`] | from the bytes of a file to rows and findings |
//! | | [`choose`] | the selection, filters, the keep list |
//! | | [`connect`] | which API and scheme a login works with, and what it may do |
//! | | [`plan`] | the proposal, the frozen plan and the gate |
//! | | [`wire`] | the messages between page and relay |
//! | | [`run`], [`journal`] | the engine, `step(event, now)` to commands; its record as bytes |
//! | | [`report`] | results, restore file, receipt and the sentences about a run |
//! | | [`script_export`] | a plan as a script, for machines where no relay may run |
//! | | [`verify`], [`precheck`], [`load`] | what is read from the site: after a run, before it, and to make a table without an export |
//! | `crates/driver` | [`ports`], [`drive`] | what the driver needs from outside; carrying out commands |
//! | `crates/atlassian-sim` | [`atlassian_sim`] | a simulated site, for practice and for tests |
//! | `crates/simsite` | | the simulated site as an HTTP server |
//! | `crates/relay` | | the relay; `gate` decides which requests it admits, and which it sends on |
//! | `src` | `browser` | the page's implementations of the ports |
//! | | `ui` | one screen per step: screens ask and show, they never decide |
//!
//! Core and simulated site have no DOM, clock, network, randomness or logging; core also has no `async`. Page and relay share
//! [`wire`], [`atlassian`] and [`domain`] and nothing else.
//!
//! # One removal, from click to record
//! A selected row becomes a [`plan::PlanItem`]. The admin confirms. The engine writes its intent to the [`ports::Journal`];
//! once that is durable and [`run::Pace`] has a slot, it asks for [`domain::SiteCall::Remove`]. [`drive`] gives the call to a
//! [`ports::Transport`]. The relay checks it against [`atlassian::is_allowed`] (`gate::Outgoing`) and sends it once.
//! [`atlassian::change`] says what the answer means: the row is settled, sent again later or looked up, or the run halts. The
//! journal gets the outcome. An undo goes the same way with [`domain::SiteCall::Add`].
//!
//! # Where a change goes
//! A new value type: `domain`. A new reason to leave a row out: `import/findings.rs`. A new answer of the site: the table in
//! the API's file (`atlassian/jira.rs` and its neighbours), its test, and `docs/answers.md`. A new call: `domain/call.rs`,
//! its request and its line of the allowlist in each API's file. A new sentence: beside the enum it explains. A color:
//! `style/tokens.css`.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]

pub use groupsweep_core::{
    atlassian, choose, connect, domain, identity, import, journal, load, plan, precheck, report,
    run, script_export, verify, wire,
};

pub use groupsweep_atlassian_sim as atlassian_sim;
pub use groupsweep_driver::{self as drive, ports};

pub mod browser;
pub mod ui;

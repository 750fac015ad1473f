//! FLOOR 5, wasm only: the screens. They ask the floors below and never
//! decide; state lives in [`session`], one screen per step.

#![allow(unreachable_pub, reason = "the component macro makes its items pub")]

mod app;
mod carry;
mod choose;
mod confirm;
mod connect;
mod damaged;
mod downloads;
mod draft;
mod follow;
mod form;
mod idle;
mod import;
mod keep;
mod load;
mod offline;
mod owner;
mod parts;
mod pause_sign;
mod proposal;
mod records;
mod report;
mod run;
mod session;
mod step;
mod steps;
mod sweep;
mod text;
mod verify;
mod verify_notes;

pub use app::App;

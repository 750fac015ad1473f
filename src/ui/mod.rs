//! The screens. They ask the core and never decide;
//! state lives in [`app_state`], one screen per step.

#![allow(unreachable_pub, reason = "the component macro makes its items pub")]

mod app;
mod app_state;
mod attempt;
mod carry;
mod choose;
mod confirm;
mod connect;
mod connection;
mod damaged;
mod downloads;
mod draft;
mod file_drop;
mod focus;
mod follow;
mod forget_run;
mod form;
mod header;
mod idle;
mod import;
mod keep;
mod later_runs;
mod latest_task;
mod leave_run;
mod load;
mod offline;
mod owner;
mod pause_sign;
mod proposal;
mod read_back;
mod reopen;
mod report;
mod run;
mod run_controller;
mod run_news;
mod run_records;
mod run_start;
mod shortcuts;
mod step;
mod steps;
mod text;
mod verify;
mod verify_notes;
mod widgets;

pub use app::App;

//! The core's tests in one program. Each file tests the module that it is named after, or what several of them do together.
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod adding;
mod atlassian;
mod cases;
mod choose;
mod connect;
mod draft;
mod group_effects;
mod guards;
mod identity;
mod import;
mod journal;
mod keep;
mod keep_unknown;
mod layers;
mod load;
mod login_discovery;
mod matrix;
mod names_checked;
mod names_shown;
mod people_list;
mod plan;
mod precheck;
mod precheck_products;
mod record;
mod record_files;
mod report;
mod right_person;
mod row_counts;
mod run;
mod run_owner;
mod script_export;
mod sealed;
mod shown_row;
mod support;
mod verify;

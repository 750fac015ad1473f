//! The core of Groupsweep: selecting, planning, sending, recording and reporting, without a browser, clock,
//! network or `async`. Time and answers come in as values; commands go out as values.
#![forbid(unsafe_code)]

pub mod domain;

pub mod atlassian;
pub mod identity;

pub mod choose;
pub mod connect;
pub mod import;
pub mod plan;
pub mod wire;

pub mod journal;
pub mod load;
pub mod precheck;
pub mod reads;
pub mod report;
pub mod run;
pub mod script_export;
pub mod verify;

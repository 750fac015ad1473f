//! Groupsweep: the floor map.

pub mod domain;

pub mod choose;
pub mod connect;
pub mod import;
pub mod plan;
pub mod wire;

pub mod report;
pub mod run;

pub mod drive;
pub mod ports;
pub mod rehearse;

/// The practice site: a pure model of a site's group API.
pub mod practice;

#[cfg(not(target_arch = "wasm32"))]
pub mod relay;
#[cfg(not(target_arch = "wasm32"))]
pub mod simsite;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod ui;

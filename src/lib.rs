//! Groupsweep: the floor map.

pub mod domain;
pub mod ports;
pub mod wire;

/// The practice site: a pure model of a site's group API.
pub mod practice;

#[cfg(not(target_arch = "wasm32"))]
pub mod relay;
#[cfg(not(target_arch = "wasm32"))]
pub mod simsite;

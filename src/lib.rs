//! The page: a single-page application in the browser, made with Leptos. [`browser`] implements what the core and the driver
//! need from outside, and [`ui`] has one screen for each step: screens ask and show, they never decide.
//! `docs/architecture.md` describes the crates and follows one removal through the code.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]

pub mod browser;
pub mod ui;

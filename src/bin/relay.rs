//! The relay as a program; flags and all stand in `relay::command`.
#![forbid(unsafe_code)]

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    groupsweep::relay::run()
}

// Browser tests build every program of the package.
#[cfg(target_arch = "wasm32")]
fn main() {}

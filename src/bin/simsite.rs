//! The simulated site as a program; flags and all stand in `simsite::flags`.
#![forbid(unsafe_code)]

#[cfg(not(target_arch = "wasm32"))]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    groupsweep::simsite::run().await
}

#[cfg(target_arch = "wasm32")]
fn main() {}

//! The simulated site as a program; `flags` reads its flags.
#![forbid(unsafe_code)]

#[tokio::main]
async fn main() -> std::process::ExitCode {
    groupsweep_simsite::run().await
}

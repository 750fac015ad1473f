//! The relay as a program; `command` reads its flags.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    groupsweep_relay::run()
}

//! Starts the admin's browser on the relay's address.

use std::process::{Command, Stdio};

/// Opens `url` with the system's opener and waits for the opener to end; whether it said it worked.
///
/// Hazard: for a moment the address, key and proof included, stands in the machine's process list, which other users may
/// read. They move nothing: each call also needs the site's token. But who read the proof and takes the port after the
/// relay has ended could pose as the relay (SECURITY.md).
#[must_use]
pub fn open_in_browser(url: &str) -> bool {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

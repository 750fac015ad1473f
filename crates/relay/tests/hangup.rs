//! The terminal that the relay was started in is closed.
#![cfg(unix)]

use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::bench::REMOVE;
use crate::binary::{Program, RELAY, command};
use crate::http::LONG;
use crate::page::{Page, call};
use crate::site::{Reaction, Site, ok};

fn hang_up(program: &Program) {
    let id = program.id().to_string();
    let told = Command::new("kill").args(["-HUP", &id]).status().unwrap();
    assert!(told.success());
}

/// `nohup make test` hands its programs an ignored hangup, which the relay then ignores as well.
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.is_some_and(|hex| u64::from_str_radix(hex.trim(), 16).unwrap() & 1 == 1)
}

#[test]
fn a_closed_terminal_lets_a_removal_under_way_end_and_bring_its_answer() {
    if is_hangup_ignored() {
        eprintln!(
            "a closed terminal: not run, because the tests were started with the hangup ignored"
        );
        return;
    }
    let (go, wait) = channel();
    let mut wait = Some(wait);
    let site = Site::start(move |_| Reaction::WaitAndSay(wait.take().unwrap(), "gone".to_owned()));
    let flags = ["--site", &site.origin(), "--listen", "127.0.0.1:0"];
    let mut program = Program::start(command(RELAY, &flags));
    // It is reported at the end, when nobody listens any more.
    let wrong_key = || Page::open(program.address(), "wrong");
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(wrong_key)).is_err());
    program.close_outputs();
    let mut page = Page::open(program.address(), program.key());
    let number = page.send(call("DELETE", REMOVE));
    site.arrived.recv_timeout(LONG).unwrap();
    // The system signals it, and then the shell.
    for _ in 0..2 {
        hang_up(&program);
        std::thread::sleep(Duration::from_millis(200));
    }
    go.send(()).unwrap();
    assert_eq!(page.answer(number).unwrap().body, "gone");
    assert!(program.ends_well());
}

#[test]
#[cfg(target_os = "linux")]
fn a_relay_that_is_to_outlive_its_terminal_does() {
    let site = Site::start(|_| ok("{}"));
    let origin = site.origin();
    let flags = [RELAY, "--site", &origin, "--listen", "127.0.0.1:0"];
    let program = Program::start(command("nohup", &flags));
    hang_up(&program);
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(program.call("DELETE", REMOVE).unwrap().status, 200);
}

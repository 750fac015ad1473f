//! The login asked for on a real terminal, which `script` of util-linux lends.
#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use crate::binary::{RELAY, state_folder};
use crate::http::LONG;

/// Maximum seconds for a test of this file.
const LONGEST: &str = "60";

/// The program in its own terminal.
struct Terminal {
    child: Child,
    out: ChildStdout,
    shown: String,
    /// How much of it was waited for.
    looked_at: usize,
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Terminal {
    fn open() -> Self {
        let flags = "--site https://example.atlassian.net --listen 127.0.0.1:0 --ask-token";
        // What the terminal does with letters afterwards is part of what is shown. Ctrl-C reaches the
        // shell too, and it has to outlive it: bash does by itself, dash only with a trap.
        let line = format!("trap : INT; tty; '{RELAY}' {flags}; stty -a");
        // What is waited for may never be shown: then the terminal ends, and the test with it.
        let mut child = Command::new("timeout")
            .env("SHELL", "/bin/sh")
            .env("XDG_STATE_HOME", state_folder())
            .args([
                LONGEST,
                "script",
                "--quiet",
                "--flush",
                "--command",
                &line,
                "/dev/null",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the package bsdutils");
        let out = child.stdout.take().unwrap();
        let mut made = Self {
            child,
            out,
            shown: String::new(),
            looked_at: 0,
        };
        made.shows("\n");
        made
    }

    /// Waits for the prompt of the token and until letters are hidden: it is shown a moment before they are.
    fn asks_for_the_token(&mut self) {
        self.shows("API token (not shown): ");
        let tty = self.shown.lines().next().unwrap().to_owned();
        let until = Instant::now() + LONG;
        loop {
            let settings = Command::new("stty").args(["--file", &tty, "-a"]).output();
            if String::from_utf8_lossy(&settings.unwrap().stdout).contains(" -echo ") {
                break;
            }
            assert!(Instant::now() < until, "letters are not hidden");
        }
    }

    fn press(&mut self, keys: &str) {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this is shown after the earlier output.
    fn shows(&mut self, wanted: &str) {
        let mut piece = [0; 1024];
        let found = loop {
            if let Some(found) = self.shown[self.looked_at..].find(wanted) {
                break found;
            }
            let read = self.out.read(&mut piece).unwrap();
            assert!(read > 0, "{wanted} never came: {}", self.shown);
            self.shown
                .push_str(&String::from_utf8_lossy(&piece[..read]));
        };
        self.looked_at += found + wanted.len();
    }
}

#[test]
fn the_email_is_shown_as_it_is_typed_and_the_token_is_not() {
    let mut terminal = Terminal::open();
    terminal.shows("Account email for example.atlassian.net (empty for a token without one): ");
    terminal.press("no-email\n");
    terminal.asks_for_the_token();
    terminal.press("ATATTfirst\n");
    terminal.shows("This is not an email address.");
    terminal.press("me@example.com\n");
    terminal.asks_for_the_token();
    terminal.press("ATATTsecret\n");
    terminal.shows("Open http://127.0.0.1:");
    terminal.press("\u{3}");
    terminal.shows(" echo ");
    assert!(terminal.shown.contains("me@example.com"));
    assert!(!terminal.shown.contains("ATATT"), "{}", terminal.shown);
}

#[test]
fn ctrl_c_while_the_token_is_typed_ends_it_and_the_terminal_shows_letters_again() {
    let mut terminal = Terminal::open();
    terminal.shows("Account email");
    terminal.press("me@example.com\n");
    terminal.asks_for_the_token();
    terminal.press("ATATT\u{3}");
    terminal.shows("No login was given, so the relay did not start.");
    terminal.shows(" echo ");
    assert!(!terminal.shown.contains("ATATT"));
}

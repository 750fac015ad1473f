//! Disconnects from the site: by the button, or after half an hour of inactivity. Erases the login from the form and
//! from memory.

use std::cell::Cell;
use std::rc::Rc;

use groupsweep_core::connect::{Activity, Idle};
use groupsweep_core::domain::TypedToken;
use leptos::ev;
use leptos::prelude::*;

use crate::browser::{catch_up, clock_pair};

use super::app_state::{ActiveRun, AppState};
use super::form::SiteChoice;

/// Interval of checking the clocks. Uses the page's own timer, which may be late in a hidden tab: half an hour may
/// take a minute longer.
const EVERY: std::time::Duration = std::time::Duration::from_secs(30);

const SIGNED_OUT: &str = "Signed out after 30 minutes of inactivity. The token was erased. Paste it again and check the connection.";
const SIGNED_OUT_HELD: &str = "Signed out after 30 minutes of inactivity. The relay still holds the login. Check the connection to continue.";
const REFUSED: &str = "The site no longer accepts this login (401), so the connection ended. Enter a valid token and check the connection. Then resume the run.";
const REFUSED_HELD: &str = "The site no longer accepts the login that the relay holds (401), so the connection ended. Start the relay again with a valid token and check the connection. Then resume the run.";
const DISCONNECTED: &str = "Disconnected. Email and token were erased from this page.";
const CLEARED: &str = "Login cleared. Email and token were erased from this page.";
const DISCONNECTED_HELD: &str =
    "Disconnected. The relay keeps the login until you stop it (Ctrl-C in its terminal).";

impl AppState {
    /// Watches for input on the page, for the rest of its life.
    pub(super) fn watch_idle(self) {
        let idle = Rc::new(Cell::new(Idle::new(clock_pair())));
        let look = move |by_hand: bool| {
            let what = match (self.is_run_under_way(), by_hand) {
                (true, _) => Activity::Work,
                (false, true) => Activity::Hand,
                (false, false) => Activity::Nothing,
            };
            let mut now = idle.get();
            if let Some(answer) = self.connection.last_answer() {
                now.answered(answer);
            }
            let is_over = now.look(what, clock_pair());
            idle.set(now);
            if is_over && self.has_login() {
                self.wipe_login();
                self.connection
                    .note_left(self.in_words(SIGNED_OUT, SIGNED_OUT_HELD));
            }
        };
        let hand = look.clone();
        let touched = move || hand(true);
        let (keys, presses, moves, wheel) =
            (touched.clone(), touched.clone(), touched.clone(), touched);
        // For the page's life: these handles are never given back.
        window_event_listener(ev::keydown, move |_| keys());
        window_event_listener(ev::pointerdown, move |_| presses());
        window_event_listener(ev::pointermove, move |_| moves());
        window_event_listener(ev::wheel, move |_| wheel());
        let _ = set_interval_with_handle(move || look(false), EVERY);
    }

    fn in_words(self, here: &'static str, held: &'static str) -> &'static str {
        if untrack(|| self.is_login_held()) {
            held
        } else {
            here
        }
    }

    /// The times of a record are compared with those of other tabs, whose clocks may not have slept.
    pub(super) fn bring_clock_up(self) {
        if !self.is_run_under_way() {
            catch_up();
        }
    }

    /// Paused ones too.
    fn is_run_under_way(self) -> bool {
        let is_driven = |active: &ActiveRun| !active.run.borrow().is_at_rest();
        self.run.with_active_untracked(is_driven).unwrap_or(false)
    }

    /// Whether any part of a login is in the page.
    fn has_login(self) -> bool {
        let connected =
            self.form.kind_untracked() == SiteChoice::Atlassian && self.connection.has_transport();
        connected || !self.form.with_token_untracked(TypedToken::is_empty)
    }

    /// Ends the connection and erases the login, unless a run is in progress.
    pub(super) fn disconnect(self) {
        // What is only being read is given up.
        self.run.stop_verifying();
        if !self.is_run_under_way() {
            let was_connected = untrack(|| self.connection()).is_some();
            self.wipe_login();
            self.form.forget_email();
            let erased = if was_connected { DISCONNECTED } else { CLEARED };
            self.connection
                .note_left(self.in_words(erased, DISCONNECTED_HELD));
        }
    }

    /// Ends the connection, because the site refused its login during a run.
    pub(super) fn drop_refused_login(self) {
        self.end_connection();
        self.connection
            .note_left(self.in_words(REFUSED, REFUSED_HELD));
    }

    /// Erases the token from the form and from memory, and ends the connection to the site.
    pub(super) fn wipe_login(self) {
        self.form.wipe_token();
        // Nobody waits for the answer to a check in progress any more.
        self.connection.end_check();
        if self.form.kind_untracked() == SiteChoice::Atlassian {
            self.open_dialog.set(None);
            self.end_connection();
        }
    }
}

//! Watches for the relay after a run halted because of it, and says what to do once it answers again.

use groupsweep_core::atlassian::HaltReason;
use groupsweep_core::domain::TransportError;
use groupsweep_core::run::Phase;
use leptos::prelude::*;

use crate::browser::greet;
use crate::ui::app_state::{AppState, session};
use crate::ui::widgets::every_second;

/// Seconds between two requests to the relay.
const SECONDS: u64 = 3;

/// The state of the relay that a halted run waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RelayNow {
    Gone,
    /// A relay answers, but does not accept this page's key.
    StartedAnew,
    /// The relay is of another version than this page.
    OtherVersion,
    /// It accepts this page.
    Back,
}

impl RelayNow {
    /// The sentence to show in place of the run's halt reason. `None` while that reason is still true.
    pub(super) fn sentence(self, is_connected: bool) -> Option<&'static str> {
        match (self, is_connected) {
            (Self::Gone, _) => None,
            (Self::StartedAnew, _) => Some(
                "Stopped: the relay was started again. In this tab, open the new address that the relay printed. Nothing is lost. Check the connection, then press Resume.",
            ),
            (Self::OtherVersion, _) => Some(
                "Stopped: the relay is now of another version than this page. If this browser keeps no record of the run, download the results first. Then reload this page, and press Resume for this run on Import.",
            ),
            (Self::Back, false) => Some(
                "Stopped, but the relay is back. Check the connection on Connect, then press Resume here.",
            ),
            (Self::Back, true) => Some("Stopped, but the relay is back. Press Resume to continue."),
        }
    }
}

/// Asks the relay at intervals while the page's run is halted because of it.
pub(super) fn follow_relay() -> ReadSignal<RelayNow> {
    let session = session();
    let (now, set) = signal(RelayNow::Gone);
    let second = every_second();
    let is_asking = StoredValue::new(false);
    let is_waiting = Memo::new(move |_| waits_for_relay(session));
    Effect::new(move |_| {
        if !is_waiting.get() {
            set.set(RelayNow::Gone);
            return;
        }
        let is_due = second.get().is_multiple_of(SECONDS);
        let access = session.connection.relay_access();
        let Some(access) = access.filter(|_| is_due && !is_asking.get_value()) else {
            return;
        };
        is_asking.set_value(true);
        leptos::task::spawn_local(async move {
            let answer = match greet(&access).await {
                Ok(_) => RelayNow::Back,
                Err(TransportError::RelayRefused) => RelayNow::StartedAnew,
                Err(TransportError::RelayVersion) => RelayNow::OtherVersion,
                Err(_) => RelayNow::Gone,
            };
            // The screen may be gone by now.
            let _ = is_asking.try_set_value(false);
            let _ = set.try_set(answer);
        });
    });
    now
}

fn waits_for_relay(session: AppState) -> bool {
    matches!(
        session.phase(),
        Some(Phase::Halted(
            HaltReason::RelayGone | HaltReason::Relay | HaltReason::RelayVersion
        ))
    )
}

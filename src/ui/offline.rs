//! The machine's network connection: a run and the check of the connection go on by themselves once it is back.

use groupsweep_core::run::Event;
use groupsweep_driver::ports::Network;

use crate::browser::{BrowserNetwork, when_network_changes};

use super::app_state::AppState;
use super::connect::{check, is_offline_problem};

impl AppState {
    /// What a reading waits for: the connection, if there is none.
    pub(super) fn offline_or(self, wait: String) -> String {
        match self.connection.is_offline() {
            true => "Offline: this device has no network connection. Reading continues automatically when the connection is back.".to_owned(),
            false => wait,
        }
    }

    /// Follows what the browser says of the connection.
    pub(super) fn follow_network(self) {
        self.connection.note_network(BrowserNetwork.is_online());
        when_network_changes(move |online| {
            self.connection.note_network(online);
            self.order(network_event());
            if online && self.connection.with_status_untracked(is_offline_problem) {
                check(self);
            }
        });
    }
}

/// What a driver is told of the connection.
pub(super) fn network_event() -> Event {
    match BrowserNetwork.is_online() {
        true => Event::Online,
        false => Event::Offline,
    }
}

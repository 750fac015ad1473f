//! The connection: site, account, route, relay, and the results of the connection check.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot::Receiver;
use groupsweep_atlassian_sim::Site;
use groupsweep_core::connect::{Abilities, ClockPair, Connection, KnownAccess};
use groupsweep_driver::ports::Transport;
use leptos::prelude::*;

use crate::browser::{RelayAccess, relay_in_address};
use crate::ui::latest_task::{LatestTask, Task};

use super::connection::{ConnectionStatus, RelayState};

/// The connection. Cheap to copy. `AppState::unlink` ends it together with everything that is being read through it.
#[derive(Clone, Copy)]
pub(in crate::ui) struct ConnectionState {
    status: RwSignal<ConnectionStatus>,
    /// Present exactly while there is a connection that makes calls, or a run that keeps its own.
    transport: StoredValue<Option<Rc<dyn Transport>>, LocalStorage>,
    login_check: LatestTask,
    /// What the login of the connection can do.
    abilities: RwSignal<Option<Abilities>>,
    /// The API host that last worked for this login. The next check of the same site tries it first.
    known_access: StoredValue<Option<KnownAccess>>,
    /// Why the connection ended, if the page or the admin ended it.
    left: RwSignal<Option<&'static str>>,
    /// The practice site of this page.
    practice: StoredValue<Option<Rc<RefCell<Site>>>, LocalStorage>,
    relay: RwSignal<RelayState>,
    relay_access: StoredValue<Option<RelayAccess>, LocalStorage>,
    /// When the site last answered any call.
    answered: StoredValue<Option<ClockPair>>,
    /// The browser reports that this machine is offline.
    is_offline: RwSignal<bool>,
}

impl ConnectionState {
    /// No connection. The relay is the one in the page's address.
    pub(super) fn new() -> Self {
        Self {
            status: RwSignal::new(ConnectionStatus::None),
            transport: StoredValue::new_local(None),
            login_check: LatestTask::new(),
            abilities: RwSignal::new(None),
            known_access: StoredValue::new(None),
            left: RwSignal::new(None),
            practice: StoredValue::new_local(None),
            relay: RwSignal::new(RelayState::None),
            relay_access: StoredValue::new_local(relay_in_address()),
            answered: StoredValue::new(None),
            is_offline: RwSignal::new(false),
        }
    }

    /// Drops the connection and what is known of the login. The relay stays.
    pub(in crate::ui) fn reset(self) {
        self.login_check.end();
        self.cut(ConnectionStatus::None);
        self.abilities.set(None);
        self.known_access.set_value(None);
        self.left.set(None);
        self.forget_practice_site();
    }

    pub(in crate::ui) fn status(self) -> ConnectionStatus {
        self.status.get()
    }

    pub(in crate::ui) fn with_status_untracked<T>(
        self,
        read: impl FnOnce(&ConnectionStatus) -> T,
    ) -> T {
        self.status.with_untracked(read)
    }

    /// The connection, once made.
    pub(in crate::ui) fn made(self) -> Option<Connection> {
        match self.status.get() {
            ConnectionStatus::Made(connection) => Some(connection),
            ConnectionStatus::None | ConnectionStatus::Checking | ConnectionStatus::Bad { .. } => {
                None
            }
        }
    }

    /// The transport of the calls. `None` without a connection, or if the plan is only exported.
    pub(in crate::ui) fn transport(self) -> Option<Rc<dyn Transport>> {
        self.transport.get_value()
    }

    pub(in crate::ui) fn has_transport(self) -> bool {
        self.transport.with_value(Option::is_some)
    }

    /// Starts a connection check. Returns also the signal that cancels it. Answers to an earlier check become stale.
    pub(in crate::ui) fn begin_check(self) -> (Task, Receiver<()>) {
        self.cut(ConnectionStatus::Checking);
        self.login_check.begin_cancellable()
    }

    /// Cancels the connection check.
    pub(in crate::ui) fn end_check(self) {
        self.login_check.end();
    }

    /// Whether this check's answer is still wanted.
    pub(in crate::ui) fn is_checking(self, check: Task) -> bool {
        let is_checking = |status: &ConnectionStatus| matches!(status, ConnectionStatus::Checking);
        check.is_latest() && self.with_status_untracked(is_checking)
    }

    /// Sets what a check found out about the login.
    pub(in crate::ui) fn note_found(self, access: KnownAccess, abilities: Abilities) {
        self.known_access.set_value(Some(access));
        self.abilities.set(Some(abilities));
    }

    /// Sets a new connection. Clears the reason why the previous one ended.
    pub(in crate::ui) fn take(self, transport: Option<Rc<dyn Transport>>, connection: Connection) {
        self.transport.set_value(transport);
        self.left.set(None);
        self.status.set(ConnectionStatus::Made(connection));
    }

    /// Ends the connection with this status. A run keeps the route that it was started with.
    pub(in crate::ui) fn cut(self, status: ConnectionStatus) {
        // A check in progress holds the login until it ends.
        self.login_check.end();
        self.transport.set_value(None);
        if !matches!(status, ConnectionStatus::None) {
            self.left.set(None);
        }
        self.status.set(status);
    }

    /// Sets why the connection ended.
    pub(in crate::ui) fn note_left(self, why: &'static str) {
        self.left.set(Some(why));
    }

    /// Why the connection ended, if the page or the admin ended it.
    pub(in crate::ui) fn left(self) -> Option<&'static str> {
        self.left.get()
    }

    /// Notes that the site answered.
    pub(in crate::ui) fn note_answer(self, at: ClockPair) {
        self.answered.set_value(Some(at));
    }

    /// When the site answered last.
    pub(in crate::ui) fn last_answer(self) -> Option<ClockPair> {
        self.answered.get_value()
    }

    /// What the login of the connection can do.
    pub(in crate::ui) fn abilities(self) -> Option<Abilities> {
        self.abilities.get()
    }

    /// The API host that last worked for this login.
    pub(in crate::ui) fn known_access(self) -> Option<KnownAccess> {
        self.known_access.get_value()
    }

    /// The practice site of this page, if it was made.
    pub(in crate::ui) fn practice_site(self) -> Option<Rc<RefCell<Site>>> {
        self.practice.get_value()
    }

    pub(in crate::ui) fn put_practice_site(self, site: Rc<RefCell<Site>>) {
        self.practice.set_value(Some(site));
    }

    /// Drops the practice site. The next one is made from scratch.
    pub(in crate::ui) fn forget_practice_site(self) {
        self.practice.set_value(None);
    }

    /// The state of the relay.
    pub(in crate::ui) fn relay(self) -> RelayState {
        self.relay.get()
    }

    pub(in crate::ui) fn relay_untracked(self) -> RelayState {
        self.relay.get_untracked()
    }

    pub(in crate::ui) fn with_relay<T>(self, read: impl FnOnce(&RelayState) -> T) -> T {
        self.relay.with(read)
    }

    /// Sets what the relay answered, or what is known without asking it.
    pub(in crate::ui) fn note_relay(self, state: RelayState) {
        self.relay.set(state);
    }

    pub(in crate::ui) fn relay_access(self) -> Option<RelayAccess> {
        self.relay_access.get_value()
    }

    /// Switches to another relay.
    pub(in crate::ui) fn take_relay(self, access: RelayAccess) {
        self.relay_access.set_value(Some(access));
    }

    /// Notes what the browser reports about the network.
    pub(in crate::ui) fn note_network(self, is_online: bool) {
        self.is_offline.set(!is_online);
    }

    pub(in crate::ui) fn is_offline(self) -> bool {
        self.is_offline.get()
    }
}

//! The connection: to which site and as whom, the route its calls take, the relay, and what a check found out.

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

/// The connection; cheap to copy. Where one ends, what is being read by it is to end too: `AppState::unlink` sees to
/// that.
#[derive(Clone, Copy)]
pub(in crate::ui) struct ConnectionState {
    status: RwSignal<ConnectionStatus>,
    /// There exactly while there is a connection that calls something, or a run that keeps its own.
    transport: StoredValue<Option<Rc<dyn Transport>>, LocalStorage>,
    login_check: LatestTask,
    /// What the login of the connection can do.
    abilities: RwSignal<Option<Abilities>>,
    /// The way that worked last for this login: tried first at the next check of the same site.
    known_access: StoredValue<Option<KnownAccess>>,
    /// Why there is no connection any more, where the page or the admin ended it.
    left: RwSignal<Option<&'static str>>,
    /// The practice site of this page.
    practice: StoredValue<Option<Rc<RefCell<Site>>>, LocalStorage>,
    relay: RwSignal<RelayState>,
    relay_access: StoredValue<Option<RelayAccess>, LocalStorage>,
    /// When the site answered last, whatever was asked.
    answered: StoredValue<Option<ClockPair>>,
    /// The browser says that this machine has no network connection.
    is_offline: RwSignal<bool>,
}

impl ConnectionState {
    /// No connection; the relay is the one that the page's address names.
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

    /// No connection, and nothing known of a login. The relay is still there.
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

    /// What carries the calls; none where nothing is connected, or nothing is to be called.
    pub(in crate::ui) fn transport(self) -> Option<Rc<dyn Transport>> {
        self.transport.get_value()
    }

    pub(in crate::ui) fn has_transport(self) -> bool {
        self.transport.with_value(Option::is_some)
    }

    /// A check of the login begins; with what it hears when nobody waits for it any more. Answers to an earlier one are
    /// stale.
    pub(in crate::ui) fn begin_check(self) -> (Task, Receiver<()>) {
        self.cut(ConnectionStatus::Checking);
        self.login_check.begin_cancellable()
    }

    /// Nobody waits for the answer to the check any more.
    pub(in crate::ui) fn end_check(self) {
        self.login_check.end();
    }

    /// Whether the answer to this check is still waited for.
    pub(in crate::ui) fn is_checking(self, check: Task) -> bool {
        let is_checking = |status: &ConnectionStatus| matches!(status, ConnectionStatus::Checking);
        check.is_latest() && self.with_status_untracked(is_checking)
    }

    /// What a check found out of the login.
    pub(in crate::ui) fn note_found(self, access: KnownAccess, abilities: Abilities) {
        self.known_access.set_value(Some(access));
        self.abilities.set(Some(abilities));
    }

    /// Takes a new connection in place of the one before. What was said of the last one is over.
    pub(in crate::ui) fn take(self, transport: Option<Rc<dyn Transport>>, connection: Connection) {
        self.transport.set_value(transport);
        self.left.set(None);
        self.status.set(ConnectionStatus::Made(connection));
    }

    /// Nothing is connected, whatever is said of it. A run keeps the route that it was started with.
    pub(in crate::ui) fn cut(self, status: ConnectionStatus) {
        // A check under way holds the login until it ends.
        self.login_check.end();
        self.transport.set_value(None);
        if !matches!(status, ConnectionStatus::None) {
            self.left.set(None);
        }
        self.status.set(status);
    }

    /// Says why there is no connection any more.
    pub(in crate::ui) fn note_left(self, why: &'static str) {
        self.left.set(Some(why));
    }

    /// Why there is no connection any more, where the page or the admin ended it.
    pub(in crate::ui) fn left(self) -> Option<&'static str> {
        self.left.get()
    }

    /// The site answered.
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

    /// The way that worked last for this login.
    pub(in crate::ui) fn known_access(self) -> Option<KnownAccess> {
        self.known_access.get_value()
    }

    /// The practice site of this page, once it is made.
    pub(in crate::ui) fn practice_site(self) -> Option<Rc<RefCell<Site>>> {
        self.practice.get_value()
    }

    pub(in crate::ui) fn put_practice_site(self, site: Rc<RefCell<Site>>) {
        self.practice.set_value(Some(site));
    }

    /// The next practice site is made anew.
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

    /// What the relay answered, or what is known without it.
    pub(in crate::ui) fn note_relay(self, state: RelayState) {
        self.relay.set(state);
    }

    pub(in crate::ui) fn relay_access(self) -> Option<RelayAccess> {
        self.relay_access.get_value()
    }

    /// Goes over to another relay.
    pub(in crate::ui) fn take_relay(self, access: RelayAccess) {
        self.relay_access.set_value(Some(access));
    }

    /// What the browser says of the machine's network.
    pub(in crate::ui) fn note_network(self, is_online: bool) {
        self.is_offline.set(!is_online);
    }

    pub(in crate::ui) fn is_offline(self) -> bool {
        self.is_offline.get()
    }
}

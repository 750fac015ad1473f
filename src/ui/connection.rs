//! The beginning and the one end of a connection. "Change", "Disconnect", "Start over", half an hour of inactivity, a
//! past run of another site, another relay and the next check all end it here, so that nothing calls through the old
//! route any more.

use std::rc::Rc;

use groupsweep_core::connect::{Connection, Target};
use groupsweep_core::domain::SiteAddress;
use groupsweep_driver::ports::Transport;

use crate::browser::{give_back_all_but, is_extension};

use super::app_state::{AppState, ConnectionStatus};
use super::form::Route;

impl AppState {
    /// Replaces the connection. The previous one ends.
    pub(super) fn take_connection(
        self,
        transport: Option<Rc<dyn Transport>>,
        connection: Connection,
    ) {
        let by_extension = self.form.route_untracked() == Route::Extension;
        let site = match &connection.target {
            Target::Site(site) if by_extension => Some(site),
            Target::Site(_) | Target::Practice => None,
        };
        self.let_go_of_permissions(site);
        self.connection.take(transport, connection);
        // A relay that refused or was gone works again.
        self.run.forget_relay_trouble();
    }

    /// Ends the connection. With the last clone of the route go its socket or header rule, and its login.
    pub(super) fn end_connection(self) {
        self.unlink(ConnectionStatus::None);
        self.let_go_of_permissions(None);
    }

    /// Nothing is connected, whatever is said of it: what is being read by the route ends. A run keeps the route that
    /// it was started with.
    pub(super) fn unlink(self, status: ConnectionStatus) {
        self.end_readings();
        self.connection.cut(status);
    }

    /// Ends the readings through the route.
    pub(super) fn end_readings(self) {
        self.load.leave();
        self.check.leave();
        self.run.stop_verifying();
        self.run.stop_proving();
    }

    /// Gives back the permissions for all sites but the connected one.
    fn let_go_of_permissions(self, connected: Option<&SiteAddress>) {
        if is_extension() && self.form.gives_back_untracked() {
            give_back_all_but(connected);
        }
    }
}

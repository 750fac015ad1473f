//! Where a connection begins, and its one end. "Disconnect", "Start over", half an hour without a hand on the page, a past
//! run of another site and the next connection all come through here.

use std::rc::Rc;

use groupsweep_core::connect::{Connection, Target};
use groupsweep_core::domain::SiteAddress;
use groupsweep_driver::ports::Transport;
use leptos::prelude::*;

use crate::browser::PermissionAfter;

use super::app_state::{AppState, ConnectionState};
use super::form::Route;

impl AppState {
    /// Takes a new connection in place of the one before, which ends.
    pub(super) fn take_connection(
        self,
        transport: Option<Rc<dyn Transport>>,
        connection: Connection,
    ) {
        self.transport.set_value(transport);
        let by_extension = self.form.route.get_untracked() == Route::Extension;
        let site = match &connection.target {
            Target::Site(site) if by_extension => Some(site),
            Target::Site(_) | Target::Practice => None,
        };
        self.let_go_of_permissions(site);
        self.link.set(ConnectionState::Made(connection));
    }

    /// Ends the connection. With the last hand on the route go its socket or its rule for headers, and its login.
    pub(super) fn end_connection(self) {
        self.transport.set_value(None);
        self.let_go_of_permissions(None);
        self.link.set(ConnectionState::None);
    }

    /// Lets go of every site but the connected one, as the admin chose.
    fn let_go_of_permissions(self, connected: Option<&SiteAddress>) {
        let after = if self.form.gives_back.get_untracked() {
            PermissionAfter::GivenBack
        } else {
            PermissionAfter::Kept
        };
        self.permissions
            .update_value(|permissions| permissions.let_go_of_others(connected, after));
    }
}

//! Reads the trial's group back.

use std::rc::Rc;

use groupsweep_core::plan::Action;
use groupsweep_core::run::{Event, Run};
use groupsweep_driver::ports::Transport;
use groupsweep_driver::prove;

use crate::browser::BrowserClock;

use super::app_state::AppState;

impl AppState {
    /// Reads the trial's group back.
    pub(super) fn read_back(self) {
        let trial = self
            .with_run(|run| {
                let item = run.trial_item();
                let planned = run.plan().items().get(item);
                planned.map(|planned| (item, planned.membership.clone()))
            })
            .flatten();
        let endpoint = self.with_run(|run| run.plan().connection().endpoint.clone());
        let absence = self.with_run(Run::absence_after_trial);
        let (Some((item, membership)), Some(endpoint), Some(absence), Some(transport)) =
            (trial, endpoint, absence, self.connection.transport())
        else {
            return;
        };
        if self.action() == Action::Add {
            return;
        }
        let head = self.run_id();
        let head_of_pause = head.clone();
        let (task, stopped) = self.run.begin_proving();
        leptos::task::spawn_local(async move {
            let transport: Rc<dyn Transport> = transport;
            let clock = Rc::new(BrowserClock);
            let paused = move |until| {
                if task.is_latest() && self.run_id() == head_of_pause {
                    self.run.pause_proving(until);
                }
            };
            let verdict = prove(
                membership, endpoint, absence, transport, clock, paused, stopped,
            )
            .await;
            if task.is_latest() && self.run_id() == head {
                self.tell(Event::ReadBack(item, verdict)).await;
                // The write took a while, and another run may be in the page.
                if task.is_latest() && self.run_id() == head {
                    self.run.end_proving();
                }
            }
        });
    }
}

//! Later runs of this browser on the same site: what they showed of the run in the page.

use std::sync::Arc;

use groupsweep_core::journal::{RunHeader, WholeRecord, read_record};
use groupsweep_core::run::{LaterWords, Rate, Run};

use super::app_state::AppState;

impl AppState {
    /// Takes in what later runs showed, for a report: its restore file leaves out what a later run found in place.
    pub(super) fn look_at_later_runs(self) {
        leptos::task::spawn_local(async move {
            let sweep = self.run.active();
            if sweep.is_some_and(|sweep| sweep.run.borrow().is_at_rest()) {
                self.hear_of_later_runs().await;
            }
        });
    }

    /// Reads what later runs on the same site showed of the memberships of the run in the page.
    pub(super) async fn hear_of_later_runs(self) {
        let (Some(store), Some(sweep)) = (self.storage.store(), self.run.active()) else {
            return;
        };
        let Some(looked) = sweep.run.borrow().looked_at() else {
            return;
        };
        let is_undo = |head: &RunHeader| head.undoes.as_ref() == Some(&sweep.head.id);
        // Every practice site is another one.
        let is_same_site = |head: &RunHeader| match &sweep.head.site {
            None => is_undo(head),
            site => head.site == *site,
        };
        // As they are now: another tab may have written some.
        let Ok(heads) = store.heads().await else {
            return;
        };
        let heads = heads.iter().filter_map(|bytes| RunHeader::read(bytes).ok());
        let later = heads.filter(|head| {
            head.id != sweep.head.id && head.progress.at >= looked && is_same_site(head)
        });
        let mut words = LaterWords::default();
        for head in later {
            let Ok(stored) = store.load(&head.id).await else {
                continue;
            };
            // What can be read of a damaged record counts too.
            let other = match read_record(&stored) {
                Ok(WholeRecord { plan, batches, .. }) => {
                    Some(Run::recover(Arc::new(plan), Rate::DEFAULT, batches, true))
                }
                Err(wreck) => wreck.run,
            };
            if let Some(other) = other {
                words.take(&sweep.run.borrow(), &other, head.created);
            }
        }
        sweep.run.borrow_mut().hear_of_later_runs(words);
        self.run.changed();
    }
}

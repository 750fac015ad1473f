//! Damaged records. Each stored record is checked once. What can be read of a damaged one is listed and offered as a
//! file, and nothing else is done with it.

use std::sync::Arc;

use groupsweep_core::journal::{RunHeader, Wreck, check_record, read_record};
use groupsweep_core::report::results_of_plan;
use groupsweep_core::report::wording;
use leptos::prelude::*;

use crate::browser::{Glance, Store};

use super::app_state::{ActiveRun, AppState, Asking, CheckedRecord, DamagedRun};
use super::downloads::{BROWSER_REFUSED, file_name, save};
use super::text;

impl DamagedRun {
    fn of(wreck: &Wreck) -> Self {
        Self {
            id: wreck.id.clone(),
            why: wreck.why,
            title: wording::damaged_title(wreck, text::READER),
            head: wreck.head.clone(),
            rows: wreck.run.as_ref().map_or(0, |run| run.records().len()),
            lost_rows: wreck.lost_rows,
        }
    }
}

/// The result of a first look at a record.
pub(super) enum DamagedView {
    /// Its head fits the number of batches. The rest is not checked yet.
    Unchecked(RunHeader),
    Whole(RunHeader),
    Damaged(Arc<DamagedRun>),
}

impl AppState {
    /// Looks at a record. Where its head alone shows that something is wrong, all of it is read at once.
    /// `None` if it changed meanwhile: then it is listed again.
    pub(super) async fn look_at_record(
        self,
        store: &Store,
        glance: &Glance,
    ) -> Option<DamagedView> {
        let known = self.stored_runs.with_checked(&glance.id, |checked| {
            checked.is_of(glance).then(|| checked.damaged.clone())
        });
        if let Some(Some(damaged)) = known {
            return Some(DamagedView::Damaged(damaged));
        }
        let head = glance
            .head
            .as_deref()
            .and_then(|bytes| RunHeader::read(bytes).ok());
        let fits = |head: &RunHeader| head.id == glance.id && head.bond.batches == glance.batches;
        Some(match (head.filter(fits), known) {
            (Some(head), Some(None)) => DamagedView::Whole(head),
            (Some(head), _) => DamagedView::Unchecked(head),
            (None, _) => return self.check_record(store, glance).await,
        })
    }

    /// Reads all of a record and notes what that shows; `None` if it changed since it was listed, or is gone.
    async fn check_record(self, store: &Store, glance: &Glance) -> Option<DamagedView> {
        let stored = store.load(&glance.id).await.ok()?;
        if stored.head != glance.head || stored.log.len() as u64 != glance.batches {
            return None;
        }
        if let Ok(head) = check_record(&stored) {
            self.note_checked(glance, None);
            return Some(DamagedView::Whole(head));
        }
        let wreck = read_record(&stored).err()?;
        let damaged = Arc::new(DamagedRun::of(&wreck));
        self.note_checked(glance, Some(Arc::clone(&damaged)));
        Some(DamagedView::Damaged(damaged))
    }

    /// Checks the records that were listed by their heads alone, one after the other, and lists them again if one of
    /// them is damaged. What a tab is driving is left alone.
    pub(super) fn check_records(self, store: Store, unchecked: Vec<Glance>) {
        if unchecked.is_empty() || !self.stored_runs.begin_checking() {
            return;
        }
        leptos::task::spawn_local(async move {
            let mut found = false;
            for glance in unchecked {
                let elsewhere = self.stored_runs.is_driven_elsewhere_untracked(&glance.id);
                if !elsewhere && !self.drives(&glance.id) {
                    let look = self.check_record(&store, &glance).await;
                    found |= matches!(look, Some(DamagedView::Damaged(_)));
                }
            }
            self.stored_runs.end_checking();
            if found {
                self.list_records().await;
            }
        });
    }

    /// Whether this tab drives the run.
    fn drives(self, id: &str) -> bool {
        let drives = |active: &ActiveRun| active.head.id == id && !active.run.borrow().is_at_rest();
        self.run.with_active_untracked(drives).unwrap_or(false)
    }

    fn note_checked(self, glance: &Glance, damaged: Option<Arc<DamagedRun>>) {
        let checked = CheckedRecord {
            head: glance.head.clone(),
            batches: glance.batches,
            damaged,
        };
        self.stored_runs.note_checked(&glance.id, checked);
    }

    /// Downloads what can be read of a damaged record: its rows and their outcomes. What went wrong is said in
    /// `trouble`.
    pub(super) fn download_damaged(self, id: String) {
        self.trouble.set(None);
        leptos::task::spawn_local(async move {
            let Some(store) = self.storage.store() else {
                return;
            };
            let why = match store.load(&id).await {
                Err(fault) => Some(fault.to_string()),
                Ok(stored) => match read_record(&stored) {
                    Ok(_) => None,
                    Err(wreck) => download(&wreck),
                },
            };
            self.trouble.set(why);
        });
    }

    /// Asks before a damaged record is deleted.
    pub(super) fn ask_forget_damaged(self, run: &Arc<DamagedRun>) {
        self.open_dialog
            .set(Some(Asking::ForgetDamaged(Arc::clone(run))));
    }
}

/// Why there is no file; `None` if there is.
fn download(wreck: &Wreck) -> Option<String> {
    let Some(run) = &wreck.run else {
        return Some(wreck.why.to_string());
    };
    let name = file_name("damaged-results", "csv");
    let saved = save(&name, "text/csv", &results_of_plan(run));
    (!saved).then(|| BROWSER_REFUSED.to_owned())
}

//! The files that a run gives.

use std::rc::Rc;

use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::PRACTICE_NAME;
use groupsweep_core::plan::{Plan, seal_plan};
use groupsweep_core::report::wording::{NO_FILE, results_without_file};
use groupsweep_core::report::{
    FormulaGuard, ReceiptFacts, receipt_json, restore_of_plan, restore_of_run, results_of_plan,
};
use groupsweep_core::run::{Run, UndoScope};
use groupsweep_driver::ports::Clock;

use crate::browser::{BrowserClock, FileSource, Written, write_results};

use leptos::prelude::*;

use super::app_state::AppState;

pub(super) const BROWSER_REFUSED: &str =
    "The browser refused the download. Allow downloads for this page and press again.";

impl AppState {
    /// What the results lack because the run's file is not in the page; `None` if it is.
    pub(super) fn results_lack(self) -> Option<String> {
        let lack = |run: &Run| {
            let is_missing = run.plan().table().is_none();
            is_missing.then(|| format!("{NO_FILE} {}", results_without_file(run)))
        };
        self.with_run(lack).flatten()
    }

    /// Downloads the results as they are now. They are written while the file is read once more, which takes a
    /// moment for a large one. What went wrong, or what is missing in them, is said in `trouble`.
    pub(super) fn download_results(
        self,
        own_cells: FormulaGuard,
        trouble: RwSignal<Option<String>>,
    ) {
        let Some(sweep) = self.run.active() else {
            return;
        };
        trouble.set(None);
        let source = self.file.source();
        leptos::task::spawn_local(async move {
            let run = Rc::clone(&sweep.run);
            let version = run.borrow().results_version();
            let has_file = run.borrow().plan().table().is_some();
            let written = match source {
                Some(source) if has_file => Some(write_results(&source, &run, own_cells).await),
                Some(_) | None => None,
            };
            let missing = written
                .as_ref()
                .and_then(|written| written.as_ref().err())
                .copied();
            let written = match written {
                Some(Ok(written)) => written,
                Some(Err(_)) | None => Written::of(&results_of_plan(&run.borrow())),
            };
            let is_practice = run.borrow().plan().connection().target.is_practice();
            let what = if is_practice {
                PRACTICE_NAME
            } else {
                "results"
            };
            let name = file_name(what, "csv");
            if !written.download(&name, "text/csv") {
                trouble.set(Some(BROWSER_REFUSED.to_owned()));
                return;
            }
            trouble
                .set(missing.map(|why| format!("{why} {}", results_without_file(&run.borrow()))));
            self.run.note_saved(&run, version);
        });
    }

    /// Downloads the export that was made of a load, byte for byte what was imported.
    pub(super) fn download_export(self, trouble: RwSignal<Option<String>>) {
        let saved = match self.file.source() {
            Some(FileSource::Chosen(file)) => {
                // File systems refuse colons.
                let name = file.name().replace(':', "-");
                Written::copy_of(&file).download(&name, "text/csv")
            }
            Some(FileSource::Built { .. }) | None => false,
        };
        trouble.set((!saved).then(|| BROWSER_REFUSED.to_owned()));
    }

    /// Downloads the receipt as it is now. What went wrong is said in `trouble`.
    pub(super) fn download_receipt(self, trouble: RwSignal<Option<String>>) {
        let now = BrowserClock.now();
        let json = self.run.with_active_untracked(|sweep| {
            let run = sweep.run.borrow();
            let facts = ReceiptFacts {
                run_id: sweep.head.id.clone(),
                undo_of: sweep.head.undoes.clone(),
                rate_reached: Some(run.pace().history().reached_in_tenths())
                    .filter(|rate| *rate > 0),
                verification: self.run.verification_facts(),
                now,
                ..ReceiptFacts::default()
            };
            receipt_json(&run, &facts)
        });
        let name = file_name("receipt", "json");
        let saved = json.is_some_and(|json| save(&name, "application/json", json.as_bytes()));
        trouble.set((!saved).then(|| BROWSER_REFUSED.to_owned()));
    }

    /// Downloads what puts back the memberships that the run removed; before the run, those that it may remove. What
    /// went wrong is said in `trouble`.
    pub(super) fn download_restore_file(self, scope: UndoScope, trouble: RwSignal<Option<String>>) {
        let of_run = self.run.with_active_untracked(|active| {
            let run = active.run.borrow();
            run.began_at().map(|_| restore_of_run(&run, scope))
        });
        let save = |bytes: &[u8]| save(&file_name("restore", "csv"), "text/csv", bytes);
        match of_run.flatten() {
            Some(bytes) => trouble.set((!save(&bytes)).then(|| BROWSER_REFUSED.to_owned())),
            None => self.download_of_plan(trouble, |plan| save(&restore_of_plan(plan))),
        }
    }

    /// Downloads the plan, sealed; its seal is put into `seal`. What went wrong is said in `trouble`.
    pub(super) fn download_sealed_plan(
        self,
        trouble: RwSignal<Option<String>>,
        seal: RwSignal<Option<String>>,
    ) {
        seal.set(None);
        self.download_of_plan(trouble, |plan| {
            let sealed = seal_plan(plan, BrowserClock.now());
            let name = file_name("sealed-plan", "json");
            let saved = save(&name, "application/json", sealed.text.as_bytes());
            seal.set(saved.then_some(sealed.seal));
            saved
        });
    }

    fn download_of_plan(self, trouble: RwSignal<Option<String>>, save: impl Fn(&Plan) -> bool) {
        trouble.set(match self.plan() {
            None => None,
            Some(Err(why)) => Some(why.to_string()),
            Some(Ok(plan)) if save(&plan) => None,
            Some(Ok(_)) => Some(BROWSER_REFUSED.to_owned()),
        });
    }
}

/// Hands out a file that is all there; false if the browser refuses.
pub(super) fn save(name: &str, kind: &str, bytes: &[u8]) -> bool {
    Written::of(bytes).download(name, kind)
}

/// `groupsweep-results-2026-11-23T10-42-07Z.csv`.
pub(super) fn file_name(what: &str, ending: &str) -> String {
    format!("groupsweep-{what}-{}.{ending}", stamp(BrowserClock.now()))
}

/// `2026-11-23T10-42-07Z`: no colons, which file systems refuse.
fn stamp(moment: Timestamp) -> String {
    let seconds = moment.rfc3339().chars().take(19).collect::<String>();
    format!("{}Z", seconds.replace(':', "-"))
}

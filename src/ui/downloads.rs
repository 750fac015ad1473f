//! The files that a run gives.

use crate::browser::{BrowserClock, download};
use crate::domain::Moment;
use crate::ports::Clock;
use crate::report::{ReceiptFacts, receipt_json, restore_csv, results_csv};

use leptos::prelude::*;

use super::session::Session;

impl Session {
    /// Downloads the results as they are now; false if the browser refuses.
    pub(super) fn download_results(self) -> bool {
        let csv = self
            .sweep
            .with_untracked(|sweep| sweep.as_ref().map(|sweep| results_csv(&sweep.run.borrow())));
        let done = csv.is_some_and(|csv| save("results", "csv", "text/csv", &csv));
        if done {
            self.downloaded.set(true);
        }
        done
    }

    /// Downloads the receipt as it is now; false if the browser refuses.
    pub(super) fn download_receipt(self) -> bool {
        let now = BrowserClock.now();
        let json = self.sweep.with_untracked(|sweep| {
            let sweep = sweep.as_ref()?;
            let run = sweep.run.borrow();
            let facts = ReceiptFacts {
                run_id: sweep.head.id.clone(),
                undo_of: sweep.head.undoes.clone(),
                rate_reached: Some(run.pace().history().reached_in_tenths())
                    .filter(|rate| *rate > 0),
                verification: self.verification_facts(),
                now,
                ..ReceiptFacts::default()
            };
            Some(receipt_json(&run, &facts))
        });
        json.is_some_and(|json| save("receipt", "json", "application/json", json.as_bytes()))
    }

    /// Downloads what puts the plan's memberships back; false if the browser refuses.
    pub(super) fn download_restore_file(self) -> bool {
        let csv = self.plan().map(|plan| restore_csv(&plan));
        csv.is_some_and(|csv| save("restore", "csv", "text/csv", &csv))
    }
}

fn save(what: &str, ending: &str, kind: &str, bytes: &[u8]) -> bool {
    let name = format!("groupsweep-{what}-{}.{ending}", stamp(BrowserClock.now()));
    download(&name, kind, bytes)
}

/// `2026-11-23T10-42-07Z`: no colons, which file systems refuse.
fn stamp(moment: Moment) -> String {
    let seconds = moment.rfc3339().chars().take(19).collect::<String>();
    format!("{}Z", seconds.replace(':', "-"))
}

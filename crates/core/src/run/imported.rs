//! A run that was carried out elsewhere, read from its results file. It can be reported on, verified and undone. Its
//! rows are never sent, because they were not selected here and no protection rule was applied to them.

use std::sync::Arc;

use crate::domain::{Timestamp, parse_iso8601};
use crate::import::{RowColumns, Table};
use crate::plan::Plan;

use super::engine::Run;
use super::event::Phase;
use super::evidence::Evidence;
use super::outcome::Outcome;
use super::pace::Rate;
use super::prior_unknown::is_prior_unknown;
use super::record::{ItemRecord, Reading, State};
use super::tally::Tally;

/// The cells after a row's outcome in the file: `http_status`, `reason`, `attempts`, `finished_at`.
pub type ResultCells = [RowColumns; 4];

impl Run {
    /// Makes the run of a plan from [`Plan::of_results`]. `cells` are those of the same file.
    #[must_use]
    pub fn imported(plan: Arc<Plan>, table: &Table, cells: &ResultCells) -> Self {
        let mut run = Self::new(Arc::clone(&plan), Rate::DEFAULT);
        for (at, item) in plan.items().iter().enumerate() {
            let Some(outcome) = table.earlier(item.row).and_then(Outcome::of_file) else {
                continue;
            };
            let [status, reason, attempts, finished] =
                cells.each_ref().map(|cell| cell.get(item.row));
            run.records[at] = ItemRecord {
                state: match outcome {
                    Outcome::NotTried => State::Waiting,
                    settled => State::Settled(settled),
                },
                reading: match table.was_contradicted(item.row) {
                    true => Reading::Otherwise {
                        taken_for: Outcome::Done,
                    },
                    false => Reading::None,
                },
                response_lost: match outcome {
                    Outcome::InDoubt => true,
                    Outcome::Done => is_prior_unknown(reason),
                    Outcome::NoChange
                    | Outcome::SinceCheck
                    | Outcome::Failed
                    | Outcome::NotTried => false,
                },
                attempts: attempts.trim().parse().unwrap_or(0),
                http_status: status.trim().parse().ok(),
                reason: (!reason.is_empty()).then(|| reason.to_owned().into()),
                finished_at: parse_iso8601(finished.trim()),
                ..ItemRecord::NEW
            };
            if outcome != Outcome::NotTried {
                run.list_settled(at);
            }
        }
        run.tally = Tally::of_records(&run.records);
        run.phase = Phase::Finished;
        let moments = run.records.iter().filter_map(ItemRecord::finished_at);
        run.answered_at = moments.clone().max();
        run.began_at = Some(moments.min().unwrap_or(Timestamp(0)));
        run.evidence = Evidence::ResultsFile;
        run
    }
}

//! Plans made from results files.

use std::sync::Arc;

use crate::choose::SelectionHistory;
use crate::connect::Connection;
use crate::domain::{RowNo, Timestamp};
use crate::import::{PreviousOutcome, Table};

use super::earlier_action::action_of_results;
use super::freeze::{Frozen, Plan, Source, items_of_choice};
use super::held_back::HeldBackBefore;
use super::summary::PlanSummary;

impl Plan {
    /// Makes the plan of a results file's run, for reporting only. Nobody selected these rows here, so nothing may be
    /// sent for them, which [`crate::run::Run::imported`] ensures. `None` if the file does not show what its run did,
    /// or has no row of it. The connection is that of the person who reads the report.
    #[must_use]
    pub fn of_results(table: &Arc<Table>, connection: Connection) -> Option<Self> {
        let action = action_of_results(table)?;
        let was_sent = |row: &RowNo| {
            let word = table.earlier(*row);
            word.is_some_and(|word| {
                !matches!(word, PreviousOutcome::Kept | PreviousOutcome::Unusable)
            })
        };
        let mut choice = SelectionHistory::new(Arc::clone(table));
        choice.set(table.row_numbers().filter(was_sent), true);
        let held = HeldBackBefore::of(table, action);
        Self::thaw(Frozen {
            // The file shows what was done, but not whether it undid an earlier run.
            purpose: action.into(),
            items: items_of_choice(&choice),
            connection,
            summary: PlanSummary {
                sorted: held.sorted,
                held_back: held.rows,
                ..PlanSummary::default()
            },
            source: Source::of_table(table),
        })
    }

    /// Makes the plan that undoes a results file's run. Only the file shows that the run took place, so this is not an
    /// "undo": it adds or removes like every plan, and goes through a [`super::Proposal`] first. `removed_at` is when
    /// that run removed the last membership, because the site may show a removal late.
    #[must_use]
    pub fn way_back_as_told(
        &self,
        items: impl Fn(usize) -> bool,
        removed_at: Option<Timestamp>,
    ) -> Option<Self> {
        let back = self.back(items)?;
        let purpose = back.action().into();
        Some(back.with_purpose(purpose).with_removal(removed_at))
    }

    /// Makes a plan of some items of an imported plan, to continue it here. An addition is not an "undo", whatever the
    /// imported plan claims. An earlier call may have changed the items that are `in_doubt`. `None` without items.
    #[must_use]
    pub fn as_told(
        &self,
        items: impl Fn(usize) -> bool,
        in_doubt: impl Fn(usize) -> bool,
        removed_at: Option<Timestamp>,
    ) -> Option<Self> {
        let chosen = self.items().iter().enumerate().filter(|(at, _)| items(*at));
        let plan = Self::thaw(Frozen {
            purpose: self.action().into(),
            items: chosen.map(|(_, item)| item.clone()).collect(),
            connection: self.connection().clone(),
            summary: PlanSummary::default(),
            source: self.source().clone(),
        })?;
        let all = self.items().iter().enumerate();
        let doubted = all.filter(|(at, _)| items(*at) && in_doubt(*at));
        let doubted = doubted.map(|(_, item)| item.row);
        Some(plan.with_doubt(doubted).with_removal(removed_at))
    }
}

//! The rows in the table and their order. Columns that were left in the file are read on demand.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::choose::{Ranks, SortBy, VisibleRows};
use groupsweep_core::import::Table;
use leptos::prelude::*;

use crate::browser::read_column;
use crate::ui::app_state::AppState;

impl AppState {
    /// Reads a column that was left in the file.
    pub(super) fn load_column(self, column: usize) {
        let known = self
            .view
            .with_extras_untracked(|extras| extras.iter().any(|(known, _)| *known == column));
        let (Some(source), Some(table), false) =
            (self.file.source(), self.file.table_untracked(), known)
        else {
            return;
        };
        self.view.begin_column();
        leptos::task::spawn_local(async move {
            let read = read_column(&source, &table, column).await;
            let still_there = self.file.is_untracked(&table);
            match read {
                _ if !still_there => {}
                Ok(extra) => self.view.take_column(column, extra),
                Err(why) => {
                    let why = format!(
                        "{why} Its other columns cannot be shown. The table and your selection still apply. To use the file as it is now, drop it again."
                    );
                    self.view.refuse_column(column, why);
                }
            }
        });
    }
}

/// The shown rows, kept up to date.
pub(super) fn shown(session: AppState, table: StoredValue<Arc<Table>>) -> Memo<Arc<VisibleRows>> {
    // Lists are not compared to detect changes, because that costs as much as making them.
    let filtered = Memo::new_with_compare(
        move |_| {
            table.with_value(|table| {
                Arc::new(
                    session
                        .view
                        .with_filter(|filter| VisibleRows::of(table, filter)),
                )
            })
        },
        |_, _| true,
    );
    let ranks = StoredValue::new_local(None::<(SortBy, Rc<Ranks>)>);
    Memo::new_with_compare(
        move |_| {
            let filtered = filtered.get();
            let Some(sorting) = session.view.sorting() else {
                return filtered;
            };
            let extra = match sorting.by {
                SortBy::Other(column) => session.view.with_extras(|extras| {
                    let extra = extras.iter().find(|(known, _)| *known == column);
                    extra.map(|(_, extra)| Rc::clone(extra))
                }),
                _ => None,
            };
            table.with_value(|table| {
                let known = ranks
                    .get_value()
                    .filter(|(by, _)| *by == sorting.by)
                    .map(|(_, ranks)| ranks);
                let found =
                    known.or_else(|| Ranks::of(table, sorting.by, extra.as_deref()).map(Rc::new));
                let Some(found) = found else {
                    return filtered;
                };
                ranks.set_value(Some((sorting.by, Rc::clone(&found))));
                Arc::new(filtered.sorted(table, &found, extra.as_deref(), sorting.descending))
            })
        },
        |_, _| true,
    )
}

//! Who leaves which group. Rows of the file are selected. Filters and sorting only change the view. A list of
//! people (`people_filter`) and the keep list (`keep_list_match`) limit which rows can be selected. The selection
//! can be saved until the file is opened again (`saved_selection`).

mod entry_lines;
mod filter;
mod group_names;
mod impact;
mod keep_draft;
mod keep_entry;
mod keep_list;
mod keep_list_match;
mod list_columns;
mod list_words;
mod people_filter;
mod people_list;
mod people_list_parser;
mod row_counts;
mod saved_selection;
mod selection;
mod selection_history;
mod viewport;
mod visible_rows;

pub use filter::{Affected, Filter, FindingsFilter, LastSeenFilter, PeopleShown};
pub use group_names::{GroupByName, groups_by_name};
pub use groupsweep_sheet::BitSet;
pub use impact::{GroupChange, SelectionImpact, Totals};
pub use keep_draft::KeepDraft;
pub use keep_entry::keep_lines;
pub use keep_list::{KeepList, KeepListError, Named};
pub use keep_list_match::{Keep, Kept, KeptBy};
pub use people_filter::{ListMode, Objection, PeopleFilter};
pub use people_list::{ListError, PeopleList, UnclearLines};
pub use row_counts::{LastSeenCounts, rows_by_status};
pub use saved_selection::SavedSelection;
pub use selection::Selection;
pub use selection_history::SelectionHistory;
pub use viewport::Viewport;
pub use visible_rows::{Ranks, SortBy, Sorting, VisibleRows};

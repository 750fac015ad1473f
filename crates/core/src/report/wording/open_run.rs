//! Choose while a run is open: how its selection relates to the run.

use crate::choose::Selection;
use crate::domain::plural;
use crate::plan::Plan;

/// How the selection on Choose relates to the open run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenRun {
    /// The run has exactly the selected rows.
    OfSelection,
    /// The run undoes an earlier one that was made with this selection.
    Undo {
        /// Rows of the undo.
        rows: usize,
    },
    Other {
        /// Rows of the run.
        rows: usize,
    },
}

/// What makes the selection editable again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FixedUntil {
    /// The button beside the sentence.
    Closed,
    /// Only "Start over".
    StartedOver,
}

impl OpenRun {
    /// Compares the selection with a plan's rows.
    #[must_use]
    pub fn of(plan: &Plan, selection: &Selection) -> Self {
        let rows = plan.selected_rows();
        if rows.len() == selection.len() && rows.iter().all(|row| selection.contains(*row)) {
            return Self::OfSelection;
        }
        let rows = rows.len();
        match plan.purpose().is_undo() {
            true => Self::Undo { rows },
            false => Self::Other { rows },
        }
    }

    /// The heading above the number of selected rows.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::OfSelection => "Selected for this run",
            Self::Undo { .. } => "Selected for an earlier run",
            Self::Other { .. } => "Selected here",
        }
    }

    /// The number of the run's rows, beside that of the selection; `None` if they are the same.
    #[must_use]
    pub fn rows(self) -> Option<String> {
        let (what, rows) = match self {
            Self::OfSelection => return None,
            Self::Undo { rows } => ("The open undo", rows),
            Self::Other { rows } => ("The open run", rows),
        };
        Some(format!("{what} has {}.", plural(rows, "row", "rows")))
    }

    /// Why the selection cannot be changed.
    #[must_use]
    pub fn selection_is_fixed(self, is_practice: bool, until: FixedUntil) -> String {
        let until = match until {
            FixedUntil::Closed => "It cannot be changed while the run is open.",
            FixedUntil::StartedOver => "It cannot be changed until you start over (on Report).",
        };
        let whose = match self {
            Self::OfSelection if is_practice => "A practice run was made with this selection.",
            Self::OfSelection => "A run was made with this selection.",
            Self::Undo { .. } => "This selection belongs to an earlier run.",
            Self::Other { .. } => "This selection does not belong to the open run.",
        };
        let rows = self
            .rows()
            .map_or_else(String::new, |rows| format!("{rows} "));
        format!("{rows}{whose} {until}")
    }
}

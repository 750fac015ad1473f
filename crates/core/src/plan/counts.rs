//! The counts of a plan, defined once for title, pills, button, dialog, progress, report and past runs.

use serde::{Deserialize, Serialize};

use crate::domain::{Action, counted, plural};

use super::category::{Category, CategoryCounts};
use super::freeze::Plan;

/// Selected rows by what the check found. Rows that the plan leaves out are counted separately.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PlanCounts {
    /// Rows that will change something, according to the check.
    pub to_change: u32,
    /// Rows that are sent although there is nothing to change: already gone, or already a member.
    pub already: u32,
    /// Rows that are sent although the site does not know the group or the account.
    pub not_found: u32,
    /// Rows that are sent unchecked.
    pub not_checked: u32,
    /// Selected rows that are not in the plan.
    pub left_out: LeftOut,
}

/// Selected rows that a plan leaves out, by reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LeftOut {
    pub already: u32,
    /// The site does not know the group or the account.
    pub not_found: u32,
    pub not_checked: u32,
    /// Protected because of the group or the account.
    pub protected: u32,
    /// Held back because the site has another name for the person or the group.
    pub other_name: u32,
}

impl LeftOut {
    /// Computes the counts of a proposal or a frozen plan.
    #[must_use]
    pub fn of(sorted: &CategoryCounts) -> Self {
        PlanCounts::of(sorted).left_out
    }

    /// Total number of rows.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.already + self.not_found + self.not_checked + self.protected + self.other_name
    }

    /// `32 more rows of your selection are left out of the plan: 19 not found · 13 protected`. `None` if nothing is
    /// left out.
    #[must_use]
    pub fn sentence(&self, action: Action) -> Option<String> {
        let words = self.in_words(action);
        let rows = plural(
            self.rows() as usize,
            "more row of your selection is",
            "more rows of your selection are",
        );
        (!words.is_empty()).then(|| format!("{rows} left out of the plan: {}", in_a_line(words)))
    }

    /// The reasons that have rows, with their wording.
    #[must_use]
    pub fn in_words(&self, action: Action) -> Vec<(u32, &'static str)> {
        present([
            (self.already, already(action)),
            (self.not_found, NOT_FOUND),
            (self.not_checked, NOT_CHECKED),
            (self.protected, "protected"),
            (self.other_name, OTHER_NAME),
        ])
    }
}

const NOT_FOUND: &str = "not found";
const NOT_CHECKED: &str = "not checked";
const OTHER_NAME: &str = "with another name on the site";

fn already(action: Action) -> &'static str {
    match action {
        Action::Remove => "already gone",
        Action::Add => "already a member",
    }
}

fn present(counts: impl IntoIterator<Item = (u32, &'static str)>) -> Vec<(u32, &'static str)> {
    counts.into_iter().filter(|(rows, _)| *rows > 0).collect()
}

impl PlanCounts {
    /// Computes the counts of a proposal or a frozen plan.
    #[must_use]
    pub fn of(sorted: &CategoryCounts) -> Self {
        let mut counts = Self::default();
        for (sort, rows, goes) in sorted.present() {
            counts.add(sort, rows, goes);
        }
        counts
    }

    fn add(&mut self, sort: Category, rows: u32, goes: bool) {
        let place = match (sort, goes) {
            (Category::WillChange, _) => &mut self.to_change,
            (Category::Already, true) => &mut self.already,
            (Category::Already, false) => &mut self.left_out.already,
            (Category::NotFound, true) => &mut self.not_found,
            (Category::NotFound, false) => &mut self.left_out.not_found,
            (Category::NotChecked, true) => &mut self.not_checked,
            (Category::NotChecked, false) => &mut self.left_out.not_checked,
            (Category::Protected, _) => &mut self.left_out.protected,
            (Category::OtherName, _) => &mut self.left_out.other_name,
        };
        *place += rows;
    }

    /// Number of rows in the plan.
    #[must_use]
    pub fn going(&self) -> u32 {
        self.to_change + self.already + self.not_found + self.not_checked
    }

    /// Number of rows in the plan that may change something. Buttons and titles show this number.
    #[must_use]
    pub fn may_change(&self) -> u32 {
        self.to_change + self.not_checked
    }

    /// The rows of the plan by what is expected of them, with the wording. They add up to [`Self::going`].
    #[must_use]
    pub fn going_in_words(&self, action: Action) -> Vec<(u32, &'static str)> {
        let to_change = match action {
            Action::Remove => "to remove",
            Action::Add => "to add",
        };
        present([
            (self.to_change, to_change),
            (self.already, already(action)),
            (self.not_found, NOT_FOUND),
            (self.not_checked, NOT_CHECKED),
        ])
    }

    /// `1,166 to remove · 14 already gone · 19 not found · 13 protected`: every selected row, by what is expected of
    /// it.
    #[must_use]
    pub fn sentence(&self, action: Action) -> String {
        let all = Self {
            already: self.already + self.left_out.already,
            not_found: self.not_found + self.left_out.not_found,
            not_checked: self.not_checked + self.left_out.not_checked,
            ..*self
        };
        let mut words = all.going_in_words(action);
        words.extend(present([
            (self.left_out.protected, "protected"),
            (self.left_out.other_name, OTHER_NAME),
        ]));
        in_a_line(words)
    }
}

/// `1,166 to remove · 14 already gone`.
#[must_use]
pub(crate) fn in_a_line(words: impl IntoIterator<Item = (u32, &'static str)>) -> String {
    let parts = words.into_iter();
    let parts: Vec<String> = parts
        .map(|(rows, word)| counted(rows as usize, word))
        .collect();
    parts.join(" · ")
}

impl Plan {
    /// The category of an item according to the check.
    #[must_use]
    pub fn foreseen(&self, item: usize) -> Category {
        let row = self.items().get(item).map(|item| item.row);
        row.map_or(Category::NotChecked, |row| self.summary().foreseen.of(row))
    }

    /// The counts of the whole plan. A plan without counts, such as an undo, is all to be changed.
    #[must_use]
    pub fn all_counts(&self) -> PlanCounts {
        let counts = PlanCounts::of(&self.summary().sorted);
        if counts.going() > 0 {
            return counts;
        }
        PlanCounts {
            to_change: u32::try_from(self.items().len()).unwrap_or(u32::MAX),
            ..counts
        }
    }

    /// The counts of the items that `covered` selects, by what the check found, and of the rows that the plan left
    /// out.
    #[must_use]
    pub fn counts(&self, covered: impl Fn(usize) -> bool) -> PlanCounts {
        let mut sorted = CategoryCounts::default();
        for item in (0..self.items().len()).filter(|item| covered(*item)) {
            sorted.0[self.foreseen(item) as usize].0 += 1;
        }
        for (rows, goes) in &mut sorted.0 {
            *goes = *rows > 0;
        }
        PlanCounts {
            left_out: PlanCounts::of(&self.summary().sorted).left_out,
            ..PlanCounts::of(&sorted)
        }
    }
}

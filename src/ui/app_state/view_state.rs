//! How the file is looked at on Choose: which rows, in which order, with which columns.

use std::rc::Rc;

use groupsweep_core::choose::{Filter, Sorting};
use groupsweep_core::import::RowColumns;
use leptos::prelude::*;

use super::field::Field;

/// How the file is looked at; cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct ViewState {
    filter: RwSignal<Filter>,
    sorting: RwSignal<Option<Sorting>>,
    fields: RwSignal<Vec<Field>>,
    /// Columns of the file that were read because they are shown, by their place there.
    extras: RwSignal<Vec<(usize, Rc<RowColumns>)>, LocalStorage>,
    column_trouble: RwSignal<Option<String>>,
    /// Ticked rows that the filters do not show.
    out_of_sight: RwSignal<usize>,
    /// Moves when the rows have to be drawn anew though they are the same.
    version: RwSignal<u32>,
}

impl ViewState {
    /// Every row, as in the file, with the first columns.
    pub(super) fn new() -> Self {
        Self {
            filter: RwSignal::default(),
            sorting: RwSignal::new(None),
            fields: RwSignal::new(Field::FIRST.to_vec()),
            extras: RwSignal::new_local(Vec::new()),
            column_trouble: RwSignal::new(None),
            out_of_sight: RwSignal::new(0),
            version: RwSignal::new(0),
        }
    }

    /// Forgets how the last file was looked at.
    pub(in crate::ui) fn reset(self) {
        self.show_all();
        self.sorting.set(None);
        self.fields.set(Field::FIRST.to_vec());
        self.extras.set(Vec::new());
        self.column_trouble.set(None);
    }

    /// No filter is set any more.
    pub(in crate::ui) fn show_all(self) {
        self.filter.set(Filter::default());
    }

    pub(in crate::ui) fn with_filter<T>(self, read: impl FnOnce(&Filter) -> T) -> T {
        self.filter.with(read)
    }

    pub(in crate::ui) fn change_filter(self, change: impl FnOnce(&mut Filter)) {
        self.filter.update(change);
    }

    pub(in crate::ui) fn set_filter(self, filter: Filter) {
        self.filter.set(filter);
    }

    pub(in crate::ui) fn sorting(self) -> Option<Sorting> {
        self.sorting.get()
    }

    /// Sorts by a column, or the other way round, or not any more.
    pub(in crate::ui) fn sort_by(self, field: Field) {
        self.sorting
            .update(|sorting| *sorting = field.next_sorting(*sorting));
    }

    pub(in crate::ui) fn with_fields<T>(self, read: impl FnOnce(&Vec<Field>) -> T) -> T {
        self.fields.with(read)
    }

    pub(in crate::ui) fn fields_untracked(self) -> Vec<Field> {
        self.fields.get_untracked()
    }

    pub(in crate::ui) fn change_fields(self, change: impl FnOnce(&mut Vec<Field>)) {
        self.fields.update(change);
    }

    /// Reads something off the columns that were read because they are shown.
    pub(in crate::ui) fn with_extras<T>(
        self,
        read: impl FnOnce(&Vec<(usize, Rc<RowColumns>)>) -> T,
    ) -> T {
        self.extras.with(read)
    }

    pub(in crate::ui) fn with_extras_untracked<T>(
        self,
        read: impl FnOnce(&Vec<(usize, Rc<RowColumns>)>) -> T,
    ) -> T {
        self.extras.with_untracked(read)
    }

    /// A column of the file is being read.
    pub(in crate::ui) fn begin_column(self) {
        self.column_trouble.set(None);
    }

    /// A column of the file was read.
    pub(in crate::ui) fn take_column(self, column: usize, read: RowColumns) {
        self.extras
            .update(|extras| extras.push((column, Rc::new(read))));
        self.redraw();
    }

    /// A column of the file could not be read: it is not shown, and the page says why.
    pub(in crate::ui) fn refuse_column(self, column: usize, why: String) {
        self.fields
            .update(|fields| fields.retain(|field| *field != Field::Other(column)));
        self.column_trouble.set(Some(why));
    }

    /// Why the column that was asked for last is not shown.
    pub(in crate::ui) fn column_trouble(self) -> Signal<Option<String>> {
        self.column_trouble.into()
    }

    /// Ticked rows that the filters do not show.
    pub(in crate::ui) fn out_of_sight(self) -> usize {
        self.out_of_sight.get()
    }

    pub(in crate::ui) fn note_out_of_sight(self, rows: usize) {
        self.out_of_sight.set(rows);
    }

    /// Rows are the same, and what is said of them is not.
    pub(in crate::ui) fn redraw(self) {
        self.version
            .update(|version| *version = version.wrapping_add(1));
    }

    /// Moves when the rows have to be drawn anew though they are the same.
    pub(in crate::ui) fn version(self) -> u32 {
        self.version.get()
    }
}

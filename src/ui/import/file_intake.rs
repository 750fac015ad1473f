//! Taking a file: reading it, going back if that is cancelled, and what becomes
//! of the choice.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::{FileError, FileSource, Frame, read_file};
use crate::choose::{Filter, PeopleFilter, SelectionHistory};
use crate::domain::shown;
use crate::import::{ColumnMap, ImportError, Table};
use crate::plan::{LeadsTo, Purpose};
use crate::ui::app_state::{AppState, ConnectionState, FileState, ToMap};
use crate::ui::draft::RestoredSelection;
use crate::ui::form::SiteChoice;
use crate::ui::proposal::ProposalSource;

const OTHER_FILE: &str =
    "This is not the file that the run was made from. Drop that file, or start over on Report.";

impl AppState {
    /// Reads a file. `columns` overrides what its headings say.
    pub(in crate::ui) fn read(self, source: FileSource, columns: Option<ColumnMap>) {
        self.close_load();
        self.load.names.set_value(None);
        self.not_taken.set(None);
        self.read_with_names(source, columns);
    }

    fn read_with_names(self, source: FileSource, columns: Option<ColumnMap>) {
        let number = self.reading_no.with_value(|number| number + 1);
        self.reading_no.set_value(number);
        let before = match self.file.get_untracked() {
            FileState::Reading { before, .. } => before,
            state @ (FileState::None | FileState::Refused { .. } | FileState::Ready(_)) => {
                Box::new(state)
            }
        };
        self.file.set(FileState::Reading {
            name: source.name(),
            read: 0.0,
            size: source.size(),
            before,
        });
        leptos::task::spawn_local(async move {
            let names = self.load.names.get_value();
            let result = read_file(&source, columns, names, self.watch(number)).await;
            self.keep_is_known().await;
            // Another file may have been dropped meanwhile: the last one counts.
            if self.reading_no.get_value() == number {
                self.take(source, result);
            }
        });
    }

    /// Reads a file of group names with the ids that the run's plan has for them.
    fn read_with_plans_names(self, source: FileSource, columns: ColumnMap) {
        let planned = untrack(|| self.with_run(|run| Arc::new(run.plan().names())));
        self.load.names.set_value(planned);
        self.read_with_names(source, Some(columns));
    }

    /// Reads the file at hand again with other columns.
    pub(in crate::ui) fn read_again(self, columns: ColumnMap) {
        if let Some(source) = self.source.get_value() {
            self.read_with_names(source, Some(columns));
        }
    }

    /// Ends the reading; what was there before is there again.
    pub(super) fn cancel_reading(self) {
        self.reading_no.update_value(|number| *number += 1);
        self.file.update(|state| {
            if let FileState::Reading { before, .. } = state {
                *state = std::mem::replace(&mut **before, FileState::None);
            }
        });
    }

    /// Shows how far the file is read, and ends the reading once it is not wanted any more.
    fn watch(self, number: u64) -> impl Fn(f64) -> ControlFlow<()> {
        let so_far = Rc::new(Cell::new(0.0));
        let shown = Rc::clone(&so_far);
        let is_wanted = move || self.reading_no.get_value() == number;
        let frame = Frame::new(move || {
            if is_wanted() {
                // The last frame may come after the file is read: it must not draw the findings anew under the focus.
                self.file.maybe_update(|state| match state {
                    FileState::Reading { read, .. } => {
                        *read = shown.get();
                        true
                    }
                    FileState::None | FileState::Refused { .. } | FileState::Ready(_) => false,
                });
            }
        });
        move |read| {
            so_far.set(read);
            frame.changed();
            if is_wanted() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        }
    }

    fn take(self, source: FileSource, read: Result<Table, FileError>) {
        let name = source.name();
        let table = match read.map(Arc::new) {
            Ok(table) => table,
            Err(FileError::Cancelled) => return self.cancel_reading(),
            Err(FileError::Refused(ImportError::SealedPlan)) if !self.has_run() => {
                return self.take_sealed(source);
            }
            Err(FileError::Refused(ImportError::RunRecord)) if !self.has_run() => {
                return self.take_dropped_record(source);
            }
            Err(why) => return self.refuse(name, source, why),
        };
        if !self.has_run() {
            self.source.set_value(Some(source));
            self.take_table(table);
        } else if self.attach(&table) {
            self.source.set_value(Some(source));
        } else if self.load.names.with_value(Option::is_none) {
            self.read_with_plans_names(source, table.columns().clone());
        } else {
            self.file.set(FileState::Refused {
                name,
                why: OTHER_FILE.to_owned(),
                columns: None,
            });
        }
    }

    /// A run's record among the exports: it goes to Past runs, and what was imported before stays.
    fn take_dropped_record(self, source: FileSource) {
        self.cancel_reading();
        if let FileSource::Chosen(file) = source {
            self.load_record(file);
        }
    }

    fn refuse(self, name: String, source: FileSource, why: FileError) {
        if let FileError::Refused(ImportError::OnlyNames { columns, .. }) = &why
            && self.has_run()
            && self.load.names.with_value(Option::is_none)
        {
            return self.read_with_plans_names(source, (**columns).clone());
        }
        let sentence = why.to_string();
        let columns = match why {
            FileError::Refused(
                ImportError::OtherHeadings {
                    headings, columns, ..
                }
                | ImportError::OnlyNames { headings, columns }
                | ImportError::TwoColumns {
                    headings, columns, ..
                },
            ) => Some(Arc::new(ToMap {
                headings,
                columns: *columns,
            })),
            FileError::Refused(_) | FileError::Unreadable | FileError::Cancelled => None,
        };
        if columns.is_none() && self.goes_back_to_the_file_before(&name, &sentence) {
            return;
        }
        if !self.has_run() {
            self.choice.set(None);
            self.proposal_source.set(ProposalSource::Ticks);
            self.source.set_value(Some(source));
        }
        self.file.set(FileState::Refused {
            name,
            why: sentence,
            columns: columns.filter(|_| !self.has_run()),
        });
    }

    /// A file that cannot be used throws nothing away: the one before it, and what is selected in it, stay.
    fn goes_back_to_the_file_before(self, name: &str, why: &str) -> bool {
        let before = self.file.with_untracked(|state| match state {
            FileState::Reading { before, .. } => match &**before {
                FileState::Ready(table) => Some(table.name().to_owned()),
                FileState::None | FileState::Refused { .. } | FileState::Reading { .. } => None,
            },
            FileState::None | FileState::Refused { .. } | FileState::Ready(_) => None,
        });
        let Some(before) = before else {
            return false;
        };
        self.cancel_reading();
        let (name, before) = (shown(name), shown(&before));
        self.not_taken.set(Some(format!(
            "{name} cannot be used. {why} {before} is still imported, with your selection."
        )));
        true
    }

    /// Takes an imported file. What was ticked stays ticked if it is the same file; else everything chosen
    /// before is gone.
    fn take_table(self, table: Arc<Table>) {
        // Nothing is ticked in an export; a file of ours says what is left to do, and Import says so.
        let leads = LeadsTo::of(&table).filter(|leads| *leads != LeadsTo::Unclear);
        let list = self.choice.with_untracked(|choice| {
            let guard = choice.as_ref()?.guard()?;
            Some(PeopleFilter::of(&table, &guard.list, guard.what))
        });
        let kept = self
            .choice
            .with_untracked(|choice| choice.as_ref().and_then(|choice| choice.carried_to(&table)));
        // A list names people: it holds in the next file too, whatever becomes of the ticks.
        let list = list.filter(|_| kept.is_none() && leads.is_none());
        let choice = match (kept, leads) {
            (Some(kept), _) => kept,
            (None, Some(leads)) => leads.ticked(&table),
            (None, None) => SelectionHistory::new(Arc::clone(&table)),
        };
        self.put_choice(choice);
        self.proposal_source.set(ProposalSource::Ticks);
        self.restored_selection.set(RestoredSelection::None);
        let purpose = leads.map_or(Purpose::Remove, |leads| leads.action().into());
        self.purpose.set(purpose);
        self.filter.set(Filter::default());
        self.forget_view();
        self.file.set(FileState::Ready(table));
        match list {
            Some(list) => self.lay_list(list),
            None => self.recall_draft(),
        }
        self.practice.set_value(None);
        if self.form.kind.get_untracked() == SiteChoice::Practice {
            self.link.set(ConnectionState::None);
            self.connect_practice();
        }
    }
}

//! Takes a file: reads it, goes back to the previous one on Cancel, and decides what happens to the selection.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::choose::{PeopleFilter, SelectionHistory};
use groupsweep_core::domain::shown;
use groupsweep_core::import::{ColumnMap, GroupIdsByName, ImportError, Table};
use groupsweep_core::plan::LeadsTo;
use leptos::prelude::*;

use crate::browser::{FileError, FileSource, Frame, read_file};
use crate::ui::app_state::{
    AppState, Candidate, Origin, ProposalSource, RestoredSelection, Taken, ToMap,
};
use crate::ui::form::SiteChoice;
use crate::ui::latest_task::Task;
use crate::ui::run_records::Attachment;

use super::columns::AtHand;

const OTHER_FILE: &str =
    "This is not the file that the run was made from. Drop that file, or start over on Report.";
/// If the file is that of a run in progress. The run does not need the file.
const RUN_UNDER_WAY: &str = "This file belongs to the run in progress. Let the run finish or press \"Stop\", then drop the file again.";

impl AppState {
    /// Reads a file that was dropped or chosen.
    pub(in crate::ui) fn read(self, source: FileSource) {
        self.read_candidate(Candidate::new(source), None);
    }

    /// Reads a file that was joined from parts. Shows `once_read` afterwards.
    pub(in crate::ui) fn read_parts(self, source: FileSource, once_read: String) {
        let candidate = Candidate {
            once_read: Some(once_read),
            ..Candidate::new(source)
        };
        self.read_candidate(candidate, None);
    }

    /// Reads a file with these columns, whatever its headings say.
    pub(super) fn read_candidate(self, candidate: Candidate, columns: Option<ColumnMap>) {
        let (name, size) = (candidate.source.name(), candidate.source.size());
        let task = self.file.begin_reading(name, size);
        leptos::task::spawn_local(async move {
            let names = candidate.names.clone();
            let result = read_file(&candidate.source, columns, names, self.watch(task)).await;
            self.keep_is_known().await;
            // If another file was dropped in the meantime, that one counts.
            if task.is_latest() {
                self.take(candidate, result);
            }
        });
    }

    /// Reads a file that was made from data loaded from the site.
    pub(in crate::ui) fn read_loaded(self, source: FileSource, taken: Taken) {
        let origin = Origin::Loaded(Rc::new(taken));
        let candidate = Candidate {
            origin,
            ..Candidate::new(source)
        };
        self.read_candidate(candidate, None);
    }

    /// Reads a file with group names, using the ids in the run's plan.
    fn read_with_plans_names(self, candidate: Candidate, columns: ColumnMap) {
        let names = untrack(|| self.with_run(|run| Arc::new(run.plan().names())));
        self.read_candidate(Candidate { names, ..candidate }, Some(columns));
    }

    /// Reads the current file again with other columns.
    pub(super) fn read_again(self, columns: ColumnMap) {
        self.read_with_names(self.load.names(), columns);
    }

    /// Reads the current file again with ids for its group names.
    pub(in crate::ui) fn read_with_names(
        self,
        names: Option<Arc<GroupIdsByName>>,
        columns: ColumnMap,
    ) {
        if let Some(source) = self.file.source() {
            let origin = Origin::AtHand;
            let candidate = Candidate {
                source,
                names,
                origin,
                once_read: None,
            };
            self.read_candidate(candidate, Some(columns));
        }
    }

    /// Shows the progress, and ends the reading if it is no longer wanted.
    fn watch(self, task: Task) -> impl Fn(f64) -> ControlFlow<()> {
        let so_far = Rc::new(Cell::new(0.0));
        let shown = Rc::clone(&so_far);
        let frame = Frame::new(move || {
            if task.is_latest() {
                self.file.reading_at(shown.get());
            }
        });
        move |read| {
            so_far.set(read);
            frame.changed();
            if task.is_latest() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        }
    }

    fn take(self, candidate: Candidate, read: Result<Table, FileError>) {
        let table = match read.map(Arc::new) {
            Ok(table) => table,
            Err(FileError::Cancelled) => return self.file.cancel_reading(),
            Err(FileError::Refused(ImportError::SealedPlan)) if !self.has_run() => {
                return self.take_sealed(candidate.source);
            }
            Err(FileError::Refused(ImportError::RunRecord)) if !self.has_run() => {
                return self.take_dropped_record(candidate.source);
            }
            Err(why) => return self.refuse(candidate, why),
        };
        if !self.has_run() {
            self.let_in(candidate);
            return self.take_table(table);
        }
        match self.attach(&table) {
            Attachment::Taken => self.let_in(candidate),
            Attachment::RunUnderWay => {
                self.cannot_be_used(&candidate.source.name(), RUN_UNDER_WAY);
            }
            Attachment::OtherFile if candidate.names.is_none() => {
                self.read_with_plans_names(candidate, table.columns().clone());
            }
            Attachment::OtherFile => self.cannot_be_used(&candidate.source.name(), OTHER_FILE),
        }
    }

    /// Replaces the previous file by a usable one.
    fn let_in(self, candidate: Candidate) {
        self.file.let_in(candidate.source);
        if let Some(words) = candidate.once_read {
            self.file.notice().set(Some(words));
        }
        self.load.set_names(candidate.names);
        match candidate.origin {
            Origin::AtHand => {}
            Origin::New => self.load.close(),
            Origin::Loaded(taken) => self.load.take(taken),
        }
    }

    /// Takes a run's record that was dropped as a file: it goes to Past runs, and the current file stays.
    fn take_dropped_record(self, source: FileSource) {
        self.file.cancel_reading();
        if let FileSource::Chosen(file) = source {
            self.load_record(file);
        }
    }

    fn refuse(self, candidate: Candidate, why: FileError) {
        if let FileError::Refused(ImportError::OnlyNames { columns, .. }) = &why
            && self.has_run()
            && candidate.names.is_none()
        {
            return self.read_with_plans_names(candidate, (**columns).clone());
        }
        let sentence = why.to_string();
        match why {
            FileError::Refused(
                ImportError::OtherHeadings {
                    headings, columns, ..
                }
                | ImportError::OnlyNames { headings, columns }
                | ImportError::TwoColumns {
                    headings, columns, ..
                },
            ) if !self.has_run() => {
                self.file.ask_for_columns(ToMap {
                    candidate,
                    why: sentence,
                    headings,
                    columns: *columns,
                });
            }
            FileError::Refused(_) | FileError::Unreadable | FileError::Cancelled => {
                self.file.drop_question_of(&candidate.source);
                self.cannot_be_used(&candidate.source.name(), &sentence);
            }
        }
    }

    /// Says why a file cannot be used. The previous file and its selection stay.
    pub(super) fn cannot_be_used(self, name: &str, why: &str) {
        self.file.cancel_reading();
        let stays = match untrack(|| self.at_hand()) {
            Some(AtHand::File(before)) => {
                let selection = self.kept_selection();
                format!(" {} is still imported{selection}.", shown(&before))
            }
            Some(AtHand::SealedPlan) => " The sealed plan is still open.".to_owned(),
            // The question about another file's columns is still on the page.
            None if untrack(|| self.file.has_question()) => String::new(),
            None => return self.file.refuse(name, why),
        };
        let name = shown(name);
        self.file
            .note_not_taken(format!("{name} cannot be used. {why}{stays}"));
    }

    /// For a sentence that the current file stays.
    pub(super) fn kept_selection(self) -> &'static str {
        match self.selection.len_untracked() {
            0 => "",
            _ => ", with your selection",
        }
    }

    /// What is on the page, and stays until another file proves usable.
    pub(super) fn at_hand(self) -> Option<AtHand> {
        match self.table() {
            Some(table) => Some(AtHand::File(table.name().to_owned())),
            None if self.check.with_source(ProposalSource::is_sealed) => Some(AtHand::SealedPlan),
            None => None,
        }
    }

    /// Takes an imported file. The selection stays if it is the same file, and is dropped otherwise.
    fn take_table(self, table: Arc<Table>) {
        // An export selects nothing. One of our own files selects the rows that are left to do, and Import says so.
        let leads = LeadsTo::of(&table).filter(|leads| *leads != LeadsTo::Unclear);
        let list = self.selection.with_untracked(|choice| {
            let guard = choice.as_ref()?.guard()?;
            Some(PeopleFilter::of(&table, &guard.list, guard.what))
        });
        let before = self.selection.remembered_untracked();
        let kept = self
            .selection
            .with_untracked(|choice| choice.as_ref().and_then(|choice| choice.carried_to(&table)));
        // A list names people, so it also applies to the next file, with or without the selection.
        let list = list.filter(|_| kept.is_none());
        let carried = kept.as_ref().map(|kept| kept.remembered().len());
        let choice = match (kept, leads) {
            (Some(kept), _) => kept,
            (None, Some(leads)) => leads.ticked(&table),
            (None, None) => SelectionHistory::new(Arc::clone(&table)),
        };
        self.put_choice(choice);
        self.check.set_source(ProposalSource::Ticks);
        self.selection.note_restored(match carried {
            Some(rows) if rows < before => RestoredSelection::Fewer {
                rows: before - rows,
            },
            Some(_) | None => RestoredSelection::None,
        });
        self.view.reset();
        self.file.take(table);
        match list {
            Some(list) => self.lay_list(list, false),
            // A selection in this tab takes precedence over a stored one.
            None if carried.is_some_and(|rows| rows > 0) => {}
            None => self.recall_draft(),
        }
        self.connection.forget_practice_site();
        if self.form.kind_untracked() == SiteChoice::Practice {
            self.end_connection();
            self.connect_practice();
        }
    }
}

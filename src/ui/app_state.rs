//! The state that the screens share. Secrets are only in [`FormState`] and the transport, in memory, and go with
//! [`AppState::wipe_login`] or the page. What only one screen does is in that screen's module.

mod browser_storage;
mod candidate;
mod check_state;
mod connection;
mod connection_state;
mod current_proposal;
mod damaged_run;
mod dialog;
mod field;
mod file;
mod file_state;
mod form_state;
mod keep_edit;
mod keep_list;
mod keep_state;
mod load_stage;
mod load_state;
mod other_tabs;
mod run;
mod run_state;
mod selection_state;
mod start_over;
mod stored_runs_state;
mod view_state;

use std::sync::Arc;

use groupsweep_core::atlassian::Caller;
use groupsweep_core::connect::Connection;
use groupsweep_core::import::Table;
use groupsweep_core::plan::{Action, LeftOut, Proposal, Purpose};
use groupsweep_core::run::{Phase, Run, RunCounts, Tally};
use groupsweep_core::wire::Login;
use leptos::prelude::*;

use crate::browser::{Need, Remembered, missing_needs};

use super::form::Route;
use super::step::Step;
use browser_storage::BrowserStorage;
pub(super) use browser_storage::StorageState;
pub(super) use candidate::{Candidate, Origin, ToMap};
use check_state::CheckState;
pub(super) use connection::{ConnectionStatus, RelayState};
use connection_state::ConnectionState;
pub(super) use current_proposal::{
    Check, CurrentProposal, Follows, ProposalInputs, ProposalSource,
};
pub(super) use damaged_run::{CheckedRecord, DamagedRun};
pub(super) use dialog::Asking;
pub(super) use field::Field;
pub(super) use file::FileStatus;
use file_state::FileState;
use form_state::FormState;
pub(super) use keep_edit::KeepEdit;
pub(super) use keep_list::{KeepListState, ListKept, UnreadableListError};
use keep_state::KeepState;
pub(super) use load_stage::{For, LoadStage, Taken};
use load_state::LoadState;
pub(super) use run::{
    ActiveRun, ChangedRun, CopyOfRun, ProofState, RecordLoss, ReopenFor, SourceRun,
    VerificationState,
};
use run_state::RunState;
use selection_state::SelectionState;
pub(super) use selection_state::{Deselected, RestoredSelection};
use stored_runs_state::StoredRunsState;
use view_state::ViewState;

/// The shared state. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct AppState {
    pub(super) step: RwSignal<Step>,
    pub(super) file: FileState,
    pub(super) selection: SelectionState,
    /// The view of the file on Choose.
    pub(super) view: ViewState,
    /// The keep list of this address.
    pub(super) keep: KeepState,
    /// Loading from the site.
    pub(super) load: LoadState,
    pub(super) form: FormState,
    pub(super) connection: ConnectionState,
    pub(super) run: RunState,
    pub(super) check: CheckState,
    pub(super) open_dialog: RwSignal<Option<Asking>>,
    pub(super) storage: BrowserStorage,
    /// The runs stored for this address.
    pub(super) stored_runs: StoredRunsState,
    /// What this browser is known not to offer to the page.
    pub(super) missing_needs: RwSignal<Vec<Need>>,
    /// The admin was asked whether a keep list or past runs are stored at another address.
    pub(super) asked_elsewhere: RwSignal<bool>,
    /// Why something that the admin asked for did not begin.
    pub(super) trouble: RwSignal<Option<String>>,
}

impl AppState {
    /// Nothing imported, practice chosen.
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Import),
            file: FileState::new(),
            selection: SelectionState::new(),
            view: ViewState::new(),
            keep: KeepState::new(),
            load: LoadState::new(),
            form: FormState::new(),
            connection: ConnectionState::new(),
            run: RunState::new(),
            check: CheckState::new(),
            open_dialog: RwSignal::new(None),
            storage: BrowserStorage::new(),
            stored_runs: StoredRunsState::new(),
            missing_needs: RwSignal::new(missing_needs()),
            asked_elsewhere: RwSignal::new(Remembered::NothingKeptElsewhere.get().is_some()),
            trouble: RwSignal::new(None),
        }
    }

    pub(super) fn table(self) -> Option<Arc<Table>> {
        self.file.table()
    }

    /// Number of rows selected on Choose.
    pub(super) fn chosen(self) -> usize {
        self.selection.len()
    }

    /// Number of selected rows. During a run, the rows that it was made from, including those that it leaves out.
    pub(super) fn selected(self) -> usize {
        let of_run = |active: &ActiveRun| active.run.borrow().counts().selected() as usize;
        let planned = self.run.with_active(of_run);
        let planned = planned.or_else(|| self.check.with_source(ProposalSource::rows));
        planned.unwrap_or_else(|| self.chosen())
    }

    /// Selected rows that the plan leaves out, or would leave out.
    pub(super) fn left_out(self) -> LeftOut {
        let of_proposal = |proposal: &Proposal| LeftOut::of(&proposal.sorted());
        match self.counts() {
            Some(counts) => counts.left_out,
            None => self.check.with_proposal(of_proposal).unwrap_or_default(),
        }
    }

    /// The purpose of the run, or of the next one.
    pub(super) fn purpose_now(self) -> Purpose {
        let of_run = |active: &ActiveRun| active.run.borrow().plan().purpose();
        let planned = self.run.with_active(of_run);
        let planned = planned.or_else(|| self.check.with_source(ProposalSource::purpose));
        planned.unwrap_or_else(|| self.selection.purpose())
    }

    /// The action of the run, or of the next one.
    pub(super) fn action(self) -> Action {
        self.purpose_now().action()
    }

    /// Whether closing the page now would lose something.
    pub(super) fn has_unsaved_run(self) -> bool {
        let is_under_way = self.run.with_active_untracked(|active| {
            let run = active.run.borrow();
            run.began_at().is_some() && !run.is_at_rest()
        });
        is_under_way.unwrap_or(false) || untrack(|| self.only_in_page()).is_some()
    }

    /// The connection, once made.
    pub(super) fn connection(self) -> Option<Connection> {
        self.connection.made()
    }

    /// Whether the admin chose the connected site. The page connects the practice site by itself; the admin chooses it
    /// by picking it, changing it or continuing with it.
    pub(super) fn is_site_chosen(self) -> bool {
        let Some(connection) = self.connection() else {
            return false;
        };
        let is_chosen = || self.form.is_kind_chosen() || self.has_run();
        !connection.target.is_practice()
            || is_chosen()
            || self.check.with_source(ProposalSource::is_sealed)
    }

    /// Whether this page calls no site, because the plan is exported to another machine.
    pub(super) fn is_elsewhere(self) -> bool {
        let asked = |connection: Connection| connection.caller != Caller::NotAsked;
        !self.connection().is_none_or(asked)
    }

    /// Whether calls go through a relay that holds the login, so that this page asks for none.
    pub(super) fn is_login_held(self) -> bool {
        let held = |relay: &RelayState| matches!(relay, RelayState::Ready { site: Some(site) } if site.login == Login::Relay);
        self.form.route() == Route::Relay && self.connection.with_relay(held)
    }

    /// Whether there is a run. File, selection and site are then fixed until "Start over".
    pub(super) fn has_run(self) -> bool {
        self.run.is_there()
    }

    /// The same, for work that nobody waits to see again.
    pub(super) fn has_run_untracked(self) -> bool {
        self.run.is_there_untracked()
    }

    /// The phase of the run. Tracks the run's changes.
    pub(super) fn phase(self) -> Option<Phase> {
        self.with_run(Run::phase)
    }

    /// The outcomes as [`Self::counts`] has them.
    pub(super) fn tally(self) -> Option<Tally> {
        self.counts().map(|counts| counts.tally)
    }

    /// The counts. Tracks the run's changes. While another tab drives the run, they come from its record.
    pub(super) fn counts(self) -> Option<RunCounts> {
        match self.elsewhere() {
            Some((_, head)) => Some(head.counts()),
            None => self.with_run(Run::counts),
        }
    }

    /// Reads from the run. Tracks the run's changes.
    pub(super) fn with_run<T>(self, read: impl FnOnce(&Run) -> T) -> Option<T> {
        self.run.with(read)
    }
}

/// The session of the page.
pub(super) fn session() -> AppState {
    expect_context::<AppState>()
}

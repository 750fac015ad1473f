//! Runs kept for this address: listing them, bringing one back.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::import::Table;
use groupsweep_core::journal::{RunHeader, Verified, WholeRecord, read_record, undo_begins};
use groupsweep_core::plan::Plan;
use groupsweep_core::run::Run;
use groupsweep_driver::ports::{Clock, Journal};
use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;

use crate::browser::{
    BrowserClock, MemoryJournal, Persistence, RunRecord, Store, StoreError, draw_run_id,
};

use super::app_state::{
    ActiveRun, AppState, Asking, Follows, ReopenFor, RestoredSelection, SourceRun, StorageState,
};
use super::damaged::DamagedView;
use super::focus::give_lost_focus;
use super::form::SiteChoice;
use super::owner::GOING_ON;
use super::step::Step;

/// A question about a run was open when its file came.
const FILE_ATTACHED: &str = "The file of this run has been read, so the open question was closed. Nothing was sent. To continue, press the button on Run again.";

/// Another run began while this one was read.
const RUN_UNDER_WAY: &str = "A run is in progress in this tab, so the past run was not opened. Let it finish or stop it, then open the past run again.";

/// What is on the page is not what the admin agreed to put away.
const CHOSEN_MEANWHILE: &str = "The selection or the run on this page changed while the past run was being read, so the past run was not opened. To open it, press its button again.";

/// Why nothing begins yet.
const STILL_OPENING: &str = "The browser's storage is still opening, so this run could not be recorded yet. Nothing was sent. Wait a few seconds, then try again.";

fn journal_of(kept: Option<&RunRecord>) -> Rc<dyn Journal> {
    match kept {
        Some(kept) => Rc::new(kept.clone()),
        None => Rc::new(MemoryJournal),
    }
}

/// What became of a file that was read while a run is in the page.
pub(super) enum Attachment {
    /// The run has its file again.
    Taken,
    /// It is the run's file, and the run goes on without it.
    RunUnderWay,
    /// The run was made from another file.
    OtherFile,
}

impl AppState {
    /// Opens the storage and lists what is in it.
    pub(super) fn open_records(self) {
        leptos::task::spawn_local(async move {
            match Store::open(move || self.storage_is_held_up()).await {
                Ok(store) => {
                    self.storage.opened(store);
                    self.follow_persistence(Persistence::now());
                    self.read_keep_list().await;
                    // A file may have been dropped before the storage was open.
                    self.recall_draft();
                    self.list_records().await;
                }
                Err(fault) => {
                    self.storage.not_opened(fault);
                    self.read_keep_list().await;
                }
            }
        });
    }

    /// The storage may open later all the same: what was begun by then has no record.
    fn storage_is_held_up(self) {
        if self.storage.state_untracked() == StorageState::Opening {
            self.storage.not_opened(StoreError::HeldUp);
            leptos::task::spawn_local(async move {
                self.read_keep_list().await;
            });
        }
    }

    /// Whether it is not known yet if this browser keeps a record: then nothing may begin. Says so.
    pub(super) fn storage_is_opening(self) -> bool {
        let is_opening = self.storage.state_untracked() == StorageState::Opening;
        if is_opening {
            self.trouble.set(Some(STILL_OPENING.to_owned()));
        }
        is_opening
    }

    /// Asks the browser not to delete the record of a run by itself. Some browsers ask the person, so nothing waits for it.
    /// What was refused is not asked for again.
    pub(super) fn ask_for_persistence(self) {
        if self.storage.state_untracked() == StorageState::Kept(Persistence::BestEffort) {
            self.follow_persistence(Persistence::ask());
        }
    }

    fn follow_persistence(self, answer: impl Future<Output = Persistence> + 'static) {
        leptos::task::spawn_local(async move {
            self.storage.set_persistence(answer.await);
        });
    }

    /// Lists the runs again.
    pub(super) fn refresh_records(self) {
        leptos::task::spawn_local(async move { self.list_records().await });
    }

    pub(super) async fn list_records(self) {
        let Some(store) = self.storage.store() else {
            return;
        };
        // The browser closes the database when it clears it.
        if store.reopen().await.is_err() {
            return;
        }
        let Ok(glances) = store.glance().await else {
            return;
        };
        let (mut heads, mut damaged, mut unchecked) = (Vec::new(), Vec::new(), Vec::new());
        for glance in glances {
            match self.look_at_record(&store, &glance).await {
                Some(DamagedView::Whole(head)) => heads.push(Rc::new(head)),
                Some(DamagedView::Unchecked(head)) => {
                    heads.push(Rc::new(head));
                    unchecked.push(glance);
                }
                Some(DamagedView::Damaged(run)) => damaged.push(run),
                None => {}
            }
        }
        arrange_by_key(&mut heads, |head| std::cmp::Reverse(head.created));
        self.stored_runs.list(heads, damaged);
        self.list_driven().await;
        self.check_records(store, unchecked);
        self.follow_run_in_page().await;
    }

    /// A run of this plan with its record; nothing is stored before its first entry.
    pub(super) fn new_sweep(self, plan: &Arc<Plan>, follows: Option<Follows>) -> ActiveRun {
        let rate = self.bound(self.form.rate_untracked());
        let id = |source: &SourceRun| Some(source.id.clone());
        let (undoes, continues, source) = match follows {
            None => (None, None, None),
            Some(Follows::Undoes(source)) => (id(&source), None, Some(source)),
            Some(Follows::Continues(source)) => (None, id(&source), Some(source)),
        };
        let past = self.stored_runs.heads_untracked();
        let began = undoes.as_deref().map_or(BrowserClock.now(), |undone| {
            undo_begins(undone, BrowserClock.now(), past.iter().map(|it| &**it))
        });
        let head = RunHeader {
            continues,
            ..RunHeader::new(draw_run_id(), plan, undoes, began)
        };
        let mut run = Run::new(Arc::clone(plan), rate);
        // Who was in the groups at the check: what a later reading is compared with.
        let seen = self
            .check
            .with_proposal_untracked(|proposal| Arc::clone(&proposal.facts().members_seen));
        if let Some(seen) = seen.filter(|seen| !seen.is_empty()) {
            run.remember_members(seen);
        }
        let run = Rc::new(RefCell::new(run));
        let kept = self
            .storage
            .store()
            .map(|store| RunRecord::new(store, head.clone(), Rc::clone(&run)));
        ActiveRun {
            run,
            head: Rc::new(head),
            journal: journal_of(kept.as_ref()),
            orders: None,
            kept,
            source,
            shown: None,
        }
    }

    /// Brings a kept run back into the page.
    pub(super) fn bring_back(self, head: Rc<RunHeader>, errand: ReopenFor) {
        self.trouble.set(None);
        let task = self.stored_runs.begin_opening();
        let put_away = untrack(|| self.not_sent());
        leptos::task::spawn_local(async move {
            let read = self.read_past_run(&head.id, errand).await;
            if !self.stored_runs.end_opening(task) {
                return;
            }
            // To read a large record takes a while.
            let why = match read {
                Err(why) => why,
                Ok(_) if self.is_driving() => RUN_UNDER_WAY.to_owned(),
                Ok(_) if untrack(|| self.not_sent()) != put_away => CHOSEN_MEANWHILE.to_owned(),
                Ok(sweep) => return self.take_up(sweep, errand),
            };
            self.trouble.set(Some(why));
            self.list_records().await;
            give_lost_focus(&[".past__heading"]);
        });
    }

    async fn read_past_run(self, id: &str, errand: ReopenFor) -> Result<ActiveRun, String> {
        // A report changes nothing: it follows the tab that drives the run.
        if errand != ReopenFor::Report && self.is_driven_elsewhere(id).await {
            return Err(GOING_ON.to_owned());
        }
        self.read_back_run(id).await
    }

    fn is_driving(self) -> bool {
        !untrack(|| self.with_run(Run::is_at_rest)).unwrap_or(true)
    }

    /// A run as it is stored now. A damaged record is none.
    pub(super) async fn read_back_run(self, id: &str) -> Result<ActiveRun, String> {
        let store = self.storage.store();
        let store = store.ok_or_else(|| StoreError::Unavailable.to_string())?;
        let stored = store.load(id).await.map_err(|why| why.to_string())?;
        let WholeRecord {
            head,
            plan,
            batches,
        } = read_record(&stored).map_err(|wreck| wreck.why.to_string())?;
        let plan = Arc::new(self.with_file(plan));
        let rate = self.bound(self.form.rate_untracked());
        let mut run = Run::recover(plan, rate, batches, true);
        if head.brought.is_some() {
            run = run.bring_in();
        }
        let run = Rc::new(RefCell::new(run));
        let kept = RunRecord::stored(store, head.clone(), Rc::clone(&run), &stored);
        Ok(ActiveRun {
            run,
            head: Rc::new(head),
            journal: journal_of(Some(&kept)),
            orders: None,
            kept: Some(kept),
            source: None,
            shown: None,
        })
    }

    /// The plan with its file, if that is what was dropped.
    fn with_file(self, plan: Plan) -> Plan {
        match self.file.table_untracked() {
            Some(table) => plan.with_table(&table).unwrap_or(plan),
            None => plan,
        }
    }

    fn take_up(self, sweep: ActiveRun, errand: ReopenFor) {
        // Whatever it asks is about what was in the page.
        self.open_dialog.set(None);
        let plan = Arc::clone(sweep.run.borrow().plan());
        let target = &plan.connection().target;
        self.file.forget_the_last();
        // What a check saw for another plan says nothing of this run's undo.
        self.check.reset();
        match plan.table() {
            Some(table) => self.show_choice(table, &plan),
            None => {
                self.selection.drop_choice();
                self.view.show_all();
                self.file.put_away();
            }
        }
        self.form.set_kind(if target.is_practice() {
            SiteChoice::Practice
        } else {
            SiteChoice::Atlassian
        });
        if let Some(email) = &sweep.head.email {
            self.form.set_email(email.clone());
        }
        let connected = self
            .connection()
            .is_some_and(|connection| connection.is_same_as(plan.connection()));
        self.put_run(sweep);
        if target.is_practice() {
            // The practice site went with the page: it is made again, as the run left it.
            self.connection.forget_practice_site();
            self.end_connection();
            self.connect_practice();
        } else if !connected {
            self.end_connection();
        }
        let ready = connected || target.is_practice();
        if errand == ReopenFor::Report || ready {
            self.run.take_errand();
            self.carry_out(errand);
        } else {
            self.run.wait_for_site(errand);
            self.step.set(Step::Connect);
            self.check_if_login_is_held();
        }
    }

    /// The file's rows, ticked as they were for the plan: what Choose shows of a run that came back.
    fn show_choice(self, table: &Arc<Table>, plan: &Plan) {
        let mut choice = SelectionHistory::new(Arc::clone(table));
        choice.set(plan.selected_rows(), true);
        // Whoever chooses again goes on with what the rows were chosen for.
        self.selection.put(choice.with_action(plan.action()));
        self.selection.note_restored(RestoredSelection::None);
        self.view.show_all();
    }

    /// Takes the file of a run that came back without it.
    pub(super) fn attach(self, table: &Arc<Table>) -> Attachment {
        let Some(sweep) = self.run.active() else {
            return Attachment::OtherFile;
        };
        let plan = sweep.run.borrow().plan().with_table(table);
        let Some(plan) = plan.map(Arc::new) else {
            return Attachment::OtherFile;
        };
        if !sweep.run.borrow_mut().attach(Arc::clone(&plan)) {
            return Attachment::RunUnderWay;
        }
        self.show_choice(table, &plan);
        // It was about the plan without the file.
        if let Some(Asking::Leave(..) | Asking::Take(_)) = self.open_dialog.get_untracked() {
            self.open_dialog.set(None);
            self.trouble.set(Some(FILE_ATTACHED.to_owned()));
        }
        self.file.take(Arc::clone(table));
        self.run.changed();
        Attachment::Taken
    }

    /// Notes in the run's record what reading its groups back showed.
    pub(super) async fn note_verified(self, kept: Option<RunRecord>, verified: Verified) {
        if let Some(kept) = kept {
            let _ = kept.note_verified(verified).await;
            self.tell_runs();
            self.list_records().await;
        }
    }

    /// The head of the run in the page as the list of past runs has it: with what became of the run since.
    pub(super) fn head_now(self) -> Option<Rc<RunHeader>> {
        let head = self.run.with_active(|active| Rc::clone(&active.head))?;
        Some(self.stored_runs.head(&head.id).unwrap_or(head))
    }

    /// Opens the dialog that takes the run back; a removal back goes by the trial, like every removal. What the dialog
    /// counts comes from the record as it is now, and from those of later runs.
    pub(super) fn ask_undo(self) {
        let asked_of = self.run_id();
        leptos::task::spawn_local(async move {
            if !self.is_current().await {
                return;
            }
            self.hear_of_later_runs().await;
            // Another run may be in the page by then.
            if asked_of.is_some() && self.run_id() == asked_of {
                self.open_dialog.set(Some(Asking::Undo));
            }
        });
    }
}

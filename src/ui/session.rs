//! Everything the screens share. Secrets live in [`Form`] and the transport,
//! both in memory, and go with [`Session::start_over`] or the page. What only
//! one screen does with it stands with that screen.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedSender;
use leptos::prelude::*;

use crate::browser::{RelayAccess, relay_in_address};
use crate::choose::{Choice, Filter};
use crate::connect::Connection;
use crate::domain::Moment;
use crate::import::Table;
use crate::plan::Scope;
use crate::ports::Transport;
use crate::practice::Site;
use crate::run::{Event, Phase, Run, Tally, Verdict};

use super::form::{Form, SiteKind};
use super::step::Step;

/// The file.
#[derive(Clone)]
pub(super) enum FileState {
    None,
    Reading { name: String, read: f64, size: f64 },
    Refused { name: String, why: String },
    Ready(Arc<Table>),
}

/// What is known of the relay.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum RelayState {
    /// This page did not come from a relay.
    None,
    /// Asked, no answer yet.
    Asking,
    /// It is there; holds the pinned site's origin.
    Ready { site: Option<String> },
    /// It does not answer or refuses; holds the sentence.
    Bad(&'static str),
}

/// Whether there is a connection.
#[derive(Clone, PartialEq)]
pub(super) enum Link {
    None,
    Checking,
    /// What is wrong, and what to do.
    Bad {
        what: String,
        next: String,
    },
    Made(Connection),
}

/// What the trial's reading back said.
#[derive(Clone, PartialEq)]
pub(super) enum ProofState {
    None,
    Reading,
    Done(Verdict, Moment),
}

/// One run and the line to its driver.
#[derive(Clone)]
pub(super) struct Sweep {
    pub(super) run: Rc<RefCell<Run>>,
    pub(super) orders: Option<UnboundedSender<Event>>,
}

/// The shared state; cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Session {
    pub(super) step: RwSignal<Step>,
    pub(super) file: RwSignal<FileState>,
    pub(super) choice: RwSignal<Option<Choice>>,
    pub(super) filter: RwSignal<Filter>,
    pub(super) form: Form,
    pub(super) relay: RwSignal<RelayState>,
    pub(super) relay_access: StoredValue<Option<RelayAccess>, LocalStorage>,
    pub(super) link: RwSignal<Link>,
    /// Number of the latest check: answers to earlier ones are stale.
    pub(super) check_no: StoredValue<u64>,
    pub(super) transport: StoredValue<Option<Rc<dyn Transport>>, LocalStorage>,
    pub(super) practice: StoredValue<Option<Rc<RefCell<Site>>>, LocalStorage>,
    pub(super) sweep: RwSignal<Option<Sweep>, LocalStorage>,
    /// Moves once per frame in which the run changed.
    pub(super) beat: RwSignal<u64>,
    pub(super) proof: RwSignal<ProofState>,
    /// The open confirmation.
    pub(super) asking: RwSignal<Option<Scope>>,
    pub(super) downloaded: RwSignal<bool>,
}

impl Session {
    /// Nothing imported, practice chosen.
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Import),
            file: RwSignal::new(FileState::None),
            choice: RwSignal::new(None),
            filter: RwSignal::default(),
            form: Form::new(),
            relay: RwSignal::new(RelayState::None),
            relay_access: StoredValue::new_local(relay_in_address()),
            link: RwSignal::new(Link::None),
            check_no: StoredValue::new(0),
            transport: StoredValue::new_local(None),
            practice: StoredValue::new_local(None),
            sweep: RwSignal::new_local(None),
            beat: RwSignal::new(0),
            proof: RwSignal::new(ProofState::None),
            asking: RwSignal::new(None),
            downloaded: RwSignal::new(false),
        }
    }

    /// The imported file.
    pub(super) fn table(self) -> Option<Arc<Table>> {
        match self.file.get() {
            FileState::Ready(table) => Some(table),
            FileState::None | FileState::Reading { .. } | FileState::Refused { .. } => None,
        }
    }

    /// Number of ticked rows.
    pub(super) fn selected(self) -> usize {
        self.choice
            .with(|choice| choice.as_ref().map_or(0, |choice| choice.selection().len()))
    }

    /// The connection, once made.
    pub(super) fn connection(self) -> Option<Connection> {
        match self.link.get() {
            Link::Made(connection) => Some(connection),
            Link::None | Link::Checking | Link::Bad { .. } => None,
        }
    }

    /// A run has begun: file, selection and site are fixed until "Start over".
    pub(super) fn is_locked(self) -> bool {
        self.sweep.with(Option::is_some)
    }

    /// Where the run is; follows the run's beat.
    pub(super) fn phase(self) -> Option<Phase> {
        self.with_run(Run::phase)
    }

    /// The counts; follows the run's beat.
    pub(super) fn tally(self) -> Option<Tally> {
        self.with_run(Run::tally)
    }

    /// Reads something off the run; follows the run's beat.
    pub(super) fn with_run<T>(self, read: impl FnOnce(&Run) -> T) -> Option<T> {
        self.beat.track();
        self.sweep
            .with(|sweep| sweep.as_ref().map(|sweep| read(&sweep.run.borrow())))
    }

    /// Forgets everything: file, selection, login, run.
    pub(super) fn start_over(self) {
        self.sweep.set(None);
        self.proof.set(ProofState::None);
        self.asking.set(None);
        self.downloaded.set(false);
        self.choice.set(None);
        self.filter.set(Filter::default());
        self.file.set(FileState::None);
        self.transport.set_value(None);
        self.practice.set_value(None);
        self.form.token.set(String::new());
        self.form.email.set(String::new());
        self.form.kind.set(SiteKind::Practice);
        self.link.set(Link::None);
        self.step.set(Step::Import);
    }
}

/// The session of the page.
pub(super) fn session() -> Session {
    expect_context::<Session>()
}

//! Everything the screens share. Secrets live in [`Form`] and the transport,
//! both in memory, and go with [`Session::start_over`] or the page.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedSender;
use leptos::prelude::*;

use crate::browser::{RelayAccess, greet, relay_in_address};
use crate::choose::{Choice, Filter};
use crate::connect::Connection;
use crate::import::{Refusal, Table};
use crate::plan::Scope;
use crate::ports::Transport;
use crate::practice::{Seat, Site};
use crate::run::{Event, Phase, Rate, Run, Tally, Verdict};

use super::step::Step;

/// The file.
#[derive(Clone)]
pub(super) enum FileState {
    None,
    Reading { name: String, read: f64, size: f64 },
    Refused { name: String, why: String },
    Ready(Arc<Table>),
}

/// Which radio is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SiteKind {
    Practice,
    Atlassian,
}

/// How calls travel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Relay,
    Direct,
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
    Done(Verdict, crate::domain::Moment),
}

/// What the admin types on Connect.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) kind: RwSignal<SiteKind>,
    pub(super) address: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) token: RwSignal<String>,
    pub(super) route: RwSignal<Route>,
    pub(super) relay_address: RwSignal<String>,
    pub(super) answer_time: RwSignal<u32>,
    pub(super) faults: RwSignal<u32>,
    pub(super) rate: RwSignal<u16>,
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
        let form = Form {
            kind: RwSignal::new(SiteKind::Practice),
            address: RwSignal::default(),
            email: RwSignal::default(),
            token: RwSignal::default(),
            route: RwSignal::new(Route::Relay),
            relay_address: RwSignal::default(),
            answer_time: RwSignal::new(60),
            faults: RwSignal::new(0),
            rate: RwSignal::new(Rate::DEFAULT.get()),
        };
        Self {
            step: RwSignal::new(Step::Import),
            file: RwSignal::new(FileState::None),
            choice: RwSignal::new(None),
            filter: RwSignal::default(),
            form,
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

    /// Greets the relay that served this page, if one did.
    pub(super) fn find_relay(self) {
        let Some(access) = self.relay_access.get_value() else {
            return;
        };
        self.relay.set(RelayState::Asking);
        leptos::task::spawn_local(async move {
            let state = match greet(&access).await {
                Ok(hello) => {
                    if let Some(site) = &hello.site {
                        self.form.address.set(
                            site.split_once("://")
                                .map_or(site.as_str(), |(_, host)| host)
                                .to_owned(),
                        );
                    }
                    RelayState::Ready { site: hello.site }
                }
                Err(crate::domain::Fault::RelayRefused) => RelayState::Bad(
                    "The relay refuses this page: its key is from an earlier start. Open the address that the relay printed last.",
                ),
                Err(_) => RelayState::Bad(
                    "The relay does not answer. Start groupsweep-relay again and open the address it prints.",
                ),
            };
            self.relay.set(state);
        });
    }

    /// Takes an imported file; everything chosen before is gone.
    pub(super) fn take_file(self, read: Result<Table, (String, String)>) {
        match read {
            Ok(table) => {
                let table = Arc::new(table);
                self.choice.set(Some(Choice::new(Arc::clone(&table))));
                self.filter.set(Filter::default());
                self.file.set(FileState::Ready(table));
            }
            Err((name, why)) => {
                self.choice.set(None);
                self.file.set(FileState::Refused { name, why });
            }
        }
        self.practice.set_value(None);
        if self.form.kind.get_untracked() == SiteKind::Practice {
            self.link.set(Link::None);
            self.connect_practice();
        }
    }

    /// Reads the file again with other columns.
    pub(super) fn change_columns(self, columns: crate::import::ColumnMap) -> Result<(), Refusal> {
        let Some(table) = self.table() else {
            return Ok(());
        };
        let changed = table.with_columns(columns)?;
        self.take_file(Ok(changed));
        Ok(())
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

    /// The practice site, seeded from the imported file.
    pub(super) fn practice_site(self) -> Option<Rc<RefCell<Site>>> {
        if let Some(site) = self.practice.get_value() {
            return Some(site);
        }
        let FileState::Ready(table) = self.file.get_untracked() else {
            return None;
        };
        let site = Rc::new(RefCell::new(Site::rehearsal(seats(&table))));
        self.practice.set_value(Some(Rc::clone(&site)));
        Some(site)
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

/// The memberships of the file, as the practice site takes them.
fn seats(table: &Table) -> Vec<Seat> {
    let rows = table
        .row_numbers()
        .zip(table.rows())
        .filter(|(_, row)| row.usable);
    rows.filter_map(|(number, row)| {
        let membership = table.membership(number)?;
        let user = table.user(row.user)?;
        let status = table.status(row.status);
        Some(Seat {
            group_id: membership.group.as_str().to_owned(),
            group_name: table.group(row.group)?.name.clone(),
            account_id: membership.account.as_str().to_owned(),
            display_name: user.name.clone(),
            email: user.email.clone(),
            active: status.is_empty() || status.eq_ignore_ascii_case("active"),
        })
    })
    .collect()
}

/// The session of the page.
pub(super) fn session() -> Session {
    expect_context::<Session>()
}

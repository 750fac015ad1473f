//! What the admin chooses and types on Connect, and the speed asked for on Run.
//! The token lives here, in memory, and goes with "Disconnect", "Start over", half an
//! hour without a hand on the page, or the page.

use groupsweep_core::atlassian::Product;
use groupsweep_core::connect::OrganizationDirectory;
use groupsweep_core::domain::{DirectoryId, TypedToken};
use groupsweep_core::run::Rate;
use leptos::prelude::*;

use crate::browser::{Remembered, is_extension};

/// Which radio is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SiteChoice {
    Practice,
    Atlassian,
}

/// How calls travel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    /// The page is a browser extension and calls the site itself.
    Extension,
    Relay,
    Direct,
    /// Not at all: the plan is taken to another machine.
    Elsewhere,
}

/// The fields.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) kind: RwSignal<SiteChoice>,
    pub(super) address: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    /// Overwritten when it changes or goes.
    pub(super) token: RwSignal<TypedToken>,
    pub(super) route: RwSignal<Route>,
    /// None: it is found out.
    pub(super) product: RwSignal<Option<Product>>,
    /// For the routes Extension and Direct, where no relay tells it.
    pub(super) organization: RwSignal<String>,
    /// For the route Direct.
    pub(super) cloud: RwSignal<String>,
    /// Directories of the organization, where there are several to choose from, and which one was chosen.
    pub(super) directories: RwSignal<Vec<OrganizationDirectory>>,
    pub(super) directory: RwSignal<Option<DirectoryId>>,
    /// The admin chose the kind of site; until then the page does.
    pub(super) is_kind_chosen: RwSignal<bool>,
    pub(super) relay_address: RwSignal<String>,
    /// This login was found to need Atlassian's gateway: the next check asks for its permission, too.
    pub(super) needs_gateway: RwSignal<bool>,
    /// At its end, a connection of the extension gives the permission for its site back.
    pub(super) gives_back: RwSignal<bool>,
    pub(super) answer_time: RwSignal<u32>,
    pub(super) faults: RwSignal<u32>,
    pub(super) rate: RwSignal<u16>,
    /// Calls per second that the practice site takes; 0: any number.
    pub(super) practice_limit: RwSignal<u32>,
}

impl Form {
    /// Practice chosen, with what the browser remembers of an earlier visit.
    pub(super) fn new() -> Self {
        let form = Self::empty();
        form.recall();
        let calls = Remembered::CallsPerSecond.get();
        if let Some(calls) = calls.and_then(|calls| calls.parse().ok()) {
            form.rate.set(calls);
        }
        form
    }

    /// Site and account of the last connection; the token is never remembered.
    pub(super) fn recall(self) {
        let text = |what: Remembered| what.get().unwrap_or_default();
        self.address.set(text(Remembered::SiteAddress));
        self.email.set(text(Remembered::AccountEmail));
    }

    /// Remembers site and account, once they were seen to work: a token that was typed into the wrong field is not.
    pub(super) fn remember(self) {
        Remembered::SiteAddress.set(&self.address.get_untracked());
        Remembered::AccountEmail.set(&self.email.get_untracked());
    }

    fn empty() -> Self {
        Self {
            kind: RwSignal::new(SiteChoice::Practice),
            address: RwSignal::default(),
            email: RwSignal::default(),
            token: RwSignal::default(),
            route: RwSignal::new(if is_extension() {
                Route::Extension
            } else {
                Route::Relay
            }),
            product: RwSignal::new(None),
            organization: RwSignal::default(),
            cloud: RwSignal::default(),
            directories: RwSignal::default(),
            directory: RwSignal::new(None),
            is_kind_chosen: RwSignal::new(false),
            relay_address: RwSignal::default(),
            needs_gateway: RwSignal::new(false),
            gives_back: RwSignal::new(false),
            answer_time: RwSignal::new(60),
            faults: RwSignal::new(0),
            rate: RwSignal::new(Rate::DEFAULT.get()),
            practice_limit: RwSignal::new(50),
        }
    }
}

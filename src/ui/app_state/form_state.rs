//! The form on Connect, and the limit of calls per second from Run. The token is kept here, in memory. "Disconnect",
//! "Start over", half an hour of inactivity and closing the page erase it.

use groupsweep_core::atlassian::Product;
use groupsweep_core::connect::OrganizationDirectory;
use groupsweep_core::domain::{DirectoryId, SiteAddress, TypedToken};
use groupsweep_core::run::Rate;
use leptos::prelude::*;

use crate::browser::{Remembered, is_extension};
use crate::ui::form::{PracticeKnob, Route, SiteChoice};

/// The fields. Cheap to copy.
#[derive(Clone, Copy)]
pub(in crate::ui) struct FormState {
    kind: RwSignal<SiteChoice>,
    /// Whether the admin chose the kind of site. Until then the page does.
    is_kind_chosen: RwSignal<bool>,
    address: RwSignal<String>,
    /// The address of the one site that the relay was started for.
    pinned: StoredValue<Option<String>>,
    email: RwSignal<String>,
    /// Overwritten in memory when it changes or is dropped.
    token: RwSignal<TypedToken>,
    route: RwSignal<Route>,
    /// `None`: the connection check finds it.
    product: RwSignal<Option<Product>>,
    /// For the routes Extension and Direct. On the others, the relay knows it.
    organization: RwSignal<String>,
    /// For the route Direct.
    cloud: RwSignal<String>,
    /// Directories of the organization, if there are several, and the chosen one.
    directories: RwSignal<Vec<OrganizationDirectory>>,
    directory: RwSignal<Option<DirectoryId>>,
    relay_address: StoredValue<String>,
    /// This login needs Atlassian's gateway, so the next check also asks for permission to call it.
    needs_gateway: StoredValue<bool>,
    /// Whether the extension gives back the permission for a site when its connection ends.
    gives_back: RwSignal<bool>,
    rate: RwSignal<u16>,
    answer_time: RwSignal<u32>,
    faults: RwSignal<u32>,
    practice_limit: RwSignal<u32>,
}

impl FormState {
    /// Practice chosen, with the values that the browser remembers from an earlier visit.
    pub(super) fn new() -> Self {
        let form = Self::empty();
        form.recall();
        let calls = Remembered::CallsPerSecond.get();
        if let Some(calls) = calls.and_then(|calls| calls.parse().ok()) {
            form.rate.set(calls);
        }
        form
    }

    fn empty() -> Self {
        Self {
            kind: RwSignal::new(SiteChoice::Practice),
            is_kind_chosen: RwSignal::new(false),
            address: RwSignal::default(),
            pinned: StoredValue::new(None),
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
            relay_address: StoredValue::default(),
            needs_gateway: StoredValue::new(false),
            gives_back: RwSignal::new(false),
            rate: RwSignal::new(Rate::DEFAULT.get()),
            answer_time: RwSignal::new(60),
            faults: RwSignal::new(0),
            practice_limit: RwSignal::new(50),
        }
    }

    /// Practice chosen, no token, no ids, and the remembered site and account. The route, the pace and the practice
    /// site's behaviour stay.
    pub(in crate::ui) fn reset(self) {
        self.wipe_token();
        self.product.set(None);
        self.directories.set(Vec::new());
        self.directory.set(None);
        self.organization.set(String::new());
        self.cloud.set(String::new());
        self.recall();
        self.is_kind_chosen.set(false);
        self.kind.set(SiteChoice::Practice);
    }

    /// Restores site and account of the last connection. The token is never remembered.
    fn recall(self) {
        let text = |what: Remembered| what.get().unwrap_or_default();
        let pinned = self.pinned.get_value();
        self.set_address(pinned.unwrap_or_else(|| text(Remembered::SiteAddress)));
        self.email.set(text(Remembered::AccountEmail));
    }

    /// Remembers site and account of a login that worked. `email` is `None` if the relay holds the login: then nobody
    /// has checked the field's text, which may be a token.
    pub(in crate::ui) fn remember(self, site: &SiteAddress, email: Option<&str>) {
        Remembered::SiteAddress.set(&site.origin());
        if let Some(email) = email {
            Remembered::AccountEmail.set(email);
        }
    }

    /// Erases the account's email, in the form and in the browser's storage.
    pub(in crate::ui) fn forget_email(self) {
        self.email.set(String::new());
        Remembered::AccountEmail.forget();
    }

    pub(in crate::ui) fn kind(self) -> SiteChoice {
        self.kind.get()
    }

    pub(in crate::ui) fn kind_untracked(self) -> SiteChoice {
        self.kind.get_untracked()
    }

    pub(in crate::ui) fn set_kind(self, kind: SiteChoice) {
        self.kind.set(kind);
    }

    /// From now on, only the admin chooses the kind of site.
    pub(in crate::ui) fn leave_kind_to_admin(self) {
        self.is_kind_chosen.set(true);
    }

    pub(in crate::ui) fn is_kind_chosen(self) -> bool {
        self.is_kind_chosen.get()
    }

    pub(in crate::ui) fn is_kind_chosen_untracked(self) -> bool {
        self.is_kind_chosen.get_untracked()
    }

    pub(in crate::ui) fn address(self) -> String {
        self.address.get()
    }

    pub(in crate::ui) fn address_untracked(self) -> String {
        self.address.get_untracked()
    }

    /// Sets the site's address: typed, or from a run, a sealed plan or the relay.
    pub(in crate::ui) fn set_address(self, address: String) {
        let site = |address: &str| SiteAddress::parse_for_relay(address).ok();
        let is_same = site(&address)
            .is_some_and(|new| site(&self.address.get_untracked()).is_some_and(|old| new == old));
        if !is_same {
            // A cloud id belongs to one site. Hazard: kept for another site's name, it would lead to the first site.
            self.cloud.set(String::new());
            // The next site asks for the gateway only if its own login needs it.
            self.needs_gateway.set_value(false);
        }
        self.address.set(address);
    }

    /// Fixes the site if the relay was started for one. `None` if it was started for any site.
    pub(in crate::ui) fn pin_address(self, address: Option<String>) {
        if let Some(address) = &address {
            self.set_address(address.clone());
        }
        self.pinned.set_value(address);
    }

    pub(in crate::ui) fn email(self) -> String {
        self.email.get()
    }

    pub(in crate::ui) fn email_untracked(self) -> String {
        self.email.get_untracked()
    }

    pub(in crate::ui) fn set_email(self, email: String) {
        self.email.set(email);
    }

    pub(in crate::ui) fn with_token<T>(self, read: impl FnOnce(&TypedToken) -> T) -> T {
        self.token.with(read)
    }

    pub(in crate::ui) fn with_token_untracked<T>(self, read: impl FnOnce(&TypedToken) -> T) -> T {
        self.token.with_untracked(read)
    }

    pub(in crate::ui) fn set_token(self, token: TypedToken) {
        self.token.set(token);
    }

    /// Overwrites the token in memory, and empties the field.
    pub(in crate::ui) fn wipe_token(self) {
        self.token.set(TypedToken::default());
    }

    pub(in crate::ui) fn route(self) -> Route {
        self.route.get()
    }

    pub(in crate::ui) fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    pub(in crate::ui) fn set_route(self, route: Route) {
        self.route.set(route);
    }

    pub(in crate::ui) fn product(self) -> Option<Product> {
        self.product.get()
    }

    pub(in crate::ui) fn product_untracked(self) -> Option<Product> {
        self.product.get_untracked()
    }

    pub(in crate::ui) fn set_product(self, product: Option<Product>) {
        self.product.set(product);
    }

    pub(in crate::ui) fn organization(self) -> String {
        self.organization.get()
    }

    pub(in crate::ui) fn organization_untracked(self) -> String {
        self.organization.get_untracked()
    }

    pub(in crate::ui) fn set_organization(self, id: String) {
        self.organization.set(id);
    }

    pub(in crate::ui) fn cloud(self) -> String {
        self.cloud.get()
    }

    pub(in crate::ui) fn cloud_untracked(self) -> String {
        self.cloud.get_untracked()
    }

    pub(in crate::ui) fn set_cloud(self, id: String) {
        self.cloud.set(id);
    }

    pub(in crate::ui) fn directories(self) -> Vec<OrganizationDirectory> {
        self.directories.get()
    }

    /// Sets the directories of an organization that has several. The admin has to choose one.
    pub(in crate::ui) fn offer_directories(self, directories: Vec<OrganizationDirectory>) {
        self.directories.set(directories);
    }

    pub(in crate::ui) fn directory(self) -> Option<DirectoryId> {
        self.directory.get()
    }

    pub(in crate::ui) fn directory_untracked(self) -> Option<DirectoryId> {
        self.directory.get_untracked()
    }

    pub(in crate::ui) fn choose_directory(self, directory: Option<DirectoryId>) {
        self.directory.set(directory);
    }

    pub(in crate::ui) fn relay_address(self) -> String {
        self.relay_address.get_value()
    }

    pub(in crate::ui) fn set_relay_address(self, address: String) {
        self.relay_address.set_value(address);
    }

    pub(in crate::ui) fn needs_gateway(self) -> bool {
        self.needs_gateway.get_value()
    }

    /// The gateway is needed and not permitted yet.
    pub(in crate::ui) fn ask_for_gateway(self) {
        self.needs_gateway.set_value(true);
    }

    pub(in crate::ui) fn gives_back(self) -> bool {
        self.gives_back.get()
    }

    pub(in crate::ui) fn gives_back_untracked(self) -> bool {
        self.gives_back.get_untracked()
    }

    pub(in crate::ui) fn set_gives_back(self, gives_back: bool) {
        self.gives_back.set(gives_back);
    }

    /// The maximum calls per second.
    pub(in crate::ui) fn rate(self) -> u16 {
        self.rate.get()
    }

    pub(in crate::ui) fn rate_untracked(self) -> u16 {
        self.rate.get_untracked()
    }

    pub(in crate::ui) fn set_rate(self, calls: u16) {
        self.rate.set(calls);
    }

    pub(in crate::ui) fn practice(self, knob: PracticeKnob) -> u32 {
        self.knob(knob).get()
    }

    pub(in crate::ui) fn practice_untracked(self, knob: PracticeKnob) -> u32 {
        self.knob(knob).get_untracked()
    }

    pub(in crate::ui) fn set_practice(self, knob: PracticeKnob, value: u32) {
        self.knob(knob).set(value);
    }

    fn knob(self, knob: PracticeKnob) -> RwSignal<u32> {
        match knob {
            PracticeKnob::AnswerTime => self.answer_time,
            PracticeKnob::Faults => self.faults,
            PracticeKnob::Limit => self.practice_limit,
        }
    }
}

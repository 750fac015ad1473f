//! Loads from the site: the list of groups, the members of the picked ones, and the file made from them, which is
//! imported like any other. Also looks up ids for a file's group names.

mod controls;
mod group_id_lookup;
mod load_panel;
mod load_result;
mod pick_list;

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::atlassian::Product;
use groupsweep_core::connect::Connection;
use groupsweep_core::load::{
    GatherProgress, GroupList, GroupListReader, GroupMembers, ListReader, Loaded, Loading,
    PagedList, Resolved, fill_in, names_to_look_up, readable, resolve,
};
use groupsweep_core::run::Rate;
use groupsweep_driver::gather;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::{BrowserClock, FileSource, Frame};

use super::app_state::{AppState, For, LoadStage, ProposalSource, Taken};
use super::form::SiteChoice;
use super::step::Step;
use super::text;

pub(super) use group_id_lookup::GroupIds;
pub(super) use load_panel::{LoadHere, LoadSection};

impl AppState {
    /// The connection, unless it is the practice site, which is made from a file.
    pub(super) fn real_site(self) -> Option<Connection> {
        self.connection()
            .filter(|connection| !connection.target.is_practice())
    }

    /// Starts with the list of groups. Without a connection, goes to Connect first.
    pub(super) fn load(self, what: For) {
        let load = self.load;
        let (Some(connection), Some(_)) =
            (untrack(|| self.real_site()), self.connection.transport())
        else {
            load.want(what);
            return self.connect_first();
        };
        // A load in progress, or one that waits for a decision, is on Import.
        load.begin_wanted();
        self.step.set(Step::Import);
        if untrack(|| load.holds_groups()) {
            return;
        }
        load.set_site(connection.clone());
        let listing = GroupListReader::of_all(connection.endpoint, untrack(|| self.reads()));
        let begun = move |progress| LoadStage::Listing(what, progress);
        self.read_lists(listing, begun, move |listing| {
            let list = listing.into_groups();
            let stage = match what {
                For::Table => list.map(|list| LoadStage::Picking(Rc::new(list))),
                For::Names => list
                    .and_then(GroupList::whole)
                    .map(|list| self.resolved(&list)),
            };
            let stage = stage.unwrap_or_else(|why| LoadStage::Failed(what, why));
            load.show(stage);
        });
    }

    /// Goes to Connect, with a real site preselected.
    fn connect_first(self) {
        if self.form.kind_untracked() != SiteChoice::Atlassian {
            self.form.set_kind(SiteChoice::Atlassian);
            self.end_connection();
        }
        self.step.set(Step::Connect);
    }

    fn resolved(self, list: &GroupList) -> LoadStage {
        let table = untrack(|| self.table());
        let (earlier, site) = (self.load.names(), self.site_of_load());
        let names = table.map(|table| names_to_look_up(&table, earlier.as_deref(), &site));
        let names = names.unwrap_or_default();
        LoadStage::Resolved(Rc::new(resolve(names, &list.groups)))
    }

    /// Reads the members of the picked groups.
    fn read_members(self, list: &GroupList, ticked: &[bool]) {
        let groups = list.groups.iter().zip(ticked);
        let groups = groups.filter(|(_, ticked)| **ticked);
        let picked = groups.filter_map(|(group, _)| readable(group)).collect();
        self.read_groups(|endpoint, bound| Loading::of_groups(endpoint, picked, bound));
    }

    /// Reads the groups that are missing in a load.
    fn read_missing(self, loaded: Rc<Loaded>) {
        if !self.is_site_of_load() {
            return self.connect_first();
        }
        let loaded = Rc::unwrap_or_clone(loaded);
        self.read_groups(|endpoint, bound| Loading::of_missing(endpoint, loaded, bound));
    }

    /// What a table from the site would replace, in words: the admin's selection from before or during the load.
    fn load_replaces(self) -> Option<String> {
        match self.check.source() {
            ProposalSource::Ticks => self.has_chosen_rows().then(|| {
                let rows = text::count(self.selection.remembered(), "row", "rows");
                format!("This replaces the current file and its selection ({rows}).")
            }),
            ProposalSource::Sealed(_) | ProposalSource::Back { .. } => {
                Some("This replaces the plan on the Run step.".to_owned())
            }
        }
    }

    /// The name of the site that listed the groups. Empty if there is none.
    fn site_of_load(self) -> String {
        let site = self.load.site();
        site.map_or_else(String::new, |site| site.target.name().to_owned())
    }

    /// Whether the connection is the one that listed the groups. Their ids are valid only on that site.
    fn is_site_of_load(self) -> bool {
        let now = untrack(|| self.real_site());
        let known = self.load.site();
        now.zip(known)
            .is_some_and(|(now, known)| now.is_same_as(&known))
    }

    /// Whether the page is connected to another site, or as another account, than when the groups were listed.
    fn is_other_site_connected(self) -> bool {
        self.real_site().is_some() && !self.is_site_of_load()
    }

    fn read_groups(
        self,
        loading: impl FnOnce(groupsweep_core::atlassian::Endpoint, Rate) -> ListReader<GroupMembers>,
    ) {
        let load = self.load;
        let connection = untrack(|| self.real_site());
        let Some(connection) = connection.filter(|_| self.is_site_of_load()) else {
            return self.load(For::Table);
        };
        let loading = loading(connection.endpoint, untrack(|| self.reads()));
        self.read_lists(loading, LoadStage::Reading, move |loading| {
            let loaded = loading.into_loaded();
            let is_whole = loaded.missing.is_empty();
            let loaded = Rc::new(loaded);
            if is_whole && untrack(|| self.load_replaces()).is_none() {
                self.take_loaded(loaded);
            } else {
                load.show(LoadStage::Part(loaded));
            }
        });
    }

    fn read_lists<L: PagedList + 'static>(
        self,
        lists: ListReader<L>,
        begun: impl Fn(GatherProgress) -> LoadStage + 'static,
        done: impl FnOnce(ListReader<L>) + 'static,
    ) {
        let load = self.load;
        let Some(transport) = self.connection.transport() else {
            return;
        };
        let (task, cancelled) = load.begin_reading(begun(lists.progress()));
        let progress = Rc::new(Cell::new(lists.progress()));
        let shown = Rc::clone(&progress);
        let frame = Frame::new(move || {
            if task.is_latest() {
                load.reading_at(begun(shown.get()));
            }
        });
        leptos::task::spawn_local(async move {
            let changed = move |lists: &ListReader<L>| {
                progress.set(lists.progress());
                frame.changed();
            };
            let clock = Rc::new(BrowserClock);
            let lists = gather(lists, transport, clock, changed, cancelled).await;
            if task.is_latest() {
                done(lists);
            }
        });
    }

    /// Makes a file from what was read, and imports it like any other. The loaded data stay in memory until the import
    /// has succeeded. After that, the browser holds the file's bytes.
    fn take_loaded(self, loaded: Rc<Loaded>) {
        let load = self.load;
        let site = self.site_of_load();
        let at = BrowserClock.now().day_and_time();
        let name = loaded.file_name(&site, at.trim_end_matches(" UTC").replace(',', "").as_str());
        let memberships = loaded.memberships();
        if memberships == 0 {
            let why = "the groups have no members".into();
            return load.fail(For::Table, why);
        }
        let Some(source) = FileSource::made(&name, &loaded.export()) else {
            let why = "the browser has no room for the table".into();
            return load.fail(For::Table, why);
        };
        let empty = loaded.groups.iter().filter(|one| one.people.is_empty());
        let mut said = format!(
            "{} of {} in {}.",
            text::count(memberships, "membership", "memberships"),
            text::count(loaded.people(), "person", "people"),
            text::count(loaded.groups.len(), "group", "groups"),
        );
        match empty.count() {
            0 => {}
            n => said.push_str(&format!(
                " {} no members.",
                text::count(n, "group has", "groups have")
            )),
        }
        let product = load.site().map(|site| site.endpoint.product());
        if product == Some(Product::Jira) {
            said.push_str(
                " The table has no suspended accounts, because Jira does not list them as members.",
            );
        }
        let notes = loaded.groups.iter().filter_map(|one| {
            let note = one.note.as_ref()?;
            Some(format!("{}: {note}", text::shown(&one.group.name)))
        });
        let taken = Taken {
            said,
            missing: loaded.missing.clone(),
            notes: notes.collect(),
        };
        load.show(LoadStage::Part(loaded));
        self.read_loaded(source, taken);
    }

    /// Reads the file again with the accepted ids.
    fn fill_in_ids(self, resolved: &[Resolved], ticked: &[bool]) {
        let load = self.load;
        let earlier = load.names();
        let names = fill_in(&self.site_of_load(), resolved, |at| {
            ticked.get(at).copied().unwrap_or(false)
        });
        let names = names.after(earlier.as_deref());
        load.show(LoadStage::Closed);
        if let Some(table) = self.file.table_untracked() {
            self.read_with_names(Some(Arc::new(names)), table.columns().clone());
        }
    }

    /// The maximum rate of reads: the admin's, and on a real site at most half of what it accepts. The practice site is
    /// shared with nobody.
    fn reads(self) -> Rate {
        let model = untrack(|| self.connection()).is_some_and(|made| made.target.is_model());
        let own = if model {
            Rate::READS_MAX
        } else {
            Rate::READS.get()
        };
        Rate::of_reads(self.load.reads().unwrap_or(own))
    }
}

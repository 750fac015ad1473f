//! The filters of the table: search, groups, status, role, domain, last seen, findings.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use groupsweep_core::choose::Filter;
use groupsweep_core::import::{GroupIndex, NameIndex, Table};
use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::keep::KeepButton;
use crate::ui::text;
use crate::ui::widgets::{Menu, Picker};

use super::fields::FieldMenu;
use super::filter_chips::Chips;
use super::groups::Groups;
use super::last_seen_filter::LastSeenFilters;
use super::people_list::PeopleList;

/// Maximum names in one picker. If a file has more groups, use the list of groups or the search.
const OFFERED: usize = 500;

#[component]
pub(super) fn Filters(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let set =
        move |change: &dyn Fn(&mut Filter)| session.view.change_filter(|filter| change(filter));
    let by_group = Callback::new(move |value: String| {
        let group = value.parse().ok().map(GroupIndex);
        set(&|filter| {
            filter.groups.clear();
            filter.groups.extend(group);
        });
    });
    let by_status = Callback::new(move |value: String| set(&|filter| filter.status = name(&value)));
    let by_role = Callback::new(move |value: String| set(&|filter| filter.org_role = name(&value)));
    let by_domain = Callback::new(move |value: String| set(&|filter| filter.domain = name(&value)));
    let group_chosen = Signal::derive(move || {
        session
            .view
            .with_filter(|filter| group_value(&filter.groups))
    });
    let chosen = move |pick: fn(&Filter) -> Option<NameIndex>| {
        Signal::derive(move || {
            session.view.with_filter(|filter| {
                pick(filter)
                    .map(|name| name.0.to_string())
                    .unwrap_or_default()
            })
        })
    };
    let names = move |names: fn(&Table) -> &[String], blank: &'static str| {
        table.with_value(|table| offered(places(names(table), blank)))
    };
    let (groups, more_groups) = table.with_value(|table| offered(groups(table)));
    let (statuses, more_statuses) = names(Table::statuses, "(no status)");
    let (roles, more_roles) = names(Table::org_roles, "(no role)");
    let (domains, more_domains) = names(Table::domains, "(no email)");
    view! {
        <div class="tools">
            <input
                type="search"
                class="tools__search"
                aria-label="Search memberships"
                placeholder="Search name, email, group"
                prop:value=move || session.view.with_filter(|filter| filter.search.clone())
                on:input:target=move |event| set(&|filter| filter.search = event.target().value())
            />
            <Menu label="+ Filter">
                <div class="menu__list menu__list--wide">
                    <p class="menu__name sub" aria-hidden="true">"Group"</p>
                    <Picker name="Group" all="All groups" many="Several groups" options=groups more=left_over(more_groups, "under Groups") chosen=group_chosen change=by_group />
                    <p class="menu__name sub" aria-hidden="true">"User status"</p>
                    <Picker name="User status" all="Any status" options=statuses more=left_over(more_statuses, "not listed") chosen=chosen(|filter| filter.status) change=by_status />
                    <p class="menu__name sub" aria-hidden="true">"Org role"</p>
                    <Picker name="Org role" all="Any org role" options=roles more=left_over(more_roles, "not listed") chosen=chosen(|filter| filter.org_role) change=by_role />
                    <p class="menu__name sub" aria-hidden="true">"Email domain"</p>
                    <Picker name="Email domain" all="Any email domain" options=domains more=left_over(more_domains, "found by search") chosen=chosen(|filter| filter.domain) change=by_domain />
                    <OnlyFindings />
                    <LastSeenFilters table />
                </div>
            </Menu>
            <Groups table />
            <Chips table />
            <span class="tools__gap"></span>
            <PeopleList />
            <KeepButton />
            <FieldMenu table />
        </div>
    }
}

#[component]
fn OnlyFindings() -> impl IntoView {
    use groupsweep_core::choose::FindingsFilter;
    let session = session();
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || session.view.with_filter(|filter| filter.odd.is_some())
                on:change:target=move |event| {
                    let odd = event.target().checked().then_some(FindingsFilter::Any);
                    session.view.change_filter(|filter| filter.odd = odd);
                }
            />
            "Only rows with findings"
        </label>
    }
}

fn name(value: &str) -> Option<NameIndex> {
    value.parse().ok().map(NameIndex)
}

/// The index of the one group, or a value that no option has if there are several.
fn group_value(groups: &BTreeSet<GroupIndex>) -> String {
    let mut groups = groups.iter();
    match (groups.next(), groups.next()) {
        (None, _) => String::new(),
        (Some(only), None) => only.0.to_string(),
        (Some(_), Some(_)) => "many".to_owned(),
    }
}

/// Indices and names of the groups, sorted by name.
fn groups(table: &Arc<Table>) -> Vec<(String, String)> {
    let mut groups: Vec<(usize, Cow<'_, str>)> = table
        .groups()
        .iter()
        .enumerate()
        // Without a usable id, nobody can be removed from a group.
        .filter(|(_, group)| group.id.is_ok())
        .map(|(at, group)| (at, group.label()))
        .collect();
    arrange_by_key(&mut groups, |(_, name)| name.to_lowercase());
    groups
        .into_iter()
        .map(|(at, name)| (at.to_string(), name.into_owned()))
        .collect()
}

/// The first options, and the number of those left out.
fn offered(mut options: Vec<(String, String)>) -> (Vec<(String, String)>, usize) {
    let more = options.len().saturating_sub(OFFERED);
    options.truncate(OFFERED);
    (options, more)
}

/// `12 more under Groups`. `None` if no option is left out.
fn left_over(options: usize, how: &str) -> Option<String> {
    (options > 0).then(|| format!("{} more {how}", text::number(options)))
}

/// Indices and names, sorted by name.
fn places(names: &[String], blank: &str) -> Vec<(String, String)> {
    let label = |name: &String| {
        if name.is_empty() {
            blank.to_owned()
        } else {
            name.clone()
        }
    };
    let mut places: Vec<(String, String)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (at.to_string(), label(name)))
        .collect();
    arrange_by_key(&mut places, |(_, name)| name.to_lowercase());
    places
}

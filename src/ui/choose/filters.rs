//! What narrows the table: the search, a group, a user status.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::Filter;
use crate::import::{GroupIx, StatusIx, Table};
use crate::ui::parts::Picker;
use crate::ui::session::session;

#[component]
pub(super) fn Filters(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let groups = table.with_value(groups);
    let statuses = table.with_value(statuses);
    let set = move |change: &dyn Fn(&mut Filter)| session.filter.update(|filter| change(filter));
    let chosen = session.filter.with_untracked(|filter| {
        let group = filter.group.map(|group| group.0.to_string());
        (group, filter.status.map(|status| status.0.to_string()))
    });
    let by_group = Callback::new(move |value: String| {
        set(&|filter| filter.group = value.parse().ok().map(GroupIx));
    });
    let by_status = Callback::new(move |value: String| {
        set(&|filter| filter.status = value.parse().ok().map(StatusIx));
    });
    view! {
        <div class="tools">
            <input
                type="search"
                class="tools__search"
                aria-label="Search memberships"
                placeholder="Search name, email, group or id"
                prop:value=move || session.filter.with(|filter| filter.search.clone())
                on:input:target=move |event| set(&|filter| filter.search = event.target().value())
            />
            <Picker name="Group" all="All groups" options=groups chosen=chosen.0 change=by_group />
            <Picker name="User status" all="Any status" options=statuses chosen=chosen.1 change=by_status />
        </div>
    }
}

/// Places and names of the groups, by name.
fn groups(table: &Arc<Table>) -> Vec<(String, String)> {
    let names = table.groups().iter().map(|group| group.name.clone());
    // Groups without a usable id are no groups anybody can leave.
    let usable = places(names)
        .zip(table.groups())
        .filter(|(_, group)| group.id.is_ok());
    let mut groups: Vec<(String, String)> = usable.map(|(named, _)| named).collect();
    groups.sort_by_cached_key(|(_, name)| name.to_lowercase());
    groups
}

/// Places and texts of the statuses, in file order.
fn statuses(table: &Arc<Table>) -> Vec<(String, String)> {
    let names = table.statuses().iter().map(|status| {
        if status.is_empty() {
            "(no status)".to_owned()
        } else {
            status.clone()
        }
    });
    places(names).collect()
}

fn places(names: impl Iterator<Item = String>) -> impl Iterator<Item = (String, String)> {
    names.enumerate().map(|(at, name)| (at.to_string(), name))
}

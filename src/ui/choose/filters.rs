//! What narrows the table: the search, a group, a user status.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::Filter;
use crate::import::{GroupIx, StatusIx, Table};
use crate::ui::session::session;

#[component]
pub(super) fn Filters(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let groups = table.with_value(|table| {
        let mut groups: Vec<(usize, String)> = table
            .groups()
            .iter()
            .map(|group| group.name.clone())
            .enumerate()
            .collect();
        groups.sort_by_cached_key(|(_, name)| name.to_lowercase());
        groups
    });
    let statuses = table.with_value(|table| table.statuses().to_vec());
    let set = move |change: &dyn Fn(&mut Filter)| session.filter.update(|filter| change(filter));
    let chosen_group = session.filter.with_untracked(|filter| filter.group);
    let chosen_status = session.filter.with_untracked(|filter| filter.status);
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
            <select
                aria-label="Group"
                on:change:target=move |event| set(&|filter| filter.group = event.target().value().parse().ok().map(GroupIx))
            >
                <option value="">"All groups"</option>
                {groups.into_iter().map(|(at, name)| view! {
                    <option value=at.to_string() selected=chosen_group.is_some_and(|group| group.0 as usize == at)>{name}</option>
                }).collect_view()}
            </select>
            <select
                aria-label="User status"
                on:change:target=move |event| set(&|filter| filter.status = event.target().value().parse().ok().map(StatusIx))
            >
                <option value="">"Any status"</option>
                {statuses.into_iter().enumerate().map(|(at, status)| {
                    let name = if status.is_empty() { "(no status)".to_owned() } else { status };
                    view! {
                        <option value=at.to_string() selected=chosen_status.is_some_and(|status| usize::from(status.0) == at)>{name}</option>
                    }
                }).collect_view()}
            </select>
        </div>
    }
}

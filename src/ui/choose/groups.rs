//! The filter for several groups: a list of checkboxes with its own search.

use std::sync::Arc;

use groupsweep_core::import::{GroupIndex, Needle, Table};
use groupsweep_sheet::arrange_by_key;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;
use crate::ui::widgets::Menu;

/// Maximum groups listed. The search finds the others.
const LISTED: usize = 100;

#[component]
pub(super) fn Groups(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let search = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    // Nothing is listed while the menu is closed.
    let listed = Memo::new(move |_| {
        if open.get() {
            table.with_value(|table| listed(table, &search.get()))
        } else {
            (Vec::new(), 0)
        }
    });
    let label =
        Signal::derive(
            move || match session.view.with_filter(|filter| filter.groups.len()) {
                0 => "Groups".to_owned(),
                n => format!("Groups ({})", text::number(n)),
            },
        );
    let toggle = move |group: GroupIndex, on: bool| {
        session.view.change_filter(|filter| {
            if on {
                filter.groups.insert(group);
            } else {
                filter.groups.remove(&group);
            }
        });
    };
    let all_listed = move |_| {
        let groups = table.with_value(|table| search.with_untracked(|search| found(table, search)));
        session
            .view
            .change_filter(|filter| filter.groups.extend(groups));
    };
    view! {
        <Menu label open>
            <div class="menu__list menu__list--wide">
                <input
                    type="search"
                    aria-label="Search groups"
                    placeholder="Search groups"
                    prop:value=move || search.get()
                    on:input:target=move |event| search.set(event.target().value())
                />
                <div class="actions">
                    <button type="button" class="button button--small" on:click=all_listed>"Show all found"</button>
                    <button
                        type="button"
                        class="button button--small"
                        on:click=move |_| session.view.change_filter(|filter| filter.groups.clear())
                    >
                        "All groups"
                    </button>
                </div>
                <div class="menu__scroll" role="group" aria-label="Groups shown">
                    <For each=move || listed.get().0 key=|(group, _)| group.0 children=move |(group, name)| view! {
                        <label class="check">
                            <input
                                type="checkbox"
                                prop:checked=move || session.view.with_filter(|filter| filter.groups.contains(&group))
                                on:change:target=move |event| toggle(group, event.target().checked())
                            />
                            <bdi>{text::cut(&name)}</bdi>
                        </label>
                    } />
                </div>
                {move || match listed.with(|(_, more)| *more) {
                    0 => None,
                    more => Some(view! { <p class="sub">{format!("and {}: search for them", text::count(more, "more group", "more groups"))}</p> }),
                }}
            </div>
        </Menu>
    }
}

/// The first groups by name that match the search, and the number of others that match.
fn listed(table: &Table, search: &str) -> (Vec<(GroupIndex, String)>, usize) {
    let name = |at: GroupIndex| Some((at, table.group(at)?.label().into_owned()));
    let mut found: Vec<(GroupIndex, String)> =
        found(table, search).into_iter().filter_map(name).collect();
    arrange_by_key(&mut found, |(_, name)| name.to_lowercase());
    let more = found.len().saturating_sub(LISTED);
    found.truncate(LISTED);
    (found, more)
}

/// The groups that match the search.
fn found(table: &Table, search: &str) -> Vec<GroupIndex> {
    let needle = Needle::new(search);
    let groups = (0..).map(GroupIndex).zip(table.groups());
    groups
        .filter(|(_, group)| group.id.is_ok() && needle.is_in(&group.label()))
        .map(|(at, _)| at)
        .collect()
}

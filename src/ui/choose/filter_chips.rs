//! The active filters as chips. Each can be removed.

use std::sync::Arc;

use groupsweep_core::choose::{Affected, Filter, FindingsFilter, LastSeenFilter, PeopleShown};
use groupsweep_core::import::{SeenIn, Table};
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::focus::give_lost_focus;
use crate::ui::text;

/// The button of the menu that adds filters.
const ADD_FILTER: &str = ".tools .menu > summary";

/// An active filter.
#[derive(Clone, PartialEq)]
enum Chip {
    Groups(String),
    People(String),
    Status(String),
    OrgRole(String),
    Domain(String),
    Seen(SeenIn, String),
    Odd(String),
}

impl Chip {
    fn words(&self) -> String {
        match self {
            Self::Groups(words)
            | Self::People(words)
            | Self::Status(words)
            | Self::OrgRole(words)
            | Self::Domain(words)
            | Self::Seen(_, words)
            | Self::Odd(words) => words.clone(),
        }
    }

    fn take_away(&self, filter: &mut Filter) {
        match self {
            Self::Groups(_) => filter.groups.clear(),
            Self::People(_) => filter.people = None,
            Self::Status(_) => filter.status = None,
            Self::OrgRole(_) => filter.org_role = None,
            Self::Domain(_) => filter.domain = None,
            Self::Seen(place, _) => filter.set_seen(*place, None),
            Self::Odd(_) => filter.odd = None,
        }
    }
}

#[component]
pub(super) fn Chips(table: StoredValue<Arc<Table>>) -> impl IntoView {
    let session = session();
    let chips = Memo::new(move |_| {
        table.with_value(|table| session.view.with_filter(|filter| chips(table, filter)))
    });
    let narrowed = Memo::new(move |_| session.view.with_filter(|filter| !filter.is_open()));
    let clear = move |_| {
        session.view.show_all();
        give_lost_focus(&[ADD_FILTER]);
    };
    view! {
        <Show when=move || narrowed.get()>
            <div class="chips" role="group" aria-label="Filters that are on">
                {move || chips.get().into_iter().enumerate().map(|(at, chip)| {
                    let words = chip.words();
                    view! {
                        <button
                            type="button"
                            class="chip"
                            title="Remove this filter"
                            on:click=move |_| {
                                session.view.change_filter(|filter| chip.take_away(filter));
                                // The chip that moves up to its place, or the button after the last chip.
                                let next = format!(".chips > :nth-child({})", at + 1);
                                give_lost_focus(&[next.as_str(), ADD_FILTER]);
                            }
                        >
                            <bdi>{words}</bdi> <span aria-hidden="true">" ×"</span><span class="hidden">" (remove)"</span>
                        </button>
                    }
                }).collect_view()}
                <button type="button" class="chip chip--all" on:click=clear>"Clear filters"</button>
            </div>
        </Show>
    }
}

fn chips(table: &Table, filter: &Filter) -> Vec<Chip> {
    let mut chips = Vec::new();
    if let Some(first) = filter.groups.first().and_then(|group| table.group(*group)) {
        chips.push(Chip::Groups(match filter.groups.len() {
            1 => text::shown(&first.label()),
            n => format!(
                "{} and {}",
                text::shown(&first.label()),
                text::count(n - 1, "other group", "other groups")
            ),
        }));
    }
    let name = |names: &[String], at: u16| {
        names
            .get(usize::from(at))
            .filter(|name| !name.is_empty())
            .map(|name| text::shown(name))
    };
    if let Some(people) = &filter.people {
        let n = people.accounts.len();
        chips.push(Chip::People(match people.why {
            Affected::LoseEveryGroup => format!(
                "{} every group",
                text::count(n, "person loses", "people lose")
            ),
            Affected::OrgAdmins => format!(
                "{} an admin role",
                text::count(n, "person with", "people with")
            ),
            Affected::AskedFor => asked_for(table, people),
        }));
    }
    if let Some(status) = filter.status {
        chips.push(Chip::Status(
            name(table.statuses(), status.0).unwrap_or_else(|| "No status".into()),
        ));
    }
    if let Some(role) = filter.org_role {
        chips.push(Chip::OrgRole(
            name(table.org_roles(), role.0).unwrap_or_else(|| "No org role".into()),
        ));
    }
    if let Some(domain) = filter.domain {
        let words = name(table.domains(), domain.0)
            .map_or_else(|| "No email".into(), |name| format!("@{name}"));
        chips.push(Chip::Domain(words));
    }
    for (place, wanted) in &filter.seen {
        chips.push(Chip::Seen(*place, seen_words(table, *place, *wanted)));
    }
    match filter.odd {
        None => {}
        Some(FindingsFilter::Any) => chips.push(Chip::Odd("Rows with findings".into())),
        Some(FindingsFilter::Titled(title)) => chips.push(Chip::Odd(title.into())),
    }
    chips
}

/// A person's name or, if the file has none, email or id.
fn asked_for(table: &Table, people: &PeopleShown) -> String {
    let user = people.accounts.first().and_then(|user| table.user(*user));
    let words = user.map(|user| [user.name, user.email, user.id.unwrap_or_default()]);
    let mut words = words.into_iter().flatten().filter(|word| !word.is_empty());
    words.next().map_or_else(|| "1 person".into(), text::shown)
}

fn seen_words(table: &Table, place: SeenIn, wanted: LastSeenFilter) -> String {
    let heading = match place {
        SeenIn::Any => "Last seen in any product",
        SeenIn::Column(at) => table.seen_headings().nth(at).unwrap_or_default(),
    };
    let heading = text::shown(heading);
    match wanted {
        LastSeenFilter::Never => format!("{heading}: never"),
        LastSeenFilter::Before(day) => format!("{heading}: before {day}"),
        LastSeenFilter::NotSince(day) => format!("{heading}: never, or before {day}"),
    }
}

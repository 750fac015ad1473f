//! The effect of the selection: the count, the warnings, and the changes per group and person.

use std::sync::Arc;

use groupsweep_core::choose::{
    Affected, Filter, GroupChange, PeopleShown, SelectionImpact, Totals,
};
use groupsweep_core::import::{GroupIndex, Table, UserIndex};
use groupsweep_core::plan::Action;
use groupsweep_core::report::wording::{OpenRun, all_of_group, emptied_groups, groupless_people};
use groupsweep_sheet::fill;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;
use crate::ui::widgets::SidePanel;

/// Maximum bars and people beside the table. A sentence below them gives the number of others.
const LISTED: usize = 50;

#[component]
pub(super) fn Changes(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let removes = Memo::new(move |_| session.action() == Action::Remove);
    let counted = Arc::clone(&table);
    let totals = Totals::of(&table);
    let change = Memo::new(move |_| {
        session.selection.with(|choice| match choice {
            Some(choice) => SelectionImpact::beside(&totals, &counted, choice.selection()),
            None => SelectionImpact::default(),
        })
    });
    let sentence = move || {
        change.with(|change| match change.memberships {
            0 => "Nothing is selected yet.".to_owned(),
            _ => format!(
                "{} of {}, in {}",
                if change.memberships == 1 {
                    "membership"
                } else {
                    "memberships"
                },
                text::count(change.people, "person", "people"),
                text::count(change.groups.len(), "group", "groups"),
            ),
        })
    };
    // A run has its own counts. These are for the rows that it was made of.
    let open_run = session.open_run();
    let heading = move || open_run.get().map_or("What will change", OpenRun::heading);
    let aside = Signal::derive(move || {
        let chosen = text::count(session.chosen(), "membership", "memberships");
        format!("{}: {chosen}", heading())
    });
    let of_run = move || {
        let open = open_run.get()?;
        let rows = session.left_out().rows() as usize;
        let left_out = (open == OpenRun::OfSelection && rows > 0).then(|| {
            format!(
                "{} in the run, {} left out of it.",
                text::number(session.selected().saturating_sub(rows)),
                text::number(rows)
            )
        });
        open.rows().or(left_out)
    };
    let tables = (Arc::clone(&table), Arc::clone(&table), table);
    view! {
        <SidePanel name=aside>
        <section class="stack" aria-label="What will change">
            <div>
                <h2>{heading}</h2>
                <p class="big">{move || text::number(session.chosen())}</p>
                <p class="sub">{sentence}</p>
                {move || of_run().map(|words| view! { <p class="sub">{words}</p> })}
            </div>
            {move || removes.get().then(|| warnings(&tables.2, &change.get()))}
            {move || by_group(&tables.0, &change.get(), removes.get())}
            {move || by_person(&tables.1, &change.get())}
            <p class="sub">"Counted from your file. The site is checked on Run, and rows that the check leaves out are counted there."</p>
        </section>
        </SidePanel>
    }
}

/// Warnings about unintended effects. Pressing one shows its rows in the table.
fn warnings(table: &Table, change: &SelectionImpact) -> impl IntoView + use<> {
    let mut warnings: Vec<(String, Filter)> = Vec::new();
    if !change.emptied.is_empty() {
        warnings.push((
            emptied_groups(table, change),
            Filter {
                groups: fill(change.emptied.iter().copied()),
                ..Filter::default()
            },
        ));
    }
    if !change.org_admins.is_empty() {
        let admins = change.org_admins.len();
        warnings.push((
            format!(
                "{} an admin role in the file",
                text::count(admins, "selected person has", "selected people have")
            ),
            people_filter(Affected::OrgAdmins, &change.org_admins),
        ));
    }
    if !change.groupless.is_empty() {
        warnings.push((
            groupless_people(table, change),
            people_filter(Affected::LoseEveryGroup, &change.groupless),
        ));
    }
    (!warnings.is_empty()).then(|| {
        view! {
            <ul class="changes__warnings" aria-label="Warnings">
                {warnings.into_iter().map(|(words, filter)| warning(words, filter)).collect_view()}
            </ul>
        }
    })
}

fn warning(words: String, filter: Filter) -> impl IntoView {
    let session = session();
    view! {
        <li>
            <button type="button" title="Show these rows" on:click=move |_| session.view.set_filter(filter.clone())>{words}</button>
        </li>
    }
}

fn people_filter(why: Affected, accounts: &[UserIndex]) -> Filter {
    Filter {
        people: Some(PeopleShown {
            why,
            accounts: fill(accounts.iter().copied()),
        }),
        ..Filter::default()
    }
}

fn by_group(table: &Table, change: &SelectionImpact, removes: bool) -> impl IntoView + use<> {
    let more = change.groups.len().saturating_sub(LISTED);
    let all = all_of_group(table);
    let most = change.groups.first().map_or(0, |group| group.go);
    let bars = change
        .groups
        .iter()
        .take(LISTED)
        .map(|change| match removes {
            true => group_bar(table, change.group, loss(*change, all)),
            false => group_bar(table, change.group, gain(*change, most)),
        })
        .collect_view();
    (change.memberships > 0).then(|| view! {
        <div>
            <h3>"By group"</h3>
            <ul class="bars">{bars}</ul>
            {(more > 0).then(|| view! { <p class="sub">{format!("and {}", text::count(more, "more group", "more groups"))}</p> })}
        </div>
    })
}

/// A group's figures, and the length and colour of its bar.
struct Bar {
    figures: String,
    share: String,
    tone: &'static str,
}

/// How many members a group loses and keeps.
fn loss(change: GroupChange, all: &str) -> Bar {
    let GroupChange { go, stay, .. } = change;
    let all = if stay == 0 { all } else { "" };
    Bar {
        figures: format!(
            "{} of {}{all}",
            text::number(go as usize),
            text::number((go + stay) as usize)
        ),
        share: text::share(go, go + stay),
        tone: if stay == 0 { "warn" } else { "calm" },
    }
}

/// How many members a group gains, relative to the group that gains most. The file does not have the group's other
/// members.
fn gain(change: GroupChange, most: u32) -> Bar {
    Bar {
        figures: text::number(change.go as usize),
        share: text::share(change.go, most),
        tone: "calm",
    }
}

/// A group's bar. Pressing it filters the table by the group.
fn group_bar(table: &Table, group: GroupIndex, bar: Bar) -> impl IntoView + use<> {
    let session = session();
    let Bar {
        figures,
        share,
        tone,
    } = bar;
    let name = table
        .group(group)
        .map_or_else(String::new, |group| group.label().into_owned());
    let show = move |_| {
        session.view.set_filter(Filter {
            groups: [group].into(),
            ..Filter::default()
        });
    };
    view! {
        <li>
            <button type="button" class="bar bar--button" title="Show this group alone" on:click=show>
                <span class="bar__name">{text::cut(&name)}</span>
                <span class="sub">{figures}</span>
                <span class="meter" aria-hidden="true"><span class="meter__fill" data-tone=tone style:width=share></span></span>
            </button>
        </li>
    }
}

fn by_person(table: &Table, change: &SelectionImpact) -> impl IntoView + use<> {
    let more = change.people.saturating_sub(change.most_affected.len());
    let people = change
        .most_affected
        .iter()
        .map(|(user, go)| person_bar(table, *user, *go))
        .collect_view();
    (change.memberships > 0).then(|| view! {
        <details>
            <summary>"By person"</summary>
            <ul class="bars">{people}</ul>
            {(more > 0).then(|| view! { <p class="sub">{format!("and {}", text::count(more, "more person", "more people"))}</p> })}
        </details>
    })
}

/// A person's number of affected groups. Pressing it filters the table by the person.
fn person_bar(table: &Table, user: UserIndex, go: u32) -> impl IntoView + use<> {
    let session = session();
    let name = table.user(user).map_or("", |user| user.name).to_owned();
    let groups = text::count(go as usize, "group", "groups");
    // By account id: a text search would also find people whose id contains this one.
    let show = move |_| {
        let filter = people_filter(Affected::AskedFor, &[user]);
        session.view.set_filter(filter);
    };
    view! {
        <li>
            <button type="button" class="bar bar--button" title="Show this person alone" on:click=show>
                <span class="bar__name">{text::cut(&name)}</span>
                <span class="sub">{groups}</span>
            </button>
        </li>
    }
}

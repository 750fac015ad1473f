//! What will change: the count, the warnings, and who goes from where.

use std::sync::Arc;

use leptos::prelude::*;

use crate::choose::{Filter, GroupChange, SelectionImpact, Totals};
use crate::import::{Table, UserIndex};
use crate::ui::app_state::session;
use crate::ui::text;

/// Bars and people listed beside the table; the sentence under them names the rest.
const LISTED: usize = 50;

#[component]
pub(super) fn Changes(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let counted = Arc::clone(&table);
    let totals = Totals::of(&table);
    let change = Memo::new(move |_| {
        session.choice.with(|choice| match choice {
            Some(choice) => SelectionImpact::beside(&totals, &counted, choice.selection()),
            None => SelectionImpact::default(),
        })
    });
    let sentence = move || {
        change.with(|change| {
            format!(
                "{} of {}, in {}",
                if change.memberships == 1 {
                    "membership"
                } else {
                    "memberships"
                },
                text::count(change.people, "person", "people"),
                text::count(change.groups.len(), "group", "groups"),
            )
        })
    };
    let tables = (Arc::clone(&table), Arc::clone(&table), table);
    view! {
        <section class="stack" aria-label="What will change">
            <div class="panel panel--pad">
                <h2>"What will change"</h2>
                <p class="big">{move || text::number(session.chosen())}</p>
                <p class="sub">{sentence}</p>
                <p class="sub">"Counted from the file. The site is checked on Run."</p>
            </div>
            {move || warnings(&tables.0, &change.get())}
            {move || by_group(&tables.1, &change.get())}
            {move || by_person(&tables.2, &change.get())}
        </section>
    }
}

fn warnings(table: &Table, change: &SelectionImpact) -> impl IntoView + use<> {
    let mut sentences = Vec::new();
    if let Some(first) = change.emptied.first().and_then(|group| table.group(*group)) {
        sentences.push(match change.emptied.len() {
            1 => format!(
                "Every row of {} in this file is selected.",
                text::shown(&first.name)
            ),
            n => format!(
                "Every row of {} and {} in this file is selected.",
                text::shown(&first.name),
                text::count(n - 1, "other group", "other groups")
            ),
        });
    }
    if change.org_admins > 0 {
        sentences.push(format!(
            "{} selected.",
            text::count(
                change.org_admins,
                "organization admin is",
                "organization admins are"
            )
        ));
    }
    if change.groupless > 0 {
        sentences.push(format!(
            "{} every group that this file lists for them.",
            text::count(change.groupless, "person loses", "people lose")
        ));
    }
    (!sentences.is_empty()).then(|| {
        view! {
            <div class="note note--warn">
                {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
            </div>
        }
    })
}

fn by_group(table: &Table, change: &SelectionImpact) -> impl IntoView + use<> {
    let more = change.groups.len().saturating_sub(LISTED);
    let bars = change
        .groups
        .iter()
        .take(LISTED)
        .map(|change| group_bar(table, *change))
        .collect_view();
    (change.memberships > 0).then(|| view! {
        <div class="panel panel--pad">
            <h3>"By group"</h3>
            <ul class="bars">{bars}</ul>
            {(more > 0).then(|| view! { <p class="sub">{format!("and {}", text::count(more, "more group", "more groups"))}</p> })}
        </div>
    })
}

/// How many of a group go and stay; pressed, the table shows that group alone.
fn group_bar(table: &Table, change: GroupChange) -> impl IntoView + use<> {
    let session = session();
    let GroupChange { group, go, stay } = change;
    let name = table
        .group(group)
        .map_or_else(String::new, |group| group.label().into_owned());
    let share = text::share(go, go + stay);
    let tone = if stay == 0 { "warn" } else { "calm" };
    let figures = format!(
        "{} selected · {} not selected",
        text::number(go as usize),
        text::number(stay as usize)
    );
    let show = move |_| {
        session.filter.set(Filter {
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
        <details class="panel panel--pad">
            <summary>"By person"</summary>
            <ul class="bars">{people}</ul>
            {(more > 0).then(|| view! { <p class="sub">{format!("and {}", text::count(more, "more person", "more people"))}</p> })}
        </details>
    })
}

/// How many groups a person loses; pressed, the table shows that person alone.
fn person_bar(table: &Table, user: UserIndex, go: u32) -> impl IntoView + use<> {
    let session = session();
    let user = table.user(user);
    let name = user.map_or("", |user| user.name).to_owned();
    let id = user.and_then(|user| user.id.ok()).unwrap_or("").to_owned();
    let groups = text::count(go as usize, "group", "groups");
    let show = move |_| {
        session.filter.set(Filter {
            search: id.clone(),
            ..Filter::default()
        });
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

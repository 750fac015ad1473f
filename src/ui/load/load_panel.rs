//! "Load from the site" on Import, and the way back to it from Connect.

use std::rc::Rc;

use groupsweep_core::atlassian::{Reason, SiteGroup};
use groupsweep_core::load::{GatherProgress, GroupList, Loaded, MissingGroup, by_reason};
use groupsweep_core::run::Rate;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{AppState, For, LoadStage, Taken, session};
use crate::ui::text;
use crate::ui::widgets::{Pace, ReadOut, every_second};

use super::pick_list::{Lines, PickLine};

/// Missing groups named for each reason; the rest are counted.
const NAMED: usize = 100;

/// What the button on Connect and the sections have in common.
fn label(what: For) -> &'static str {
    match what {
        For::Table => "Load from the site",
        For::Names => "Look up the group ids",
    }
}

/// The button that begins.
#[component]
pub(super) fn Begin(what: For) -> impl IntoView {
    let session = session();
    // Looking up names takes the place of what was read, and that waits for a decision of its own.
    let waits = move || what == For::Names && session.load.holds_groups();
    view! {
        <button
            type="button"
            class="button"
            class:button--primary=move || session.load.wanted() == Some(what)
            disabled=move || session.has_run() || waits()
            on:click=move |_| session.load(what)
        >
            {label(what)}
        </button>
    }
}

/// On Connect, once there is a connection: the way back to what was asked for, or to a table without a file.
#[component]
pub(in crate::ui) fn LoadHere() -> impl IntoView {
    let session = session();
    // What moves while something is read draws nothing anew here.
    let holds_groups = Memo::new(move |_| session.load.holds_groups());
    let what = Memo::new(move |_| {
        let wanted = session.load.wanted();
        let nothing = session.table().is_none() && session.selected() == 0;
        let what = wanted.or(nothing.then_some(For::Table));
        // What was read waits for a decision first, whatever was asked for.
        let what = what.map(|what| if holds_groups.get() { For::Table } else { what });
        what.filter(|_| session.real_site().is_some() && !session.has_run())
    });
    let place = NodeRef::<leptos::html::Div>::new();
    // Below a long form nobody would see where it goes on.
    Effect::new(move |_| {
        if let (Some(place), Some(_)) = (place.get(), untrack(|| session.load.wanted())) {
            request_animation_frame(move || place.scroll_into_view_with_bool(false));
        }
    });
    view! {
        {move || what.get().map(|what| view! {
            <div class="actions" node_ref=place>
                <Begin what />
                <p class="sub">
                    {match what {
                        For::Table if holds_groups.get() => "Groups from an earlier load are waiting on Import.",
                        For::Table => "No file needed: pick groups, and Groupsweep reads their members from the site.",
                        For::Names => "Back to the file: Groupsweep looks up the ids of its group names on the site.",
                    }}
                </p>
            </div>
        })}
    }
}

/// The section on Import.
#[component]
pub(in crate::ui) fn LoadSection() -> impl IntoView {
    let session = session();
    // What moves while something is read is drawn inside: a button that is drawn anew can not be pressed.
    let kind = Memo::new(move |_| {
        session.load.with_stage(|stage| match stage {
            LoadStage::Closed
            | LoadStage::Resolved(_)
            | LoadStage::Listing(For::Names, _)
            | LoadStage::Failed(For::Names, _) => 0_u8,
            LoadStage::Listing(For::Table, _) => 1,
            LoadStage::Picking(_) => 2,
            LoadStage::Reading(_) => 3,
            LoadStage::Part(_) => 4,
            LoadStage::Failed(For::Table, _) => 5,
            LoadStage::Taken(_) => 6,
        })
    });
    let inside = move || {
        kind.get();
        match session.load.stage_untracked() {
            LoadStage::Listing(For::Table, _) | LoadStage::Reading(_) => {
                view! { <Busy /> }.into_any()
            }
            LoadStage::Picking(list) => view! { <Pick list /> }.into_any(),
            LoadStage::Part(loaded) => part(session, loaded).into_any(),
            LoadStage::Failed(For::Table, why) => failed(For::Table, &why).into_any(),
            LoadStage::Taken(taken) => notes(session, &taken).into_any(),
            LoadStage::Closed
            | LoadStage::Resolved(_)
            | LoadStage::Listing(..)
            | LoadStage::Failed(..) => view! { <Closed /> }.into_any(),
        }
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Load from the site" data-open=move || (kind.get() != 0).to_string()>
            <h2>"No export?"</h2>
            {inside}
        </section>
    }
}

#[component]
fn Closed() -> impl IntoView {
    let session = session();
    let said = move || {
        match session.real_site() {
        Some(connection) => format!(
            "Lists the groups of {} and reads the members of those you pick.",
            connection.target.name()
        ),
        None => "Connect to your Atlassian site, then pick groups. Groupsweep reads their members. Not for the practice site, which is made from a file.".to_owned(),
    }
    };
    view! {
        <div class="actions">
            <Begin what=For::Table />
            <p class="sub">{said}</p>
        </div>
    }
}

/// How far the reading is, and the way out of it.
#[component]
pub(super) fn Busy() -> impl IntoView {
    let session = session();
    let now = move || {
        session.load.with_stage(|stage| match stage {
            LoadStage::Listing(_, progress) => (false, *progress),
            LoadStage::Reading(progress) => (true, *progress),
            _ => (false, GatherProgress::default()),
        })
    };
    let sentence = move || match now() {
        (true, progress) => format!(
            "{} of {} · {} · {}",
            text::number(progress.done),
            text::count(progress.all, "group", "groups"),
            text::count(progress.entries, "membership", "memberships"),
            text::time_left(progress.left)
        ),
        (false, progress) => format!(
            "Reading the list of groups: {} so far",
            text::number(progress.entries)
        ),
    };
    let second = every_second();
    let wait = Memo::new(move |_| {
        second.track();
        let clock = BrowserClock.now();
        let (_, progress) = now();
        progress.wait_sentence(clock, |moment| text::local_time(moment, clock))
    });
    let words = Memo::new(move |_| text::with_wait(sentence(), wait.get()));
    let (reads_members, _) = untrack(now);
    view! {
        <p role="status" aria-live="off">{words}</p>
        <ReadOut sentence=words />
        {reads_members.then(|| view! {
            <progress
                max=move || now().1.all.max(1).to_string()
                prop:value=move || f64::from(u32::try_from(now().1.done).unwrap_or(u32::MAX))
                aria-label="Loading progress"
            ></progress>
        })}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| session.load.cancel()>"Cancel"</button>
        </div>
    }
}

#[component]
fn Pick(list: Rc<GroupList>) -> impl IntoView {
    let session = session();
    let ticked = RwSignal::new(vec![false; list.groups.len()]);
    let lines: Vec<PickLine> = list
        .groups
        .iter()
        .map(|group| {
            let beside = match (&group.id, group.is_externally_managed()) {
                (None, _) => "the site returned no id for it",
                (_, true) => "managed by your identity provider",
                _ => "",
            };
            let id = group.id.as_ref().map_or("", |id| id.as_str());
            PickLine {
                cells: [group.name.clone(), beside.to_owned(), id.to_owned()],
                free: group.id.is_some(),
            }
        })
        .collect();
    let all = lines.len();
    let picked =
        Memo::new(move |_| ticked.with(|ticked| ticked.iter().filter(|one| **one).count()));
    let kept = list.groups.iter().any(SiteGroup::is_externally_managed);
    let note = list
        .note
        .as_ref()
        .map(|note| format!("In the list of groups, {note}."));
    let list = StoredValue::new_local(list);
    view! {
        <p role="status">
            {move || format!("{} of {} picked", text::number(picked.get()), text::count(all, "group", "groups"))}
        </p>
        {note.map(|note| view! { <p class="note note--warn">{note}</p> })}
        {kept.then(|| view! { <p class="sub">"Groups managed by your identity provider can be read, but rows of these groups will be held back. Change those groups in the identity provider."</p> })}
        <Lines name="Groups on the site" search_name="Search groups" titles=["Group", "Note", "Group id"] lines ticked />
        <ReadPace />
        <div class="actions">
            <button
                type="button"
                class="button button--primary"
                disabled=move || picked.get() == 0 || session.has_run()
                on:click=move |_| session.read_members(&list.get_value(), &ticked.get_untracked())
            >
                "Load memberships" <span class="button__count" aria-hidden="true">{move || text::number(picked.get())}</span>
            </button>
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
}

#[component]
fn ReadPace() -> impl IntoView {
    let session = session();
    let rate = Signal::derive(move || session.reads().get());
    let set = Callback::new(move |asked: u16| {
        let taken = Rate::of_reads(asked).get();
        session.load.set_reads(taken);
        taken
    });
    view! {
        <Pace
            id="reads"
            label="Reads per second"
            choices=[("As fast as the site allows", Rate::READS_MAX), ("Gentle", Rate::READS_MAX / 4)]
            rate
            set
            most=Signal::derive(|| Rate::READS_MAX)
            hint="at most; the site's limit is shared by everyone who uses it"
        />
    }
}

fn part(session: AppState, loaded: Rc<Loaded>) -> impl IntoView {
    let (here, missing) = (loaded.groups.len(), loaded.missing.len());
    if missing == 0 {
        return not_imported(session, loaded).into_any();
    }
    let said = format!(
        "{} of {} read, {}. A group that could not be read completely is left out, because its missing members would not show.",
        text::number(here),
        text::count(here + missing, "group was", "groups were"),
        text::count(loaded.memberships(), "membership", "memberships")
    );
    let names = missing_groups(&loaded.missing);
    let again = Rc::clone(&loaded);
    view! {
        <p class="note note--warn" role="alert"><b>{text::count(missing, "group is missing", "groups are missing")}"."</b> " " {said}</p>
        {names}
        <ReadPace />
        <div class="actions">
            <button type="button" class="button button--primary" on:click=move |_| session.read_missing(Rc::clone(&again))>
                "Try again" <span class="button__count" aria-hidden="true">{text::number(missing)}</span>
            </button>
            {(here > 0).then(|| view! {
                <button type="button" class="button" on:click=move |_| session.take_loaded(Rc::clone(&loaded))>
                    "Use what is here" <span class="button__count" aria-hidden="true">{text::number(here)}</span>
                </button>
            })}
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
    .into_any()
}

/// Everything was read, and the file that was made of it did not get to the page.
fn not_imported(session: AppState, loaded: Rc<Loaded>) -> impl IntoView {
    let here = loaded.groups.len();
    let said = format!(
        "{} with {} read, not imported yet.",
        text::count(here, "group", "groups"),
        text::count(loaded.memberships(), "membership", "memberships")
    );
    view! {
        <p role="status">{said}</p>
        <div class="actions">
            <button type="button" class="button button--primary" on:click=move |_| session.take_loaded(Rc::clone(&loaded))>
                "Use what is here" <span class="button__count" aria-hidden="true">{text::number(here)}</span>
            </button>
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
}

/// Which groups are not there, and why.
fn missing_groups(missing: &[MissingGroup]) -> impl IntoView + use<> {
    let line = |(why, names): (&Reason, Vec<&str>)| {
        let named: Vec<String> = names
            .iter()
            .take(NAMED)
            .map(|name| text::shown(name))
            .collect();
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {} more", text::number(more)),
        };
        format!("{}{more}: {why}", named.join(", "))
    };
    listed(by_reason(missing).into_iter().map(line).collect(), 0)
}

fn listed(lines: Vec<String>, more: usize) -> impl IntoView + use<> {
    let lines: Vec<_> = lines
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    view! {
        <ul class="plain sub">
            {lines}
            {(more > 0).then(|| view! { <li>{format!("and {} more", text::number(more))}</li> })}
        </ul>
    }
}

/// Why nothing came of it, and the ways on.
pub(super) fn failed(what: For, why: &str) -> impl IntoView + use<> {
    let session = session();
    let said = match what {
        For::Table => format!("Nothing was loaded: {why}."),
        For::Names => format!("No ids were looked up: {why}."),
    };
    view! {
        <p class="note note--stop" role="alert">{said}</p>
        <div class="actions">
            <button type="button" class="button button--primary" on:click=move |_| session.load(what)>"Try again"</button>
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
}

/// The load behind the table that is there now.
fn notes(session: AppState, taken: &Taken) -> impl IntoView + use<> {
    let missing = taken.missing.len();
    let warning = (missing > 0).then(|| {
        let said = text::count(missing, "picked group is", "picked groups are");
        view! {
            <p class="note note--warn">{format!("{said} not in this table, because they could not be loaded. Their members will not be changed.")}</p>
            {missing_groups(&taken.missing)}
        }
    });
    let notes = taken.notes.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let more = taken.notes.len().saturating_sub(NAMED);
    let trouble = RwSignal::new(None::<String>);
    view! {
        <p role="status">{taken.said.clone()}</p>
        {warning}
        {(!notes.is_empty()).then(|| listed(notes, more))}
        <div class="actions">
            <button type="button" class="button" on:click=move |_| session.download_export(trouble)>"Download the export"</button>
            <Begin what=For::Table />
        </div>
        <crate::ui::widgets::Alert what=trouble />
    }
}

//! "Load from the site" on Import, and the way back to it from Connect.

use std::rc::Rc;

use groupsweep_core::atlassian::SiteGroup;
use groupsweep_core::load::{GatherProgress, GroupList};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{For, LoadStage, session};
use crate::ui::text;
use crate::ui::widgets::{ReadOut, every_second};

use super::controls::{Begin, ReadPace};
use super::load_result::{failed, notes, part};
use super::pick_list::{Lines, PickLine};

/// On Connect, once there is a connection: the way back to the load, or to a table without a file.
#[component]
pub(in crate::ui) fn LoadHere() -> impl IntoView {
    let session = session();
    // A memo, so that progress does not redraw this.
    let holds_groups = Memo::new(move |_| session.load.holds_groups());
    let what = Memo::new(move |_| {
        let wanted = session.load.wanted();
        let nothing = session.table().is_none() && session.selected() == 0;
        let what = wanted.or(nothing.then_some(For::Table));
        // What was read needs a decision first.
        let what = what.map(|what| if holds_groups.get() { For::Table } else { what });
        what.filter(|_| session.real_site().is_some() && !session.has_run())
    });
    let place = NodeRef::<leptos::html::Div>::new();
    // Below a long form, the next step would be out of sight.
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
    // Progress is drawn inside the view, because a button cannot be pressed while it is replaced.
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
            | LoadStage::Failed(..) => view! { <NotBegun /> }.into_any(),
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
fn NotBegun() -> impl IntoView {
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

/// The progress of loading, and Cancel.
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

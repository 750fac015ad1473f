//! Looks up ids for a file's group names. Each one is shown before it is used.

use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::import::Table;
use groupsweep_core::load::{Resolution, Resolved, names_of};
use leptos::prelude::*;

use crate::ui::app_state::{For, LoadStage, session};
use crate::ui::text;

use super::controls::Begin;
use super::load_panel::Busy;
use super::load_result::failed;
use super::pick_list::{Lines, PickLine};

/// Shown if rows have, or had, a group's name without an id.
#[component]
pub(in crate::ui) fn GroupIds(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let open = names_of(&table).len();
    let filled = table
        .groups()
        .iter()
        .filter(|group| group.is_filled_in)
        .count();
    if open + filled == 0 || session.has_run_untracked() {
        return ().into_any();
    }
    let site = session.load.names().map(|names| names.site.clone());
    let mut said = match open {
        0 => String::new(),
        _ => format!(
            "{} without an id. Rows without a group id cannot be sent. Groupsweep can look the ids up on the site.",
            text::count(open, "group name is", "group names are")
        ),
    };
    if filled > 0 {
        said = format!(
            "{} filled in by name from {}. {said}",
            text::count(filled, "group id was", "group ids were"),
            site.as_deref().unwrap_or_default()
        );
    }
    // No names are left, and the ids are not from another site.
    let is_done = Memo::new(move |_| {
        let here = session.real_site();
        let is_other = here.is_some_and(|here| site.as_deref() != Some(here.target.name()));
        open == 0 && !is_other
    });
    let kind = Memo::new(move |_| {
        session.load.with_stage(|stage| match stage {
            LoadStage::Listing(For::Names, _) => 1_u8,
            LoadStage::Resolved(_) => 2,
            LoadStage::Failed(For::Names, _) => 3,
            _ => 0,
        })
    });
    let inside = move || {
        kind.get();
        match session.load.stage_untracked() {
            LoadStage::Listing(For::Names, _) => view! { <Busy /> }.into_any(),
            LoadStage::Resolved(resolved) => view! { <ResolvedNames resolved /> }.into_any(),
            LoadStage::Failed(For::Names, why) => failed(For::Names, &why).into_any(),
            _ => view! {
                <Show when=move || !is_done.get()>
                    <div class="actions"><Begin what=For::Names /></div>
                </Show>
            }
            .into_any(),
        }
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Group ids">
            <h2>"Group names to ids"</h2>
            <p class="sub">{said}</p>
            {inside}
        </section>
    }
    .into_any()
}

#[component]
fn ResolvedNames(resolved: Rc<Vec<Resolved>>) -> impl IntoView {
    let session = session();
    let exact = |one: &Resolved| matches!(one.resolution, Resolution::Exact(_));
    let ticked = RwSignal::new(resolved.iter().map(exact).collect::<Vec<bool>>());
    let lines = resolved.iter().map(line).collect::<Vec<_>>();
    let all = lines.len();
    let picked =
        Memo::new(move |_| ticked.with(|ticked| ticked.iter().filter(|one| **one).count()));
    let resolved = StoredValue::new_local(resolved);
    view! {
        <p role="status">
            {move || format!("{} of {} will be filled in", text::number(picked.get()), text::count(all, "name", "names"))}
        </p>
        <Lines name="Group names and ids" search_name="Search names" titles=["In the file", "On the site", "Group id"] lines ticked />
        <div class="actions">
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| session.fill_in_ids(&resolved.get_value(), &ticked.get_untracked())
            >
                "Fill in the ids" <span class="button__count" aria-hidden="true">{move || text::number(picked.get())}</span>
            </button>
            <button type="button" class="button" on:click=move |_| session.load.close()>"Close"</button>
        </div>
    }
}

fn line(one: &Resolved) -> PickLine {
    let (beside, id) = match &one.resolution {
        Resolution::Exact(id) => ("the same name".to_owned(), id.as_str().to_owned()),
        Resolution::OtherCase { id, name } => (
            format!(
                "{}: differs in capitalization; select it if it is the right group",
                text::shown(name)
            ),
            id.as_str().to_owned(),
        ),
        Resolution::Several(n) => (
            format!(
                "{} groups have this name, so the id was not filled in. Put the id into the file",
                text::number(*n)
            ),
            String::new(),
        ),
        Resolution::Nowhere => ("no group has this name".to_owned(), String::new()),
    };
    PickLine {
        cells: [one.name.clone(), beside, id],
        free: matches!(one.resolution, Resolution::OtherCase { .. }),
    }
}

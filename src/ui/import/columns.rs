//! The roles of the columns. Changing one reads the file again.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::import::{ColumnMap, Role, Table};
use leptos::prelude::*;

use crate::ui::app_state::{ToMap, session};
use crate::ui::focus::give_lost_focus;
use crate::ui::text;
use crate::ui::widgets::Alert;

const INCOMPLETE: &str = "Choose different columns for Group id (or Group name) and User id. The columns were not changed.";

/// The role whose column was changed last. Its panel is redrawn after the file is read again, and must keep the focus.
#[derive(Clone, Copy)]
pub(super) struct LastColumn(StoredValue<Option<Role>>);

impl LastColumn {
    pub(super) fn new() -> Self {
        Self(StoredValue::new(None))
    }

    fn focus_again(self) {
        let role = self.0.try_update_value(Option::take).flatten();
        if let Some(role) = role {
            give_lost_focus(&[format!("#{}", id_of(role)).as_str()]);
        }
    }
}

/// The id of the select.
fn id_of(role: Role) -> String {
    format!("column-{role:?}")
}

/// The columns of a file that was read.
#[component]
pub(super) fn Columns(table: Arc<Table>) -> impl IntoView {
    let session = session();
    let error = RwSignal::new(None::<String>);
    let known = table.columns().clone();
    let last = expect_context::<LastColumn>();
    last.focus_again();
    let change = Callback::new(move |(role, column): (Role, Option<usize>)| {
        let mut columns = known.clone();
        columns.set(role, column);
        let can_be_read = columns.can_be_read();
        if can_be_read {
            last.0.set_value(Some(role));
            session.read_again(columns);
        } else {
            error.set(Some(INCOMPLETE.to_owned()));
        }
        can_be_read
    });
    let how = if table.has_chosen_columns() {
        "You chose these columns. The other columns of the file are kept in the results file."
    } else if table.has_headings() {
        "Detected from the headings. Your other columns are kept in the results file."
    } else {
        "This file has no headings, so the columns were detected from their content. Check them. Rows are numbered as if there were a heading row."
    };
    let columns = table.columns().clone();
    let (headings, samples) = (table.headings().to_vec(), table.first_cells().to_vec());
    view! {
        <section class="panel panel--pad columns-line" aria-label="Columns">
            <div class="columns-line__head">
                <h2>"Columns"</h2>
                <p class="sub">{how}</p>
            </div>
            <Choices headings samples columns change />
            <Alert what=error />
        </section>
    }
}

/// A file whose headings do not identify the columns, and the way back to the previous file.
#[component]
pub(super) fn ColumnsToMap(to_map: Rc<ToMap>) -> impl IntoView {
    let session = session();
    let columns = RwSignal::new(to_map.columns.clone());
    let change = Callback::new(move |(role, column): (Role, Option<usize>)| {
        columns.update(|columns| columns.set(role, column));
        true
    });
    let (kept, back) = match untrack(|| session.at_hand()) {
        Some(AtHand::File(before)) => (
            format!(
                " {} is still imported{}.",
                text::shown(&before),
                session.kept_selection()
            ),
            Some("Keep the previous file"),
        ),
        Some(AtHand::SealedPlan) => (
            " The sealed plan is still open.".to_owned(),
            Some("Keep the sealed plan"),
        ),
        None => (String::new(), None),
    };
    let headings = to_map.headings.clone();
    let (name, why) = (text::shown(&to_map.name()), to_map.why.clone());
    let candidate = StoredValue::new_local(to_map.candidate.clone());
    view! {
        <div class="note note--warn" role="alert">
            <b>{format!("{name} is not imported yet.")}</b> {format!(" {why}{kept}")}
        </div>
        <section class="panel panel--pad stack" aria-label="Columns">
            <h2>{format!("Columns of {name}")}</h2>
            <p class="sub">"Choose the columns that hold the ids. A group id looks like e7b24a95-307c-4179-b143-18071d986420, a user id like 712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74."</p>
            <Choices headings samples=Vec::new() columns=to_map.columns.clone() change />
            <div class="actions">
                <button
                    type="button"
                    class="button button--primary"
                    disabled=move || !columns.with(ColumnMap::can_be_read)
                    on:click=move |_| session.read_candidate(candidate.get_value(), Some(columns.get_untracked()))
                >
                    "Read with these columns"
                </button>
                {back.map(|label| view! {
                    <button type="button" class="button" on:click=move |_| session.file.drop_question()>{label}</button>
                })}
            </div>
        </section>
    }
}

#[component]
fn Choices(
    headings: Vec<String>,
    samples: Vec<String>,
    columns: ColumnMap,
    /// Assigns another column to a role. False if it is refused.
    change: Callback<(Role, Option<usize>), bool>,
) -> impl IntoView {
    let choice = |role: Role| {
        let column = columns.get(role);
        let sample = column.and_then(|at| samples.get(at)).cloned();
        view! { <ColumnSelect role column headings=headings.clone() sample change /> }
    };
    view! { <div class="columns">{Role::CHANGEABLE.map(choice)}</div> }
}

#[component]
fn ColumnSelect(
    role: Role,
    column: Option<usize>,
    headings: Vec<String>,
    sample: Option<String>,
    change: Callback<(Role, Option<usize>), bool>,
) -> impl IntoView {
    let session = session();
    let id = id_of(role);
    // Columns with the same heading are distinguished by their position.
    let folded: Vec<String> = headings
        .iter()
        .map(|heading| heading.trim().to_lowercase())
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for heading in &folded {
        *counts.entry(heading).or_default() += 1;
    }
    let twins: Vec<bool> = folded
        .iter()
        .map(|heading| counts.get(heading.as_str()).is_some_and(|n| *n > 1))
        .collect();
    let options = headings
        .into_iter()
        .zip(twins)
        .enumerate()
        .map(|(at, (heading, twin))| {
            let label = if heading.is_empty() {
                format!("Column {}", at + 1)
            } else if twin {
                format!("{} (column {})", text::cut(&heading), at + 1)
            } else {
                text::cut(&heading)
            };
            view! { <option value=at.to_string() selected=column == Some(at)>{label}</option> }
        });
    let none = role != Role::UserId || column.is_none();
    view! {
        <div class="field">
            <label for=id.clone()>{role.label()}</label>
            <select
                id=id
                disabled=move || session.has_run()
                on:change:target=move |event| {
                    let select = event.target();
                    if !change.run((role, select.value().parse().ok())) {
                        select.set_value(&column.map_or_else(String::new, |at| at.to_string()));
                    }
                }
            >
                {none.then(|| view! { <option value="" selected=column.is_none()>"(none)"</option> })}
                {options.collect_view()}
            </select>
            {sample.map(|sample| view! { <p class="sub line" title=text::cut(&sample)>{format!("First row: {}", text::shown(&sample))}</p> })}
        </div>
    }
}

/// What the page holds now.
pub(super) enum AtHand {
    /// A file of this name.
    File(String),
    SealedPlan,
}

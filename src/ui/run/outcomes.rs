//! The rows of a run: what is planned for each and, once it is settled, its outcome.

use groupsweep_core::plan::PlanItem;
use groupsweep_core::report::wording::{why, why_planned};
use groupsweep_core::run::{Listed, Outcome, RowSearch, Run};
use leptos::prelude::*;

use crate::ui::app_state::{ActiveRun, AppState, session};
use crate::ui::text;
use crate::ui::widgets::{Column, NO_ROW, Picker, Rows};

/// Headings and CSS classes of the columns. The plan before a run has the same ones.
pub(super) const COLUMNS: [(&str, &str); 5] = [
    ("Row", "cell cell--number"),
    ("User", "cell cell--who"),
    ("Group", "cell"),
    ("Status", "cell cell--tag"),
    ("Why", "cell cell--why"),
];

/// A row's key is its item and, in the low bits, its outcome, when it was settled, and how often its reason has
/// changed since. The row is redrawn when any of these changes.
const STAMP_BITS: u32 = 20;
/// Three bits are enough for every outcome.
const REWORDINGS_SHIFT: u32 = STAMP_BITS + 3;
/// The item is above the eight bits for changes of the reason.
const ITEM_SHIFT: u32 = REWORDINGS_SHIFT + 8;
/// The number of stamps besides 0.
const STAMP: u32 = (1 << STAMP_BITS) - 1;

fn key_of(row: Listed) -> u64 {
    // 0 means not settled.
    let stamp = row.settled.map_or(0, |place| place % STAMP + 1);
    // A row whose answer was lost is unconfirmed before it is settled.
    let outcome = row.outcome as u64;
    let rewordings = u64::from(row.rewordings);
    u64::from(row.item) << ITEM_SHIFT
        | rewordings << REWORDINGS_SHIFT
        | outcome << STAMP_BITS
        | u64::from(stamp)
}

#[component]
pub(in crate::ui) fn Outcomes() -> impl IntoView {
    let session = session();
    let wanted = RwSignal::new(None::<Outcome>);
    let search = RwSignal::new(String::new());
    let found = StoredValue::new(RowSearch::default());
    let again = RwSignal::new(());
    let listing = Memo::new(move |_| {
        again.track();
        let listed = |run: &Run| {
            let listed = found.try_update_value(|found| {
                search.with(|text| {
                    if !found.is_for(text) {
                        *found = RowSearch::of(text);
                    }
                });
                found.look(run);
                run.listing(wanted.get(), found)
            });
            listed.unwrap_or_default()
        };
        session.with_run(listed).unwrap_or_default()
    });
    let is_searching = Memo::new(move |_| listing.with(|listing| listing.left_to_search > 0));
    // Searches in steps, so that the page is drawn and the run continues in between.
    Effect::new(move |_| {
        if listing.with(|listing| listing.left_to_search > 0) {
            request_animation_frame(move || {
                again.try_set(());
            });
        }
    });
    let count = Signal::derive(move || listing.with(|listing| listing.rows.len()));
    let key = Callback::new(move |at: usize| {
        listing.with(|listing| listing.rows.get(at).copied().map_or(NO_ROW, key_of))
    });
    let cells = Callback::new(move |key: u64| {
        let item = usize::try_from(key >> ITEM_SHIFT).unwrap_or(usize::MAX);
        let cells = |active: &ActiveRun| row_cells(session, &active.run.borrow(), item);
        session.run.with_active_untracked(cells).unwrap_or_default()
    });
    let columns: Vec<Column> = COLUMNS
        .map(|(title, class)| Column::plain(title, class))
        .into();
    let empty = Signal::derive(move || match wanted.get() {
        _ if is_searching.get() => "Searching…".to_owned(),
        _ if !search.with(String::is_empty) => "No row matches the search.".to_owned(),
        None => "This run has no rows.".to_owned(),
        Some(_) => "No rows with this outcome.".to_owned(),
    });
    view! {
        <section class="split__table" aria-label="Outcomes list">
            <div class="tools">
                <OutcomePicker wanted />
                <input
                    type="search"
                    class="tools__search"
                    aria-label="Search outcomes"
                    placeholder="Search"
                    prop:value=move || search.get()
                    on:input:target=move |event| search.set(event.target().value())
                />
            </div>
            <Rows name="Outcomes" role="table" class="rows--run" columns count key cells empty />
            {move || listing.with(|listing| listing.is_cut).then(|| view! {
                <p class="sub rows__more">"During the run, the table lists the 1,000 newest outcomes and the next 1,000 rows. When the run stops, it lists every row."</p>
            })}
        </section>
    }
}

#[component]
fn OutcomePicker(wanted: RwSignal<Option<Outcome>>) -> impl IntoView {
    let action = session().action();
    let options = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            (
                outcome.word(action).to_owned(),
                outcome.label(action).to_owned(),
            )
        })
        .collect();
    let change = Callback::new(move |word: String| {
        let mut all = Outcome::ALL.into_iter();
        wanted.set(all.find(|outcome| outcome.word(action) == word));
    });
    view! { <Picker name="Outcome" all="All rows" options change /> }
}

fn row_cells(session: AppState, run: &Run, item: usize) -> Vec<AnyView> {
    let (Some(planned), Some(record)) = (run.plan().items().get(item), run.records().get(item))
    else {
        return Vec::new();
    };
    let outcome = record.outcome();
    let (status, why) = if outcome == Outcome::NotTried {
        let sort = run.plan().foreseen(item);
        let label = sort.label(run.plan().action());
        let status = view! { <span class="tag" data-sort=text::sort_key(sort)>{label}</span> };
        let why = why_planned(run.plan().purpose(), sort).to_owned();
        (status.into_any(), why)
    } else {
        let label = outcome.label(run.plan().action());
        let status =
            view! { <span class="tag" data-outcome=text::outcome_key(outcome)>{label}</span> };
        (status.into_any(), told_why(run, item))
    };
    vec![
        planned.row.spreadsheet_row().to_string().into_any(),
        person(session, planned, text::cut(&run.plan().user_label(planned))),
        view! { <span class="line">{text::cut(&run.plan().group_label(planned))}</span> }
            .into_any(),
        status,
        view! { <span class="line line--two sub" title=why.clone()>{why.clone()}</span> }
            .into_any(),
    ]
}

/// The reason of an outcome, and the number of calls.
fn told_why(run: &Run, item: usize) -> String {
    let Some(record) = run.records().get(item) else {
        return String::new();
    };
    let why = why(record, run.plan().action());
    match record.attempts() {
        0 | 1 => why,
        // The reason names the try.
        _ if record.outcome() == Outcome::Done => why,
        tries => format!("{why} {tries} tries."),
    }
}

/// A person's name and, if the file is in the page, email.
pub(super) fn person(session: AppState, planned: &PlanItem, name: String) -> AnyView {
    let email = untrack(|| session.table()).and_then(|table| {
        let user = table.user(table.row(planned.row)?.user)?;
        let is_same_person = user.id == Ok(planned.membership.account.as_str());
        is_same_person.then(|| text::cut(user.email))
    });
    let email = email.filter(|email| !email.is_empty());
    view! {
        <span class="line" title=name.clone()>
            {name.clone()}
            {email.map(|email| view! { " " <span class="sub">{email}</span> })}
        </span>
    }
    .into_any()
}

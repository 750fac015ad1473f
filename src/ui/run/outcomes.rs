//! The list of outcomes, newest first.

use leptos::prelude::*;

use crate::report::wording::why;
use crate::run::{Outcome, Run};
use crate::ui::app_state::session;
use crate::ui::text;
use crate::ui::widgets::{Column, Picker, Rows};

/// Headings and the classes of the cells below.
const COLUMNS: [(&str, &str); 6] = [
    ("Row", "cell cell--number"),
    ("User", "cell cell--who"),
    ("Group", "cell"),
    ("Outcome", "cell cell--tag"),
    ("Why", "cell cell--why"),
    ("Tries", "cell cell--number cell--wide"),
];

/// A row's key is its item and, in the low bits, when it was settled: settled again, it is drawn again.
const STAMP_BITS: u32 = 20;
const STAMP: u32 = (1 << STAMP_BITS) - 1;
/// Rows listed at most: the work of a frame must not grow with the run. The results file holds all.
const MAX_ROWS: usize = 1000;

#[component]
pub(super) fn Outcomes() -> impl IntoView {
    let session = session();
    let wanted = RwSignal::new(None::<Outcome>);
    let search = RwSignal::new(String::new());
    // Newest first; an item that was tried again stands where it was settled last.
    let shown = Memo::new(move |_| {
        let search = search.with(|search| search.trim().to_lowercase());
        session
            .with_run(|run| newest_first(run, wanted.get(), &search))
            .unwrap_or_default()
    });
    let count = Signal::derive(move || shown.with(Vec::len));
    let key = Callback::new(move |at: usize| {
        shown.with(|shown| {
            shown.get(at).map_or(0, |(item, stamp)| {
                u64::from(*item) << STAMP_BITS | u64::from(stamp & STAMP)
            })
        })
    });
    let cells = Callback::new(move |key: u64| {
        let item = usize::try_from(key >> STAMP_BITS).unwrap_or(usize::MAX);
        session.sweep.with_untracked(|sweep| {
            let run = sweep.as_ref().map(|sweep| sweep.run.borrow());
            run.map_or_else(Vec::new, |run| outcome_cells(&run, item))
        })
    });
    let columns: Vec<Column> = COLUMNS
        .map(|(title, class)| Column::plain(title, class))
        .into();
    let action = session.action();
    let empty = Signal::derive(move || match wanted.get() {
        _ if !search.with(String::is_empty) => "No row matches the search.".to_owned(),
        None => "Nothing has been tried yet.".to_owned(),
        Some(outcome) => format!(
            "No row is {}.",
            outcome.label(session.action()).to_lowercase()
        ),
    });
    let options = Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome != Outcome::NotTried)
        .map(|outcome| {
            (
                outcome.word(action).to_owned(),
                outcome.label(action).to_owned(),
            )
        })
        .collect();
    let change = Callback::new(move |word: String| {
        wanted.set(
            Outcome::ALL
                .into_iter()
                .find(|outcome| outcome.word(action) == word),
        );
    });
    view! {
        <section class="split__table" aria-label="Outcomes list">
            <div class="tools">
                <Picker name="Outcome" all="All outcomes" options change />
                <input
                    type="search"
                    class="tools__search"
                    aria-label="Search outcomes"
                    placeholder="Search"
                    prop:value=move || search.get()
                    on:input:target=move |event| search.set(event.target().value())
                />
            </div>
            <Rows name="Outcomes" role="table" class="rows--outcomes" columns count key cells empty />
            {move || (count.get() >= MAX_ROWS).then(|| view! {
                <p class="sub rows__more">{format!("Only the newest {} rows are listed. The results file has all of them.", text::number(MAX_ROWS))}</p>
            })}
        </section>
    }
}

/// Items with the place of their latest settlement, latest first, [`MAX_ROWS`] at most.
fn newest_first(run: &Run, wanted: Option<Outcome>, search: &str) -> Vec<(u32, u32)> {
    let settled = run.settled().iter().enumerate().rev();
    let fits = |(stamp, item): (usize, &u32)| {
        let at = *item as usize;
        let stamp = u32::try_from(stamp).unwrap_or(u32::MAX);
        let outcome = run.records().get(at)?.outcome();
        let fits = run.is_latest(at, stamp)
            && outcome != Outcome::NotTried
            && wanted.is_none_or(|wanted| wanted == outcome)
            && (search.is_empty() || holds(run, at, search));
        fits.then_some((*item, stamp))
    };
    settled.filter_map(fits).take(MAX_ROWS).collect()
}

fn holds(run: &Run, item: usize, search: &str) -> bool {
    let (Some(planned), Some(record)) = (run.plan().items().get(item), run.records().get(item))
    else {
        return false;
    };
    let has = |text: &str| text.to_lowercase().contains(search);
    has(&planned.user_name)
        || has(&run.plan().user_label(planned))
        || has(&run.plan().group_label(planned))
        || planned.membership.account.as_str().contains(search)
        || planned.membership.group.as_str().contains(search)
        || record.reason().is_some_and(|reason| has(reason))
}

fn outcome_cells(run: &Run, item: usize) -> Vec<AnyView> {
    let (Some(planned), Some(record)) = (run.plan().items().get(item), run.records().get(item))
    else {
        return Vec::new();
    };
    let reason = why(record, run.plan().action());
    let outcome = record.outcome();
    let label = outcome.label(run.plan().action());
    vec![
        planned.row.spreadsheet_row().to_string().into_any(),
        view! { <span class="line">{text::cut(&run.plan().user_label(planned))}</span> }.into_any(),
        view! { <span class="line">{text::cut(&run.plan().group_label(planned))}</span> }
            .into_any(),
        view! { <span class="tag" data-outcome=text::outcome_key(outcome)>{label}</span> }
            .into_any(),
        view! { <span class="line line--two sub" title=reason.clone()>{reason.clone()}</span> }
            .into_any(),
        record.attempts().to_string().into_any(),
    ]
}

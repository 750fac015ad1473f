//! The list of outcomes, newest first.

use leptos::prelude::*;

use crate::run::{Outcome, Run};
use crate::ui::parts::{Column, Picker, Rows};
use crate::ui::session::session;

const COLUMNS: [Column; 6] = [
    Column {
        title: "Row",
        class: "cell cell--number",
    },
    Column {
        title: "User",
        class: "cell cell--who",
    },
    Column {
        title: "Group",
        class: "cell",
    },
    Column {
        title: "Outcome",
        class: "cell cell--tag",
    },
    Column {
        title: "Why",
        class: "cell cell--why",
    },
    Column {
        title: "Tries",
        class: "cell cell--number cell--wide",
    },
];

/// A row's key is its item and, in the low bits, when it was settled: settled again, it is drawn again.
const STAMP_BITS: u32 = 20;
const STAMP: u32 = (1 << STAMP_BITS) - 1;

#[component]
pub(super) fn Outcomes() -> impl IntoView {
    let session = session();
    let wanted = RwSignal::new(None::<Outcome>);
    // Newest first; an item that was tried again stands where it was settled last.
    let shown = Memo::new(move |_| {
        session
            .with_run(|run| newest_first(run, wanted.get()))
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
    let empty = Signal::derive(move || match wanted.get() {
        None => "Nothing has been tried yet.".to_owned(),
        Some(outcome) => format!("No row is {}.", outcome.label().to_lowercase()),
    });
    let options = Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome != Outcome::NotTried)
        .map(|outcome| (outcome.word().to_owned(), outcome.label().to_owned()))
        .collect();
    let change = Callback::new(move |word: String| {
        wanted.set(
            Outcome::ALL
                .into_iter()
                .find(|outcome| outcome.word() == word),
        );
    });
    view! {
        <section class="panel" aria-label="Outcomes list">
            <div class="tools">
                <Picker name="Outcome" all="All outcomes" options change />
            </div>
            <Rows name="Outcomes" role="table" class="rows--outcomes" columns=&COLUMNS count key cells empty />
        </section>
    }
}

/// Items with the place of their latest settlement, latest first.
fn newest_first(run: &Run, wanted: Option<Outcome>) -> Vec<(u32, u32)> {
    let mut seen = vec![false; run.records().len()];
    let settled = run.settled().iter().enumerate().rev();
    settled
        .filter_map(|(stamp, item)| {
            let stamp = u32::try_from(stamp).unwrap_or(u32::MAX);
            let first = !std::mem::replace(seen.get_mut(*item as usize)?, true);
            let outcome = run.records().get(*item as usize)?.outcome();
            let shown =
                outcome != Outcome::NotTried && wanted.is_none_or(|wanted| wanted == outcome);
            (first && shown).then_some((*item, stamp))
        })
        .collect()
}

fn outcome_cells(run: &Run, item: usize) -> Vec<AnyView> {
    let (Some(planned), Some(record)) = (run.plan().items().get(item), run.records().get(item))
    else {
        return Vec::new();
    };
    let reason = match (record.reason(), record.http_status()) {
        (Some(reason), _) => reason.to_string(),
        (None, Some(status)) => status.to_string(),
        (None, None) => String::new(),
    };
    let outcome = record.outcome();
    vec![
        planned.row.in_spreadsheet().to_string().into_any(),
        view! { <span class="line">{planned.user_name.to_string()}</span> }.into_any(),
        view! { <span class="line">{planned.group_name.to_string()}</span> }.into_any(),
        view! { <span class="tag" data-outcome=outcome.word()>{outcome.label()}</span> }.into_any(),
        view! { <span class="line line--two sub" title=reason.clone()>{reason.clone()}</span> }
            .into_any(),
        record.attempts().to_string().into_any(),
    ]
}

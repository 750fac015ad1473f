//! A chart of answers per second over time, with the limit as a dashed line.

use std::fmt::Write as _;

use groupsweep_core::run::Run;
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::session;
use crate::ui::text;

/// The drawing's size, in its own units.
const WIDE: u32 = 240;
const HIGH: u32 = 48;

#[derive(Clone, PartialEq, Eq, Default)]
struct Drawing {
    line: String,
    limit: u32,
    words: String,
}

#[component]
pub(super) fn Chart() -> impl IntoView {
    let session = session();
    let drawing = Memo::new(move |_| session.with_run(draw).flatten());
    move || {
        drawing.get().map(|Drawing { line, limit, words }| {
            view! {
                <figure class="chart">
                    <svg viewBox=format!("0 0 {WIDE} {HIGH}") role="img" aria-label=words.clone() preserveAspectRatio="none">
                        <line class="chart__limit" x1="0" x2=WIDE.to_string() y1=limit.to_string() y2=limit.to_string() />
                        <polyline class="chart__line" points=line />
                    </svg>
                    <figcaption class="sub">{words}</figcaption>
                </figure>
            }
        })
    }
}

/// `None` until there are enough points for a line.
fn draw(run: &Run) -> Option<Drawing> {
    let pace = run.pace();
    let rates: Vec<u32> = pace.history().points().collect();
    // The last interval is not complete.
    let (_, rates) = rates.split_last()?;
    if rates.len() < 3 {
        return None;
    }
    let bound = u32::from(pace.bound().get()) * 10;
    let limit = pace
        .limit_in_tenths()
        .map_or(bound, |limit| limit.min(bound));
    let top = rates.iter().copied().max().unwrap_or(0).max(limit).max(1) * 11 / 10;
    let height = |rate: u32| HIGH - rate.min(top) * HIGH / top;
    let last = u32::try_from(rates.len() - 1).unwrap_or(1).max(1);
    let mut line = String::new();
    for (at, rate) in (0_u32..).zip(rates) {
        let _ = write!(line, "{},{} ", at * WIDE / last, height(*rate));
    }
    // The current rate is shown beside the chart, unless the run waits.
    let words = if pace.held_until(BrowserClock.now()).is_some() {
        "The site asked for a pause: no call starts automatically until it ends".to_owned()
    } else if pace.limit_in_tenths().is_some() {
        format!(
            "The site allows about {} a second",
            text::limit(limit as usize)
        )
    } else {
        format!("At most {} a second", text::limit(limit as usize))
    };
    Some(Drawing {
        line,
        limit: height(limit),
        words,
    })
}

//! The report of a run that another machine carried out, from its results file.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::connect::Connection;
use groupsweep_core::import::{ADDED_COLUMNS, PreviousOutcome, Table};
use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::{HeldBackBefore, Plan};
use groupsweep_core::run::{Evidence, Outcome, ResultCells, Run};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::{BrowserClock, MemoryJournal, RewindError, draw_run_id, read_column};
use crate::ui::app_state::{ActiveRun, AppState, session};
use crate::ui::step::Step;
use crate::ui::text;

/// The counts in the file, and the button that opens its report.
#[component]
pub(super) fn Told(
    table: Arc<Table>,
    /// Nothing is left to do, so the report is the next step.
    is_next: bool,
) -> impl IntoView {
    let session = session();
    // The practice site is made from the file, as before the run. It shows nothing of what happened on the real site.
    let connected = Memo::new(move |_| {
        let connection = session.connection();
        connection.is_some_and(|connection| !connection.target.is_practice())
    });
    let press = {
        let table = Arc::clone(&table);
        move |_| session.report_of(Arc::clone(&table))
    };
    let action = groupsweep_core::plan::action_of_results(&table);
    let held = action.map(|action| HeldBackBefore::of(&table, action));
    let held = held.unwrap_or_default();
    view! {
        <p>{in_numbers(&table, held.rows.len())}</p>
        <Held reasons=held.reasons() />
        <div class="actions">
            <Show
                when=move || connected.get()
                fallback=move || view! {
                    <button type="button" class="button" class:button--primary=is_next disabled=move || session.has_run() on:click=move |_| session.step.set(Step::Connect)>"Connect to its site"</button>
                    <p class="sub">"To verify or undo this run, connect to its site first, then come back to Import. The file does not show which site it is about."</p>
                }
            >
                <button type="button" class="button" class:button--primary=is_next disabled=move || session.has_run() on:click=press.clone()>"Report of this file"</button>
                <p class="sub">"Shows counts and reasons. There you can verify the run and undo it, on the site you are connected to."</p>
            </Show>
        </div>
    }
}

/// Why rows that were selected were not sent.
#[component]
pub(in crate::ui) fn Held(reasons: Vec<(String, usize)>) -> impl IntoView {
    (!reasons.is_empty()).then(|| {
        let reasons = reasons.into_iter().map(|(reason, rows)| {
            view! {
                <li class="bar">
                    <span>{reason}</span>
                    <span class="sub">{text::count(rows, "row", "rows")}</span>
                </li>
            }
        });
        view! {
            <section class="stack" aria-label="Not sent">
                <h3>"Selected rows that were not sent, and why"</h3>
                <ul class="bars">{reasons.collect_view()}</ul>
            </section>
        }
    })
}

/// `190 removed · 6 already gone · 4 failed · 20 kept`. Counts every row of the file.
fn in_numbers(table: &Table, held: usize) -> String {
    let action = groupsweep_core::plan::action_of_results(table);
    let label = |word: Option<PreviousOutcome>| {
        let outcome = action.and_then(|action| {
            let mut outcomes = Outcome::ALL.into_iter();
            outcomes
                .find(|outcome| word.is_some_and(|word| word.word() == outcome.word(action)))
                .map(|outcome| outcome.label(action).to_lowercase())
        });
        match word {
            None => "with an unknown outcome".to_owned(),
            Some(word) => outcome.unwrap_or_else(|| word.word().replace('_', " ")),
        }
    };
    let words = table
        .earlier_counts()
        .into_iter()
        .map(|(word, rows)| match word {
            Some(PreviousOutcome::Kept) => (rows - held.min(rows), label(word)),
            _ => (rows, label(word)),
        })
        .chain([(held, "selected but not sent".to_owned())])
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, word)| format!("{} {word}", text::number(rows)));
    words.collect::<Vec<_>>().join(" · ")
}

impl AppState {
    /// Opens the report of the current results file, with the connected account.
    fn report_of(self, table: Arc<Table>) {
        self.trouble.set(None);
        let Some(connection) = self.connection() else {
            return;
        };
        leptos::task::spawn_local(async move {
            let read = self.read_told(&table, connection).await;
            let is_at_hand = self.file.is_untracked(&table);
            // There may be another file, or a run, by now.
            if !is_at_hand || self.has_run_untracked() {
                return;
            }
            match read {
                Ok(Some(sweep)) => {
                    self.check.reset();
                    let run = Rc::clone(&sweep.run);
                    let version = run.borrow().results_version();
                    self.put_run(sweep);
                    // The file itself is the record.
                    self.run.note_saved(&run, version);
                    self.step.set(Step::Report);
                }
                Ok(None) => {}
                Err(why) => self.trouble.set(Some(why.to_string())),
            }
        });
    }

    async fn read_told(
        self,
        table: &Arc<Table>,
        connection: Connection,
    ) -> Result<Option<ActiveRun>, RewindError> {
        let source = self.file.source().ok_or(RewindError)?;
        let mut cells = Vec::new();
        // The outcome itself is known.
        for heading in &ADDED_COLUMNS[1..] {
            // A missing column is read as empty, because no file has that many columns.
            let column = table.added_column(heading).unwrap_or(usize::MAX - 1);
            cells.push(read_column(&source, table, column).await?);
        }
        let (Ok(cells), Some(plan)) = (
            ResultCells::try_from(cells),
            Plan::of_results(table, connection),
        ) else {
            return Ok(None);
        };
        let plan = Arc::new(plan);
        let head = RunHeader::new(draw_run_id(), &plan, None, BrowserClock.now());
        Ok(Some(ActiveRun {
            run: Rc::new(RefCell::new(Run::imported(plan, table, &cells))),
            head: Rc::new(head),
            journal: Rc::new(MemoryJournal),
            orders: None,
            kept: None,
            source: None,
            shown: None,
        }))
    }

    /// The evidence for the run in the page.
    pub(in crate::ui) fn evidence(self) -> Evidence {
        let evidence = self.with_run(Run::evidence);
        evidence.unwrap_or(Evidence::OwnRecord)
    }

    /// Whether the run in the page comes from a results file.
    pub(in crate::ui) fn is_imported(self) -> bool {
        self.evidence() == Evidence::ResultsFile
    }

    /// Whether the only evidence for the run in the page is a file. Then nothing is sent for it.
    pub(in crate::ui) fn is_from_outside(self) -> bool {
        self.evidence() != Evidence::OwnRecord
    }
}

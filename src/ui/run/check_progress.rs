//! The progress of the check of a plan.

use groupsweep_core::plan::{Proposal, RowsRead};
use groupsweep_core::precheck::{PrecheckProgress, PrecheckStage};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{Check, session};
use crate::ui::text;
use crate::ui::widgets::{ReadOut, every_second};

/// The progress of the check, with the buttons to end or repeat it.
#[component]
pub(super) fn CheckProgress() -> impl IntoView {
    let session = session();
    let second = every_second();
    let wait = Memo::new(move |_| {
        second.track();
        let Check::Asking(progress) = session.check.progress() else {
            return None;
        };
        let now = BrowserClock.now();
        let wait = progress.wait_sentence(now, |moment| text::local_time(moment, now));
        wait.map(|wait| session.offline_or(wait))
    });
    let sentence = Memo::new(move |_| {
        match session.check.progress() {
        Check::Not if session.is_elsewhere() => "Not checked, because this page does not contact the site. Only your keep list and the names of known admin groups protect rows.".to_owned(),
        Check::Not => "Not checked yet.".to_owned(),
        Check::Asking(PrecheckProgress::BEGUN) => "Asking the site…".to_owned(),
        Check::Asking(progress) => match progress.stage {
            PrecheckStage::Rules => format!(
                "Reading admin groups and accounts: {} of {}",
                text::number(progress.done),
                text::count(progress.all, "question", "questions")
            ),
            PrecheckStage::Members => format!(
                "Reading group members: {} of {}",
                text::number(progress.done),
                text::count(progress.all, "group", "groups")
            ),
            PrecheckStage::Names => format!(
                "Reading names: {} of {}",
                text::number(progress.done),
                text::count(progress.all, "person", "people")
            ),
        },
        Check::Done(at) => {
            let rows_read = |proposal: &Proposal| proposal.facts().rows_read(proposal.items().len());
            checked(session.check.with_proposal(rows_read).unwrap_or(RowsRead::All), &text::clock(at))
        }
        Check::Cancelled => {
            "Check cancelled. Rows that were not checked will still be sent, unless you leave them out.".to_owned()
        }
    }
    });
    let words = Memo::new(move |_| text::with_wait(sentence.get(), wait.get()));
    let open_dialog = Memo::new(move |_| session.check.is_asking());
    let is_connected = Memo::new(move |_| session.connection().is_some());
    let share = move || match session.check.progress() {
        Check::Asking(progress) => (progress.done, progress.all),
        Check::Not | Check::Done(_) | Check::Cancelled => (0, 1),
    };
    view! {
        <div class="plan__line">
            <p class="sub plan__check" role="status" aria-live="off" aria-label="Plan check">{words}</p>
            <ReadOut sentence=words />
            <Show when=move || !open_dialog.get() && !session.is_elsewhere()>
                <button type="button" class="button button--small" disabled=move || !is_connected.get() on:click=move |_| session.ask_the_site()>"Check again"</button>
                <Show when=move || !is_connected.get()>
                    <p class="sub">"To check again, connect to the site first."</p>
                </Show>
            </Show>
            <Show when=move || open_dialog.get()>
                <button type="button" class="button button--small" on:click=move |_| session.check.cancel()>"Go on without the check"</button>
            </Show>
        </div>
        <Show when=move || open_dialog.get()>
            <progress max=move || share().1.to_string() value=move || share().0.to_string() aria-label="Check progress"></progress>
        </Show>
    }
}

/// How the check ended.
fn checked(read: RowsRead, at: &str) -> String {
    match read {
        RowsRead::All => format!("Checked with the site at {at}."),
        RowsRead::AllBut(rows) => format!(
            "Checked with the site at {at}, except {} that could not be read.",
            text::count(rows, "row", "rows")
        ),
        RowsRead::Nothing(why) => format!(
            "The check at {at} failed: none of the rows could be read, because {why}. Check the connection, then press Check again."
        ),
    }
}

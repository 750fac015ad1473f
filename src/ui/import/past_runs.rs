//! Past runs stored for this address: what each did, and what can be done with it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::widgets::Alert;

use groupsweep_core::journal::{
    RunHeader, closed_in, nothing_is_left_to_undo, undone_again_in, undone_in,
};
use groupsweep_core::report::wording::{
    self, damaged, damaged_keyword, past_run, verified_in_short,
};
use groupsweep_core::run::{Closed, Run};

use crate::browser::own_address;
use crate::ui::app_state::{AppState, Asking, DamagedRun, ReopenFor, StorageState, session};
use crate::ui::carry::{LoadRecord, SaveRecord};
use crate::ui::text;

#[component]
pub(super) fn PastRuns() -> impl IntoView {
    let session = session();
    let shown = move || !session.stored_runs.is_empty();
    let ids = move || {
        let ids =
            |heads: &[Rc<RunHeader>]| heads.iter().map(|head| head.id.clone()).collect::<Vec<_>>();
        session.stored_runs.with_heads(ids)
    };
    let why_not = move || match session.storage.state() {
        StorageState::Not(why) => Some(why.to_string()),
        StorageState::Opening | StorageState::Kept(_) => None,
    };
    view! {
        {move || why_not().map(|why| view! { <p class="note note--warn">{why}</p> })}
        <Alert what=session.trouble />
        <Show when=move || !shown()><LoadRecord /></Show>
        <Show when=shown>
            <section class="panel panel--pad stack" aria-label="Past runs">
                <h2 class="past__heading" tabindex="-1">"Past runs"</h2>
                <p class="sub">{format!("Kept {}.", own_address().here())}</p>
                <ul class="past" aria-busy=move || session.stored_runs.is_being_opened().to_string()>
                    <For each=ids key=String::clone let:id>
                        {session.stored_runs.head_untracked(&id).map(|head| view! { <PastRun head /> })}
                    </For>
                    {move || session.stored_runs.damaged().into_iter().map(|run| view! { <DamagedRecord run /> }).collect_view()}
                </ul>
                <LoadRecord />
            </section>
        </Show>
    }
}

/// A record that cannot be used: what is wrong, what is left of it, and how to delete it.
#[component]
fn DamagedRecord(run: Arc<DamagedRun>) -> impl IntoView {
    let session = session();
    let title = run.title.clone();
    let what = damaged(run.why, run.rows, run.lost_rows);
    let counts = run.head.as_ref().map(past_run);
    let (id, doomed) = (run.id.clone(), Arc::clone(&run));
    let download = (run.rows > 0).then(|| {
        let label = format!("Download the results of the damaged record of {title}");
        view! {
            <button type="button" class="button" aria-label=label on:click=move |_| session.download_damaged(id.clone())>
                "Download results"
            </button>
        }
    });
    view! {
        <li class="past__run" data-damaged="true">
            <div class="past__what">
                <p><b>{title.clone()}</b></p>
                <p class="sub"><b>{damaged_keyword(run.why)}</b></p>
                <p class="sub">{what}</p>
                {counts.map(|counts| view! { <p class="sub">{counts}</p> })}
            </div>
            <div class="actions">
                {download}
                <button
                    type="button"
                    class="button"
                    aria-label=format!("Delete the record of {title}")
                    on:click=move |_| session.ask_forget_damaged(&doomed)
                >
                    "Delete"
                </button>
            </div>
        </li>
    }
}

/// One run. `head` is its state when it was first listed.
#[component]
fn PastRun(head: Rc<RunHeader>) -> impl IntoView {
    let session = session();
    let which = which_of(&head);
    let id = StoredValue::new(head.id.clone());
    // The list is read again while another tab drives a run.
    let head = Signal::derive_local(move || {
        let listed = id.with_value(|id| session.stored_runs.head(id));
        listed.unwrap_or_else(|| Rc::clone(&head))
    });
    let what = Memo::new(move |_| id.with_value(|id| session.stored_runs.elsewhere(id)));
    let elsewhere = Memo::new(move |_| what.get().is_some());
    let closed = move || {
        let of = |heads: &[Rc<RunHeader>]| closed_in(&head.get(), heads.iter().map(|it| &**it));
        session.stored_runs.with_heads(of).is_some()
    };
    let continued = move || {
        session.stored_runs.with_heads(|heads| {
            wording::continued(&head.get(), heads.iter().map(|it| &**it), text::READER).is_some()
        })
    };
    let is_open = Memo::new(move |_| {
        let is_left = head.get().has_work_left() && !closed() && !continued();
        !elsewhere.get() && is_left
    });
    let undoable = Memo::new(move |_| {
        let head = head.get();
        head.may_be_undone()
            && !session
                .stored_runs
                .with_heads(|heads| nothing_is_left_to_undo(&head, heads.iter().map(|it| &**it)))
    });
    let became = move || {
        let of = |heads: &[Rc<RunHeader>]| became(&head.get(), heads.iter().map(|other| &**other));
        session.stored_runs.with_heads(of)
    };
    view! {
        <li class="past__run" data-open=move || is_open.get().to_string()>
            <div class="past__what">
                <p><b>{which}</b></p>
                {move || what.get().map(|what| view! {
                    <p class="sub"><b>{wording::elsewhere(what)}</b></p>
                    <p class="sub">{wording::only_there(what)}</p>
                })}
                <p class="sub">{move || past_run(&head.get())}</p>
                {move || became().into_iter().map(|sentence| view! { <p class="sub">{sentence}</p> }).collect_view()}
            </div>
            <div class="actions">
                <Show when=move || is_open.get()><RunButton name="Resume" errand=ReopenFor::Resume primary=true head /></Show>
                <RunButton name="Report" errand=ReopenFor::Report primary=false head />
                <Show when=move || !elsewhere.get() && undoable.get()>
                    <RunButton name="Undo" errand=ReopenFor::Undo primary=false head />
                </Show>
                <SaveRecord id=id.get_value() of=which_of(&head.get_untracked()) />
                <Show when=move || !elsewhere.get()><Delete head /></Show>
            </div>
        </li>
    }
}

type RunRow = Signal<Rc<RunHeader>, LocalStorage>;

#[component]
fn RunButton(name: &'static str, errand: ReopenFor, primary: bool, head: RunRow) -> impl IntoView {
    let session = session();
    view! {
        <button
            type="button"
            class="button"
            class:button--primary=primary
            aria-label=format!("{name} the run of {}", which_of(&head.get_untracked()))
            disabled=move || is_busy(session)
            on:click=move |_| go(session, head.get_untracked(), errand)
        >
            {name}
        </button>
    }
}

/// Opens a past run. Asks first if unsent selected rows, or a run that is not stored, would be lost.
fn go(session: AppState, head: Rc<RunHeader>, errand: ReopenFor) {
    let is_asked = untrack(|| match session.has_run() {
        true => session.only_in_page().is_some(),
        false => session.not_sent().is_any(),
    });
    if is_asked {
        session.trouble.set(None);
        let head = Arc::new(RunHeader::clone(&head));
        session.open_dialog.set(Some(Asking::PutAway(head, errand)));
    } else {
        session.open_past_run(head, errand);
    }
}

impl AppState {
    /// Opens a past run. Asks before resuming one whose record came from another address or may have gone to one.
    pub(in crate::ui) fn open_past_run(self, head: Rc<RunHeader>, errand: ReopenFor) {
        if errand == ReopenFor::Resume && (head.brought.is_some() || head.saved.is_some()) {
            self.trouble.set(None);
            let head = Arc::new(RunHeader::clone(&head));
            self.open_dialog.set(Some(Asking::GoOn(head)));
        } else {
            self.bring_back(head, errand);
        }
    }
}

#[component]
fn Delete(head: RunRow) -> impl IntoView {
    let session = session();
    view! {
        <button
            type="button"
            class="button"
            aria-label=format!("Delete the run of {}", which_of(&head.get_untracked()))
            disabled=move || is_busy(session)
            on:click=move |_| session.ask_forget(head.get_untracked())
        >
            "Delete"
        </button>
    }
}

/// Whether this tab drives a run or opens one. Then no other run can be opened.
fn is_busy(session: AppState) -> bool {
    let is_driving = !session.with_run(Run::is_at_rest).unwrap_or(true);
    is_driving || session.stored_runs.is_being_opened()
}

fn which_of(head: &RunHeader) -> String {
    format!(
        "{} on {}",
        text::day_and_time(head.created),
        head.site_name()
    )
}

/// What happened to a run later: whether its record came from another address and was continued, the result of Verify,
/// and whether it was undone.
pub(super) fn became<'a>(
    head: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader> + Clone,
) -> Vec<String> {
    let mut said = changed_later(head, heads);
    said.extend(read_back(head));
    said
}

/// The result of a run's last Verify.
pub(in crate::ui) fn read_back(head: &RunHeader) -> Option<String> {
    let read = head.verified.as_ref()?;
    Some(verified_in_short(head.purpose, read, text::READER))
}

/// What happened to a run later, without Verify.
pub(in crate::ui) fn changed_later<'a>(
    head: &RunHeader,
    heads: impl IntoIterator<Item = &'a RunHeader> + Clone,
) -> Vec<String> {
    let times = text::READER;
    let brought = head.brought.as_ref().map(|by| wording::brought(by, times));
    let saved = head.saved.map(|at| wording::saved(at, times));
    let continued = wording::continued(head, heads.clone(), times);
    let taken_over = closed_in(head, heads.clone());
    let taken_over = taken_over.filter(|why| head.has_work_left() && *why != Closed::Undone);
    let taken_over = taken_over.map(|why| wording::closed(why, times));
    let undone = undone_in(head, heads.clone());
    let undone = undone.map(|by| wording::undone(head, &by, times));
    let again = undone_again_in(head, heads.clone()).map(|again| {
        let by = heads.into_iter().find(|head| head.id == again.by);
        wording::undone_again(head, &again, by.map(|by| by.created), times)
    });
    let came = brought.into_iter().chain(saved).chain(continued);
    let undone = undone.into_iter().chain(again);
    came.chain(taken_over).chain(undone).collect()
}

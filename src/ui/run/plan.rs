//! The plan before it is frozen: what will happen to every selected row, what is protected, what apps are lost.

use groupsweep_core::plan::{
    AccessLoss, Action, Category, FreezeError, Proposal, ProposalOrigin, Purpose, RowsRead,
};
use groupsweep_core::precheck::{PrecheckStage, SurveyProgress};
use groupsweep_core::report::wording::{self, HeldBack, leave_out, teams};
use groupsweep_driver::ports::Clock;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{AppState, Check, session};
use crate::ui::text;
use crate::ui::widgets::{Alert, ReadOut, every_second};

use super::plan_rows::PlanRows;
use super::unprotect_dialog::UnprotectDialog;

/// Groups that give apps, named; the others are counted.
const NAMED: usize = 4;

#[component]
pub(super) fn PlanPanel() -> impl IntoView {
    let session = session();
    let wanted = RwSignal::new(None::<Category>);
    let unprotecting = RwSignal::new(None::<usize>);
    let search = RwSignal::new(String::new());
    let has_rows = Memo::new(move |_| session.check.with_proposal(|_| ()).is_some());
    view! {
        <section class="split__table" aria-label="Plan">
            <Stopped />
            <div class="tools">
                <Sorts wanted />
                <input
                    type="search"
                    class="tools__search"
                    aria-label="Search the plan"
                    placeholder="Search"
                    prop:value=move || search.get()
                    on:input:target=move |event| search.set(event.target().value())
                />
                <LeaveOut wanted />
            </div>
            <Show when=move || has_rows.get()><PlanRows wanted search unprotecting /></Show>
            <UnprotectDialog item=unprotecting />
        </section>
    }
}

/// The plan for a second admin, and its seal to be told by another way.
#[component]
pub(super) fn Seal() -> impl IntoView {
    let session = session();
    // Only a removal is sealed: a plan of another kind is not taken by whoever opens it.
    let is_shown = Memo::new(move |_| {
        session.check.with_proposal(|_| ()).is_some() && session.action() == Action::Remove
    });
    let trouble = RwSignal::new(None::<String>);
    let seal = RwSignal::new(None::<String>);
    // What was sealed may not be what is shown any more.
    Effect::new(move |_| {
        session.check.track_proposal();
        seal.set(None);
    });
    let may = Memo::new(move |_| may_be_frozen(session));
    let words = move || {
        match seal.get() {
        _ if !may.get() => "Nothing can be saved while this plan cannot be sent.".to_owned(),
        Some(digits) => format!(
            "Saved. The seal is {}. Give it to the second admin by phone or chat, not together with the file.",
            text::seal(&digits)
        ),
        None if session.connection().is_some_and(|connection| connection.target.is_practice()) => {
            "The seal names the site. A plan sealed here runs on the practice site only, never on your own.".to_owned()
        }
        None => "A second admin drops this file on Import and runs exactly these rows, or none."
            .to_owned(),
    }
    };
    view! {
        <Show when=move || is_shown.get()>
        <section class="stack" aria-label="Sealed plan">
            <button
                type="button"
                class="button button--small"
                disabled=move || session.check.is_asking() || !may.get()
                on:click=move |_| session.download_sealed_plan(trouble, seal)
            >
                "Save sealed plan"
            </button>
            <p class="sub" role="status" aria-label="Seal">{words}</p>
            <Alert what=trouble />
        </section>
        </Show>
    }
}

/// Whether the plan could be sent as it stands.
pub(super) fn may_be_frozen(session: AppState) -> bool {
    let may = session
        .check
        .with_proposal(|proposal| proposal.may_be_frozen().is_ok());
    may.unwrap_or(false)
}

/// Where the check stands, and the way to end it or to have another.
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
        Check::Asking(SurveyProgress::BEGUN) => "Asking the site…".to_owned(),
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
            "Check cancelled. Rows that were not checked will still be sent.".to_owned()
        }
    }
    });
    let words = Memo::new(move |_| text::with_wait(sentence.get(), wait.get()));
    let open_dialog = Memo::new(move |_| session.check.is_asking());
    let share = move || match session.check.progress() {
        Check::Asking(progress) => (progress.done, progress.all),
        Check::Not | Check::Done(_) | Check::Cancelled => (0, 1),
    };
    view! {
        <div class="plan__line">
            <p class="sub plan__check" role="status" aria-live="off" aria-label="Plan check">{words}</p>
            <ReadOut sentence=words />
            <Show when=move || !open_dialog.get() && !session.is_elsewhere()>
                <button type="button" class="button button--small" on:click=move |_| session.ask_the_site()>"Check again"</button>
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

/// One button per sort of rows; pressed, it shows these alone.
#[component]
fn Sorts(wanted: RwSignal<Option<Category>>) -> impl IntoView {
    let session = session();
    let count = move |sort: Category| {
        session
            .check
            .with_proposal(|proposal| proposal.count(sort))
            .unwrap_or(0)
    };
    let label = move |sort: Category| {
        let of_plan = session.check.with_proposal(|proposal| proposal.label(sort));
        of_plan.unwrap_or_else(|| sort.label(session.action()))
    };
    let button = move |sort: Category| {
        let toggle = move |_| wanted.update(|now| *now = (*now != Some(sort)).then_some(sort));
        view! {
            <button
                type="button"
                class="sort"
                data-sort=text::sort_key(sort)
                aria-pressed=move || (wanted.get() == Some(sort)).to_string()
                on:click=toggle
            >
                {move || label(sort)} " " <b>{move || text::number(count(sort))}</b>
            </button>
        }
    };
    // Zero rows to remove say something only where the rows were checked.
    let is_shown = move |sort: Category| match sort {
        Category::WillChange => count(sort) != 0 || count(Category::NotChecked) == 0,
        sort => count(sort) != 0,
    };
    view! {
        <div class="sorts" role="group" aria-label="Kinds of rows">
            {Category::ALL.map(|sort| view! { <Show when=move || is_shown(sort)>{button(sort)}</Show> })}
        </div>
    }
}

/// Whether rows that would find nothing are sent nevertheless.
#[component]
fn LeaveOut(wanted: RwSignal<Option<Category>>) -> impl IntoView {
    let session = session();
    let offered = Memo::new(move |_| {
        let is_chosen = session
            .check
            .with_proposal(|proposal| *proposal.origin() == ProposalOrigin::Chosen)
            .unwrap_or(false);
        wanted
            .get()
            .filter(|sort| is_chosen && sort.may_be_left_out())
    });
    move || {
        let sort = offered.get()?;
        let left_out = move || {
            session
                .check
                .with_proposal(|proposal| proposal.is_left_out(sort))
                .unwrap_or(false)
        };
        Some(view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=left_out
                    on:change:target=move |event| {
                        let out = event.target().checked();
                        session.check.change_proposal(|proposal| proposal.leave_out(sort, out));
                    }
                />
                <span>{leave_out(sort, session.action())}</span>
            </label>
        })
    }
}

/// A file whose ids do not belong to its names is stopped as a whole: that comes before everything else, with names of
/// the file beside the site's.
#[component]
fn Stopped() -> impl IntoView {
    let session = session();
    let stopped = Memo::new(move |_| {
        let stopped = session
            .check
            .with_proposal(|proposal| match proposal.may_be_frozen() {
                Err(FreezeError::IdsDoNotFit(why)) => Some((why.to_string(), why.examples)),
                _ => None,
            });
        stopped.flatten()
    });
    move || {
        stopped.get().map(|(sentence, examples)| view! {
            <p class="note note--stop" role="alert">{sentence}</p>
            <table class="plain" aria-label="Names that differ">
                <thead><tr><th>"Row"</th><th>"In the file"</th><th>"On the site"</th></tr></thead>
                <tbody>
                    {examples.into_iter().map(|example| view! {
                        <tr>
                            <td>{example.row.spreadsheet_row().to_string()}</td>
                            <td>{text::cut(&example.file)}</td>
                            <td>{text::cut(&example.site)}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        })
    }
}

/// What is protected, what apps are lost, what could not be asked.
#[component]
pub(super) fn Notes() -> impl IntoView {
    let session = session();
    let checked =
        Memo::new(move |_| matches!(session.check.progress(), Check::Done(_) | Check::Cancelled));
    let notes = Memo::new(move |_| {
        let (checked, exports) = (checked.get(), session.is_elsewhere());
        let of_proposal = |proposal: &Proposal| {
            let only_here = proposal.keep_list_note().filter(|_| exports);
            let notes = notes(proposal, checked).into_iter();
            notes.chain(only_here).collect::<Vec<_>>()
        };
        session.check.with_proposal(of_proposal).unwrap_or_default()
    });
    move || {
        let notes = notes.get();
        (!notes.is_empty()).then(|| {
            let notes = notes
                .into_iter()
                .map(|note| view! { <p>{note}</p> })
                .collect_view();
            view! { <div class="note note--warn" role="note" aria-label="Plan notes">{notes}</div> }
        })
    }
}

/// How many notes there are, once the check is over.
pub(super) fn count_notes(proposal: &Proposal) -> usize {
    notes(proposal, true).len()
}

fn notes(proposal: &Proposal, checked: bool) -> Vec<String> {
    let held_back = HeldBack {
        protected: proposal.count(Category::Protected),
        other_names: proposal.count(Category::OtherName),
        is_stopped: proposal.is_stopped(),
    };
    let mut notes = held_back.sentences(proposal.action());
    match proposal.may_be_frozen() {
        // Said first, and apart.
        Ok(()) | Err(FreezeError::IdsDoNotFit(_)) => {}
        Err(why) => notes.push(why.to_string()),
    }
    notes.extend(access_lost(proposal.purpose(), &proposal.access_lost()));
    if !checked {
        return notes;
    }
    notes.extend(proposal.names_notes());
    let facts = proposal.facts();
    if let Some(why) = &facts.by_name {
        notes.push(format!(
            "Admin groups were recognized by name only, because {why}."
        ));
    }
    if let Some(why) = &facts.kept_unread {
        notes.push(format!(
            "Groupsweep could not find out which groups your identity provider manages: {why}."
        ));
    }
    if proposal.count(Category::NotChecked) > 0 && !facts.unchecked.is_empty() {
        notes.push(format!("Not checked: {}.", facts.unchecked.join("; ")));
    }
    let teams = teams(&proposal.team_names());
    if !teams.is_empty() {
        notes.push(teams);
    }
    if proposal.action() == Action::Add {
        return notes;
    }
    if let Some(why) = &facts.accounts_unread {
        notes.push(format!(
            "Groupsweep could not find out which accounts belong to apps: {why}."
        ));
    }
    if let Some(why) = &facts.apps_unread {
        notes.push(format!(
            "Groupsweep could not find out which groups give access to apps: {why}."
        ));
    }
    notes
}

/// What apps people lose, group by group.
pub(in crate::ui) fn access_lost(purpose: Purpose, lost: &[AccessLoss]) -> Vec<String> {
    let named = lost.iter().take(NAMED);
    let named = named.filter_map(|loss| {
        wording::access_lost(purpose, &loss.group, loss.rows, &loss.apps.join(" and "))
    });
    let more = lost.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| {
        format!(
            "{} access to apps.",
            text::count(more, "more group gives", "more groups give")
        )
    });
    named.chain(more).collect()
}

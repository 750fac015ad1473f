//! The plan before it is frozen: what will happen to every selected row, and its seal for a second admin.

use groupsweep_core::plan::{
    Action, Category, FreezeError, PlanFilter, PlanView, Proposal, ProposalOrigin,
};
use groupsweep_core::report::wording::leave_out;
use leptos::prelude::*;

use crate::ui::app_state::{AppState, session};
use crate::ui::text;
use crate::ui::widgets::{Alert, CopyButton};

use super::plan_rows::PlanRows;
use super::unprotect_dialog::UnprotectDialog;

#[component]
pub(super) fn PlanPanel() -> impl IntoView {
    let session = session();
    let wanted = RwSignal::new(None::<PlanView>);
    let unprotecting = RwSignal::new(None::<usize>);
    let search = RwSignal::new(String::new());
    let has_rows = Memo::new(move |_| session.check.with_proposal(|_| ()).is_some());
    view! {
        <section class="split__table" aria-label="Plan">
            <Stopped />
            <div class="tools">
                <Sorts wanted />
                <OtherNames wanted />
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

/// The sealed plan for a second admin, and the seal to send separately.
#[component]
pub(super) fn Seal() -> impl IntoView {
    let session = session();
    // Only removals can be sealed. The page refuses to open sealed plans of another kind.
    let is_shown = Memo::new(move |_| {
        session.check.with_proposal(|_| ()).is_some() && session.action() == Action::Remove
    });
    let trouble = RwSignal::new(None::<String>);
    let seal = RwSignal::new(None::<String>);
    // The shown plan may have changed since it was sealed.
    Effect::new(move |_| {
        session.check.track_proposal();
        seal.set(None);
    });
    let may = Memo::new(move |_| may_be_frozen(session));
    let digits = Memo::new(move |_| seal.get().filter(|_| may.get()));
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
            {move || digits.get().map(|digits| view! {
                <div class="actions"><CopyButton text=text::seal(&digits) what="seal" /></div>
            })}
            <Alert what=trouble />
        </section>
        </Show>
    }
}

/// Whether the plan can be frozen as it is.
pub(super) fn may_be_frozen(session: AppState) -> bool {
    let may = session
        .check
        .with_proposal(|proposal| proposal.may_be_frozen().is_ok());
    may.unwrap_or(false)
}

/// One button per category of rows. Pressing one shows only these rows.
#[component]
fn Sorts(wanted: RwSignal<Option<PlanView>>) -> impl IntoView {
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
        let filter = PlanFilter::Sort(sort);
        view! {
            <button
                type="button"
                class="sort"
                data-sort=text::sort_key(sort)
                aria-pressed=move || (filter_of(wanted) == Some(filter)).to_string()
                on:click=move |_| toggle(session, wanted, filter)
            >
                {move || label(sort)} " " <b>{move || text::number(count(sort))}</b>
            </button>
        }
    };
    let is_chosen = move |sort: Category| {
        let shows = |view: &PlanView| {
            view.filter() == PlanFilter::Sort(sort)
                && session
                    .check
                    .with_proposal(|proposal| view.shows_any(proposal))
                    .unwrap_or(false)
        };
        wanted.with(|view| view.as_ref().is_some_and(shows))
    };
    // "0 to remove" is meaningful only if the rows were checked.
    let is_shown = move |sort: Category| match sort {
        Category::WillChange => count(sort) != 0 || count(Category::NotChecked) == 0,
        sort => count(sort) != 0 || is_chosen(sort),
    };
    // If its button disappears, the filter is dropped, and all rows are shown again.
    Effect::new(move |_| {
        if let Some(PlanFilter::Sort(sort)) = filter_of(wanted)
            && !is_shown(sort)
        {
            wanted.set(None);
        }
    });
    view! {
        <div class="sorts" role="group" aria-label="Kinds of rows">
            {Category::ALL.map(|sort| view! { <Show when=move || is_shown(sort)>{button(sort)}</Show> })}
        </div>
    }
}

fn filter_of(wanted: RwSignal<Option<PlanView>>) -> Option<PlanFilter> {
    wanted.with(|view| view.as_ref().map(PlanView::filter))
}

fn toggle(session: AppState, wanted: RwSignal<Option<PlanView>>, filter: PlanFilter) {
    let now = wanted.with_untracked(|view| view.as_ref().map(PlanView::filter));
    let opened = (now != Some(filter)).then(|| {
        let of_proposal = |proposal: &Proposal| PlanView::new(filter, proposal);
        session.check.with_proposal_untracked(of_proposal)
    });
    wanted.set(opened.flatten());
}

/// The button of [`PlanFilter::OtherName`].
#[component]
fn OtherNames(wanted: RwSignal<Option<PlanView>>) -> impl IntoView {
    let session = session();
    let count = Memo::new(move |_| {
        let renamed = |proposal: &Proposal| proposal.names_compared().renamed;
        session.check.with_proposal(renamed).unwrap_or(0)
    });
    Effect::new(move |_| {
        if count.get() == 0 && filter_of(wanted) == Some(PlanFilter::OtherName) {
            wanted.set(None);
        }
    });
    view! {
        <Show when=move || count.get() != 0>
            <div class="sorts" role="group" aria-label="Names of people">
                <button
                    type="button"
                    class="sort"
                    aria-pressed=move || (filter_of(wanted) == Some(PlanFilter::OtherName)).to_string()
                    on:click=move |_| toggle(session, wanted, PlanFilter::OtherName)
                >
                    "Same email, other name " <b>{move || text::number(count.get())}</b>
                </button>
            </div>
        </Show>
    }
}

/// The choice to send rows that are already as wanted anyway.
#[component]
fn LeaveOut(wanted: RwSignal<Option<PlanView>>) -> impl IntoView {
    let session = session();
    let offered = Memo::new(move |_| {
        let is_chosen = session
            .check
            .with_proposal(|proposal| *proposal.origin() == ProposalOrigin::Chosen)
            .unwrap_or(false);
        match filter_of(wanted) {
            Some(PlanFilter::Sort(sort)) if is_chosen && sort.may_be_left_out() => Some(sort),
            _ => None,
        }
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

/// If the file's ids do not belong to its names, the whole plan is stopped. This note comes first, and shows some of
/// the file's names beside the site's.
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
            <table class="plain plan__names" aria-label="Names that differ">
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

//! Choose: the filters, the table, and the effect of the selection.

mod action_select;
mod fields;
mod filter_chips;
mod filters;
mod groups;
mod impact;
mod last_seen_filter;
mod memberships;
mod people_list;
mod selection_bar;
mod visible_rows;

use std::sync::Arc;

use groupsweep_core::report::wording::{OpenRun, choose_lead, choose_prompt, choose_title};
use leptos::prelude::*;

use super::app_state::{AppState, ProposalSource, session};
use super::step::Step;
use super::steps::{Content, Heading, NextBar};
use super::text;

use action_select::Purpose;
use impact::Changes;
use memberships::Memberships;

#[component]
pub(super) fn ChooseScreen() -> impl IntoView {
    let session = session();
    let note = Signal::derive(move || {
        let unusable = session.table().map_or(0, |table| table.unusable_count());
        let left_out = if unusable > 0 {
            format!(
                " · {} left out",
                text::count(unusable, "unusable row", "unusable rows")
            )
        } else {
            String::new()
        };
        match session.chosen() {
            0 => format!("{}{left_out}", choose_prompt(session.purpose_now())),
            n => {
                let unseen = match session.view.out_of_sight() {
                    0 => String::new(),
                    unseen => format!(", {} of them not shown", text::number(unseen)),
                };
                format!("{} selected{unseen}{left_out}", text::number(n))
            }
        }
    });
    let title = Signal::derive(move || choose_title(session.purpose_now()).to_owned());
    let lead = Signal::derive(move || choose_lead(session.purpose_now()).to_owned());
    view! {
        {move || match session.table() {
            Some(table) => view! {
                <div class="split">
                    <div class="split__main">
                        <Heading title lead ending=view! { <Purpose /> }.into_any() />
                        <OpenPlan />
                        <Memberships table=Arc::clone(&table) />
                    </div>
                    <Changes table />
                </div>
            }.into_any(),
            None => view! {
                <Content>
                    <Heading title lead />
                    <p class="body body--single sub">"Import a file first."</p>
                </Content>
            }.into_any(),
        }}
        <NextBar to=Step::Connect note />
    }
}

impl AppState {
    /// How the selection relates to the open run. `None` without a run. Goes through the rows of a plan once.
    fn open_run(self) -> Memo<Option<OpenRun>> {
        Memo::new(move |_| {
            self.run.with_active(|active| {
                let run = active.run.borrow();
                self.selection.with(|choice| {
                    let choice = choice.as_ref();
                    choice.map(|choice| OpenRun::of(run.plan(), choice.selection()))
                })
            })?
        })
    }
}

/// The way back to the run that is open on Run. While it is open, the selection here has no effect.
#[component]
fn OpenPlan() -> impl IntoView {
    let session = session();
    let rows = Memo::new(move |_| match session.check.source() {
        ProposalSource::Back { plan, .. } if !session.has_run() => Some(plan.items().len()),
        ProposalSource::Back { .. } | ProposalSource::Ticks | ProposalSource::Sealed(_) => None,
    });
    let words = |rows| {
        let rows = text::count(rows, "row", "rows");
        format!(
            "A plan with {rows} is open on Run, so the selection here does not count. Changing the selection closes the plan."
        )
    };
    move || {
        rows.get().map(|rows| {
            view! {
                <section class="note note--line" aria-label="Open plan">
                    <p>{words(rows)}</p>
                    <button type="button" class="button button--small" on:click=move |_| session.check.take_ticks()>"Close the plan"</button>
                </section>
            }
        })
    }
}

//! The proposal before a run: made from the selection, and checked with the site. The run's plan is frozen from it and
//! from nowhere else.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::Span;
use groupsweep_core::plan::{Plan, Proposal};
use groupsweep_core::precheck::{Precheck, PrecheckProgress};
use groupsweep_core::run::Rate;
use groupsweep_driver::ports::Clock;
use groupsweep_driver::precheck;
use leptos::prelude::*;

use crate::browser::{BrowserClock, Frame};

use super::app_state::{AppState, Check, CurrentProposal, ProposalInputs, ProposalSource};
use super::run::{focus_row, focused_row};

impl AppState {
    /// Makes the proposal of what is chosen and asks the site about it, unless that was done already. Whatever
    /// changed since, site, account, ticks, makes it anew: reasons typed before are gone with the old one.
    pub(super) fn prepare(self) {
        let Some(made_of) = self.proposal_inputs().filter(|_| !self.has_run()) else {
            return;
        };
        let is_same = |proposed: &CurrentProposal| proposed.made_of.is(&made_of);
        if self.check.with_current_untracked(is_same).unwrap_or(false) {
            // The connection was another one for a while, and the check ended with it.
            if self.check.progress_untracked() == Check::Not {
                self.ask_the_site();
            }
            return;
        }
        self.check.forget_proposal();
        if let Some(proposal) = self.propose(&made_of) {
            self.seed_practice(&proposal);
            self.check.propose(CurrentProposal { proposal, made_of });
            self.keep_back();
            self.ask_the_site();
        } else if let ProposalSource::Sealed(sealed) = &made_of.proposal_source {
            let here = made_of.connection.target.name();
            self.trouble.set(Some(if sealed.target.is_practice() {
                format!(
                    "This plan was sealed for the practice site and cannot run on any other site. Nothing from it is sent to {here}. The first admin can connect to {here} and save the sealed plan again."
                )
            } else {
                format!(
                    "The sealed plan is for {}, but you are connected to {here}. Nothing from the plan is sent here. Connect to its site.",
                    sealed.target.name(),
                )
            }));
        }
    }

    /// What a proposal would be made of now; none without a connection.
    fn proposal_inputs(self) -> Option<ProposalInputs> {
        let connection = self.connection()?;
        let proposal_source = self.check.source();
        let ticked = match proposal_source {
            ProposalSource::Ticks => self.selection.with(|choice| {
                let choice = choice.as_ref()?;
                Some((Arc::clone(choice.table()), choice.selection().clone()))
            }),
            ProposalSource::Sealed(_) | ProposalSource::Back { .. } => None,
        };
        Some(ProposalInputs {
            purpose: proposal_source
                .purpose()
                .unwrap_or_else(|| self.selection.purpose()),
            proposal_source,
            ticked,
            connection,
        })
    }

    /// Whether a dialog asks about this plan, and the proposal that became it is still made of what is in the page: a
    /// file dropped on the dialog takes its place.
    pub(super) fn is_asked_about(self, plan: &Arc<Plan>) -> bool {
        let is_current = |made_of: &ProposalInputs| {
            let is_it = |proposed: &CurrentProposal| proposed.made_of.is(made_of);
            self.check.with_current_untracked(is_it).unwrap_or(false)
        };
        self.check.is_asked_about(plan) && self.proposal_inputs().as_ref().is_some_and(is_current)
    }

    fn propose(self, made_of: &ProposalInputs) -> Option<Proposal> {
        match &made_of.proposal_source {
            ProposalSource::Ticks => {
                self.selection
                    .with_untracked(|choice: &Option<SelectionHistory>| {
                        let connection = made_of.connection.clone();
                        Proposal::of_choice(choice.as_ref()?, made_of.purpose, connection)
                    })
            }
            ProposalSource::Sealed(sealed) => sealed.propose(&made_of.connection),
            ProposalSource::Back { plan, .. } => Proposal::of_plan(plan),
        }
    }

    /// Checks the proposal with the site.
    pub(super) fn ask_the_site(self) {
        self.check.stop_asking();
        let is_there = self.check.with_proposal_untracked(|_| ()).is_some();
        let (true, Some(transport)) = (is_there, self.connection.transport()) else {
            return;
        };
        // What the check found is compared with the times of runs.
        self.bring_clock_up();
        let (task, cancelled) = self.check.begin_asking();
        let progress = Rc::new(Cell::new(PrecheckProgress::BEGUN));
        let shown = Rc::clone(&progress);
        let frame = Frame::new(move || {
            if task.is_latest() {
                self.check.asking_at(shown.get());
            }
        });
        leptos::task::spawn_local(async move {
            // The page is drawn before what takes long with many rows.
            BrowserClock.sleep(Span::ZERO).await;
            let rate = self.rate_of_the_check();
            let open_dialog = self
                .check
                .with_proposal_untracked(|proposal| Precheck::of(proposal, rate));
            let Some(open_dialog) = open_dialog.filter(|_| task.is_latest()) else {
                return;
            };
            let changed = move |now| {
                progress.set(now);
                frame.changed();
            };
            let clock = Rc::new(BrowserClock);
            let facts = precheck(open_dialog, transport, clock, changed, cancelled).await;
            // The result may not be wanted any more.
            if !task.is_latest() {
                return;
            }
            // The rows are redrawn, and the focus may be on a button of one.
            let focused = focused_row();
            self.check.change_proposal(|proposal| proposal.learn(facts));
            if let Some(item) = focused {
                focus_row(item);
            }
            self.check.end_asking(BrowserClock.now());
        });
    }

    fn rate_of_the_check(self) -> Rate {
        let is_model = self
            .check
            .with_proposal_untracked(|proposal| proposal.connection().target.is_model());
        if is_model.unwrap_or(false) {
            Rate::of_model(Rate::MODEL_MAX)
        } else {
            self.bound(self.form.rate_untracked())
        }
    }

    /// Rows that may change something, as titles and buttons count them.
    pub(super) fn may_change(self) -> usize {
        self.check
            .with_proposal(Proposal::may_change)
            .unwrap_or_else(|| self.selected())
    }

    /// Rows that would go: of the proposal, or what is chosen as long as there is none.
    pub(super) fn going(self) -> usize {
        self.check
            .with_proposal(Proposal::going)
            .unwrap_or_else(|| self.selected())
    }
}

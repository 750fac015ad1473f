//! The practice site: its settings, its members, and connecting to it.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use groupsweep_atlassian_sim::transport::SimTransport;
use groupsweep_atlassian_sim::{SeedMembership, Site};
use groupsweep_core::domain::{GroupId, RowNo, Span};
use groupsweep_core::import::{Group, Table};
use groupsweep_core::plan::{PlanItem, Proposal};
use groupsweep_core::run::{ItemRecord, Run};
use groupsweep_driver::ports::Transport;
use leptos::prelude::*;

use crate::browser::BrowserClock;
use crate::ui::app_state::{AppState, ProposalSource, session};
use crate::ui::form::{PracticeKnob, SiteChoice};

use super::check::prove_practice;
use super::status::CheckButton;

#[component]
pub(super) fn PracticeKnobs() -> impl IntoView {
    let session = session();
    let form = session.form;
    let knob = move |label: &'static str, id: &'static str, max: u32, which: PracticeKnob| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    type="number"
                    id=id
                    min="0"
                    max=max.to_string()
                    prop:value=move || form.practice(which).to_string()
                    disabled=move || session.has_run()
                    on:change:target=move |event| {
                        let value = event.target().value().parse().unwrap_or(0);
                        form.set_practice(which, value.min(max));
                        form.leave_kind_to_admin();
                        session.connect_practice();
                    }
                />
            </div>
        }
    };
    view! {
        <section class="panel panel--pad" aria-label="Practice site settings">
            <h2>"How the practice site behaves"</h2>
            <div class="columns">
                {knob("Answer time (ms)", "answer-time", 10_000, PracticeKnob::AnswerTime)}
                {knob("Faults (%)", "faults", 50, PracticeKnob::Faults)}
                {knob("Limit (calls per second)", "practice-limit", 5000, PracticeKnob::Limit)}
            </div>
            <CheckButton />
        </section>
    }
}

impl AppState {
    /// Connects the practice site, which needs only an imported file.
    pub(in crate::ui) fn connect_practice(self) {
        let locked = self.has_run_untracked();
        let connected = untrack(|| self.connection()).is_some();
        if self.form.kind_untracked() != SiteChoice::Practice || (locked && connected) {
            return;
        }
        let Some(site) = self.practice_site() else {
            return;
        };
        // Faults start with the run, because the login is not part of the practice.
        site.borrow_mut().settings_mut().faults.percent = 0;
        let limit = self.form.practice_untracked(PracticeKnob::Limit);
        site.borrow_mut().settings_mut().limits.rate = limit;
        site.borrow_mut().settings_mut().limits.burst = limit;
        let answer_time = Span(u64::from(
            self.form.practice_untracked(PracticeKnob::AnswerTime),
        ));
        let transport: Rc<dyn Transport> =
            Rc::new(SimTransport::new(site, Rc::new(BrowserClock), answer_time));
        prove_practice(self, transport);
    }

    /// Fills the practice site with the members of the plan's groups in the file.
    pub(in crate::ui) fn seed_practice(self, proposal: &Proposal) {
        let Some(site) = self.connection.practice_site() else {
            return;
        };
        match (self.check.source_untracked(), &proposal.source().table) {
            // The site is as the run to undo left it.
            (ProposalSource::Back { .. }, _) => {}
            (ProposalSource::Ticks | ProposalSource::Sealed(_), Some(table)) => {
                let items = proposal.items().iter();
                let wanted: HashSet<&GroupId> = items.map(|item| &item.membership.group).collect();
                site.borrow_mut().seed(seats(table, &wanted));
            }
            (ProposalSource::Ticks | ProposalSource::Sealed(_), None) => {
                site.borrow_mut().seed(proposal.items().iter().map(seat));
            }
        }
    }

    /// The practice site, made from the imported file.
    pub(super) fn practice_site(self) -> Option<Rc<RefCell<Site>>> {
        if let Some(site) = self.connection.practice_site() {
            return Some(site);
        }
        let of_run = self
            .run
            .with_active_untracked(|active| seats_after(&active.run.borrow()));
        let is_sealed = self.check.source_untracked().is_sealed();
        let seats = match (of_run, self.file.table_untracked()) {
            (Some(seats), _) => seats,
            // Its members are added with the proposal, because only the chosen groups matter.
            (None, Some(_)) => Vec::new(),
            (None, _) if is_sealed => Vec::new(),
            (None, _) => return None,
        };
        let site = Rc::new(RefCell::new(Site::practice(seats)));
        self.connection.put_practice_site(Rc::clone(&site));
        Some(site)
    }
}

/// The memberships that a restored run has left. The practice site that it ran on was lost with its page.
fn seats_after(run: &Run) -> Vec<SeedMembership> {
    let listed =
        |record: &ItemRecord| record.outcome().is_done() == run.plan().action().leaves_listed();
    let items = run.plan().items().iter().zip(run.records());
    items
        .filter(|(_, record)| listed(record))
        .map(|(item, _)| seat(item))
        .collect()
}

/// A membership of the practice site, without the file.
fn seat(item: &PlanItem) -> SeedMembership {
    SeedMembership {
        group_id: item.membership.group.as_str().to_owned(),
        group_name: item.group_name.to_string(),
        account_id: item.membership.account.as_str().to_owned(),
        display_name: item.user_name.to_string(),
        email: String::new(),
        active: true,
    }
}

/// The memberships of some groups in the file, for the practice site.
fn seats(table: &Table, groups: &HashSet<&GroupId>) -> impl Iterator<Item = SeedMembership> {
    let of_group = |group: &Group| group.id.as_ref().is_ok_and(|id| groups.contains(id));
    let wanted: Vec<bool> = table.groups().iter().map(of_group).collect();
    table.usable().iter().filter_map(move |row| {
        let row = RowNo(u32::try_from(row).ok()?);
        let entry = table
            .row(row)
            .filter(|entry| wanted[entry.group.0 as usize])?;
        let membership = table.membership(row)?;
        let user = table.user(entry.user)?;
        Some(SeedMembership {
            group_id: membership.group.as_str().to_owned(),
            group_name: table.group(entry.group)?.name.clone(),
            account_id: membership.account.as_str().to_owned(),
            display_name: user.name.to_owned(),
            email: user.email.to_owned(),
            active: user.status.is_empty() || user.status.eq_ignore_ascii_case("active"),
        })
    })
}

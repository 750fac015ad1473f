//! The choice of the site: the practice site or one in Atlassian Cloud.

use groupsweep_core::run::Run;
use leptos::prelude::*;

use crate::ui::app_state::{AppState, RelayState, session};
use crate::ui::form::SiteChoice;
use crate::ui::step::Step;

#[component]
pub(super) fn SiteChoice() -> impl IntoView {
    view! {
        <fieldset class="cards">
            <legend class="hidden">"Site"</legend>
            <Card
                kind=SiteChoice::Practice
                name="Practice site"
                text="A simulated site made from your file. No account or network needed."
            />
            <Card
                kind=SiteChoice::Atlassian
                name="Atlassian site"
                text="Your site in Atlassian Cloud. Changes are real."
            />
        </fieldset>
    }
}

#[component]
fn Card(kind: SiteChoice, name: &'static str, text: &'static str) -> impl IntoView {
    let session = session();
    let chosen = move || session.form.kind() == kind;
    let id = if kind == SiteChoice::Practice {
        "site-practice"
    } else {
        "site-atlassian"
    };
    let hint = format!("{id}-hint");
    let choose = move |_| {
        session.form.leave_kind_to_admin();
        session.leave_practice_run();
        session.form.set_kind(kind);
        session.end_connection();
        session.connect_practice();
    };
    view! {
        <div class="card" data-chosen=move || chosen().to_string()>
            <input
                type="radio"
                name="site"
                id=id
                aria-describedby=hint.clone()
                prop:checked=chosen
                disabled=move || session.has_run() && !session.can_leave_practice_run()
                // Also a press on the current kind counts as a choice.
                on:click=move |_| session.form.leave_kind_to_admin()
                on:change=choose
            />
            <label for=id>{name}</label>
            <p id=hint class="sub">{text}</p>
        </div>
    }
}

impl AppState {
    /// Preselects the kind of site if the admin has not chosen one. A relay that was started for a site is meant for
    /// it.
    pub(in crate::ui) fn preselect_site(self) {
        let is_chosen = self.form.is_kind_chosen_untracked();
        if is_chosen || self.has_run_untracked() {
            return;
        }
        let is_ready = matches!(
            self.connection.relay_untracked(),
            RelayState::Ready { site: Some(_) }
        );
        if is_ready && self.form.kind_untracked() == SiteChoice::Practice {
            self.form.set_kind(SiteChoice::Atlassian);
            self.end_connection();
        }
    }

    /// Whether the same rows can be run on a real site: the run in the page is a practice run at rest, and its file is
    /// still there.
    pub(in crate::ui) fn can_leave_practice_run(self) -> bool {
        let is_practice =
            |run: &Run| run.is_at_rest() && run.plan().connection().target.is_practice();
        let has_rows = self.selection.is_there() && self.table().is_some();
        has_rows && self.with_run(is_practice).unwrap_or(false)
    }

    /// Whether the run in the page is at rest and is a sealed plan for the practice site.
    pub(in crate::ui) fn is_sealed_practice(self) -> bool {
        self.with_run(|run| {
            let plan = run.plan();
            run.is_at_rest()
                && plan.connection().target.is_practice()
                && plan.summary().sealed.is_some()
        })
        .unwrap_or(false)
    }

    /// Closes a practice run. File, selection, filters and lists stay.
    pub(in crate::ui) fn leave_practice_run(self) {
        if !untrack(|| self.can_leave_practice_run()) {
            return;
        }
        self.let_go_of_run();
        self.check.reset();
        self.trouble.set(None);
        self.open_dialog.set(None);
        // The next practice run starts again with the file's members.
        self.connection.forget_practice_site();
        self.end_connection();
        self.connect_practice();
        self.lay_keep_list();
        self.keep_draft();
        leptos::task::spawn_local(async move { self.list_records().await });
    }

    /// Plans the same rows for the admin's own site.
    pub(in crate::ui) fn run_on_site(self) {
        self.leave_practice_run();
        self.form.leave_kind_to_admin();
        self.form.set_kind(SiteChoice::Atlassian);
        self.end_connection();
        self.step.set(Step::Connect);
    }
}

//! A plan that another admin sealed. It is shown, and only it can be run then.

use std::sync::Arc;

use groupsweep_core::connect::Target;
use groupsweep_core::domain::parse_iso8601;
use groupsweep_core::plan::{SealedPlan, open_sealed};
use leptos::prelude::*;

use crate::browser::{FileSource, read_small_file};
use crate::ui::app_state::{AppState, ProposalSource, session};
use crate::ui::form::SiteChoice;
use crate::ui::text;

impl AppState {
    /// Opens a sealed plan, all of it or nothing.
    pub(super) fn take_sealed(self, source: FileSource) {
        let FileSource::Chosen(file) = source else {
            return self.file.cancel_reading();
        };
        let task = self.file.reading();
        leptos::task::spawn_local(async move {
            let bytes = read_small_file(&file).await;
            if !task.is_latest() {
                return;
            }
            if self.has_run_untracked() {
                return self.file.cancel_reading();
            }
            match bytes
                .map_err(str::to_owned)
                .and_then(|bytes| open_sealed(&bytes).map_err(|why| why.to_string()))
            {
                Ok(sealed) => self.hold_sealed(sealed),
                Err(why) => self.cannot_be_used(&file.name(), &why),
            }
        });
    }

    fn hold_sealed(self, sealed: SealedPlan) {
        let kind = match &sealed.target {
            Target::Practice => SiteChoice::Practice,
            Target::Site(address) => {
                self.form.set_address(address.origin());
                SiteChoice::Atlassian
            }
        };
        self.selection.drop_choice();
        self.load.reset();
        self.view.reset();
        self.check
            .set_source(ProposalSource::Sealed(Arc::new(sealed)));
        self.file.reset();
        self.connection.forget_practice_site();
        let practises = kind == SiteChoice::Practice;
        if practises || self.form.kind_untracked() == SiteChoice::Practice {
            self.form.set_kind(kind);
            self.end_connection();
            self.connect_practice();
        }
    }
}

/// The facts of the sealed plan, to compare with what the first admin says.
#[component]
pub(super) fn Sealed(sealed: Arc<SealedPlan>) -> impl IntoView {
    let session = session();
    let rows = text::count(sealed.items().len(), "removal", "removals");
    let facts = [
        ("Site", sealed.target.name().to_owned()),
        ("Rows", text::number(sealed.items().len())),
        ("Chosen from", text::cut(&sealed.file().name)),
        ("Sealed by", text::cut(&sealed.by.name)),
        ("Sealed at", sealed_at(&sealed.at)),
        ("Seal", text::seal(&sealed.by.seal)),
    ];
    let close = move |_| {
        session.check.set_source(ProposalSource::Ticks);
        // The practice site was made from the plan. A real site stays connected.
        if session.form.kind_untracked() == SiteChoice::Practice {
            session.end_connection();
            session.connect_practice();
        }
    };
    view! {
        <section class="panel panel--pad stack" aria-label="Sealed plan">
            <h2>{format!("A sealed plan: {rows}")}</h2>
            <dl class="dialog__facts">
                {facts.into_iter().map(|(word, value)| view! { <dt>{word}</dt><dd>{value}</dd> }).collect_view()}
            </dl>
            <p>
                "The seal matches the file's content. Anyone who can change the file can also make a new seal, so compare it with the first admin's by phone or chat. Either exactly these rows are sent, or none."
            </p>
            <p class="sub seal">{format!("SHA-256 {}", sealed.by.seal)}</p>
            <div class="actions">
                <button type="button" class="button" disabled=move || session.has_run() on:click=close>"Close the plan"</button>
            </div>
        </section>
    }
}

/// The file's time in the reader's time zone. A text that is not a time is shown unchanged.
fn sealed_at(written: &str) -> String {
    parse_iso8601(written).map_or_else(|| text::cut(written), text::day_and_time)
}

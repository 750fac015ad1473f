//! "Export the plan": exports that run on machines where no relay may run.

use std::sync::Arc;

use groupsweep_core::atlassian::{ApiHost, Caller, Confluence, Endpoint, Product};
use groupsweep_core::connect::{KnownAccess, Target};
use groupsweep_core::domain::Scheme;
use groupsweep_core::plan::Plan;
use groupsweep_core::run::ToConfirm;
use groupsweep_core::script_export::{
    ExportPlan, RequestTemplate, bash_script, console_snippets, postman_collection, postman_data,
    powershell_script,
};
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::downloads::{BROWSER_REFUSED, save};
use crate::ui::text;
use crate::ui::widgets::{Alert, CopyButton, Fold};

#[component]
pub(super) fn ExportSection() -> impl IntoView {
    let session = session();
    let may = Memo::new(move |_| session.may_ask(ToConfirm::Export));
    // Open if exporting is the only option, or if an export was confirmed.
    let opens = untrack(|| session.is_elsewhere() || session.check.taken().is_some());
    view! {
        <section class="stack" aria-label="Export the plan">
            <Fold name="Export the plan" open=opens>
            <p class="sub">"For a machine that cannot run the relay: the plan as a script, a Postman collection or a console snippet."</p>
            <ul class="recipe sub">
                <li>"None contains a login, and none changes anything before you type the site's name. Each tries one row first."</li>
                <li>"The scripts and the snippet compare the plan's names with the site's."</li>
                <li>"With Jira and Confluence, a removal does not send rows of your own account unless you included them."</li>
                <li>"The scripts and the snippet write their results to a CSV file. Postman prints CSV lines, which you copy into a file. Drop the file on Import for the report, Verify and Undo."</li>
            </ul>
            {move || match session.check.taken() {
                // The footer has the button then.
                None if session.is_elsewhere() => ().into_any(),
                None => view! {
                    <div class="actions">
                        <button type="button" class="button" disabled=move || !may.get() on:click=move |_| session.ask(ToConfirm::Export)>
                            "Confirm and export"
                        </button>
                    </div>
                }.into_any(),
                Some(plan) => view! { <Exports plan /> }.into_any(),
            }}
            </Fold>
        </section>
    }
}

/// The request template for the plan's endpoint. `None` for the practice site.
fn template(plan: &Plan, scheme: Scheme) -> Option<RequestTemplate> {
    match &plan.connection().target {
        Target::Practice => None,
        Target::Site(address) => {
            RequestTemplate::by(&plan.connection().endpoint, scheme, address, plan.action())
        }
    }
}

/// How the scripts send the login: as it worked for the plan's endpoint, or else as email and token.
fn scheme(plan: &Plan, worked: Option<KnownAccess>) -> Scheme {
    let connection = plan.connection();
    let known_access = match &connection.target {
        Target::Practice => None,
        Target::Site(site) => worked.and_then(|worked| {
            let typed_cloud = worked.typed_cloud.clone();
            worked.at(site, typed_cloud.as_ref())
        }),
    };
    known_access
        .filter(|known_access| {
            known_access.endpoint == connection.endpoint && connection.caller != Caller::NotAsked
        })
        .map_or(Scheme::Basic, |known_access| known_access.scheme)
}

/// The template for a tab of the site, which calls its own host. `None` for an organization, which no page of a site
/// may call.
fn recipe_in_the_site(plan: &Plan) -> Option<RequestTemplate> {
    let endpoint = match plan.connection().endpoint.product() {
        Product::Jira => Endpoint::default(),
        Product::Confluence => Endpoint::Confluence(Confluence {
            api_host: ApiHost::Site,
        }),
        Product::Organization => return None,
    };
    match &plan.connection().target {
        Target::Practice => None,
        Target::Site(address) => {
            RequestTemplate::by(&endpoint, Scheme::Basic, address, plan.action())
        }
    }
}

/// One export: its button, its file ending, what it needs and does, and how it is made.
type ExportFile = (
    &'static str,
    &'static str,
    &'static str,
    fn(ExportPlan<'_>) -> String,
);

const FILES: [ExportFile; 4] = [
    (
        "Bash script",
        "sh",
        "macOS and Linux. Needs curl. macOS includes it; on some Linux systems you have to install it. In a terminal, type bash and the file's name.",
        bash_script,
    ),
    (
        "PowerShell script",
        "ps1",
        "Windows, with nothing to install. In PowerShell, type powershell -ExecutionPolicy Bypass -File and the file's name.",
        powershell_script,
    ),
    (
        "Postman collection",
        "postman_collection.json",
        "Postman or Newman. Instructions are in the collection's description.",
        postman_collection,
    ),
    (
        "Postman data",
        "postman_data.json",
        "The rows for that collection. Choose it as the data file of the run.",
        postman_data,
    ),
];

/// The command that starts a file with this ending, up to its name, and what to call it. `None` if it is not started
/// in a terminal.
fn starts_with(ending: &str) -> Option<(&'static str, &'static str)> {
    match ending {
        "sh" => Some(("bash", "bash command")),
        "ps1" => Some((
            "powershell -ExecutionPolicy Bypass -File",
            "PowerShell command",
        )),
        _ => None,
    }
}

/// The exports of a confirmed plan.
#[component]
pub(in crate::ui) fn Exports(plan: Arc<Plan>) -> impl IntoView {
    let trouble = RwSignal::new(None::<String>);
    let shown = RwSignal::new(None::<String>);
    let scheme = scheme(&plan, session().connection.known_access());
    let runs_in_site_tab = recipe_in_the_site(&plan);
    let Some(template) = template(&plan, scheme) else {
        return view! { <p class="sub">"The practice site exists only in this page, so there is nothing to export."</p> }.into_any();
    };
    let Some(left) = ExportPlan::of(&plan, &template).map(|export| export.skipped_rows()) else {
        return view! { <p class="sub">"Nothing to export: the check found nothing to change."</p> }.into_any();
    };
    let made = Arc::new((plan, template));
    let files = FILES.map(|(name, ending, words, make)| {
        let made = Arc::clone(&made);
        let file = ExportPlan::of(&made.0, &made.1).map(|export| export.file_name(ending));
        let command = starts_with(ending)
            .zip(file)
            .map(|((program, what), file)| (format!("{program} {file}"), what));
        let press = move |_| {
            let saved = ExportPlan::of(&made.0, &made.1).is_some_and(|export| {
                let file = export.file_name(ending);
                save(&file, "application/octet-stream", make(export).as_bytes())
            });
            trouble.set((!saved).then(|| BROWSER_REFUSED.to_owned()));
        };
        view! {
            <div class="actions">
                <button type="button" class="button" on:click=press>{name}</button>
                <p class="sub">{words}</p>
                {command.map(|(command, what)| view! {
                    <div class="command"><code>{command.clone()}</code><CopyButton text=command what /></div>
                })}
            </div>
        }
    });
    let snippets = runs_in_site_tab
        .as_ref()
        .and_then(|template| ExportPlan::of(&made.0, template))
        .map(console_snippets);
    let snippets = snippets.unwrap_or_default();
    let all = snippets.len();
    let site = made.0.connection().target.name().to_owned();
    let buttons = snippets.into_iter().enumerate().map(|(at, snippet)| {
        let name = match all {
            1 => "Console snippet".to_owned(),
            _ => format!("Console snippet {} of {all}", at + 1),
        };
        view! { <button type="button" class="button" on:click=move |_| shown.set(Some(snippet.clone()))>{name}</button> }
    });
    view! {
        {(left > 0).then(|| view! {
            <p class="sub">{format!("{} left out of these files: the check found nothing to change, and this API would report a change anyway.", text::count(left, "row is", "rows are"))}</p>
        })}
        {files}
        <div class="actions" hidden=all == 0>
            {buttons.collect_view()}
            <p class="sub">{format!("Any machine with a browser. Log in to {site} in a browser tab and run it there. It uses your login.")}</p>
        </div>
        {move || shown.get().map(|snippet| view! {
            <div class="note note--warn stack">
                <p>
                    <b>"Code pasted into a console can do everything that you can do on that site."</b>
                    " Never paste code that somebody sent you. This snippet was made in this page just now. Read it, then open the site, press F12, choose Console and paste it there."
                </p>
                <textarea readonly rows="6" aria-label="Snippet" prop:value=snippet on:focus:target=|event| event.target().select()></textarea>
            </div>
        })}
        <Alert what=trouble />
    }
    .into_any()
}

//! Where to get the file, and what happens to it. Beside the drop zone.

use leptos::prelude::*;

/// What to click in Atlassian Administration, in both user-management experiences.
#[component]
pub(super) fn HowToExport() -> impl IntoView {
    view! {
        <section class="panel panel--pad export" aria-label="How to export">
            <h2>"Get the export from Atlassian"</h2>
            <ol class="recipe">
                <li>
                    <b>"Open Atlassian Administration"</b>
                    <p>"Go to " <a href="https://admin.atlassian.com" target="_blank" rel="noopener noreferrer">"admin.atlassian.com"</a> " and choose your organization."</p>
                </li>
                <li>
                    <b>"Export users"</b>
                    <p>"If your users are in the " <b>"Directory"</b> " tab, press " <b>"⋯"</b> ", then " <b>"Export users"</b> ". If they are listed under your site, press " <b>"Export users"</b> "."</p>
                </li>
                <li>
                    <b>"Include the groups"</b>
                    <p>"Select " <b>"Group membership"</b> " and " <b>"Pivot to column"</b> "."</p>
                </li>
                <li>
                    <b>"Download the file"</b>
                    <p>"Atlassian emails you a link. Use the file as downloaded."</p>
                </li>
            </ol>
            <ul class="pledges">
                <li><b>"Your file stays on this machine."</b> " Calls go only to Atlassian."</li>
                <li><b>"This page never stores your token."</b> " The page forgets it when closed."</li>
                <li><b>"Nothing changes on your site"</b> " until you select rows and confirm."</li>
            </ul>
        </section>
    }
}

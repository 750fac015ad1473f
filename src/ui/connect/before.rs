//! Beside the form: advice before the login is typed, and the counts of the selection.

use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::form::{Route, SiteChoice};
use crate::ui::text;
use crate::ui::widgets::SidePanel;

#[component]
pub(super) fn BeforeYouConnect() -> impl IntoView {
    let session = session();
    let is_asked = Memo::new(move |_| {
        session.form.kind() == SiteChoice::Atlassian
            && session.connection().is_none()
            && session.form.route() != Route::Elsewhere
    });
    // Run shows the rows that a run has left. A second count beside the form would confuse.
    let rows = Memo::new(move |_| {
        if session.has_run() {
            0
        } else {
            session.selected()
        }
    });
    let has_rows = Memo::new(move |_| rows.get() > 0);
    let heading = move || match session.is_site_chosen() {
        true => "Ready to run",
        false => "Selected",
    };
    let name = Signal::derive(move || match rows.get() {
        0 => "Before you connect".to_owned(),
        rows => format!(
            "{}: {}",
            heading(),
            text::count(rows, "membership", "memberships")
        ),
    });
    view! {
        <SidePanel name>
            <Show when=move || is_asked.get()>
                <section class="stack" aria-label="Before you connect">
                    <h2>"Before you connect"</h2>
                    <ul class="pledges pledges--bare">
                        <li><b>"Your login must be allowed to change groups."</b> " Use a site admin's token or an organization API key. The connection check cannot test this permission. The first change does."</li>
                        <Show when=move || !session.is_login_held()>
                            <li><b>"Your token is never stored."</b> " It is erased when you disconnect, start over, close the page or leave it for 30 minutes. A running or paused run keeps it."</li>
                        </Show>
                        <li><b>"Checking the connection changes nothing."</b> " It asks your site who you are."</li>
                    </ul>
                </section>
            </Show>
            <Show when=move || has_rows.get()>
                <section aria-label=heading>
                    <h2>{heading}</h2>
                    <p class="big">{move || text::number(rows.get())}</p>
                    <p class="sub">{move || if rows.get() == 1 { "membership" } else { "memberships" }}</p>
                    <Show when=move || is_asked.get()>
                        <p class="sub">"The check on Run compares these rows with the site and counts those that it leaves out."</p>
                    </Show>
                </section>
            </Show>
        </SidePanel>
    }
}

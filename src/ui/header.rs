//! The bar that never scrolls away: the steps, and which site this page works on.

use groupsweep_core::connect::SiteKind;
use leptos::prelude::*;

use super::app_state::{AppState, session};
use super::shortcuts::Shortcuts;
use super::step::Step;
use super::steps::StepBar;

#[component]
pub(super) fn Header() -> impl IntoView {
    view! {
        <header class="topbar">
            <p class="brand"><Mark /><span class="brand__name">"Groupsweep"</span></p>
            <nav aria-label="Steps"><StepBar /></nav>
            <SiteBadge />
            <Shortcuts />
        </header>
    }
}

/// Where calls go now.
#[derive(Clone, PartialEq, Eq)]
enum Mode {
    None,
    /// The practice site: nothing leaves this page.
    Practice,
    /// The plan is only exported: this page contacts no site.
    Export {
        site: String,
    },
    Live {
        site: String,
        account: String,
        looks: SiteKind,
    },
}

impl Mode {
    fn of(session: AppState) -> Self {
        let Some(connection) = session.connection() else {
            return Self::None;
        };
        let site = connection.target.name().to_owned();
        if connection.target.is_practice() {
            // Before Connect nobody has seen which site the page connected by itself.
            let is_seen = session.is_site_chosen() || session.step.get() >= Step::Connect;
            return if is_seen { Self::Practice } else { Self::None };
        }
        if session.is_elsewhere() {
            return Self::Export { site };
        }
        Self::Live {
            site,
            account: connection.caller.name().to_owned(),
            looks: connection.target.looks(),
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Practice => "practice",
            Self::Export { .. } => "export",
            Self::Live { .. } => "live",
        }
    }
}

/// Which site, as whom, and whether changes are real.
#[component]
fn SiteBadge() -> impl IntoView {
    let session = session();
    let mode = Memo::new(move |_| Mode::of(session));
    view! {
        <p class="site" role="status" aria-label="Site" data-mode=move || mode.with(Mode::key)>
            {move || match mode.get() {
                Mode::None => view! { <span class="site__name">"Not connected"</span> }.into_any(),
                Mode::Practice => view! {
                    <b class="site__mode">"Practice"</b>
                    <span class="site__name">"nothing leaves this page"</span>
                }.into_any(),
                Mode::Export { site } => view! {
                    <b class="site__mode">"Script"</b>
                    <span class="site__name" title=site.clone()>{site.clone()}</span>
                    <span class="site__account">"not contacted"</span>
                }.into_any(),
                Mode::Live { site, account, looks } => view! {
                    <b class="site__mode" data-looks=looks.key()>{match looks {
                        SiteKind::Sandbox => "Sandbox",
                        SiteKind::Practice | SiteKind::Simulated | SiteKind::Production => "Live",
                    }}</b>
                    <span class="site__name" title=site.clone()>{site.clone()}</span>
                    <span class="site__account">{account}</span>
                }.into_any(),
            }}
        </p>
    }
}

/// The mark: lines of a list, swept.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 6h10M4 12h7M4 18h5" />
            <path class="brand__broom" d="m14 19 3-7 4 1.6-3.4 6.6z" />
        </svg>
    }
}

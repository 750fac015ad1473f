//! What each step holds and when it opens; the step bar, a step's heading, and
//! the bar with the one next action.

use groupsweep_core::report::wording::{report_step, run_percent, run_step};
use groupsweep_core::run::{Phase, Run};
use leptos::prelude::*;

use super::app_state::{AppState, ConnectionStatus, FileStatus, ProposalSource, session};
use super::step::Step;
use super::text;

impl Step {
    /// Whether the step can be gone to now.
    fn is_open(self, session: AppState) -> bool {
        match self {
            Self::Import | Self::Connect => true,
            Self::Choose => session.table().is_some(),
            Self::Run => {
                session.has_run() || (session.selected() > 0 && session.connection().is_some())
            }
            Self::Report => session.has_run(),
        }
    }

    /// Whether "Next" may lead there: what the step before decides is decided.
    fn is_next(self, session: AppState) -> bool {
        match self {
            Self::Connect => session.has_run() || session.selected() > 0,
            Self::Run => session.connection().is_some() && self.is_open(session),
            Self::Import | Self::Choose | Self::Report => self.is_open(session),
        }
    }

    /// What the step holds now, in one line.
    fn holds(self, session: AppState) -> String {
        match self {
            Self::Import => match session.file.status() {
                FileStatus::None | FileStatus::Refused { .. } if session.file.has_question() => {
                    "Choose the columns".into()
                }
                FileStatus::None => match session.check.with_source(ProposalSource::rows) {
                    None => "No file yet".into(),
                    Some(rows) => format!("A plan · {}", text::count(rows, "row", "rows")),
                },
                FileStatus::Reading { name, .. } => format!("Reading {}", text::shown(&name)),
                FileStatus::Refused { name, .. } => {
                    format!("{} cannot be used", text::shown(&name))
                }
                FileStatus::Ready(table) => {
                    format!(
                        "{} · {}",
                        text::shown(table.name()),
                        text::count(table.len(), "row", "rows")
                    )
                }
            },
            Self::Choose => match session.selected() {
                0 => "Nothing selected".into(),
                n if session.has_run() => match session.left_out().rows() as usize {
                    0 => format!("{} in the run", text::number(n)),
                    left_out => format!(
                        "{} selected, {} left out of the run",
                        text::number(n),
                        text::number(left_out)
                    ),
                },
                n => match session.table() {
                    Some(table) => format!(
                        "{} of {}",
                        text::number(n),
                        text::count(table.len(), "row", "rows")
                    ),
                    None => text::count(n, "row", "rows"),
                },
            },
            Self::Connect => match session.connection.status() {
                ConnectionStatus::None => "Not connected".into(),
                ConnectionStatus::Checking => "Checking".into(),
                ConnectionStatus::Bad { .. } => "Connection failed".into(),
                ConnectionStatus::Made(_) if !session.is_site_chosen() => {
                    "No site chosen yet".into()
                }
                ConnectionStatus::Made(connection) => format!(
                    "{} as {}",
                    connection.target.name(),
                    text::shown(connection.caller.name())
                ),
            },
            Self::Run => match session.tally() {
                None => "–".into(),
                Some(tally) => run_step(tally),
            },
            Self::Report => match session.tally() {
                None => "–".into(),
                Some(tally) => report_step(session.purpose_now(), tally),
            },
        }
    }

    /// Its number beside the name: rows of the file, rows selected, how far the run is.
    fn figure(self, session: AppState) -> Option<String> {
        match self {
            Self::Import => session.table().map(|table| text::number(table.len())),
            Self::Choose => match session.selected() {
                0 => None,
                rows => Some(text::number(rows)),
            },
            Self::Run => session.tally().map(run_percent),
            Self::Connect | Self::Report => None,
        }
    }

    /// The step is behind us and complete.
    fn is_done(self, session: AppState) -> bool {
        match self {
            Self::Import => session.table().is_some() || is_sealed(session),
            Self::Choose => session.selected() > 0,
            Self::Connect => session.is_site_chosen() && session.selected() > 0,
            Self::Run => session.tally().is_some_and(|tally| tally.is_all_done()),
            Self::Report => false,
        }
    }
}

/// Whether the rows come from a sealed plan, which takes the place of a file.
fn is_sealed(session: AppState) -> bool {
    let of_run = |run: &Run| run.plan().summary().sealed.is_some();
    session.check.with_source(ProposalSource::is_sealed)
        || session.with_run(of_run).unwrap_or(false)
}

/// The tab's title: how far the run is while it is going on, so that another tab shows it too.
pub(super) fn tab_title(session: AppState) -> String {
    match session.phase() {
        Some(Phase::Running) => {
            let share = Step::Run.figure(session).unwrap_or_default();
            format!("{share} · Groupsweep")
        }
        Some(Phase::Paused(_)) => "Paused · Groupsweep".to_owned(),
        None | Some(Phase::Ready | Phase::Stopped | Phase::Halted(_) | Phase::Finished) => {
            "Groupsweep".to_owned()
        }
    }
}

#[component]
pub(super) fn StepBar() -> impl IntoView {
    view! {
        <ol class="steps">
            {Step::ALL.map(|step| view! { <StepButton step /> })}
        </ol>
    }
}

#[component]
fn StepButton(step: Step) -> impl IntoView {
    let session = session();
    let is_current = move || session.step.get() == step;
    let is_done = Memo::new(move |_| step.is_done(session));
    let is_open = Memo::new(move |_| step.is_open(session));
    let holds = Memo::new(move |_| step.holds(session));
    let figure = Memo::new(move |_| step.figure(session));
    let hint = format!("step-{}", step.number());
    view! {
        <li class="step" title=holds data-current=move || is_current().to_string() data-done=move || is_done.get().to_string()>
            <span class="step__number" aria-hidden="true">
                {move || if is_done.get() && !is_current() { "✓".to_owned() } else { step.number().to_string() }}
            </span>
            <button
                type="button"
                class="step__button"
                aria-current=move || is_current().then_some("step")
                aria-describedby=hint.clone()
                disabled=move || !is_open.get()
                on:click=move |_| session.step.set(step)
            >
                {step.name()}
            </button>
            <span class="step__figure" aria-hidden="true">{figure}</span>
            <small id=hint class="hidden">{holds}</small>
        </li>
    }
}

/// The bar at the bottom: what is decided, and the one next action.
#[component]
pub(super) fn NextBar(
    /// Where the button leads; none on the last step.
    #[prop(optional)]
    to: Option<Step>,
    /// What is decided so far, or what is missing.
    #[prop(into)]
    note: Signal<String>,
) -> impl IntoView {
    let session = session();
    view! {
        <footer class="next">
            <p class="next__note">{note}</p>
            {to.map(|step| {
                view! {
                    <button
                        type="button"
                        class="button button--primary"
                        disabled=move || !step.is_next(session)
                        on:click=move |_| session.step.set(step)
                    >
                        {format!("Next: {}", step.name())}
                    </button>
                }
            })}
        </footer>
    }
}

/// What scrolls between the bar and the footer.
#[component]
pub(super) fn Content(children: Children) -> impl IntoView {
    view! { <div class="content">{children()}</div> }
}

/// A step's heading. It takes the focus when the step is entered, so that
/// screen readers and keyboards start there.
#[component]
pub(super) fn Heading(
    #[prop(into)] title: Signal<String>,
    /// One or two sentences under it.
    #[prop(into)]
    lead: Signal<String>,
    /// Stands for the title's last word, where that can be chosen; screen readers hear the whole title.
    #[prop(optional)]
    ending: Option<AnyView>,
) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    let is_ended = ending.is_some();
    let first = session().step.get_untracked() == Step::Import;
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| !first) {
            let _ = heading.focus();
        }
    });
    view! {
        <header class="head">
            <h1 node_ref=heading tabindex="-1">
                {move || title.with(|title| match title.rsplit_once(' ').filter(|_| is_ended) {
                    None => view! { {title.clone()} }.into_any(),
                    Some((most, last)) => view! { {most.to_owned()} <span class="hidden">" " {last.to_owned()}</span> }.into_any(),
                })}
            </h1>
            {ending}
            <p>{lead}</p>
        </header>
    }
}

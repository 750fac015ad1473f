//! The dialog before anything is changed. It says site, account and rows; for
//! more than one row the site's name is typed.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::ui::parts::Alert;

use crate::plan::{Action, Confirmation, Plan, Purpose, Reach, Refused, Scope};
use crate::run::{Outcome, Verdict};

use super::run::{access_lost, take_title};
use super::session::{Asking, Keeping, ProofState, Session, session};
use super::step::Step;
use super::text;

/// The dialog; open while [`Session::asking`] holds a scope.
#[component]
pub(super) fn ConfirmDialog() -> impl IntoView {
    let session = session();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match session.asking.get() {
            Some(_) if !dialog.open() => {
                let _ = dialog.show_modal();
            }
            None if dialog.open() => dialog.close(),
            Some(_) | None => {}
        }
    });
    let name = move || match (session.asking.get(), session.action()) {
        (Some(Asking::Undo), _) => "Confirm undo",
        (Some(Asking::Take(_)), _) => "Confirm taking it",
        (_, Action::Add) => "Confirm adding",
        (_, Action::Remove) => "Confirm removal",
    };
    view! {
        <dialog class="dialog" aria-label=name node_ref=dialog on:close=move |_| session.asking.set(None)>
            {move || match session.asking.get()? {
                Asking::Leave(scope, plan) => Some(view! { <Question plan scope /> }.into_any()),
                Asking::Take(plan) => Some(view! { <Question plan scope=Scope::Rest elsewhere=true /> }.into_any()),
                Asking::Undo => Some(view! { <Undoing /> }.into_any()),
            }}
        </dialog>
    }
}

/// How many rows there are to take back, and whether those count whose answer was lost on the way.
#[component]
fn Undoing() -> impl IntoView {
    let session = session();
    let with_lost = RwSignal::new(true);
    let lost = session.with_run(|run| {
        let lost = |record: &&crate::run::Record| {
            record.outcome() == Outcome::Done && record.answer_was_lost()
        };
        run.records().iter().filter(lost).count()
    });
    let lost = lost.unwrap_or(0);
    let nothing = move || {
        view! {
            <h2 class="dialog__title">"Nothing to take back"</h2>
            <p>"This run changed nothing."</p>
            <div class="dialog__actions">
                <button type="button" class="button" on:click=move |_| session.asking.set(None)>"Cancel"</button>
            </div>
        }
    };
    view! {
        {(lost > 0).then(|| view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || with_lost.get()
                    on:change:target=move |event| with_lost.set(event.target().checked())
                />
                <span>{format!(
                    "With {} whose answer was lost on the way or does not tell whether there was something to change: most likely done by this run, but not surely.",
                    text::count(lost, "row", "rows"),
                )}</span>
            </label>
        })}
        {move || match session.way_back(with_lost.get()) {
            None => nothing().into_any(),
            // Only what this browser's own record shows as removed is added back without a check.
            Some(plan) if plan.purpose() == Purpose::UndoRemoval => view! { <Question plan scope=Scope::Rest elsewhere=session.is_elsewhere() /> }.into_any(),
            Some(plan) => view! { <OnRun plan /> }.into_any(),
        }}
    }
}

/// The way back that begins on Run: a removal begins with its trial, and what only a file tells of is checked first.
#[component]
fn OnRun(plan: Arc<Plan>) -> impl IntoView {
    let session = session();
    let (title, words) = on_run(&plan);
    let go = move |_| {
        session.asking.set(None);
        session.take_back_on_run(Arc::clone(&plan));
    };
    view! {
        <h2 class="dialog__title">{title}</h2>
        <p>{words}</p>
        <div class="dialog__actions">
            <button type="button" class="button" on:click=move |_| session.asking.set(None)>"Cancel"</button>
            <button type="button" class="button button--primary" on:click=go>"Go to Run"</button>
        </div>
    }
}

/// Title and text of the dialog before a way back begins on Run.
fn on_run(plan: &Plan) -> (String, &'static str) {
    let rows = text::count(plan.items().len(), "membership", "memberships");
    match plan.purpose() {
        Purpose::UndoAddition => (
            format!("Remove the {rows} again?"),
            "This begins like every removal: try the first one, look at the proof, then remove the rest. Nothing is removed yet.",
        ),
        Purpose::Remove => (
            format!("Remove {rows}?"),
            "The results file says that a run added them. This browser has no record of that run, so this begins like every removal: check the plan on Run, try the first one, look at the proof, then remove the rest. Nothing is removed yet.",
        ),
        Purpose::Add | Purpose::UndoRemoval => (
            format!("Add {rows}?"),
            "The results file says that a run removed them. This browser has no record of that run, so the rows are checked like every addition: look at the plan on Run, then add them. Nothing is added yet.",
        ),
    }
}

#[component]
fn Question(
    plan: Arc<Plan>,
    scope: Scope,
    /// The plan is carried out elsewhere, not by this page.
    #[prop(optional)]
    elsewhere: bool,
) -> impl IntoView {
    let session = session();
    let reach = reach(session, &plan, scope);
    let rows = reach.rows;
    let typed = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let name = plan.connection().target.name().to_owned();
    let looks = plan.connection().target.looks();
    let name_fits = {
        let name = name.clone();
        move || {
            scope == Scope::First || typed.with(|typed| typed.trim().eq_ignore_ascii_case(&name))
        }
    };
    let facts = facts(&plan, scope, &reach);
    let warnings = warnings(session, &plan, scope);
    let action = plan.action();
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // Closing first: a second press of the same click finds no dialog.
        let confirmation = if scope == Scope::First {
            Confirmation::OneRow
        } else {
            Confirmation::TypedSiteName(typed.get_untracked())
        };
        let confirmed = if elsewhere {
            session.confirm_taking(&plan, &confirmation)
        } else {
            session.confirm(&plan, scope, &confirmation)
        };
        match confirmed {
            Ok(()) => {
                session.asking.set(None);
                if !elsewhere {
                    session.step.set(Step::Run);
                }
            }
            Err(Refused::OtherSiteName | Refused::NameNotTyped) => refused.set(Some(
                "This is not the name of the site. Nothing was started.".into(),
            )),
        }
    };
    let title = match (scope, action) {
        _ if elsewhere => take_title(action, rows),
        (Scope::First, _) => "Remove this one membership?".to_owned(),
        (Scope::Rest, Action::Remove) => format!(
            "Remove {}?",
            text::count(rows, "more membership", "more memberships")
        ),
        (Scope::Rest, Action::Add) => format!(
            "Add {} back?",
            text::count(rows, "membership", "memberships")
        ),
        (Scope::Retry, _) => format!("Try {} again?", text::count(rows, "row", "rows")),
    };
    view! {
        <form method="dialog" on:submit=submit>
            <p class="looks" data-looks=looks.key()>{looks.label()} " " <b>{name.clone()}</b></p>
            <h2 class="dialog__title">{title}</h2>
            <dl class="dialog__facts">
                {facts.into_iter().map(|(word, value)| view! { <dt>{word}</dt><dd>{value}</dd> }).collect_view()}
            </dl>
            {(!warnings.is_empty()).then(|| view! {
                <div class="note note--warn">{warnings.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}</div>
            })}
            {(scope != Scope::First).then(|| view! {
                <div class="field">
                    <label for="site-name">"Site name"</label>
                    <input
                        type="text"
                        id="site-name"
                        autocomplete="off"
                        autofocus
                        spellcheck="false"
                        aria-describedby="site-name-hint"
                        prop:value=move || typed.get()
                        on:input:target=move |event| { typed.set(event.target().value()); refused.set(None); }
                    />
                    <p id="site-name-hint" class="sub">"Type " <b>{name.clone()}</b> " to confirm."</p>
                </div>
            })}
            <Alert what=refused />
            <div class="dialog__actions">
                <button type="button" class="button" autofocus=scope == Scope::First on:click=move |_| session.asking.set(None)>"Cancel"</button>
                <button type="submit" class="button button--danger" disabled=move || !name_fits()>
                    {match action { _ if elsewhere => "Take it", Action::Remove => "Remove", Action::Add => "Add" }} <span class="button__count" aria-hidden="true">{text::number(rows)}</span>
                </button>
            </div>
        </form>
    }
}

/// What the confirmation is about: the rows that would be sent, as they stand now.
fn reach(session: Session, plan: &Plan, scope: Scope) -> Reach {
    plan.reach(|item| asks_for(session, plan, scope, item))
}

/// Whether a release sends an item: asked of the run, or of a plan that has none yet.
fn asks_for(session: Session, plan: &Plan, scope: Scope, item: usize) -> bool {
    let asked = session.with_run(|run| {
        let same = std::ptr::eq(Arc::as_ptr(run.plan()), plan);
        same.then(|| run.covers(scope, item))
    });
    match asked.flatten() {
        Some(covered) => covered,
        None => scope != Scope::First || item == 0,
    }
}

fn facts(plan: &Plan, scope: Scope, reach: &Reach) -> Vec<(&'static str, String)> {
    let connection = plan.connection();
    let mut facts = vec![
        ("Site", connection.target.name().to_owned()),
        ("Account", text::cut(connection.caller.name())),
    ];
    if !connection.target.is_practice() {
        facts.push(("By", connection.endpoint.name()));
    }
    if scope == Scope::First {
        if let Some(first) = plan.items().first() {
            facts.push(("User", text::cut(&first.user_name)));
            facts.push(("Group", text::cut(&first.group_name)));
            facts.push(("Row", format!("{} of the file", first.row.in_spreadsheet())));
        }
        return facts;
    }
    facts.push(("Rows", text::number(reach.rows)));
    if let Some(sorted) = sorted(plan, scope) {
        facts.push(("By the check", sorted));
    }
    let groups = text::count(reach.groups, "group", "groups");
    facts.push((
        "People",
        format!("{}, in {groups}", text::number(reach.people)),
    ));
    if let Some((group, rows)) = &reach.largest {
        facts.push((
            "Largest",
            format!("{}, {}", text::shown(group), text::number(*rows)),
        ));
    }
    facts
}

/// `950 will remove · 30 already gone · 3 protected stay`: of the whole plan, as it was frozen.
fn sorted(plan: &Plan, scope: Scope) -> Option<String> {
    if scope == Scope::Retry {
        return None;
    }
    let told = plan.summary().sorted.present().map(|(sort, rows, goes)| {
        let stays = if goes { "" } else { ", stay" };
        let rows = text::number(rows as usize);
        format!("{} {rows}{stays}", sort.label(plan.action()))
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

fn warnings(session: Session, plan: &Plan, scope: Scope) -> Vec<String> {
    let summary = plan.summary();
    let mut warnings = Vec::new();
    warnings.extend(guarded(plan, scope));
    if plan.connection().target.is_practice() {
        warnings.push("Practice: nothing leaves this page.".to_owned());
    } else if plan.action() == Action::Remove {
        warnings.push("Accounts stay. What is removed can be added back from Report with \"Undo this run\", as long as this browser keeps the record or you keep the files.".to_owned());
    } else {
        warnings.push("People get back what these groups give, seats of apps included.".to_owned());
    }
    if let Keeping::Not(why) = session.keeping.get_untracked() {
        warnings.push(why.to_owned());
    }
    warnings.extend(own_account(session, plan, scope));
    if scope == Scope::First {
        return warnings;
    }
    if let ProofState::Done(Verdict::Unreadable(why), _) = session.proof() {
        warnings.push(format!("The first removal has no proof: {why}."));
    }
    match summary.emptied.as_slice() {
        [] => {}
        [one] => warnings.push(format!("{} becomes empty.", text::shown(one))),
        [one, rest @ ..] => warnings.push(format!(
            "{} and {} become empty.",
            text::shown(one),
            text::count(rest.len(), "other group", "other groups")
        )),
    }
    if summary.org_admins > 0 {
        warnings.push(format!(
            "{} among them.",
            text::count(
                summary.org_admins,
                "organization admin is",
                "organization admins are"
            )
        ));
    }
    warnings
}

/// What the check before the plan said, and what was decided about it.
fn guarded(plan: &Plan, scope: Scope) -> Vec<String> {
    let summary = plan.summary();
    if scope == Scope::Retry {
        return Vec::new();
    }
    let mut told = Vec::new();
    if summary.sorted.present().next().is_some() && !summary.sorted.is_checked() {
        told.push("Not every row was checked against the site.".to_owned());
    }
    let unprotected = summary.unprotected.len();
    if unprotected > 0 {
        let rows = text::count(unprotected, "protected row goes", "protected rows go");
        let reasons: Vec<String> = summary
            .unprotected
            .iter()
            .take(3)
            .map(|(_, why)| text::shown(&why.reason))
            .collect();
        let more = if unprotected > reasons.len() {
            ", and others"
        } else {
            ""
        };
        told.push(format!(
            "{rows}, unprotected because: {}{more}.",
            reasons.join("; ")
        ));
    }
    if let Some(by) = &summary.sealed {
        told.push(format!(
            "Sealed by {}; seal {}.",
            text::shown(&by.name),
            text::seal(&by.seal)
        ));
    }
    if scope != Scope::First {
        told.extend(access_lost(&summary.access));
    }
    told
}

/// What the caller does to itself, if rows of its own are among those asked for.
fn own_account(session: Session, plan: &Plan, scope: Scope) -> Option<String> {
    if plan.action() == Action::Add {
        return None;
    }
    let asked = |item: usize| plan.is_own(item) && asks_for(session, plan, scope, item);
    let mut own = plan
        .items()
        .iter()
        .enumerate()
        .filter(|(item, _)| asked(*item));
    let (_, first) = own.next()?;
    let more = match own.count() {
        0 => String::new(),
        more => format!(" and {} more", text::number(more)),
    };
    Some(format!(
        "Your own account is among them: you leave {}{more}. Removing yourself from an administration group ends your right to go on.",
        text::shown(&first.group_name)
    ))
}

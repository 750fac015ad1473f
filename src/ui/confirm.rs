//! The dialog before anything is removed. It says site, account and rows; for
//! more than one row the site's name is typed.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::plan::{Confirmation, Plan, Reach, Refused, Scope};
use crate::run::Verdict;

use super::session::{ProofState, Session, session};
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
    view! {
        <dialog class="dialog" aria-label="Confirm removal" node_ref=dialog on:close=move |_| session.asking.set(None)>
            {move || session.asking.get().and_then(|scope| {
                let plan = session.plan()?;
                Some(view! { <Question plan scope /> })
            })}
        </dialog>
    }
}

#[component]
fn Question(plan: Arc<Plan>, scope: Scope) -> impl IntoView {
    let session = session();
    let reach = reach(session, &plan, scope);
    let rows = reach.rows;
    let typed = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let name = plan.connection().target.name().to_owned();
    let name_fits = {
        let name = name.clone();
        move || {
            scope == Scope::First || typed.with(|typed| typed.trim().eq_ignore_ascii_case(&name))
        }
    };
    let facts = facts(&plan, scope, &reach);
    let warnings = warnings(session, &plan, scope);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        // Closing first: a second press of the same click finds no dialog.
        let confirmation = if scope == Scope::First {
            Confirmation::OneRow
        } else {
            Confirmation::TypedSiteName(typed.get_untracked())
        };
        match session.confirm(&plan, scope, &confirmation) {
            Ok(()) => session.asking.set(None),
            Err(Refused::OtherSiteName | Refused::NameNotTyped) => refused.set(Some(
                "This is not the name of the site. Nothing was started.".into(),
            )),
        }
    };
    let title = match scope {
        Scope::First => "Remove this one membership?".to_owned(),
        Scope::Rest => format!(
            "Remove {}?",
            text::count(rows, "more membership", "more memberships")
        ),
        Scope::Retry => format!("Try {} again?", text::count(rows, "row", "rows")),
    };
    view! {
        <form method="dialog" on:submit=submit>
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
            {move || refused.get().map(|why| view! { <p class="note note--stop" role="alert">{why}</p> })}
            <div class="dialog__actions">
                <button type="button" class="button" autofocus=scope == Scope::First on:click=move |_| session.asking.set(None)>"Cancel"</button>
                <button type="submit" class="button button--danger" disabled=move || !name_fits()>
                    "Remove" <span class="button__count" aria-hidden="true">{text::number(rows)}</span>
                </button>
            </div>
        </form>
    }
}

/// What the confirmation is about: the rows that would be sent, as they stand now.
fn reach(session: Session, plan: &Plan, scope: Scope) -> Reach {
    plan.reach(|item| {
        session
            .with_run(|run| run.covers(scope, item))
            .unwrap_or(item == 0)
    })
}

fn facts(plan: &Plan, scope: Scope, reach: &Reach) -> Vec<(&'static str, String)> {
    let connection = plan.connection();
    let mut facts = vec![
        ("Site", connection.target.name().to_owned()),
        ("Account", connection.account.name.clone()),
    ];
    if scope == Scope::First {
        if let Some(first) = plan.items().first() {
            facts.push(("User", first.user_name.to_string()));
            facts.push(("Group", first.group_name.to_string()));
            facts.push(("Row", format!("{} of the file", first.row.in_spreadsheet())));
        }
        return facts;
    }
    facts.push(("Rows", text::number(reach.rows)));
    let groups = text::count(reach.groups, "group", "groups");
    facts.push((
        "People",
        format!("{}, in {groups}", text::number(reach.people)),
    ));
    if let Some((group, rows)) = &reach.largest {
        facts.push(("Largest", format!("{group}, {}", text::number(*rows))));
    }
    facts
}

fn warnings(session: Session, plan: &Plan, scope: Scope) -> Vec<String> {
    let summary = plan.summary();
    let mut warnings = Vec::new();
    if plan.connection().target.is_practice() {
        warnings.push("Practice: nothing leaves this page.".to_owned());
    } else {
        warnings.push("Accounts stay. Groupsweep cannot add the memberships back yet; the results file lists them.".to_owned());
    }
    warnings.extend(own_account(session, plan, scope));
    if scope == Scope::First {
        return warnings;
    }
    if let ProofState::Done(Verdict::Unreadable(why), _) = session.proof.get_untracked() {
        warnings.push(format!("The first removal has no proof: {why}."));
    }
    match summary.emptied.as_slice() {
        [] => {}
        [one] => warnings.push(format!("{one} becomes empty.")),
        [one, rest @ ..] => warnings.push(format!(
            "{one} and {} become empty.",
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

/// What the caller does to itself, if rows of its own are among those asked for.
fn own_account(session: Session, plan: &Plan, scope: Scope) -> Option<String> {
    let asked = |item: usize| {
        let covered = session.with_run(|run| run.covers(scope, item));
        plan.is_own(item) && covered.unwrap_or(item == 0)
    };
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
        first.group_name
    ))
}

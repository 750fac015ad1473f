//! The rows of the plan, each with what will happen to it.

use groupsweep_core::plan::{Action, Category, PlanView, Proposal, Protection};
use groupsweep_core::report::wording::{RECORDED_NAME, included_by_you, why_checked};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, session};
use crate::ui::focus::give_lost_focus;
use crate::ui::text;
use crate::ui::widgets::{Column, NO_ROW, Rows};

use super::outcomes::{COLUMNS, person};

/// Maximum rows in a plan for which each row offers the trial.
const MAX_OFFERED: usize = 20;

#[component]
pub(super) fn PlanRows(
    wanted: RwSignal<Option<PlanView>>,
    search: RwSignal<String>,
    unprotecting: RwSignal<Option<usize>>,
) -> impl IntoView {
    let session = session();
    let shown = Memo::new(move |_| {
        let (wanted, search) = (
            wanted.get(),
            search.with(|search| search.trim().to_lowercase()),
        );
        session
            .check
            .with_proposal(|proposal| {
                let items = 0..u32::try_from(proposal.items().len()).unwrap_or(u32::MAX);
                let fits = |item: &u32| {
                    let item = *item as usize;
                    wanted
                        .as_ref()
                        .is_none_or(|view| view.shows(proposal, item))
                        && proposal.is_found_by(item, &search)
                };
                items.filter(fits).collect::<Vec<u32>>()
            })
            .unwrap_or_default()
    });
    let count = Signal::derive(move || shown.with(Vec::len));
    let key = Callback::new(move |at: usize| {
        shown.with(|shown| shown.get(at).map_or(NO_ROW, |item| u64::from(*item)))
    });
    // A button per row would be hundreds of Tab stops. In a long plan, the admin searches for the row first.
    let offers_trial = Memo::new(move |_| count.get() <= MAX_OFFERED && !session.is_elsewhere());
    // Redraws the visible rows whenever the proposal changes.
    let drawn = Memo::new(move |before: Option<&u32>| {
        session.check.track_proposal();
        offers_trial.track();
        before.map_or(0, |before| before.wrapping_add(1))
    });
    let cells = Callback::new(move |key: u64| {
        let item = usize::try_from(key).unwrap_or(usize::MAX);
        session
            .check
            .with_proposal_untracked(|proposal| {
                (item < proposal.items().len()).then(|| {
                    row_cells(
                        session,
                        proposal,
                        item,
                        unprotecting,
                        offers_trial.get_untracked(),
                    )
                })
            })
            .flatten()
            .unwrap_or_default()
    });
    let columns: Vec<Column> = COLUMNS
        .map(|(title, class)| Column::plain(title, class))
        .into();
    view! {
        <Rows name="Planned rows" role="table" class="rows--run" columns count key cells drawn empty=Signal::derive(|| "No row matches.".to_owned()) />
    }
}

/// The item of the row whose button has the focus, for [`focus_row`] after something else redraws the rows.
pub(in crate::ui) fn focused_row() -> Option<usize> {
    let focused = document().active_element()?;
    let in_table = focused.closest(".rows--run [data-item]").ok()??;
    in_table.get_attribute("data-item")?.parse().ok()
}

/// Moves the focus after a decision has redrawn the rows: to the row's new button or, if the row is no longer shown,
/// to the first row with one.
pub(in crate::ui) fn focus_row(item: usize) {
    let own = format!(".rows--run [data-item=\"{item}\"]");
    give_lost_focus(&[own.as_str(), ".rows--run [data-item]", ".sorts .sort"]);
}

fn row_cells(
    session: AppState,
    proposal: &Proposal,
    item: usize,
    unprotecting: RwSignal<Option<usize>>,
    offers_trial: bool,
) -> Vec<AnyView> {
    let planned = &proposal.items()[item];
    let who = format!(
        "{}, {}",
        text::shown(&planned.user_name),
        text::shown(&proposal.group_label(planned))
    );
    let first = trial_control(session, proposal, item, &who, offers_trial);
    let decision = decision_button(session, proposal, item, &who, unprotecting);
    let why = why_line(proposal, item);
    let [person, group] = names(session, proposal, item);
    let sort = proposal.sort(item);
    vec![
        planned.row.spreadsheet_row().to_string().into_any(),
        person,
        group,
        view! { <span class="tag" data-sort=text::sort_key(sort)>{label(proposal, sort)}</span> {first} {decision} }
            .into_any(),
        view! { <span class="line line--two sub" title=why.clone()>{why.clone()}</span> }
            .into_any(),
    ]
}

fn label(proposal: &Proposal, sort: Category) -> String {
    let label = proposal.label(sort);
    match proposal.is_left_out(sort) {
        true => format!("{label}, left out"),
        false => label.to_owned(),
    }
}

/// The person and the group. The site's names beside the file's if they differ.
fn names(session: AppState, proposal: &Proposal, item: usize) -> [AnyView; 2] {
    let planned = &proposal.items()[item];
    let [is_recorded_person, is_recorded_group] = proposal.recorded(item);
    let (site_person, site_group) = proposal.site_names(item);
    let differs = |why: Protection| proposal.protections(item).contains(&why);
    let is_other_person =
        differs(Protection::OtherPerson) || proposal.is_renamed(item) || is_recorded_person;
    let person = match site_person.filter(|_| is_other_person) {
        None => person(session, planned, text::cut(&planned.user_name)),
        site => named(&planned.user_name, site),
    };
    let is_other_group = differs(Protection::OtherGroup) || is_recorded_group;
    let group = named(
        &proposal.group_label(planned),
        site_group.filter(|_| is_other_group),
    );
    [person, group]
}

/// Marks the trial's row, or offers to try this row first.
fn trial_control(
    session: AppState,
    proposal: &Proposal,
    item: usize,
    who: &str,
    offers_trial: bool,
) -> Option<AnyView> {
    // An included row has a button of its own already, and room for one. The dialog of the trial names its row.
    if proposal.reason(item).is_some() || proposal.sort(item) != Category::WillChange {
        return None;
    }
    let is_trial = proposal.trial() == Some(item)
        && !session.is_elsewhere()
        && proposal.action() == Action::Remove
        && proposal.may_be_frozen().is_ok();
    if is_trial {
        return Some(view! { <span class="tag">"Goes first"</span> }.into_any());
    }
    (offers_trial && proposal.is_good_trial(item)).then(|| try_first_button(session, item, who))
}

fn try_first_button(session: AppState, item: usize, who: &str) -> AnyView {
    let press = move |_| {
        session.check.change_proposal(|proposal| {
            proposal.try_first(item);
        });
        give_lost_focus(&[".next__acts .button--danger"]);
    };
    view! {
        <button type="button" class="button button--small button--quiet" aria-label=format!("Try first: {who}") on:click=press>
            "Try first"
        </button>
    }
    .into_any()
}

/// The button that includes a held-back row, or holds back an included one.
fn decision_button(
    session: AppState,
    proposal: &Proposal,
    item: usize,
    who: &str,
    unprotecting: RwSignal<Option<usize>>,
) -> Option<AnyView> {
    if proposal.reason(item).is_some() {
        return Some(hold_back_button(session, item, who));
    }
    let can_be_included = match proposal.sort(item) {
        // Its group is changed at the identity provider.
        Category::Protected => !proposal
            .protections(item)
            .contains(&Protection::ExternallyManaged),
        // In such a file, single rows cannot be included.
        Category::OtherName => !proposal.is_stopped(),
        _ => false,
    };
    can_be_included.then(|| include_button(item, who, unprotecting))
}

/// Why the row is in the plan or not, as one line.
fn why_line(proposal: &Proposal, item: usize) -> String {
    let held = why_held(proposal, item);
    let why = match proposal.reason(item) {
        Some(reason) => included_by_you(reason, &held),
        None if held.is_empty() => why_by_check(proposal, item),
        None => capital(&held),
    };
    let why = match proposal.recorded(item).contains(&true) {
        true => format!("{why} {RECORDED_NAME}"),
        false => why,
    };
    match proposal.first_reason(item) {
        Some(first) if why.is_empty() => format!("First admin's reason: {}", text::shown(first)),
        Some(first) => format!("{why}. First admin's reason: {}", text::shown(first)),
        None => why,
    }
}

fn why_by_check(proposal: &Proposal, item: usize) -> String {
    let facts = proposal.facts();
    let status = facts.statuses.get(item).copied().unwrap_or_default();
    let group = &proposal.items()[item].membership.group;
    let apps = facts.apps.get(group).map_or(&[][..], Vec::as_slice);
    why_checked(proposal.purpose(), proposal.sort(item), status, apps)
}

fn hold_back_button(session: AppState, item: usize, who: &str) -> AnyView {
    let press = move |_| {
        session
            .check
            .change_proposal(|proposal| proposal.protect_again(item));
        focus_row(item);
    };
    view! {
        <button type="button" class="button button--small" data-item=item.to_string() aria-label=format!("Hold back again: {who}") on:click=press>
            "Hold back"
        </button>
    }
    .into_any()
}

fn include_button(item: usize, who: &str, unprotecting: RwSignal<Option<usize>>) -> AnyView {
    view! {
        <button type="button" class="button button--small" data-item=item.to_string() aria-label=format!("Include: {who}") on:click=move |_| unprotecting.set(Some(item))>
            "Include"
        </button>
    }
    .into_any()
}

/// A name from the file. If the site has another one, both, each with its source.
fn named(file: &str, site: Option<&str>) -> AnyView {
    let file = text::cut(file);
    match site {
        None => view! { <span class="line">{file}</span> }.into_any(),
        Some(site) => view! {
            <span class="line">{format!("Site: {}", text::shown(site))}</span>
            <span class="line sub">{format!("File: {}", text::shown(&file))}</span>
        }
        .into_any(),
    }
}

/// Why a row is held back, as a clause: both names, and other protections.
fn why_held(proposal: &Proposal, item: usize) -> String {
    let names = proposal.names_side_by_side(item);
    let others = proposal
        .protections(item)
        .iter()
        .filter(|why| !why.is_about_names())
        .map(|why| why.clause().to_owned());
    let clauses: Vec<String> = others.chain((!names.is_empty()).then_some(names)).collect();
    clauses.join("; ")
}

fn capital(clause: &str) -> String {
    let mut letters = clause.chars();
    match letters.next() {
        // ASCII is enough for our own words. Unicode's case table would add 12 kB to the page.
        Some(first) => std::iter::once(first.to_ascii_uppercase())
            .chain(letters)
            .collect(),
        None => String::new(),
    }
}

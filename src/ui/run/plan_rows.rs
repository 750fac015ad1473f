//! The rows of the plan, each with what will become of it.

use groupsweep_core::plan::{Action, Category, PlanView, Proposal, Protection};
use groupsweep_core::report::wording::{RECORDED_NAME, included_by_you, why_checked};
use leptos::prelude::*;

use crate::ui::app_state::{AppState, session};
use crate::ui::focus::give_lost_focus;
use crate::ui::text;
use crate::ui::widgets::{Column, NO_ROW, Rows};

use super::outcomes::{COLUMNS, person};

/// Rows that are offered for the trial at most.
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
    // One button a row would be hundreds of stops for the Tab key: in a long plan, another row is looked for first.
    let offers_trial = Memo::new(move |_| count.get() <= MAX_OFFERED && !session.is_elsewhere());
    // Whatever the proposal learns, the rows in sight say it.
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

/// A decision about a row draws the rows anew: the focus goes to the row's new button or, where the row is not shown any
/// more, to the first row that has one.
pub(super) fn focus_row(item: usize) {
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
    let sort = proposal.sort(item);
    let label = if proposal.is_left_out(sort) {
        format!("{}, left out", proposal.label(sort))
    } else {
        proposal.label(sort).to_owned()
    };
    let why = why_held(proposal, item);
    let is_externally_managed = proposal
        .protections(item)
        .contains(&Protection::ExternallyManaged);
    let who = format!(
        "{}, {}",
        text::shown(&planned.user_name),
        text::shown(&proposal.group_label(planned))
    );
    let reason = proposal.reason(item).map(str::to_owned);
    let is_trial = proposal.trial() == Some(item)
        && !session.is_elsewhere()
        && proposal.action() == Action::Remove
        && proposal.may_be_frozen().is_ok();
    let first = match sort {
        // The row has a button of its own already, and room for one. The dialog of the trial names its row.
        _ if reason.is_some() => None,
        Category::WillChange if is_trial => {
            Some(view! { <span class="tag">"Goes first"</span> }.into_any())
        }
        Category::WillChange if offers_trial && proposal.is_good_trial(item) => Some(
            view! {
                <button
                    type="button"
                    class="button button--small button--quiet"
                    aria-label=format!("Try first: {who}")
                    on:click=move |_| {
                        session.check.change_proposal(|proposal| { proposal.try_first(item); });
                        give_lost_focus(&[".next__acts .button--danger"]);
                    }
                >
                    "Try first"
                </button>
            }
            .into_any(),
        ),
        _ => None,
    };
    let button = match (&reason, sort) {
        (Some(_), _) => Some(hold_back_button(session, item, &who)),
        // Nothing to decide here: it is changed elsewhere.
        (None, Category::Protected) if is_externally_managed => None,
        // No reason lets single rows of such a file go.
        (None, Category::OtherName) if proposal.is_stopped() => None,
        (None, Category::OtherName | Category::Protected) => {
            Some(include_button(item, &who, unprotecting))
        }
        (None, _) => None,
    };
    let why = match reason {
        Some(reason) => included_by_you(&reason, &why),
        None if why.is_empty() => {
            let facts = proposal.facts();
            let status = facts.standings.get(item).copied().unwrap_or_default();
            let apps = facts.apps.get(&planned.membership.group);
            why_checked(
                proposal.purpose(),
                sort,
                status,
                apps.map_or(&[], Vec::as_slice),
            )
        }
        None => capital(&why),
    };
    let recorded = proposal.recorded(item);
    let why = match recorded.contains(&true) {
        true => format!("{why} {RECORDED_NAME}"),
        false => why,
    };
    let why = match proposal.first_reason(item) {
        Some(first) if why.is_empty() => format!("First admin's reason: {}", text::shown(first)),
        Some(first) => format!("{why}. First admin's reason: {}", text::shown(first)),
        None => why,
    };
    let (site_person, group) = proposal.site_names(item);
    let differs = |why: Protection| proposal.protections(item).contains(&why);
    vec![
        planned.row.spreadsheet_row().to_string().into_any(),
        match site_person.filter(|_| {
            differs(Protection::OtherPerson) || proposal.is_renamed(item) || recorded[0]
        }) {
            None => person(session, planned, text::cut(&planned.user_name)),
            site => named(&planned.user_name, site),
        },
        named(
            &proposal.group_label(planned),
            group.filter(|_| differs(Protection::OtherGroup) || recorded[1]),
        ),
        view! { <span class="tag" data-sort=text::sort_key(sort)>{label}</span> {first} {button} }
            .into_any(),
        view! { <span class="line line--two sub" title=why.clone()>{why.clone()}</span> }
            .into_any(),
    ]
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

/// A name of the file; where the site has another one, both, each with whose it is.
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

/// Why a row is held back, as a clause: the names side by side, and what else protects it.
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
        // Our own words: the table of all alphabets is 12 kB of the page.
        Some(first) => std::iter::once(first.to_ascii_uppercase())
            .chain(letters)
            .collect(),
        None => String::new(),
    }
}

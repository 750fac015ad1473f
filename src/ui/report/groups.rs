//! What the run did, group by group.

use groupsweep_core::plan::Action;
use groupsweep_core::report::wording::group_members;
use groupsweep_core::report::{GroupOutcome, by_group};
use groupsweep_core::run::Outcome;
use leptos::prelude::*;

use crate::ui::app_state::session;
use crate::ui::text;
use crate::ui::widgets::{Column, Rows};

/// Widths of the columns, with Members and without.
const WIDTHS: &str =
    "minmax(0, 1.4fr) clamp(76px, 15vw, 90px) minmax(0, 1.6fr) clamp(76px, 15vw, 90px)";
const WIDTHS_WITHOUT_MEMBERS: &str =
    "minmax(0, 1fr) clamp(76px, 15vw, 90px) clamp(76px, 15vw, 90px)";

#[component]
pub(super) fn Groups() -> impl IntoView {
    let session = session();
    let action = session.action();
    let groups = Memo::new(move |_| session.with_run(by_group).unwrap_or_default());
    let count = Signal::derive(move || groups.with(Vec::len));
    // A row is redrawn when any of its counts changes.
    let drawn = Memo::new(move |before: Option<&u32>| {
        groups.track();
        before.map_or(0, |before| before.wrapping_add(1))
    });
    // The check before a run counts the members. An undo without a check has no counts.
    let has_members = Memo::new(move |_| {
        groups.with(|groups| groups.iter().any(|group| group.members.is_some()))
    });
    let key = Callback::new(move |at: usize| {
        groups.track();
        at as u64
    });
    let cells = Callback::new(move |key: u64| {
        let at = usize::try_from(key).unwrap_or(usize::MAX);
        groups.with_untracked(|groups| {
            groups
                .get(at)
                .map_or_else(Vec::new, |it| row(it, action, has_members.get_untracked()))
        })
    });
    let columns = Signal::derive(move || {
        let members = has_members.get().then(|| Column::plain("Members", "cell"));
        let first = [
            Column::plain("Group", "cell cell--who"),
            Column::plain(Outcome::Done.label(action), "cell cell--number"),
        ];
        let last = Column::plain("Not done", "cell cell--number");
        first
            .into_iter()
            .chain(members)
            .chain([last])
            .collect::<Vec<_>>()
    });
    let widths = Signal::derive(move || {
        match has_members.get() {
            true => WIDTHS,
            false => WIDTHS_WITHOUT_MEMBERS,
        }
        .to_owned()
    });
    view! {
        <section class="split__table" aria-label="Groups list">
            <Rows name="Groups of this run" role="table" class="rows--groups" columns widths count key cells drawn empty=Signal::derive(|| "This run has no rows.".to_owned()) />
        </section>
    }
}

fn row(group: &GroupOutcome, action: Action, has_members: bool) -> Vec<AnyView> {
    let name = text::cut(&group.name);
    let number = |rows: u32| text::number(rows as usize);
    let mut cells = vec![
        view! { <span class="line" title=name.clone()>{name.clone()}</span> }.into_any(),
        number(group.changed).into_any(),
    ];
    cells.extend(has_members.then(|| members(group, action)));
    cells.push(number(group.open).into_any());
    cells
}

/// The members at the check, and how many of them this run changed. Nothing has read the group since. That is Verify's
/// job.
fn members(group: &GroupOutcome, action: Action) -> AnyView {
    let Some(listed) = group.members else {
        return view! { <span class="line sub">"Not known"</span> }.into_any();
    };
    let words = group_members(action, listed, group.changed);
    let title = words.clone();
    // The share in the sentence: what this run changed, of all who were ever there. The site's list may leave out some.
    let everybody = match action {
        Action::Remove => listed.before.max(group.changed),
        Action::Add => listed.before.saturating_add(group.changed),
    };
    view! {
        <span class="members">
            <span class="members__bar" aria-hidden="true"><span style:width=text::share(group.changed, everybody)></span></span>
            <span class="line sub" title=title>{words}</span>
        </span>
    }
    .into_any()
}

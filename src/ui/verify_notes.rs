//! What a verification says beyond the rows of the run: who else left and came, and what is waited for.

use groupsweep_core::domain::Timestamp;
use groupsweep_core::identity::{NameMatch, compare_names};
use groupsweep_core::report::wording::relay_step;
use groupsweep_core::run::Run;
use groupsweep_core::verify::{CANCELLED, Other, ReadProgress, Verification};

use super::text;

/// People named per sentence.
const NAMED: usize = 20;

/// How far the reading is, and what it waits for; `offline_or` words it on a machine without a connection.
pub(super) fn progress_line(
    progress: ReadProgress,
    now: Timestamp,
    offline_or: impl Fn(String) -> String,
) -> String {
    let read = format!(
        "Reading: {} of {}",
        text::number(progress.done),
        text::count(progress.all, "group", "groups")
    );
    match progress.waiting.at(now) {
        None => read,
        Some(wait) => format!(
            "{read}. {} Wait, or press Cancel reading.",
            offline_or(wait.sentence(|moment| text::local_time(moment, now)))
        ),
    }
}

/// Why nothing could be read, and what to do: there is no result to count, group by group. Where a part was read, the
/// groups say why the rest was not, and only a missing relay needs another step. `served_at` and `is_kept` are as in
/// [`relay_step`].
pub(super) fn unread_line(
    verification: &Verification,
    served_at: Option<&str>,
    is_kept: bool,
) -> Option<String> {
    let step = verification
        .relay_trouble()
        .map(|trouble| relay_step(trouble, served_at, is_kept));
    if !verification.is_unread() {
        return step;
    }
    let mut groups = verification.groups.iter();
    let why = groups.find_map(|group| group.unread.as_ref());
    let why = why.map_or("", |unread| unread.why.as_ref());
    let step = step.unwrap_or_else(|| match why {
        CANCELLED => "To read the groups again, press Verify.".to_owned(),
        _ => "Check the connection, then press Verify again.".to_owned(),
    });
    Some(format!("The reason: {why}. {step}"))
}

/// Who else left these groups since the check, and who came.
pub(super) fn others_lines(verification: &Verification) -> Vec<String> {
    let mut lines = Vec::new();
    let left = verification.left();
    if !left.is_empty() {
        lines.push(format!(
            "{} left these groups after the check. This run did not remove them: {}. Suspended accounts also disappear from the list.",
            more_people(left.len()),
            named(&left)
        ));
    }
    let came = verification.came();
    if !came.is_empty() {
        lines.push(format!(
            "{} joined these groups after the check. This run did not add them: {}.",
            more_people(came.len()),
            named(&came)
        ));
    }
    let (compared, groups) = (verification.groups_compared(), verification.groups.len());
    if 0 < compared && compared < groups {
        lines.push(format!(
            "Other members were compared in {} of {}. In the other groups, the list of members was not read completely.",
            text::number(compared),
            text::count(groups, "group", "groups")
        ));
    }
    lines
}

fn more_people(count: usize) -> String {
    text::count(count, "more person", "more people")
}

fn named(people: &[Other]) -> String {
    let names = people.iter().take(NAMED);
    let names: Vec<String> = names.map(|other| text::shown(&other.name)).collect();
    let more = match people.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {} more", text::number(more)),
    };
    names.join(", ") + &more
}

/// What the site calls the person of an item; where it calls them something else than the file, both.
pub(super) fn person(run: &Run, verification: &Verification, item: usize) -> Option<String> {
    let in_file = &run.plan().items().get(item)?.user_name;
    let Some(on_site) = verification.name(item) else {
        return Some(text::shown(in_file));
    };
    let is_same = matches!(
        compare_names(in_file, on_site),
        NameMatch::Same | NameMatch::Abbreviated
    );
    Some(if is_same || in_file.trim().is_empty() {
        text::shown(on_site)
    } else {
        format!(
            "{} (in the file: {})",
            text::shown(on_site),
            text::shown(in_file)
        )
    })
}

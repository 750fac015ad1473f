//! What Import says of the rows before anything is selected.

use crate::support::{account, group, table};
use groupsweep_core::choose::{Filter, LastSeenCounts, LastSeenFilter, rows_by_status};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::{Day, SeenIn, Table};

/// 29 November 2026, 10:00.
const TODAY: Timestamp = Timestamp(1_795_946_400_000);

/// One row for each pair of status and last-seen cell, and a row at the end that cannot be used.
fn file(people: &[(&str, &str)]) -> Table {
    let mut text =
        "Group id,Group name,User id,User name,email,User status,Last seen in Jira - acme\n"
            .to_owned();
    for (at, (status, seen)) in people.iter().enumerate() {
        let (group, account) = (group(0), account(at));
        text.push_str(&format!(
            "{group},G,{account},P{at},p{at}@b.example,{status},{seen}\n"
        ));
    }
    text.push_str(",G,broken,X,x@b.example,Suspended,1 Jan 2020\n");
    table(text)
}

#[test]
fn rows_are_counted_by_when_their_people_were_last_seen() {
    let table = file(&[
        ("Active", "29 Nov 2026"),
        ("Active", "31 Aug 2026"),
        ("Active", "30 Aug 2026"),
        ("Active", "29 Nov 2025"),
        ("Active", "28 Nov 2025"),
        ("Active", "Never accessed"),
        ("Active", ""),
        ("Active", "someday"),
    ]);
    let counts = LastSeenCounts::of(&table, Day::of(TODAY)).unwrap();
    assert_eq!(counts.recent.in_words(), "31 Aug 2026");
    assert_eq!(counts.year.in_words(), "29 Nov 2025");
    assert_eq!(
        (
            counts.in_recent,
            counts.in_year,
            counts.before,
            counts.never,
            counts.unknown
        ),
        (2, 2, 1, 1, 2)
    );
}

#[test]
fn the_rows_not_seen_lately_are_those_that_the_filter_shows() {
    let table = file(&[
        ("Active", "1 Nov 2026"),
        ("Active", "1 Jan 2026"),
        ("Active", "1 Jan 2020"),
        ("Active", "Never accessed"),
        ("Active", ""),
    ]);
    let counts = LastSeenCounts::of(&table, Day::of(TODAY)).unwrap();
    let mut filter = Filter::default();
    filter.set_seen(SeenIn::Any, Some(LastSeenFilter::NotSince(counts.recent)));
    let shown = filter.rows(&table);
    let usable = shown.iter().filter(|row| table.usable().contains(*row));
    assert_eq!(counts.not_in_recent(), 3);
    assert_eq!(usable.count(), 3);
}

#[test]
fn a_file_that_does_not_say_when_people_were_seen_has_no_such_counts() {
    let table = table(crate::support::export(&[(0, 0)]));
    assert_eq!(LastSeenCounts::of(&table, Day::of(TODAY)), None);
}

#[test]
fn rows_are_counted_by_status_most_first_and_without_unusable_rows() {
    let table = file(&[("Suspended", ""), ("Active", ""), ("Active", ""), ("", "")]);
    let counts = rows_by_status(&table);
    let named = counts
        .iter()
        .map(|(at, rows)| (table.statuses()[usize::from(at.0)].as_str(), *rows));
    assert_eq!(
        named.collect::<Vec<_>>(),
        [("Active", 2), ("Suspended", 1), ("", 1)]
    );
}

#[test]
fn a_file_without_statuses_has_no_counts_of_them() {
    let table = table(format!("Group id,User id\n{},{}\n", group(0), account(0)));
    assert_eq!(rows_by_status(&table), []);
}

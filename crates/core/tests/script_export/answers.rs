//! The table of answers, in the scripts: what a row's answers mean, by what the check knew of it. The end-to-end tests
//! run the same table in a browser's console and in Newman.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::Target;
use groupsweep_core::domain::{SiteAddress, Timestamp};
use groupsweep_core::plan::{Action, MembershipStatus, Plan, Proposal, Purpose, SiteFacts};

use crate::script_export::fake_site::{Fake, Scripted};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, everywhere};
use crate::support::{connection, export, table};

#[derive(Deserialize)]
struct AnswerTable {
    answers: BTreeMap<String, Scripted>,
    cases: Vec<Case>,
    additions: Vec<Case>,
    stops: Vec<Stop>,
}

#[derive(Deserialize)]
struct Case {
    key: Option<String>,
    answers: Vec<String>,
    #[serde(default)]
    readings: Vec<String>,
    outcomes: [Option<String>; 3],
    open: Option<bool>,
}

#[derive(Deserialize)]
struct Stop {
    answers: Vec<String>,
    #[serde(default)]
    readings: Vec<String>,
    outcome: String,
}

fn read_table() -> AnswerTable {
    serde_json::from_str(include_str!("answers.json")).unwrap()
}

/// What the check found, in the order of a case's outcomes.
const KNEW: [&str; 3] = [
    "something to change",
    "nothing to change",
    "it did not look",
];

/// One row of a run.
struct TableRow<'a> {
    answers: &'a [String],
    readings: &'a [String],
    knew: usize,
    open: bool,
    outcome: &'a str,
}

impl AnswerTable {
    fn rows(&self, action: Action) -> Vec<TableRow<'_>> {
        let more = match action {
            Action::Remove => &[],
            Action::Add => self.additions.as_slice(),
        };
        let rows = self.cases.iter().chain(more).flat_map(|case| {
            let outcomes = case.outcomes.iter().enumerate();
            outcomes.filter_map(|(knew, outcome)| {
                Some(TableRow {
                    answers: &case.answers,
                    readings: &case.readings,
                    knew,
                    open: case.open.unwrap_or(knew != 1),
                    outcome: outcome.as_deref()?,
                })
            })
        });
        rows.collect()
    }

    fn scripted<'a>(&'a self, answers: &'a [String]) -> impl Iterator<Item = Scripted> + 'a {
        answers.iter().map(|name| self.answers[name].clone())
    }
}

/// The word in a results file.
fn word(outcome: &str, action: Action) -> &str {
    match (outcome, action) {
        ("done", Action::Remove) => "removed",
        ("done", Action::Add) => "added",
        ("already", Action::Remove) => "already_gone",
        ("already", Action::Add) => "already_member",
        ("since_check", Action::Remove) => "gone_since_check",
        ("since_check", Action::Add) => "there_since_check",
        (same, _) => same,
    }
}

pub(crate) fn plan(site: &Fake, action: Action, knew: &[usize]) -> Plan {
    let rows: Vec<_> = (0..knew.len()).map(|user| (0, user)).collect();
    let table = Arc::new(table(export(&rows)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.target = Target::Site(SiteAddress::parse_for_relay(&site.origin).unwrap());
    let (purpose, found) = match action {
        Action::Remove => (
            Purpose::Remove,
            [MembershipStatus::Member, MembershipStatus::NoMember],
        ),
        Action::Add => (
            Purpose::Add,
            [MembershipStatus::NoMember, MembershipStatus::Member],
        ),
    };
    let mut proposal = Proposal::of_choice(&choice, purpose, connection).unwrap();
    let status = |knew: &usize| found.get(*knew).copied().unwrap_or_default();
    proposal.learn(SiteFacts {
        statuses: knew.iter().map(status).collect(),
        checked_at: Some(Timestamp(1_795_000_000_000)),
        ..SiteFacts::default()
    });
    proposal.freeze().unwrap()
}

/// Everybody is known; the change is still to be made where a row is open.
pub(crate) fn site(action: Action, open: &[bool]) -> Fake {
    let rows: Vec<_> = (0..open.len()).map(|user| (0, user)).collect();
    let site = Fake::of(&rows);
    for (user, open) in open.iter().enumerate() {
        site.set_member(0, user, *open == (action == Action::Remove));
    }
    site
}

/// Rows of one run: the waits between tries take most of a run's time, so the table goes in parts, side by side.
const PART: usize = 16;

fn run(action: Action) {
    let table = read_table();
    let rows = table.rows(action);
    let tools = everywhere("the table of answers");
    // A part begins with a row that is done: the trial.
    let parts: Vec<Vec<&TableRow<'_>>> = rows
        .chunks(PART)
        .map(|part| std::iter::once(&rows[0]).chain(part).collect())
        .collect();
    std::thread::scope(|scope| {
        for tool in tools {
            for part in &parts {
                let table = &table;
                scope.spawn(move || run_part(tool, action, table, part));
            }
        }
    });
}

fn run_part(tool: Tool, action: Action, table: &AnswerTable, rows: &[&TableRow<'_>]) {
    let open: Vec<bool> = rows.iter().map(|row| row.open).collect();
    let knew: Vec<usize> = rows.iter().map(|row| row.knew).collect();
    let site = site(action, &open);
    for (user, row) in rows.iter().enumerate() {
        site.script(user, table.scripted(row.answers));
        site.script_readings(user, table.scripted(row.readings));
    }
    let plan = plan(&site, action, &knew);
    let desk = Desk::with(tool, &site, &plan);
    let output = desk.run();
    let mut wrong = Vec::new();
    for (user, row) in rows.iter().enumerate() {
        let (told, reason) = desk.told(user);
        let case = format!("{:?} {:?}, {}", row.answers, row.readings, KNEW[row.knew]);
        if told != word(row.outcome, action) {
            wrong.push(format!("{case}: {told}, not {} ({reason})", row.outcome));
        }
        if row.outcome == "since_check" {
            for words in [
                "The check on 18 Nov 2026, 11:06 UTC ",
                "either someone else",
                "reached the site twice",
            ] {
                assert!(reason.contains(words), "{reason}");
            }
        }
        if row.outcome == "done" && site.is_member(0, user) != (action == Action::Add) {
            wrong.push(format!("{case}: not made"));
        }
    }
    let wrong = wrong.join("\n");
    assert!(
        wrong.is_empty(),
        "{tool:?} {action:?}\n{wrong}\n{}",
        said(&output)
    );
}

#[test]
fn every_kind_of_answer_is_tried_with_everything_that_the_check_may_know() {
    let mut tried: BTreeMap<String, [bool; 3]> = BTreeMap::new();
    let table = read_table();
    for case in table.cases.into_iter().chain(table.additions) {
        let Some(key) = case.key else { continue };
        let states = tried.entry(key).or_default();
        for (tried, outcome) in states.iter_mut().zip(case.outcomes) {
            *tried |= outcome.is_some();
        }
    }
    assert_eq!(tried.len(), 15);
    let note = include_str!("../../../../docs/answers.md");
    for (key, states) in tried {
        assert!(
            note.contains(&format!("\n| {key} |")),
            "{key} is in the note"
        );
        assert_eq!(states, [true; 3], "{key}");
    }
}

#[test]
fn an_answer_to_a_removal_means_only_what_it_can_mean() {
    run(Action::Remove);
}

#[test]
fn an_answer_to_an_addition_means_only_what_it_can_mean() {
    run(Action::Add);
}

#[test]
fn an_answer_that_no_row_can_get_round_stops_the_rest() {
    let table = read_table();
    for tool in everywhere("answers that stop it") {
        for stop in &table.stops {
            let site = site(Action::Remove, &[true; 4]);
            site.script(1, table.scripted(&stop.answers));
            site.script_readings(1, table.scripted(&stop.readings));
            let plan = plan(&site, Action::Remove, &[0; 4]);
            let desk = Desk::with(tool, &site, &plan);
            let output = desk.run();
            desk.ended(&output, 3);
            let told: Vec<_> = (0..4).map(|user| desk.told(user).0).collect();
            let expected = ["removed", &stop.outcome, "not_tried", "not_tried"];
            assert_eq!(told, expected, "{tool:?} {:?}", stop.answers);
        }
    }
}

//! A row that was included despite a different name on the site shows both names everywhere.

use std::collections::HashMap;
use std::sync::Arc;

use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use crate::support::{account, connection, group, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::Target;
use groupsweep_core::domain::{AccountId, GroupId, Timestamp};
use groupsweep_core::import::FileKind;
use groupsweep_core::journal::{RunHeader, read_plan, write_plan};
use groupsweep_core::plan::{
    Category, LeadsTo, MembershipStatus, OtherNames, Plan, PlanItem, Proposal, Purpose, SiteFacts,
    SitePerson,
};
use groupsweep_core::report::{
    FormulaGuard, restore_of_plan, restore_of_run, results_csv, results_of_plan,
};
use groupsweep_core::run::{Run, UndoScope};

/// Ines Varga is Tobias Okoro on the site; Contractors was renamed; the last row agrees, in another spelling.
const FILE: [(usize, &str, usize, &str); 3] = [
    (1, "Team", 1, "Ines Varga"),
    (2, "Contractors", 2, "Bo Adler"),
    (1, "Team", 3, "Lindqvist, Mira"),
];

fn file() -> String {
    let mut text = "Group id,Group name,User id,User name".to_owned();
    for (g, group_name, u, name) in FILE {
        let (group, account) = (group(g), account(u));
        text.push_str(&format!("\n{group},{group_name},{account},\"{name}\""));
    }
    text
}

/// All three rows, before the site is asked.
fn proposal() -> Proposal {
    let table = Arc::new(table(file()));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap()
}

/// The plan of all three rows, the first two included with a reason.
fn plan() -> Arc<Plan> {
    let mut proposal = proposal();
    proposal.learn(facts());
    proposal.unprotect(0, "she married").unwrap();
    proposal.unprotect(1, "renamed").unwrap();
    Arc::new(proposal.freeze().unwrap())
}

fn facts() -> SiteFacts {
    let person = |user: usize, name: &str| {
        let person = SitePerson {
            name: name.into(),
            active: Some(true),
            ..SitePerson::default()
        };
        (AccountId::parse(&account(user)).unwrap(), person)
    };
    let named = |g: usize, name: &str| (GroupId::parse(&group(g)).unwrap(), name.into());
    SiteFacts {
        statuses: vec![MembershipStatus::Member; 3],
        people: HashMap::from([
            person(1, "Tobias Okoro"),
            person(2, "Bo Adler"),
            person(3, "Mira Lindqvist"),
        ]),
        group_names: HashMap::from([named(1, "Team"), named(2, "All employees")]),
        ..SiteFacts::default()
    }
}

/// Every row removed.
fn run(plan: &Arc<Plan>) -> Sweep {
    let mut sweep = Sweep::new(Arc::clone(plan), 50);
    sweep.try_the_first();
    sweep.release(groupsweep_core::plan::Scope::Remaining);
    sweep.play(|_| removed());
    sweep
}

fn labels(plan: &Plan) -> Vec<(String, String)> {
    let label = |item: &PlanItem| {
        (
            plan.user_label(item).into_owned(),
            plan.group_label(item).into_owned(),
        )
    };
    plan.items().iter().map(label).collect()
}

fn expected_labels() -> Vec<(String, String)> {
    [
        ("Tobias Okoro (Ines Varga in the file)", "Team"),
        ("Bo Adler", "All employees (Contractors in the file)"),
        ("Mira Lindqvist", "Team"),
    ]
    .map(|(user, group)| (user.to_owned(), group.to_owned()))
    .into()
}

#[test]
fn a_plan_out_of_the_journal_still_knows_the_sites_names() {
    let plan = plan();
    let head = RunHeader::new("0123456789abcdef".into(), &plan, None, Timestamp(0));
    let parts: Vec<Vec<u8>> = write_plan(&head, &plan).collect();
    let back = read_plan(&head.bound_to(&parts), &parts).unwrap();
    assert_eq!(back.summary(), plan.summary());
    assert_eq!(labels(&back), expected_labels());
}

#[test]
fn the_undo_of_a_run_shows_both_names() {
    let sweep = run(&plan());
    let undo = sweep.run.way_back(UndoScope::CERTAIN, sweep.now).unwrap();
    assert_eq!(labels(&undo), expected_labels());
    assert_eq!(
        undo.other_names(&undo.items()[0]),
        OtherNames {
            person: Some("Tobias Okoro"),
            group: None
        }
    );
}

fn reasons(run: &Run) -> Vec<String> {
    let with_file = results_csv(run, file().as_bytes(), FormulaGuard::Off).unwrap();
    let reasons = |bytes: &[u8]| -> Vec<String> {
        let rows = csv::Reader::from_reader(bytes).into_records();
        rows.map(|row| row.unwrap()[6].to_owned()).collect()
    };
    assert_eq!(reasons(&with_file), reasons(&results_of_plan(run)));
    reasons(&with_file)
}

#[test]
fn the_results_say_whom_the_site_means() {
    let sweep = run(&plan());
    assert_eq!(
        reasons(&sweep.run),
        [
            "The site calls this person \u{201c}Tobias Okoro\u{201d}.",
            "The site calls this group \u{201c}All employees\u{201d}.",
            "",
        ]
    );
}

#[test]
fn a_restore_file_has_the_sites_names_beside_the_files() {
    let plan = plan();
    let sweep = run(&plan);
    let before = restore_of_plan(&plan);
    let after = restore_of_run(&sweep.run, UndoScope::CERTAIN);
    for (file, expected) in [
        (&before, "User name|user_on_site|group_on_site|restore"),
        (
            &after,
            "User name|user_on_site|group_on_site|removed_at|restore",
        ),
    ] {
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let headings: Vec<&str> = reader.headers().unwrap().iter().skip(3).collect();
        assert_eq!(headings.join("|"), expected);
    }
    let rows = csv::Reader::from_reader(before.as_slice()).into_records();
    let rows: Vec<String> = rows
        .map(|row| row.unwrap().iter().skip(3).collect::<Vec<_>>().join("|"))
        .collect();
    assert_eq!(
        rows,
        [
            "Ines Varga|Tobias Okoro||add",
            "Bo Adler||All employees|add",
            "Lindqvist, Mira|||add",
        ]
    );
    // Import knows it as ever.
    let dropped = table(after);
    assert_eq!(dropped.origin(), FileKind::Restore);
    assert_eq!(dropped.len(), 3);
    assert!(dropped.findings().is_empty());
}

#[test]
fn practice_says_that_it_cannot_show_whether_ids_belong_to_names() {
    let table = Arc::new(table(file()));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut practice = connection();
    practice.target = Target::Practice;
    for (connection, is_practice) in [(connection(), false), (practice, true)] {
        let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
        proposal.learn(facts());
        let plan = proposal.freeze().unwrap();
        for notes in [proposal.names_notes(), plan.names_notes()] {
            let said = notes.join(" ");
            let is_said = said.contains("practice cannot show whether the ids belong to the names");
            assert_eq!(is_said, is_practice, "{said}");
        }
    }
}

#[test]
fn a_search_in_the_plan_finds_a_row_by_either_name() {
    let found = |proposal: &Proposal, text: &str| -> Vec<usize> {
        (0..3)
            .filter(|item| proposal.is_found_by(*item, text))
            .collect()
    };
    let mut proposal = proposal();
    assert_eq!(found(&proposal, ""), [0, 1, 2]);
    assert_eq!(found(&proposal, "varga"), [0]);
    assert_eq!(found(&proposal, "okoro"), [0; 0], "the site was not asked");
    let mut facts = facts();
    let person = AccountId::parse(&account(1)).unwrap();
    facts.people.get_mut(&person).unwrap().email = "Okoro.T@example.org".into();
    proposal.learn(facts);
    assert_eq!(found(&proposal, "tobias okoro"), [0]);
    assert_eq!(found(&proposal, "okoro.t@"), [0], "by the site's email");
    assert_eq!(found(&proposal, "varga"), [0], "and still by the file's");
    assert_eq!(found(&proposal, "contractors"), [1]);
    let renamed = &proposal.facts().group_names[&GroupId::parse(&group(2)).unwrap()];
    assert_eq!(found(&proposal, &renamed.to_lowercase()), [1]);
    assert_eq!(
        found(&proposal, &account(2).to_lowercase()),
        [1],
        "by an id"
    );
    assert_eq!(found(&proposal, &group(1).to_lowercase()), [0, 2]);
    assert_eq!(found(&proposal, "nobody"), [0; 0]);
}

/// What the check holds back of a file of ours that is dropped again, on a site with these names.
fn held_back_again(file: Vec<u8>, facts: SiteFacts) -> Vec<u32> {
    let table = Arc::new(table(file));
    let leads = LeadsTo::of(&table).unwrap();
    let choice = match leads.ticked(&table) {
        choice if choice.selection().rows().is_empty() => {
            let mut all = SelectionHistory::new(Arc::clone(&table)).with_action(leads.action());
            all.set(table.row_numbers(), true);
            all
        }
        choice => choice,
    };
    let mut proposal = Proposal::of_choice(&choice, choice.action().into(), connection()).unwrap();
    proposal.learn(facts);
    let items = 0..proposal.items().len();
    let held = items.filter(|item| proposal.sort(*item) == Category::OtherName);
    held.map(|item| proposal.items()[item].row.0).collect()
}

#[test]
fn a_restore_file_lets_rows_go_under_the_names_that_it_records() {
    let file = restore_of_run(&run(&plan()).run, UndoScope::CERTAIN);
    assert_eq!(held_back_again(file, facts()), [0_u32; 0]);
}

#[test]
fn a_results_file_lets_rows_go_under_the_names_that_its_reasons_record() {
    let file = results_csv(&run(&plan()).run, file().as_bytes(), FormulaGuard::Off).unwrap();
    assert_eq!(held_back_again(file, facts()), [0_u32; 0]);
}

#[test]
fn a_row_that_no_run_changed_is_held_back_again() {
    let sweep = Sweep::new(plan(), 50);
    let file = results_csv(&sweep.run, file().as_bytes(), FormulaGuard::Off).unwrap();
    assert_eq!(held_back_again(file, facts()), [0, 1]);
}

#[test]
fn a_third_name_on_the_site_holds_the_row_of_a_restore_file_back() {
    let file = restore_of_run(&run(&plan()).run, UndoScope::CERTAIN);
    let mut other = facts();
    let person = AccountId::parse(&account(1)).unwrap();
    other.people.get_mut(&person).unwrap().name = "Uma Khan".into();
    assert_eq!(held_back_again(file, other), [0]);
}

#[test]
fn a_row_that_goes_under_a_recorded_name_is_not_said_to_have_the_same_email() {
    let file = restore_of_run(&run(&plan()).run, UndoScope::CERTAIN);
    let table = Arc::new(table(file));
    let choice = SelectionHistory::of_removed_rows(Arc::clone(&table));
    let mut proposal = Proposal::of_choice(&choice, Purpose::Add, connection()).unwrap();
    proposal.learn(facts());
    let recorded: Vec<[bool; 2]> = (0..3).map(|item| proposal.recorded(item)).collect();
    assert_eq!(recorded, [[true, false], [false, true], [false, false]]);
    assert_eq!(proposal.names_compared().renamed, 0);
}

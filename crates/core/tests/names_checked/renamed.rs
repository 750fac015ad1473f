//! A person whose email is the one in the file and whose name is another: the row goes, and the plan says both names.

use std::sync::Arc;

use super::{account_id, rows_of, site};
use crate::journal::there_and_back;
use crate::support::{account, connection, group, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::plan::{Category, Proposal, Purpose};

/// People of one group, each with an email in the file and this name there. The site knows the same emails.
fn proposal(people: &[(&str, &str)]) -> Proposal {
    let email = |n: usize| format!("person{n}@example.com");
    let mut text = "Group id,Group name,User id,User name,email".to_owned();
    for (n, (name, _)) in people.iter().enumerate() {
        let (group, account, email) = (group(1), account(n), email(n));
        text.push_str(&format!("\n{group},Team,{account},{name},{email}"));
    }
    let table = Arc::new(table(&text));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    let on_site: Vec<_> = people
        .iter()
        .enumerate()
        .map(|(n, (_, site))| (n, *site))
        .collect();
    let mut facts = site(people.len(), &on_site, &[(1, "Team")]);
    for n in 0..people.len() {
        facts.people.get_mut(&account_id(n)).unwrap().email = email(n).as_str().into();
    }
    proposal.learn(facts);
    proposal
}

#[test]
fn a_row_whose_person_has_another_name_and_the_same_email_goes_and_is_named() {
    let proposal = proposal(&[
        ("Ines Varga", "Tobias Okoro"),
        ("Mira Lindqvist", "Lindqvist, Mira"),
        ("Bo Adler", "Bo R. Adler"),
        ("Ada Costa", "Former user"),
    ]);
    let renamed: Vec<bool> = (0..4).map(|item| proposal.is_renamed(item)).collect();
    let shown = (0..4).filter(|item| proposal.goes_renamed(*item)).count();
    assert_eq!(shown, proposal.names_compared().renamed, "the note's rows");
    let expected = [true, false, false, false];
    assert_eq!(
        renamed, expected,
        "spellings and placeholders are not names"
    );
    assert_eq!(proposal.site_names(0).0, Some("Tobias Okoro"));
    assert_eq!(proposal.count(Category::WillChange), 4);
    assert_eq!(rows_of(&proposal), [0, 1, 2, 3]);
    let note = "In 1 row, the person's name on the site differs from your file, but the email address is the same. A different name alone does not hold a row back.";
    assert_eq!(proposal.names_notes(), [note]);
    let plan = there_and_back(&proposal.freeze().unwrap());
    assert_eq!(plan.names_notes(), [note], "the record says it too");
}

#[test]
fn several_renamed_people_are_counted_by_their_rows() {
    let proposal = proposal(&[("Ines Varga", "Ines Okoro"), ("Bo Adler", "Cy Ek")]);
    assert_eq!(
        proposal.names_notes(),
        [
            "In 2 rows, the person's name on the site differs from your file, but the email address is the same. A different name alone does not hold a row back."
        ]
    );
}

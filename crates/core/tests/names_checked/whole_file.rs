//! A file whose ids do not belong to its names is stopped as a whole.

use super::{FileRow, SHIFTED, account_id, proposal, site};
use crate::support::{account, connection, group, table};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::plan::{Category, FreezeError, NameKind, Proposal, Purpose};
use std::sync::Arc;

#[test]
fn a_file_whose_id_column_was_moved_is_stopped_as_a_whole() {
    let rows: Vec<FileRow> = (0..6).map(|n| (1, "Team", n, SHIFTED[n])).collect();
    let people: Vec<(usize, &str)> = (0..6).map(|n| (n, SHIFTED[(n + 1) % 6])).collect();
    let mut proposal = proposal(&rows, Purpose::Remove);
    proposal.learn(site(6, &people, &[(1, "Team")]));
    let Err(FreezeError::IdsDoNotFit(why)) = proposal.freeze() else {
        panic!("nothing of it may be sent")
    };
    assert_eq!(why.kind, NameKind::People);
    assert_eq!((why.different, why.compared, why.moved), (6, 6, 6));
    assert_eq!(&*why.examples[0].file, "Ines Varga");
    assert_eq!(&*why.examples[0].site, "Tobias Okoro");
    let sentence = FreezeError::IdsDoNotFit(why).to_string();
    assert!(sentence.starts_with("The ids of this file do not belong to its names"));
    // Reasons for single rows do not lift it.
    for item in 0..5 {
        proposal.unprotect(item, "I looked").unwrap();
    }
    assert!(proposal.is_stopped());
    assert!(matches!(
        proposal.freeze(),
        Err(FreezeError::IdsDoNotFit(_))
    ));
}

#[test]
fn a_moved_column_is_noticed_among_many_rows_that_fit() {
    let names: Vec<String> = (0..1200).map(|n| format!("Given{n} Family{n}")).collect();
    let rows: Vec<FileRow> = (0..1200).map(|n| (1, "Team", n, &*names[n])).collect();
    let moved = |n: usize| if n < 30 { (n + 1) % 30 } else { n };
    let people: Vec<(usize, &str)> = (0..1200).map(|n| (n, &*names[moved(n)])).collect();
    let mut proposal = proposal(&rows, Purpose::Remove);
    proposal.learn(site(1200, &people, &[(1, "Team")]));
    let stopped = proposal.freeze();
    assert!(
        matches!(stopped, Err(FreezeError::IdsDoNotFit(_))),
        "{stopped:?}"
    );
    // While nothing can be sent, no row is announced as to be removed.
    assert_eq!(proposal.count(Category::WillChange), 1170);
    assert_eq!(proposal.label(Category::WillChange), "Not sent");
    assert_eq!(proposal.may_change(), 0);
}

#[test]
fn a_few_people_with_other_names_stop_nobody_else() {
    let names: Vec<String> = (0..1200).map(|n| format!("Given{n} Family{n}")).collect();
    let rows: Vec<FileRow> = (0..1200).map(|n| (1, "Team", n, &*names[n])).collect();
    let mut people: Vec<(usize, &str)> = (0..1200).map(|n| (n, &*names[n])).collect();
    for (n, name) in ["Asa Berg", "Bo Dahl", "Cy Ek", "Di Falk", "Ed Gran"]
        .iter()
        .enumerate()
    {
        people[n].1 = name;
    }
    let mut proposal = proposal(&rows, Purpose::Remove);
    proposal.learn(site(1200, &people, &[(1, "Team")]));
    assert_eq!(proposal.count(Category::OtherName), 5);
    assert_eq!(proposal.label(Category::WillChange), "Will remove");
    assert_eq!(proposal.may_change(), 1195);
    assert_eq!(proposal.freeze().unwrap().items().len(), 1195);
}

#[test]
fn two_groups_that_swapped_their_names_stop_the_file() {
    let rows = [
        (1, "Admins", 1, "Ines Varga"),
        (2, "Guests", 1, "Ines Varga"),
    ];
    let mut proposal = proposal(&rows, Purpose::Remove);
    let groups = [(1, "Guests"), (2, "Admins")];
    proposal.learn(site(2, &[(1, "Ines Varga")], &groups));
    let Err(FreezeError::IdsDoNotFit(why)) = proposal.freeze() else {
        panic!("nothing of it may be sent")
    };
    assert_eq!((why.kind, why.moved), (NameKind::Groups, 2));
}

#[test]
fn a_column_of_group_ids_that_was_sorted_alone_stops_the_file() {
    let names = ["Alpha", "Beta", "Gamma", "Delta"];
    let ids = [1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4];
    let people: Vec<String> = (0..12).map(|n| format!("Given{n} Family{n}")).collect();
    let rows: Vec<FileRow> = (0..12)
        .map(|n| (ids[n], names[n / 3], n, &*people[n]))
        .collect();
    let mut proposal = proposal(&rows, Purpose::Remove);
    let people: Vec<_> = (0..12).map(|n| (n, &*people[n])).collect();
    let groups = [(1, "Alpha"), (2, "Beta"), (3, "Gamma"), (4, "Delta")];
    proposal.learn(site(12, &people, &groups));
    assert_eq!(proposal.count(Category::OtherName), 5);
    let Err(FreezeError::IdsDoNotFit(why)) = proposal.freeze() else {
        panic!("nothing of it may be sent")
    };
    assert_eq!(why.kind, NameKind::Groups);
}

#[test]
fn names_that_were_sorted_alone_are_noticed_though_the_addresses_fit() {
    let mut text = "Group id,Group name,User id,User name,email".to_owned();
    for (n, name) in SHIFTED.iter().enumerate() {
        let (group, account) = (group(1), account(n));
        text.push_str(&format!(
            "\n{group},Team,{account},{name},p{n}@acme.example"
        ));
    }
    let table = Arc::new(table(&text));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    let people: Vec<_> = (0..6).map(|n| (n, SHIFTED[(n + 1) % 6])).collect();
    let mut facts = site(6, &people, &[(1, "Team")]);
    for n in 0..6 {
        let person = facts.people.get_mut(&account_id(n)).unwrap();
        person.email = format!("p{n}@acme.example").into();
    }
    let Some(last) = facts.people.get_mut(&account_id(5)) else {
        panic!("everybody is known")
    };
    // A name that nobody else in the file has is a new name. The email shows who it is.
    last.name = "Nessie".into();
    proposal.learn(facts);
    assert_eq!(proposal.count(Category::OtherName), 5);
    assert_eq!(proposal.sort(5), Category::WillChange);
    let stopped = proposal.freeze();
    assert!(
        matches!(stopped, Err(FreezeError::IdsDoNotFit(_))),
        "{stopped:?}"
    );
}

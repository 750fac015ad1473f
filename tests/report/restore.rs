//! The restore file: everything that a plan removes can be put back from it alone.

use std::collections::BTreeSet;
use std::sync::Arc;

use groupsweep::choose::Choice;
use groupsweep::import::Origin;
use groupsweep::plan::{Action, Plan};
use groupsweep::report::restore_csv;

use crate::read;
use crate::support::{
    HEADINGS, account, connection, freeze_choice, group, line, plan_of, table, table_and_plan,
};

fn memberships(plan: &Plan) -> BTreeSet<(String, String)> {
    let items = plan.items().iter();
    items
        .map(|item| {
            let one = &item.membership;
            (one.group.as_str().into(), one.account.as_str().into())
        })
        .collect()
}

#[test]
fn it_holds_each_membership_of_the_plan_and_the_word_add() {
    let (_, plan) = table_and_plan(2);
    let rows = read(&restore_csv(&plan), b',');
    assert_eq!(
        rows,
        [
            ["Group id", "Group name", "User id", "User name", "restore"]
                .map(String::from)
                .to_vec(),
            vec![
                group(0),
                "Group 0".into(),
                account(0),
                "User 0".into(),
                "add".into()
            ],
            vec![
                group(1),
                "Group 1".into(),
                account(1),
                "User 1".into(),
                "add".into()
            ],
        ]
    );
}

#[test]
fn a_plan_to_add_the_same_memberships_comes_out_of_the_file_alone() {
    let strange = line(5, 5).replace("User 5", "\"=A1, \"\"b\"\"\n\u{e9}\"");
    let hyphen = line(6, 6).replace(&account(6), "-6:a");
    let rows = [HEADINGS, &line(0, 0), &line(0, 1), &strange, &hyphen];
    let exported = Arc::new(table(rows.join("\n")));
    let removal = plan_of(&exported, exported.row_numbers());
    let dropped = Arc::new(table(restore_csv(&removal)));
    assert_eq!(dropped.origin(), Origin::Restore);
    assert!(dropped.findings().is_empty());
    let choice = Choice::of_removed_rows(dropped);
    let addition = freeze_choice(&choice, Action::Add, connection()).unwrap();
    assert_eq!(memberships(&addition), memberships(&removal));
    assert_eq!(memberships(&addition).len(), 4);
    assert_eq!(&*addition.items()[0].group_name, "Group 0");
}

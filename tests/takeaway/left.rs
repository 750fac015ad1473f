//! Rows of which the check found that there is nothing to change, where the product would not tell.

use std::sync::Arc;

use groupsweep::choose::Choice;
use groupsweep::plan::{Action, Plan, Proposal, Purpose, SiteFacts, Standing};
use groupsweep::product::{Confluence, Door, Endpoint};
use groupsweep::takeaway::{
    Recipe, Takeaway, bash_script, console_snippets, postman_data, powershell_script,
};

use crate::support::{account, connection, export, table};

fn plan(endpoint: Endpoint, standings: &[Standing]) -> Plan {
    let rows: Vec<_> = (0..standings.len()).map(|row| (row, row + 1)).collect();
    let table = Arc::new(table(export(&rows)));
    let mut choice = Choice::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = endpoint;
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
    proposal.learn(SiteFacts {
        standings: standings.to_vec(),
        ..SiteFacts::default()
    });
    proposal.freeze().unwrap()
}

fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence { door: Door::Site })
}

#[test]
fn they_are_in_no_export_of_a_product_that_answers_both_alike() {
    let standings = [Standing::Member, Standing::NoMember, Standing::NotChecked];
    let recipe = Recipe::confluence("https://mysite.atlassian.net", Action::Remove).unwrap();
    let plan = plan(confluence(), &standings);
    let takeaway = Takeaway::of(&plan, &recipe).unwrap();
    assert_eq!(takeaway.left_behind(), 1);
    let files = [
        bash_script(takeaway),
        powershell_script(takeaway),
        postman_data(takeaway),
        console_snippets(takeaway).concat(),
    ];
    for file in files {
        for (user, goes) in [(1, true), (2, false), (3, true)] {
            assert_eq!(file.contains(&account(user)), goes, "user {user}");
        }
    }
}

#[test]
fn rows_that_are_gone_stay_in_an_export_for_jira_which_reports_them_apart() {
    let standings = [Standing::Member, Standing::NoMember];
    let jira = Recipe::jira("https://mysite.atlassian.net", Action::Remove).unwrap();
    let plan = plan(Endpoint::default(), &standings);
    assert_eq!(Takeaway::of(&plan, &jira).unwrap().left_behind(), 0);
}

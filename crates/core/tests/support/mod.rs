//! What the tests of several steps share: small files, plans, answers, dice.
#![allow(
    dead_code,
    reason = "every test crate compiles its own copy and uses a part of it"
)]

pub(crate) mod drive;
pub(crate) mod file;
mod invariants;
pub(crate) mod replies;
pub(crate) mod stored;
pub(crate) mod sweep;
pub(crate) mod world;

use std::sync::Arc;

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::connect::{Account, Caller, Connection, Target};
use groupsweep_core::domain::{AccountId, Answer, RowNo, SiteAddress};
use groupsweep_core::import::{Table, read};
use groupsweep_core::plan::{Action, Approved, Confirmation, Plan, Proposal, Scope};

/// Headings of a small export.
pub(crate) const HEADINGS: &str =
    "Group id,Group name,User id,User name,email,User status,Org role";
/// The site of every plan here.
pub(crate) const SITE: &str = "mysite.atlassian.net";

/// A group id.
pub(crate) fn group(n: usize) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

/// An account id.
pub(crate) fn account(n: usize) -> String {
    format!("712020:00000000-0000-4000-9000-{n:012x}")
}

/// One line of a small export.
pub(crate) fn line(g: usize, u: usize) -> String {
    let (group, account) = (group(g), account(u));
    format!("{group},Group {g},{account},User {u},user{u}@domain.example,Active,None")
}

/// A small export of these memberships.
pub(crate) fn export(memberships: &[(usize, usize)]) -> String {
    let mut text = HEADINGS.to_owned();
    for (g, u) in memberships {
        text.push_str("\r\n");
        text.push_str(&line(*g, *u));
    }
    text.push_str("\r\n");
    text
}

/// Reads a file that is expected to be readable.
pub(crate) fn table(bytes: impl AsRef<[u8]>) -> Table {
    let table = read("export.csv", bytes.as_ref(), None).unwrap();
    file::remember(&table, bytes.as_ref());
    table
}

/// A connection to [`SITE`].
pub(crate) fn connection() -> Connection {
    Connection {
        target: Target::Site(SiteAddress::parse(SITE).unwrap()),
        endpoint: Endpoint::default(),
        caller: Caller::Account(Account {
            id: AccountId::parse("63b6efaab790087ed712a5c1").unwrap(),
            name: "Ada Admin".into(),
            email: None,
        }),
    }
}

/// The account of a connection that has one.
pub(crate) fn caller(connection: &mut Connection) -> &mut Account {
    match &mut connection.caller {
        Caller::Account(account) => account,
        Caller::OrganizationKey | Caller::NotAsked => panic!("the connection has no account"),
    }
}

/// A table of `rows` rows, each of another person in one of three groups, and the plan to remove them all.
pub(crate) fn table_and_plan(rows: usize) -> (Arc<Table>, Arc<Plan>) {
    let memberships: Vec<_> = (0..rows).map(|row| (row % 3, row)).collect();
    let table = Arc::new(table(export(&memberships)));
    let plan = plan_of(&table, table.row_numbers());
    (table, plan)
}

/// The plan of [`table_and_plan`] with one more row before it, for the trial.
pub(crate) fn plan_behind_a_trial(rows: usize) -> Arc<Plan> {
    let trial = (7, 999_999);
    let memberships = (0..rows).map(|row| (row % 3, row));
    let all: Vec<_> = std::iter::once(trial).chain(memberships).collect();
    let table = Arc::new(table(export(&all)));
    plan_of(&table, table.row_numbers())
}

/// What is ticked as a frozen plan, nothing known of the site, protected rows let go one by one.
pub(crate) fn freeze_choice(
    choice: &SelectionHistory,
    action: Action,
    connection: Connection,
) -> Option<Plan> {
    let mut proposal = Proposal::of_choice(choice, action.into(), connection)?;
    for item in 0..proposal.items().len() {
        proposal.unprotect(item, "for this test").unwrap();
    }
    proposal.freeze().ok()
}

/// The plan to remove these rows.
pub(crate) fn plan_of(table: &Arc<Table>, rows: impl IntoIterator<Item = RowNo>) -> Arc<Plan> {
    let mut choice = SelectionHistory::new(Arc::clone(table));
    choice.set(rows, true);
    Arc::new(freeze_choice(&choice, Action::Remove, connection()).unwrap())
}

/// The plan to remove all these memberships, as a user of the file.
pub(crate) fn plan_as(user: usize, memberships: &[(usize, usize)]) -> Arc<Plan> {
    let table = Arc::new(table(export(memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    caller(&mut connection).id = AccountId::parse(&account(user)).unwrap();
    Arc::new(freeze_choice(&choice, Action::Remove, connection).unwrap())
}

/// Opens the gate as an admin would.
pub(crate) fn approve(plan: &Arc<Plan>, scope: Scope) -> Approved {
    let confirmation = match scope {
        Scope::Trial => Confirmation::OneRow,
        Scope::Remaining | Scope::Failed => Confirmation::TypedSiteName(SITE.into()),
    };
    Approved::check(plan, scope, &confirmation).unwrap()
}

/// An answer with a status, headers and a body.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Answer {
        status,
        headers: headers.iter().map(own).collect(),
        body: body.to_owned(),
    }
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &str) -> Answer {
    answer(
        status,
        &[("content-type", "application/json;charset=UTF-8")],
        body,
    )
}

/// An error collection with one message.
pub(crate) fn error(status: u16, message: &str) -> Answer {
    json(
        status,
        &format!("{{\"errorMessages\":[\"{message}\"],\"errors\":{{}}}}"),
    )
}

/// Seeded dice (splitmix64): the same game every time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap() % sides
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

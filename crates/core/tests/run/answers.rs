//! The tables of `docs/answers.md`, cell by cell: answer x product x first or later try x what the check saw.

use std::sync::Arc;

use groupsweep_core::atlassian::{Endpoint, Product};
use groupsweep_core::domain::{SiteCall, TransportError};
use groupsweep_core::plan::{Action, MembershipStatus, Scope, Seen};
use groupsweep_core::run::{Event, KnownChange, Outcome};

use crate::run::no_op_products::{confluence, organization, plan};
use crate::run::not_there::{of_groups, of_people};
use crate::support::replies::rejections;
use crate::support::sweep::{Reply, Sweep};
use crate::support::{account, answer, error, group, json};

const DOCUMENT: &str = include_str!("../../../../docs/answers.md");

/// One cell of a table, and what it says.
struct Cell<'a> {
    action: Action,
    key: &'a str,
    endpoint: Endpoint,
    later: bool,
    seen: Seen,
    says: &'a str,
}

/// The columns after key, answer and products.
const COLUMNS: [(bool, Seen); 6] = [
    (false, Seen::Member),
    (false, Seen::Absent),
    (false, Seen::NotChecked),
    (true, Seen::Member),
    (true, Seen::Absent),
    (true, Seen::NotChecked),
];

/// Every cell of both tables.
fn cells() -> Vec<Cell<'static>> {
    let (before, additions) = DOCUMENT.split_once("## Addition").unwrap();
    let (_, removals) = before.split_once("## Removal").unwrap();
    let mut cells = Vec::new();
    for (action, text) in [(Action::Remove, removals), (Action::Add, additions)] {
        let lines = text.lines().filter(|line| line.starts_with("| "));
        for line in lines.filter(|line| !line.starts_with("| Key ")) {
            let parts: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [key, _, products, says @ ..] = parts.as_slice() else {
                panic!("{line}");
            };
            assert_eq!(says.len(), COLUMNS.len(), "{line}");
            for endpoint in endpoints(products) {
                for ((later, seen), says) in COLUMNS.into_iter().zip(says) {
                    cells.push(Cell {
                        action,
                        key,
                        endpoint: endpoint.clone(),
                        later,
                        seen,
                        says,
                    });
                }
            }
        }
    }
    cells
}

fn endpoints(products: &str) -> Vec<Endpoint> {
    match products {
        "all" => vec![Endpoint::default(), confluence(), organization()],
        "Jira" => vec![Endpoint::default()],
        "Confluence, organization" => vec![confluence(), organization()],
        other => panic!("{other}"),
    }
}

/// What reading back brings, of those that a key names.
#[derive(Clone, Copy, PartialEq, Debug)]
enum ReadBackCase {
    There,
    Gone,
    Broken,
    Refused,
}

/// Answers of a kind, to every try.
fn answers(cell: &Cell<'_>) -> Vec<Reply> {
    let product = cell.endpoint.product();
    let status = |status: u16| Ok(answer(status, &[], ""));
    let ok = match (product, cell.action) {
        (Product::Jira, Action::Remove) => 200,
        (Product::Confluence | Product::Organization, Action::Remove)
        | (Product::Organization, Action::Add) => 204,
        (Product::Jira | Product::Confluence, Action::Add) => 201,
    };
    match cell.key.split('_').next().unwrap() {
        "confirmed" => match (product, cell.action) {
            (Product::Jira, Action::Add) => vec![
                Ok(json(
                    201,
                    "{\"name\":\"g\",\"groupId\":\"x\",\"users\":{\"size\":1}}",
                )),
                Ok(json(201, "{\"name\":\"g\"}")),
            ],
            (Product::Confluence, Action::Add) => vec![status(201), Ok(json(201, "{}"))],
            _ => vec![
                status(ok),
                Ok(answer(ok, &[("content-type", "application/json")], "\r\n")),
                Ok(answer(ok, &[("content-encoding", "identity")], "")),
            ],
        },
        "as" => match cell.action {
            Action::Remove => {
                let words = "Cannot remove user from group 'x' since user is not a member of 'x'";
                vec![Ok(error(400, words)), Ok(error(404, words))]
            }
            Action::Add => vec![Ok(error(
                400,
                "Cannot add user. User is already a member of '{1}'",
            ))],
        },
        "unclear" => {
            let mut unclear = vec![
                status(404),
                Ok(answer(404, &[], "<html>Not here</html>")),
                Ok(error(
                    404,
                    "Specified user does not exist or you do not have required permissions",
                )),
            ];
            if product == Product::Organization {
                unclear.push(status(409));
            } else {
                unclear.push(Ok(error(400, "Der Benutzer geh\u{f6}rt nicht zur Gruppe")));
                unclear.push(status(400));
            }
            unclear
        }
        "unproven" => unproven(ok),
        "refused" => rejections(product),
        "halts" => vec![status(401), status(302), status(307)],
        "too" => vec![
            status(429),
            Ok(answer(429, &[("retry-after", "3")], "<html>Oops</html>")),
        ],
        "broken" => [408, 500, 501, 502, 503, 504, 520, 599].map(status).into(),
        "no" => vec![Err(TransportError::Cut), Err(TransportError::TimedOut)],
        "not" => vec![Err(TransportError::SiteUnreachable)],
        other => panic!("{other}"),
    }
}

/// Every 2xx that is no confirmation, `ok` being the status of one.
fn unproven(ok: u16) -> Vec<Reply> {
    let wrong = [200, 201, 202, 203, 204, 205, 206, 299];
    // A status of success on the wrong call is not how it is confirmed either.
    let wrong = wrong.into_iter().filter(|status| *status != ok);
    let mut replies: Vec<Reply> = wrong.map(|status| Ok(answer(status, &[], ""))).collect();
    let texts = [
        ("text/plain", "Access is blocked"),
        ("text/html", "<html>Log in</html>"),
        (
            "application/json",
            "{\"error\":\"proxy_authentication_required\"}",
        ),
        (
            "application/json",
            "{\"errorMessages\":[\"no\"],\"errors\":{}}",
        ),
        ("application/json", "[]"),
    ];
    replies.extend(texts.map(|(kind, text)| Ok(answer(ok, &[("content-type", kind)], text))));
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20));
    replies.push(Ok(json(ok, &long)));
    replies.push(Ok(answer(ok, &[("content-encoding", "gzip")], "")));
    let twice = [("content-encoding", "identity"), ("content-encoding", "br")];
    replies.push(Ok(answer(ok, &twice, "")));
    replies
}

fn readings(key: &str) -> &'static [ReadBackCase] {
    match key.rsplit('_').next() {
        Some("there") => &[ReadBackCase::There],
        Some("gone") => &[ReadBackCase::Gone],
        Some("unread") => &[ReadBackCase::Broken, ReadBackCase::Refused],
        // Nothing is read back: what it would bring makes no difference.
        _ => &[ReadBackCase::There],
    }
}

/// The site's answer to a question about the row.
fn read(reading: ReadBackCase, call: &SiteCall) -> Reply {
    match (call, reading) {
        (SiteCall::GroupsOf(_), ReadBackCase::Broken) => Err(TransportError::Cut),
        (SiteCall::GroupsOf(_), ReadBackCase::Refused) => Ok(answer(403, &[], "")),
        (SiteCall::GroupsOf(_), ReadBackCase::There) => of_groups(&[group(5), group(0)]),
        (SiteCall::GroupsOf(_), ReadBackCase::Gone) => of_groups(&[group(5)]),
        (SiteCall::Accounts(_), _) => of_people(&[account(1)]),
        (SiteCall::GroupsById(_), _) => of_groups(&[group(0)]),
        (SiteCall::Members { .. }, _) => of_people(&[account(9)]),
        other => panic!("{other:?}"),
    }
}

/// The row after these answers. Another row of the plan gives it something to change.
fn run(cell: &Cell<'_>, reply: &Reply, reading: ReadBackCase) -> Sweep {
    let standing = match cell.seen {
        Seen::Member => MembershipStatus::Member,
        Seen::Absent => MembershipStatus::NoMember,
        Seen::NotChecked => MembershipStatus::NotChecked,
    };
    let other = match cell.action {
        Action::Remove => MembershipStatus::Member,
        Action::Add => MembershipStatus::NoMember,
    };
    let plan = plan(cell.endpoint.clone(), cell.action, &[standing, other]);
    let row = plan.items()[0].membership.clone();
    let call = cell.action.call(row);
    let mut sweep = Sweep::new(plan, 50);
    let mut is_lost = !cell.later;
    for scope in [Scope::Trial, Scope::Remaining] {
        sweep.release(scope);
        while !sweep.calls.is_empty() || sweep.wake() {
            let Some((_, sent)) = sweep.calls.first().cloned() else {
                continue;
            };
            if sent != call {
                sweep.reply(if sent.is_change() {
                    confirmation(&cell.endpoint, cell.action)
                } else {
                    read(reading, &sent)
                });
            } else if !is_lost {
                is_lost = true;
                sweep.reply(Err(TransportError::Cut));
            } else {
                sweep.reply(reply.clone());
                if matches!(reply, Ok(answer) if answer.status == 429) {
                    sweep.step(Event::Stop);
                    return sweep;
                }
            }
        }
    }
    sweep
}

fn confirmation(endpoint: &Endpoint, action: Action) -> Reply {
    match (endpoint.product(), action) {
        (Product::Jira, Action::Remove) => Ok(answer(200, &[], "")),
        (Product::Jira, Action::Add) => Ok(json(201, "{\"name\":\"g\"}")),
        (Product::Confluence, Action::Add) => Ok(answer(201, &[], "")),
        _ => Ok(answer(204, &[], "")),
    }
}

/// The word of the results file, and whether Undo asks about it as unconfirmed.
fn said(sweep: &Sweep, action: Action) -> String {
    let record = sweep.record(0);
    let word = record.outcome().word(action);
    match (record.outcome(), record.changed()) {
        (Outcome::Done, KnownChange::Certainly) => word.to_owned(),
        (Outcome::Done, KnownChange::Unconfirmed) => format!("{word}*"),
        (Outcome::SinceCheck, KnownChange::SinceCheck)
        | (Outcome::InDoubt, KnownChange::Unconfirmed)
        | (Outcome::NoChange | Outcome::Failed | Outcome::NotTried, KnownChange::No) => {
            word.to_owned()
        }
        other => panic!("{other:?}"),
    }
}

/// Runs every cell of a row's key; what is not as the document says is listed.
fn check(key: &str) {
    let mut wrong = Vec::new();
    let mut cells_run = 0;
    for cell in cells().iter().filter(|cell| cell.key == key) {
        cells_run += 1;
        for reply in answers(cell) {
            for reading in readings(key) {
                let sweep = run(cell, &reply, *reading);
                let got = said(&sweep, cell.action);
                if got != cell.says {
                    let reply = format!("{reply:?}");
                    let reply: String = reply.chars().take(160).collect();
                    wrong.push(format!(
                        "{:?} {key}, {}, {}, check saw {:?}, {reply}, read back {reading:?}: {got} instead of {}: {}",
                        cell.action,
                        cell.endpoint.product().name(),
                        if cell.later { "later" } else { "first" },
                        cell.seen,
                        cell.says,
                        sweep.reason(0)
                    ));
                }
            }
        }
    }
    assert!(cells_run >= 6, "{key}: {cells_run}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

macro_rules! rows {
    ($($key:ident)*) => {
        $(#[test]
        fn $key() {
            check(stringify!($key));
        })*

        #[test]
        fn every_row_of_the_document_has_a_test() {
            let known = [$(stringify!($key)),*];
            for cell in cells() {
                assert!(known.contains(&cell.key), "{}", cell.key);
            }
            let has = |key: &str, action| {
                cells().iter().any(|cell| cell.key == key && cell.action == action)
            };
            for key in known {
                // "Already a member" is read back, "not a member" is not.
                let is_removal = has(key, Action::Remove) || key.starts_with("as_wanted_");
                let is_addition = has(key, Action::Add) || key == "as_wanted";
                assert!(is_removal && is_addition, "{key}");
            }
        }
    };
}

rows! {
    confirmed as_wanted as_wanted_there as_wanted_gone as_wanted_unread
    unclear_gone unclear_there unclear_unread
    unproven_gone unproven_there unproven_unread
    refused halts too_fast broken no_answer not_sent
}

#[test]
fn a_row_that_changed_since_the_check_names_the_time_and_both_causes() {
    for (action, seen, says) in [
        (
            Action::Remove,
            Seen::Member,
            "The check on 15 Jan 2027, 08:00 UTC saw this person in the group. Since then, either somebody else removed the membership, or a call of this run removed it and was sent twice on the way.",
        ),
        (
            Action::Add,
            Seen::Absent,
            "The check on 15 Jan 2027, 08:00 UTC did not see this person in the group. Since then, either somebody else added the membership, or a call of this run added it and was sent twice on the way.",
        ),
    ] {
        let cell = Cell {
            action,
            key: "as_wanted",
            endpoint: Endpoint::default(),
            later: false,
            seen,
            says: "",
        };
        let reply = answers(&cell).remove(0);
        let sweep = run(&cell, &reply, ReadBackCase::There);
        assert_eq!(sweep.reason(0), says);
        assert!(Arc::ptr_eq(sweep.run.plan(), &sweep.plan));
    }
}

#[test]
fn what_no_check_looked_at_says_so() {
    for (action, seen, says) in [
        (
            Action::Remove,
            Seen::Absent,
            "Was not a member. The check found the same.",
        ),
        (
            Action::Remove,
            Seen::NotChecked,
            "Was not a member. This row was not checked before the run.",
        ),
        (
            Action::Add,
            Seen::Member,
            "Was a member already. The check found the same.",
        ),
        (
            Action::Add,
            Seen::NotChecked,
            "Was a member already. This row was not checked before the run.",
        ),
    ] {
        let cell = Cell {
            action,
            key: "as_wanted",
            endpoint: Endpoint::default(),
            later: false,
            seen,
            says: "",
        };
        let reply = answers(&cell).remove(0);
        assert_eq!(run(&cell, &reply, ReadBackCase::There).reason(0), says);
    }
}

//! What a run of the Postman collection writes down.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::plan::Action;
use groupsweep_core::script_export::{
    ExportPlan, RequestTemplate, postman_collection, postman_data,
};

use crate::support::{connection, freeze_choice, group, table};

/// An answer to a change, and whether a reading then shows the person in the group.
type Answer<'a> = (u16, &'a str, bool);

const NOT_A_MEMBER: &str = "Cannot remove user since user is not a member of the group";
const A_MEMBER: &str = "Cannot add user. User is already a member of 'Group 0'";

/// What a run of the collection writes down of rows that no check saw, each of which gets one of the answers; none
/// where no node is.
fn run(template: &RequestTemplate, token: &str, answers: &[Answer<'_>]) -> Option<String> {
    run_case(template, token, answers, |_| ())
}

/// What a removal writes down where the check knew this of each row.
fn run_as_known(knew: &str, answers: &[Answer<'_>]) -> Option<String> {
    run_case(&jira(Action::Remove), "token", answers, |case| {
        for row in case["rows"].as_array_mut().unwrap() {
            row["row"]["groupsweepKnew"] = json!(knew);
        }
    })
}

/// The same of a case that `change` makes of it.
fn run_case(
    template: &RequestTemplate,
    token: &str,
    answers: &[Answer<'_>],
    change: impl FnOnce(&mut Value),
) -> Option<String> {
    let memberships: Vec<_> = (0..answers.len()).map(|user| (0, user)).collect();
    let table = std::sync::Arc::new(table(crate::support::export(&memberships)));
    let mut choice = SelectionHistory::new(std::sync::Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let plan = freeze_choice(&choice, template.action(), connection()).unwrap();
    let export = ExportPlan::of(&plan, template).unwrap();
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let data = parse(&postman_data(export));
    let rows = data.as_array().unwrap().iter().zip(answers);
    let rows: Vec<Value> = rows
        .map(|(row, (status, words, is_listed))| {
            let group = if *is_listed {
                group(0)
            } else {
                "another".into()
            };
            let reading = json!([{ "groupId": group, "name": "One" }]).to_string();
            let body = match *words {
                "" => String::new(),
                words => json!({ "message": words }).to_string(),
            };
            json!({ "row": row, "status": status, "body": body, "reading": reading })
        })
        .collect();
    let variables = json!({ "groupsweepEmail": "admin@example.com", "groupsweepToken": token, "groupsweepConfirm": plan.connection().target.name(), "groupsweepAll": "yes" });
    let collection = parse(&postman_collection(export));
    let mut case = json!({ "collection": collection, "variables": variables, "rows": rows });
    change(&mut case);
    static CASES: AtomicU32 = AtomicU32::new(0);
    let number = CASES.fetch_add(1, Ordering::Relaxed);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("collection-{}-{number}.json", std::process::id()));
    fs::write(&file, case.to_string()).unwrap();
    let harness = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/script_export/postman.mjs"
    );
    let output = Command::new("node").arg(harness).arg(&file).output();
    fs::remove_file(&file).unwrap();
    let Ok(output) = output else {
        eprintln!("the collection's scripts are not run, because no node was found");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{errors}");
    Some(text)
}

fn jira(action: Action) -> RequestTemplate {
    RequestTemplate::jira("https://mysite.atlassian.net", action).unwrap()
}

#[test]
fn words_that_repeat_the_collections_login_are_not_written_down() {
    const TOKEN: &str = "zf9-01.Kq7_anyone's+token/of/other=make";
    let code = STANDARD.encode(format!("admin@example.com:{TOKEN}"));
    let basic = jira(Action::Remove);
    let bearer = jira(Action::Remove).bearer();
    for (template, words) in [(&basic, &*code), (&basic, TOKEN), (&bearer, TOKEN)] {
        let answer = (403, &*format!("no {words} here"), true);
        let Some(text) = run(template, TOKEN, &[answer]) else {
            return;
        };
        assert!(text.contains("(403)"), "{text}");
        assert!(!text.contains(&words[..16]), "{text}");
    }
    let words = "Basic authentication is disabled";
    let text = run(&basic, TOKEN, &[(403, words, true)]).unwrap_or_default();
    assert!(text.contains(words), "{text}");
}

#[test]
fn an_earlier_run_of_the_collection_may_have_changed_a_row_that_no_check_saw() {
    for (action, words, reason) in [
        (
            Action::Remove,
            NOT_A_MEMBER,
            "The person is no longer in the group. How it was before the first call is unknown: an earlier run may have removed the person, or they were not a member before.",
        ),
        (
            Action::Add,
            A_MEMBER,
            "The person is in the group. How it was before the first call is unknown: an earlier run may have added the person, or they were a member before.",
        ),
    ] {
        let answer = (400, words, action == Action::Add);
        let Some(text) = run(&jira(action), "token", &[answer]) else {
            return;
        };
        assert!(text.contains(",in_doubt,400,"), "{text}");
        assert!(text.contains(reason), "{text}");
    }
}

#[test]
fn three_refusals_among_other_failures_end_a_run_in_which_nothing_is_done() {
    let other = (400, "Cannot edit group memberships", true);
    let refused = (403, "You do not have permission", true);
    let answers = [other, refused, refused, refused, refused];
    let Some(text) = run(&jira(Action::Remove), "token", &answers) else {
        return;
    };
    let reason = "not_tried,,\"Three rows were refused and none is done. No more rows are sent. Several consecutive rows failed.";
    assert_eq!(text.matches(reason).count(), 1, "{text}");
}

#[test]
fn a_run_that_ends_early_leaves_the_rows_that_it_came_to() {
    // The organization's collection has no login request before the rows.
    let base = "https://api.atlassian.com/admin";
    let template = RequestTemplate::organization(base, Action::Remove).unwrap();
    let answers = [
        (204, "", true),
        (403, "no", true),
        (204, "", true),
        (204, "", true),
    ];
    let ends = |case: &mut Value| case["ends"] = json!(2);
    let Some(text) = run_case(&template, "token", &answers, ends) else {
        return;
    };
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.contains(" of 4,"))
        .collect();
    assert_eq!(rows.len(), 3, "{text}");
    for (row, words) in rows.iter().zip([
        ",1 of 4,",
        ",2 of 4,failed,403,",
        ",3 of 4,in_doubt,,\"Stopped before the answer arrived, so the change may have been made.\",1,",
    ]) {
        assert!(row.contains(words), "{row}");
    }
    assert!(text.contains("Group id,Group name,"), "{text}");
}

#[test]
fn a_row_in_doubt_that_the_check_saw_gone_says_so_where_the_site_confirms_its_removal() {
    let Some(text) = run_as_known("^", &[(200, "", true)]) else {
        return;
    };
    assert!(
        text.contains(",removed,200,\"The check found that this person was not a member, but an earlier run had left this row in doubt.\","),
        "{text}"
    );
}

#[test]
fn a_row_that_is_refused_as_too_many_calls_to_the_end_is_not_tried() {
    let answers = [(200, "", true), (429, "no", true)];
    let Some(text) = run_as_known("+", &answers) else {
        return;
    };
    assert!(text.contains(",not_tried,429,"), "{text}");
}

#[test]
fn a_row_that_was_in_doubt_stays_so_where_it_is_not_sent() {
    let answers = [(401, "no", true), (200, "", true)];
    let Some(text) = run_as_known("~", &answers) else {
        return;
    };
    let line = ",2 of 2,in_doubt,,An earlier run left this row in doubt. This run has not sent it. The site does not accept this login (401): \u{201c}no\u{201d}.,0,";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_row_that_was_seen_gone_and_is_confirmed_says_that_it_may_have_been_made_again() {
    let Some(text) = run_as_known("=", &[(200, "", true)]) else {
        return;
    };
    assert!(
        text.contains("already_gone,200,The check found that this person was not a member. Jira confirmed the change all the same. Somebody may have added this person in between.,1,"),
        "{text}"
    );
}

#[test]
fn a_long_pause_that_a_reading_asks_for_ends_the_run() {
    let answers = [(200, "", true), (404, "no", true), (200, "", true)];
    let long = |case: &mut Value| {
        case["rows"][1]["readAs"] = json!([429, { "retry-after": "3600" }]);
    };
    let Some(text) = run_case(&jira(Action::Remove), "token", &answers, long) else {
        return;
    };
    assert!(text.contains(",2 of 3,failed,404,"), "{text}");
    let stop = ",3 of 3,not_tried,,\"The site asks for a pause until ";
    assert!(text.contains(stop), "{text}");
}

/// What the answer to a reading is, and what the run then says of it.
const NO_PROOF: [(u16, &str, &str, &str); 3] = [
    (
        200,
        "x-seraph-loginreason",
        "AUTHENTICATED_FAILED",
        "The site does not accept this login (401)",
    ),
    (
        401,
        "x-seraph-loginreason",
        "AUTHENTICATED_FAILED",
        "The site does not accept this login (401)",
    ),
    (
        302,
        "location",
        "/login",
        "The site redirects the calls instead of answering them (302).",
    ),
];

#[test]
fn a_reading_whose_login_is_refused_proves_nothing_and_ends_the_run() {
    for (status, name, value, stop) in NO_PROOF {
        for is_listed in [false, true] {
            let answers = [(200, "", true), (404, "no", is_listed), (200, "", true)];
            let refused = |case: &mut Value| {
                case["rows"][1]["readAs"] = json!([status, { name: value }]);
            };
            let Some(text) = run_case(&jira(Action::Remove), "token", &answers, refused) else {
                return;
            };
            assert!(
                text.contains(",2 of 3,failed,404,"),
                "{status} {name} {text}"
            );
            assert!(
                text.contains("The membership could not be read back."),
                "{text}"
            );
            let row = format!(",3 of 3,not_tried,,{stop}");
            assert!(
                text.replace('"', "").contains(&row),
                "{status} {name} {text}"
            );
        }
    }
}

#[test]
fn a_row_that_no_answer_confirmed_is_not_sent_again_once_its_reading_was_refused() {
    for (status, name, value, _) in NO_PROOF {
        // Not the site's own answer, and the person is listed.
        let answers = [(200, "", true), (202, "", true), (200, "", true)];
        let refused = |case: &mut Value| {
            case["rows"][1]["readAs"] = json!([status, { name: value }]);
        };
        let Some(text) = run_case(&jira(Action::Remove), "token", &answers, refused) else {
            return;
        };
        let row = text.lines().find(|line| line.contains(",2 of 3,")).unwrap();
        assert!(row.contains(",2 of 3,in_doubt,202,"), "{row}");
        let tries = row.rsplit(',').nth(1);
        assert_eq!(tries, Some("1"), "{status} {row}");
    }
}

#[test]
fn a_run_knows_nothing_of_the_stop_of_one_that_was_ended_before_it() {
    let base = "https://api.atlassian.com/admin";
    let organization = RequestTemplate::organization(base, Action::Remove).unwrap();
    for (template, status, asked) in [(organization, 204, 0), (jira(Action::Remove), 200, 1)] {
        let old = |case: &mut Value| {
            let tally = json!({ "refused": 3, "done": 0, "odd": 0, "stop": "An old stop.", "asked": asked });
            let row = json!({ "at": 0, "tries": 0, "faults": 0, "throttled": 0, "wait": 0, "answered": true });
            case["left"] =
                json!({ "groupsweep tally": tally.to_string(), "groupsweep row": row.to_string() });
        };
        let answers = [(status, "", true); 2];
        let Some(text) = run_case(&template, "token", &answers, old) else {
            return;
        };
        assert_eq!(text.matches(",removed,").count(), 2, "{text}");
        assert!(!text.contains("An old stop."), "{text}");
    }
}

#[test]
fn a_run_knows_nothing_of_the_wait_in_which_one_was_ended_before_it() {
    let busy = |case: &mut Value| case["first"] = json!(503);
    let Some(text) = run_case(&jira(Action::Remove), "token", &[(200, "", true)], busy) else {
        return;
    };
    assert!(text.contains(",1 of 1,removed,200,,1,"), "{text}");
}

#[test]
fn a_run_without_the_sites_name_sends_nothing_after_one_that_was_ended_in_a_wait() {
    let base = "https://api.atlassian.com/admin";
    let organization = RequestTemplate::organization(base, Action::Remove).unwrap();
    for (template, status) in [(organization, 204), (jira(Action::Remove), 200)] {
        let unnamed = |case: &mut Value| {
            case["first"] = json!(503);
            case["variables"]["groupsweepConfirm"] = json!("");
            case["firstConfirm"] = json!("mysite.atlassian.net");
        };
        let Some(text) = run_case(&template, "token", &[(status, "", true)], unnamed) else {
            return;
        };
        assert!(text.ends_with("\n0 sent\n"), "{text}");
        assert!(text.contains("does not contain the site's name"), "{text}");
    }
}

/// The collection's row 2 of 3 is answered with 404, and its reading like this.
fn read_back_as(read_as: Value) -> Option<String> {
    let answers = [(200, "", true), (404, "no", false), (200, "", true)];
    run_case(&jira(Action::Remove), "token", &answers, |case| {
        case["rows"][1]["readAs"] = read_as;
        for row in case["rows"].as_array_mut().unwrap() {
            row["row"]["groupsweepKnew"] = json!("+");
        }
    })
}

#[test]
fn a_login_that_may_not_read_memberships_sends_the_rows_after_the_unread_one() {
    let lacks_scope = json!([401, { "x-failure-category": "FAILURE_CLIENT_SCOPE_CHECK" }]);
    let Some(text) = read_back_as(lacks_scope) else {
        return;
    };
    assert!(text.contains(",2 of 3,failed,404,"), "{text}");
    assert!(
        text.contains("The membership could not be read back."),
        "{text}"
    );
    assert!(text.contains(",3 of 3,removed,200,"), "{text}");
}

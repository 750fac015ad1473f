//! Memberships that are read back. Each product has its own request for an account's groups.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::plan::Action;
use groupsweep_core::script_export::RequestTemplate;

use crate::script_export::answers::{plan, site};
use crate::script_export::fake_site::{Act, Fake, JSON, Scripted};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, everywhere};
use crate::support::json;

const FOUND: &str = "Reading the membership back showed";
const NO_NAMES: [(&str, &str); 1] = [("CHECK_NAMES", "no")];

/// The other products. They never answer with Jira's status for a change.
fn others(site: &Fake, action: Action) -> [(RequestTemplate, &'static str); 2] {
    let confluence = RequestTemplate::confluence(&site.origin, action).unwrap();
    let organization = RequestTemplate::organization(&site.origin, action).unwrap();
    [(confluence, "admin@example.com\n"), (organization, "")]
}

#[test]
fn a_removal_that_no_answer_confirms_is_read_back_on_every_product() {
    for tool in everywhere("reading back") {
        for number in 0..2 {
            let site = site(Action::Remove, &[true; 3]);
            let [confluence, organization] = others(&site, Action::Remove);
            let (template, email) = [confluence, organization][number].clone();
            // No page of the site makes calls to the organization.
            if email.is_empty() && tool == Tool::Console {
                continue;
            }
            let odd = Act::Only("202 Accepted", "", "");
            site.next([Act::Plain, odd.clone(), odd.clone(), odd]);
            site.next([Act::Only("404 Not Found", JSON, "{}")]);
            let desk = Desk::by(
                tool,
                &site,
                &plan(&site, Action::Remove, &[0; 3]),
                &template,
            );
            let output = desk.run_as(email, "yes\nyes\n", &NO_NAMES);
            desk.ended(&output, 2);
            let told = [0, 1, 2].map(|user| desk.told(user));
            let words = [0, 1, 2].map(|at: usize| told[at].0.as_str());
            assert_eq!(
                words,
                ["removed", "in_doubt", "failed"],
                "{tool:?} {told:?} {}",
                said(&output)
            );
            assert!(told[0].1.contains(FOUND), "{}", told[0].1);
            assert!(
                told[2].1.ends_with("The person is still in the group."),
                "{}",
                told[2].1
            );
            assert_eq!([0, 1, 2].map(|user| site.readings(user)), [1, 3, 1]);
        }
    }
}

#[test]
fn an_addition_that_no_answer_confirms_is_read_back_on_the_organization() {
    for tool in everywhere("reading an addition back") {
        if tool == Tool::Console {
            continue;
        }
        let site = site(Action::Add, &[true; 2]);
        site.next([Act::Plain, Act::Only("404 Not Found", JSON, "{}")]);
        let [_, (template, email)] = others(&site, Action::Add);
        let desk = Desk::by(tool, &site, &plan(&site, Action::Add, &[0; 2]), &template);
        let output = desk.run_as(email, "yes\n", &NO_NAMES);
        desk.ended(&output, 2);
        let (word, reason) = desk.told(0);
        assert_eq!(word, "added", "{tool:?} {reason}");
        assert!(reason.contains(FOUND), "{reason}");
        let (word, reason) = desk.told(1);
        assert_eq!(word, "failed", "{tool:?} {reason}");
        assert!(
            reason.ends_with("The person is not in the group."),
            "{reason}"
        );
    }
}

#[test]
fn groups_of_an_account_that_nothing_shows_to_exist_prove_nothing() {
    let unread = "The membership could not be read back.";
    let gone = "a call may have removed the person";
    for tool in everywhere("an account that nothing shows") {
        for (switch, says) in [(&NO_NAMES[..], unread), (&[], gone)] {
            let site = site(Action::Remove, &[true; 3]);
            site.next([Act::Plain, Act::Instead("202 Accepted", "", "")]);
            // Not checked before.
            let desk = Desk::with(tool, &site, &plan(&site, Action::Remove, &[0, 2, 0]));
            desk.run_with(switch);
            let (told, reason) = desk.told(1);
            assert_eq!(told, "in_doubt", "{tool:?} {switch:?} {reason}");
            assert!(reason.contains(says), "{tool:?} {switch:?} {reason}");
        }
    }
}

/// Answers that are no list of an account's groups, and what each is.
const MALFORMED: [(&str, &str); 21] = [
    ("a text", r#""none""#),
    ("a text in a list", r#"["Access is blocked"]"#),
    ("an object without an id", "[{}]"),
    ("a list in a list", "[[]]"),
    ("a number", "[1]"),
    ("null", "[null]"),
    ("true", "[true]"),
    ("a list in an error", r#"{"error":{"values":[]}}"#),
    ("another key's list", r#"{"error":{"results":[]}}"#),
    ("a list of texts", r#"{"values":["x"]}"#),
    ("a list of lists", r#"{"values":[[]]}"#),
    ("no list", r#"{"values":{}}"#),
    ("no values", r#"{"values":null}"#),
    ("the key as a text", r#"{"message":"\"values\":[]"}"#),
    ("another case", r#"{"VALUES":[]}"#),
    ("text after the list", "[] trailing"),
    ("two lists", "[] []"),
    ("a list and a key", r#"[],"values":[]"#),
    ("a list without its end", "["),
    ("an element without its end", r#"[{"groupId":"another""#),
    ("nothing", ""),
];

#[test]
fn an_answer_that_is_no_list_of_groups_proves_nothing_on_any_way() {
    for (what, body) in MALFORMED {
        let read = Endpoint::default().api().groups(&json(200, body));
        let proves = read.is_some_and(|page| page.values.iter().all(|one| one.has_id));
        assert!(!proves, "the page, {what}: {body}");
    }
    let users = MALFORMED.len() + 2;
    for tool in everywhere("answers that are no list") {
        let site = site(Action::Remove, &vec![true; users]);
        let refused = || Scripted::saying("400 Bad Request", "{}");
        let answer = |body: &str| Scripted::saying("200 OK", body);
        // The one in front is removed as it should be; the last one's list proves it.
        for (at, (_, body)) in MALFORMED.iter().enumerate() {
            site.script(at + 1, [refused()]);
            site.script_readings(at + 1, [answer(body)]);
        }
        site.script(users - 1, [refused()]);
        site.script_readings(
            users - 1,
            [answer(
                r#" [ { "name" : "a \"] [ \\" , "groupId" : "another", "x": [1, -2.5e3, {"next": "y"}] } ] "#,
            )],
        );
        let plan = plan(&site, Action::Remove, &vec![0; users]);
        let desk = Desk::with(tool, &site, &plan);
        let output = desk.run();
        for (at, (what, body)) in MALFORMED.iter().enumerate() {
            let (word, reason) = desk.told(at + 1);
            assert_eq!(
                word,
                "failed",
                "{tool:?}, {what}: {body} ({reason}) {}",
                said(&output)
            );
        }
        let (word, reason) = desk.told(users - 1);
        assert_eq!(word, "gone_since_check", "{tool:?} {reason}");
    }
}

#[test]
fn a_login_that_may_not_read_memberships_sends_the_rows_after_one_that_cannot_be_read_back() {
    for tool in everywhere("a login that may not read") {
        let site = site(Action::Remove, &[true; 3]);
        site.script(1, [Scripted::saying("400 Bad Request", "{}")]);
        site.script_readings(1, [lacks_scope()]);
        let desk = Desk::with(tool, &site, &plan(&site, Action::Remove, &[0; 3]));
        let output = desk.run();
        desk.ended(&output, 2);
        let told = [0, 1, 2].map(|user| desk.told(user).0);
        assert_eq!(
            told,
            ["removed", "failed", "removed"],
            "{tool:?} {}",
            said(&output)
        );
        assert!(
            desk.told(1).1.ends_with("could not be read back."),
            "{tool:?}"
        );
    }
}

#[test]
fn names_that_come_with_a_refused_login_are_not_compared() {
    for tool in everywhere("names with a refused login") {
        let site = site(Action::Remove, &[true; 3]);
        let me = "{\"accountId\":\"me\",\"displayName\":\"Ada\"}";
        let nobody = "{\"values\":[]}";
        let anonymous =
            "Content-Type: application/json\r\nX-Seraph-LoginReason: AUTHENTICATED_FAILED\r\n";
        site.next_reads([("200 OK", JSON, me), ("200 OK", anonymous, nobody)]);
        let desk = Desk::with(tool, &site, &plan(&site, Action::Remove, &[0; 3]));
        let output = desk.run();
        let cause = "The site does not accept this login (401).";
        assert!(said(&output).contains(cause), "{tool:?} {}", said(&output));
        let told = [0, 1, 2].map(|user| desk.told(user).0);
        assert_eq!(told, ["not_tried"; 3], "{tool:?}");
    }
}

/// The gateway's answer to a token without the scope.
fn lacks_scope() -> Scripted {
    let words = r#"{"code":401,"message":"Unauthorized; scope does not match"}"#;
    Scripted::saying("401 Unauthorized", words)
        .with_header("X-Failure-Category: FAILURE_CLIENT_SCOPE_CHECK")
}

#[test]
fn a_login_that_ends_before_a_row_is_read_back_is_named_as_the_reason_to_stop() {
    for tool in everywhere("a login that ends") {
        let site = site(Action::Remove, &[true; 3]);
        site.script(1, [Scripted::saying("400 Bad Request", "{}")]);
        site.script_readings(1, [Scripted::saying("401 Unauthorized", "{}")]);
        let desk = Desk::with(tool, &site, &plan(&site, Action::Remove, &[0; 3]));
        let output = desk.run();
        let text = said(&output);
        assert!(
            text.contains("The site does not accept this login (401)"),
            "{tool:?} {text}"
        );
        assert_eq!(desk.told(2).0, "not_tried", "{tool:?} {text}");
    }
}

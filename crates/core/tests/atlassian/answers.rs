//! One table of answers for each product.

use groupsweep_core::atlassian::{Endpoint, HaltReason, ReadBack, ResponseKind, change, read_back};
use groupsweep_core::domain::{Action, Answer, Span, Timestamp};

use crate::atlassian::support::{answer, confluence, every_endpoint, group, organization};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn meaning(endpoint: &Endpoint, action: Action, answer: Answer) -> ResponseKind {
    change(endpoint.api(), action, &Ok(answer), NOW)
}

fn error(code: &str) -> String {
    format!(
        "{{\"errors\":[{{\"status\":\"403\",\"code\":\"{code}\",\"title\":\"Title\",\"detail\":\"what it says\"}}]}}"
    )
}

/// `(status, body)` and the word of what it means.
fn kind(meaning: &ResponseKind) -> &'static str {
    match meaning {
        ResponseKind::Done => "done",
        ResponseKind::Already => "already",
        ResponseKind::Ambiguous(_) => "unclear",
        ResponseKind::Unproven(_) => "unproven",
        ResponseKind::RowRejected(_) => "row",
        ResponseKind::RefusedGroup(_) => "group",
        ResponseKind::NotFound { .. } => "not found",
        ResponseKind::HaltReason(_) | ResponseKind::RightMissing(_) => "all",
        ResponseKind::Throttled { .. } => "throttled",
        ResponseKind::Transient { .. } => "passing",
    }
}

#[test]
fn confluence_never_says_that_somebody_was_gone_already() {
    for (action, status, body, word) in [
        (Action::Remove, 204, "", "done"),
        (Action::Add, 201, "", "done"),
        (
            Action::Remove,
            400,
            "{\"statusCode\":400,\"message\":\"odd\"}",
            "unclear",
        ),
        (Action::Remove, 403, "{}", "row"),
        (
            Action::Remove,
            404,
            "{\"statusCode\":404,\"data\":{\"errors\":[{\"message\":{\"translation\":\"No group\",\"args\":[]}}]}}",
            "unclear",
        ),
        (
            Action::Add,
            500,
            "{\"message\":\"HystrixRuntimeException: AddUserToGroupsIdentityPlatformCommand failed\"}",
            "passing",
        ),
        (Action::Remove, 418, "", "row"),
    ] {
        let got = meaning(&confluence(), action, answer(status, body));
        assert_eq!(kind(&got), word, "{status} {body}");
    }
}

#[test]
fn the_organizations_codes_are_told_apart() {
    for (action, status, code, word) in [
        (Action::Remove, 204, "no error", "unproven"),
        (Action::Remove, 400, "ADMIN-400-24", "row"),
        (Action::Remove, 400, "ADMIN-UAM-400-2", "row"),
        (Action::Remove, 403, "ADMIN-403-3", "all"),
        // Described nowhere: nothing says that it is about more than this row.
        (Action::Remove, 403, "ADMIN-UAM-403-1", "row"),
        (Action::Remove, 403, "ADMIN-403-5", "group"),
        (Action::Remove, 403, "ADMIN-403-6", "group"),
        (Action::Add, 403, "ADMIN-403-7", "group"),
        (Action::Remove, 403, "ADMIN-999", "row"),
        (Action::Remove, 404, "ADMIN-404-8", "unclear"),
        (Action::Remove, 404, "ADMIN-404-10", "unclear"),
        (Action::Add, 409, "ADMIN-UAM-409-3", "row"),
        (Action::Add, 409, "ADMIN-409-28", "unclear"),
        (Action::Remove, 429, "ADMIN-429-1", "throttled"),
        (Action::Remove, 500, "ADMIN-500-1", "passing"),
    ] {
        let got = meaning(&organization(), action, answer(status, &error(code)));
        assert_eq!(kind(&got), word, "{status} {code}");
    }
    let synced = meaning(
        &organization(),
        Action::Remove,
        answer(403, &error("ADMIN-403-5")),
    );
    let ResponseKind::RefusedGroup(reason) = synced else {
        panic!("{synced:?}");
    };
    assert!(
        reason.contains("identity provider") && reason.contains("what it says"),
        "{reason}"
    );
}

#[test]
fn a_missing_scope_halts_with_other_words_than_a_dead_token() {
    let mut lacking = answer(
        401,
        "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}",
    );
    lacking.headers.push((
        "x-failure-category".into(),
        "FAILURE_CLIENT_SCOPE_CHECK".into(),
    ));
    for endpoint in every_endpoint() {
        let got = meaning(&endpoint, Action::Remove, lacking.clone());
        assert_eq!(got, ResponseKind::HaltReason(HaltReason::Scope));
        let dead = meaning(&endpoint, Action::Remove, answer(401, "{}"));
        assert_eq!(dead, ResponseKind::HaltReason(HaltReason::Token));
    }
}

#[test]
fn a_wait_until_a_date_is_counted_by_the_sites_clock_however_wrong_this_machines_is() {
    for (machine, day, date) in [
        ("behind", "02 Jan 2100", "2100-01-02"),
        ("ahead", "06 Nov 1994", "1994-11-06"),
    ] {
        let retry_after = ("retry-after", format!("Sun, {day} 08:50:37 GMT"));
        let reset = ("x-ratelimit-reset", format!("{date}T08:50:37Z"));
        for (name, until) in [retry_after, reset] {
            let mut slow = answer(429, "{}");
            slow.headers
                .push(("date".into(), format!("Sun, {day} 08:49:37 GMT")));
            slow.headers.push((name.into(), until));
            let wait = Some(Span::seconds(60));
            assert_eq!(
                meaning(&confluence(), Action::Remove, slow),
                ResponseKind::Throttled { wait },
                "{name}, this machine's clock is {machine}"
            );
        }
    }
}

#[test]
fn a_first_page_of_groups_without_this_one_proves_nothing() {
    let pages = [
        (
            confluence(),
            "{\"results\":[{\"id\":\"0e000000-0000-4000-8000-000000000001\",\"name\":\"x\"}],\"_links\":{\"next\":\"/more\"}}",
        ),
        (
            organization(),
            "{\"data\":[{\"id\":\"0e000000-0000-4000-8000-000000000001\",\"name\":\"x\"}],\"links\":{\"next\":\"abc\"}}",
        ),
    ];
    for (endpoint, body) in pages {
        let back = |body: &str| {
            let unclear = "unclear".into();
            let result = Ok(answer(200, body));
            read_back(
                endpoint.api(),
                Action::Remove,
                &result,
                &group(),
                &unclear,
                NOW,
            )
        };
        let kind = |back: ReadBack| match back {
            ReadBack::Settled(meaning) => kind(&meaning),
            ReadBack::NotThere => "not there",
            ReadBack::Unlisted { has_groups: true } => "in other groups",
            ReadBack::Unlisted { has_groups: false } => "in no group",
        };
        assert_eq!(kind(back(body)), "row", "{body}");
        let whole = body
            .replace(",\"_links\":{\"next\":\"/more\"}", ",\"_links\":{}")
            .replace("\"next\":\"abc\"", "");
        assert_eq!(kind(back(&whole)), "in other groups", "{whole}");
        let there = body.replace(
            "0e000000-0000-4000-8000-000000000001",
            "E7B24A95-307C-4179-B143-18071D986420",
        );
        assert_eq!(kind(back(&there)), "row", "still there");
    }
}

#[test]
fn what_is_quoted_of_an_answer_is_short_and_turns_no_writing() {
    let body = format!(
        "\r\n Acc\u{202e}ess \u{2066}is\u{1b}[31m\tblocked {}",
        "x".repeat(6_000)
    );
    for endpoint in every_endpoint() {
        let status = if endpoint == Endpoint::default() {
            200
        } else {
            204
        };
        let meaning = meaning(&endpoint, Action::Remove, answer(status, &body));
        let ResponseKind::Unproven(reason) = meaning else {
            panic!("{meaning:?}");
        };
        assert!(
            reason.contains(": \u{201c}Access is [31m blocked xxx"),
            "{reason}"
        );
        assert!(reason.chars().count() < 300, "{reason}");
    }
}

#[test]
fn a_relay_that_is_gone_says_how_the_run_gets_to_another_port() {
    let says = HaltReason::RelayGone.sentence();
    assert!(says.contains("with the same port"), "{says}");
    assert!(says.contains("press \"Save record\" on Report"), "{says}");
    assert!(says.contains("load that file on Import"), "{says}");
}

#[test]
fn a_refusal_that_only_quotes_a_group_named_after_the_network_halts_nothing() {
    for said in [
        "You cannot manage the group vpn-allowlist-users",
        "No permission for 'IP address reviewers'",
        "No permission for \u{201c}IP allow list\u{201d}",
        "Group XSRF-champions may not be changed",
        "The group ip-address-admins is read-only",
    ] {
        let jira = format!("{{\"errorMessages\":[\"{said}\"],\"errors\":{{}}}}");
        let got = meaning(&Endpoint::default(), Action::Remove, answer(403, &jira));
        assert_eq!(kind(&got), "row", "{said}: {got:?}");
        let detail = format!("{{\"errors\":[{{\"code\":\"X\",\"detail\":\"{said}\"}}]}}");
        let got = meaning(&organization(), Action::Remove, answer(403, &detail));
        assert_eq!(kind(&got), "row", "{said}: {got:?}");
    }
}

#[test]
fn a_refusal_of_the_network_halts_whatever_form_it_has() {
    for said in [
        "Your IP address is not in the allowlist",
        "Access from this IP address (203.0.113.9) is blocked",
        "The IP allowlist of this organization blocks you",
    ] {
        let body = format!("{{\"message\":\"{said}\"}}");
        let got = meaning(&Endpoint::default(), Action::Remove, answer(403, &body));
        assert_eq!(got, ResponseKind::HaltReason(HaltReason::Network), "{said}");
    }
    // The key that decides may come last, and the shape may be unknown.
    let late = format!(
        "{{\"message\":\"{} IP address is blocked\"}}",
        "x ".repeat(200)
    );
    for body in [late.as_str(), "{\"reason\":\"Your IP address is blocked\"}"] {
        let got = meaning(&Endpoint::default(), Action::Remove, answer(403, body));
        assert_eq!(got, ResponseKind::HaltReason(HaltReason::Network), "{body}");
    }
    for body in [
        "XSRF check failed",
        "<html>XSRF check failed</html>",
        "{\"message\":\"XSRF check failed\"}",
    ] {
        let got = meaning(&Endpoint::default(), Action::Remove, answer(403, body));
        assert_eq!(got, ResponseKind::HaltReason(HaltReason::Xsrf), "{body}");
    }
}

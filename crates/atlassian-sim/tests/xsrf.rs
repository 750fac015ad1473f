//! Rows 19 to 22: XSRF.

use groupsweep_atlassian_sim::SimRequest;

use crate::support::{CHROME, FORM, GROUP, START, by, removal, site, user};

/// A removal as a page would send it, with these further headers.
fn from_browser(token: &str, headers: &[(&str, &str)]) -> SimRequest {
    let request =
        SimRequest::new("DELETE", &removal(GROUP, &user(1))).with_header("user-agent", CHROME);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.with_header(name, value)
    });
    by(request, "admin@example.com", token)
}

#[test]
fn a_browsers_write_from_elsewhere_fails_before_the_login_whatever_it_promises() {
    for headers in [
        &[][..],
        &[("x-atlassian-token", "no-check")],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null"), ("x-atlassian-token", "no-check")],
        &[("origin", "https://practice.example.elsewhere.example")],
        &[("referer", "http://127.0.0.1:8080/page")],
    ] {
        for token in ["good-token", "old"] {
            let mut site = site(&[]);
            let reply = site.answer(START, &from_browser(token, headers));
            assert_eq!(reply.status, 403, "{headers:?}");
            assert_eq!(reply.body, "XSRF check failed");
            assert_eq!(
                reply.header("content-type"),
                Some("text/plain;charset=UTF-8")
            );
            assert_eq!(reply.header("x-seraph-loginreason"), None);
            assert!(site.is_member(GROUP, &user(1)));
        }
    }
    let page = site(&[("xsrf-body", "html")]).answer(START, &from_browser("old", &[]));
    assert!(page.body.contains("<h1>XSRF check failed</h1>"));
}

#[test]
fn a_browsers_write_from_the_site_itself_goes_on_to_the_login() {
    for header in [
        ("origin", "https://practice.example"),
        ("referer", "https://practice.example/jira/people"),
    ] {
        assert_eq!(
            site(&[])
                .answer(START, &from_browser("good-token", &[header]))
                .status,
            200
        );
        assert_eq!(
            site(&[])
                .answer(START, &from_browser("old", &[header]))
                .status,
            401
        );
    }
}

#[test]
fn a_browsers_reads_are_not_checked() {
    let request = by(
        SimRequest::new("GET", "/rest/api/3/myself"),
        "admin@example.com",
        "good-token",
    )
    .with_header("user-agent", CHROME);
    assert_eq!(site(&[]).answer(START, &request).status, 200);
}

#[test]
fn a_removal_without_no_check_passes_unless_the_site_is_strict() {
    let bare = || {
        by(
            SimRequest::new("DELETE", &removal(GROUP, &user(1))),
            "admin@example.com",
            "good-token",
        )
    };
    assert_eq!(site(&[]).answer(START, &bare()).status, 200);
    let mut strict = site(&[("no-check", "strict")]);
    assert_eq!(strict.answer(START, &bare()).status, 403);
    let promised = bare().with_header("x-atlassian-token", "no-check");
    assert_eq!(strict.answer(START, &promised).status, 200);
    // What a form could send is refused by every site.
    let form = bare().with_header("content-type", FORM);
    assert_eq!(site(&[]).answer(START, &form).status, 403);
}

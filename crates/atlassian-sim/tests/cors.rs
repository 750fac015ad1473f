//! Rows 23 and 24: CORS.

use groupsweep_atlassian_sim::{CLOUD_ID, Reply, SimRequest};

use crate::support::{CHROME, GROUP, START, admin, anonymous, by, on_gateway, removal, site, user};

fn cors_headers(reply: &Reply) -> Vec<&str> {
    let names = reply.headers.iter().map(|(name, _)| name.as_str());
    names
        .filter(|name| name.starts_with("access-control-"))
        .collect()
}

#[test]
fn the_site_host_never_sends_cors_headers() {
    for (value, status) in [("403", 403), ("401", 401), ("404", 404), ("200", 200)] {
        let mut site = site(&[("preflight", value)]);
        let origin =
            |request: SimRequest| request.with_header("origin", "https://elsewhere.example");
        let preflight = origin(anonymous("OPTIONS", &removal(GROUP, &user(1))));
        let reply = site.answer(START, &preflight);
        assert_eq!(reply.status, status);
        assert_eq!(cors_headers(&reply), [""; 0]);
        for path in [
            "/rest/api/3/myself",
            "/wiki/rest/api/user/current",
            "/_edge/tenant_info",
        ] {
            assert_eq!(
                cors_headers(&site.answer(START, &origin(admin("GET", path)))),
                [""; 0]
            );
        }
    }
}

#[test]
fn the_gateway_reflects_the_origin_and_exposes_headers_only_by_profile() {
    let ask = |method: &str, product: &str, path: &str| {
        anonymous(method, &on_gateway(product, path)).with_header("origin", "https://page.example")
    };
    for (value, reflects, exposes) in [
        ("reflect", true, false),
        ("expose", true, true),
        ("off", false, false),
    ] {
        let mut site = site(&[("gateway-cors", value)]);
        for (product, path) in [
            ("jira", "/rest/api/3/myself"),
            ("confluence", "/wiki/rest/api/user/current"),
        ] {
            for (method, status) in [("OPTIONS", 204), ("GET", 401)] {
                let reply = site.answer(START, &ask(method, product, path));
                assert_eq!(reply.status, status);
                let origin = reply.header("access-control-allow-origin");
                assert_eq!(origin, reflects.then_some("https://page.example"));
                assert_eq!(
                    reply.header("vary").is_some(),
                    reflects,
                    "{product} {method}"
                );
                assert_eq!(
                    reply.header("access-control-expose-headers").is_some(),
                    exposes
                );
                let allowed = reply.header("access-control-allow-headers");
                let is_preflight = reflects && method == "OPTIONS";
                let only = is_preflight.then_some("authorization,content-type");
                assert_eq!(allowed, only);
            }
        }
    }
}

#[test]
fn the_gateway_checks_xsrf_only_by_profile() {
    let path = format!("/ex/jira/{CLOUD_ID}{}", removal(GROUP, &user(1)));
    let request = by(
        SimRequest::new("DELETE", &path),
        "scoped@example.com",
        "good-token",
    )
    .with_header("user-agent", CHROME)
    .with_header("origin", "https://page.example");
    assert_eq!(site(&[]).answer(START, &request).status, 200);
    assert_eq!(
        site(&[("gateway-xsrf", "on")])
            .answer(START, &request)
            .status,
        403
    );
}

//! Targets that mean one thing to one reader and another to the next.

use super::aim::{Aim, Attack, MALFORMED, NO_FILE, Refusal, UNKNOWN};

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let site = aim.site;
    let known: [(Refusal, &[&str]); 2] = [
        (
            UNKNOWN,
            &[
                "/relay",
                "/relay/",
                "/relay//hello",
                "/relay/hello/",
                "/relay/hello?",
                "/relay/hello?x=1",
                "/relay/hello??",
                "/relay/hello;x",
                "/relay/hello%00",
                "/relay/hello%20",
                "/relay/hello.",
                "/relay/Hello",
                "/relay/%68ello",
                "/relay/./hello",
                "/relay/../relay/hello",
                "/relay/hello/../hello",
                "/relay/%2e%2e/relay/hello",
                "/relay/hello%2f",
                "/relay/..%2frest/api/3/myself",
                "/relay/rest/api/3/myself",
                "/relay/calls/rest/api/3/myself",
            ],
        ),
        (
            NO_FILE,
            &[
                "//relay/hello",
                "/./relay/hello",
                "/../relay/hello",
                "/x/../relay/hello",
                "/relay%2Fhello",
                "/relay%2fhello",
                "/relay%5chello",
                "/relay\\hello",
                "/%72elay/hello",
                "/RELAY/hello",
                "/Relay/hello",
                "/relay;/hello",
                "/relay./hello",
                "/rest/api/3/myself",
                "/site/rest/api/3/myself",
                "/../../../../etc/passwd",
                "/..%2f..%2f..%2fetc%2fpasswd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/%252e%252e/etc/passwd",
                "/..\\..\\windows\\win.ini",
                "/%c0%ae%c0%ae/etc/passwd",
                "/.git/config",
                "/.env",
                "/index.html%00.js",
                "/index.html/",
                "/index.html/.",
                "//index.html",
                "/C:/Windows/win.ini",
                "/file:///etc/passwd",
                "/@evil.example/",
            ],
        ),
    ];
    let mut attacks = Vec::new();
    let mut add = |target: &str, refusal| {
        let request = aim.greeting().asking(&format!("GET {target}"));
        attacks.push(Attack::send("paths", target, request.bytes(), refusal));
    };
    for (refusal, targets) in known {
        for target in targets {
            add(target, refusal);
        }
    }
    add(&format!("//{site}/rest/api/3/myself"), NO_FILE);
    add(&format!("/http://{site}/rest/api/3/myself"), NO_FILE);
    for target in [
        format!("http://{site}/rest/api/3/myself"),
        format!("http://{}/relay/hello", aim.address),
        format!("http://me@{}/relay/hello", aim.address),
        "https://evil.example/".to_owned(),
        format!("{site}"),
        "*".to_owned(),
        "?".to_owned(),
        "relay/hello".to_owned(),
        "\\relay\\hello".to_owned(),
        "@evil.example/relay/hello".to_owned(),
        "/relay/hello#".to_owned(),
        "/relay/hello#key".to_owned(),
        "/relay/hel\u{6c}\u{f6}".to_owned(),
        "/relay/hello\u{2028}".to_owned(),
        "/relay/ hello".to_owned(),
        "/relay/hello\tx".to_owned(),
        "".to_owned(),
    ] {
        add(&target, MALFORMED);
    }
    attacks
}

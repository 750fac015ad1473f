//! Pages from elsewhere, with the right key.

use super::aim::{Aim, Attack, FORBIDDEN};
use crate::bench::PAGES;

/// Origins that no door is open for, files' aside.
pub fn foreign(aim: &Aim) -> Vec<String> {
    let (own, port) = (aim.address, aim.address.port());
    vec![
        String::new(),
        "https://evil.example".to_owned(),
        "http://evil.example".to_owned(),
        format!("http://evil.example:{port}"),
        format!("https://{own}"),
        format!("ws://{own}"),
        format!("//{own}"),
        own.to_string(),
        format!("http://{}", aim.site),
        format!("http://{own}/"),
        format!("http://{own}."),
        format!("http://{own}@evil.example"),
        format!("http://evil.example@{own}"),
        format!("HTTP://{own}"),
        format!("http://{own} http://evil.example"),
        format!("http://{own}, http://evil.example"),
        format!("http://127.1:{port}"),
        format!("http://localhost.:{port}"),
        "http://localhost".to_owned(),
        "http://127.0.0.1".to_owned(),
        "file://".to_owned(),
        "chrome-extension://abcdefghijklmnop".to_owned(),
        "moz-extension://abcdefgh".to_owned(),
        "data:".to_owned(),
        "https://mysite.atlassian.net".to_owned(),
        PAGES.replace("https", "http"),
        format!("{PAGES}:8443"),
        format!("{PAGES}/"),
        format!("{PAGES}.evil.example"),
        PAGES.replace("pages", "sub.pages"),
        PAGES.to_uppercase(),
        "*".to_owned(),
    ]
}

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let mut origins = foreign(aim);
    origins.push("null".to_owned());
    let mut attacks = Vec::new();
    let mut add = |name: &str, request: super::aim::Request| {
        attacks.push(Attack::send("origins", name, request.bytes(), FORBIDDEN));
    };
    for origin in &origins {
        add(origin, aim.greeting().set("Origin", origin));
        add(origin, aim.socket().set("Origin", origin));
        add(
            origin,
            aim.greeting()
                .set("Origin", origin)
                .asking("OPTIONS /relay/hello"),
        );
    }
    for request in [aim.greeting(), aim.socket()] {
        let origin = request.value("Origin");
        add("twice", request.clone().add("Origin", &origin));
        add("and null", request.clone().add("Origin", "null"));
        add("and an allowed one", request.clone().add("Origin", PAGES));
        let bare = request.without("Sec-Fetch-Site");
        for site in ["cross-site", "same-site", "SAME-ORIGIN", "", "unheard-of"] {
            add(site, bare.clone().add("Sec-Fetch-Site", site));
            add(
                site,
                bare.clone().without("Origin").add("Sec-Fetch-Site", site),
            );
        }
    }
    add("a socket of no page", aim.socket().without("Origin"));
    attacks
}

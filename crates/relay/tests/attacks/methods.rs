//! Other methods than the two that read.

use super::aim::{Aim, Attack, MALFORMED, Refusal, UNKNOWN};

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut add = |method: &str, request: super::aim::Request, path: &str, refusal| {
        let bytes = request.asking(&format!("{method} {path}")).bytes();
        attacks.push(Attack::send("methods", method, bytes, refusal));
    };
    let not_read = Refusal::Status(405, None);
    for method in [
        "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND", "DEBUG",
        "PURGE", "TRACK", "GETT",
    ] {
        add(method, aim.greeting(), "/relay/hello", UNKNOWN);
        add(method, aim.socket(), "/relay/calls", UNKNOWN);
        add(method, aim.file("/"), "/", not_read);
    }
    add("HEAD", aim.greeting(), "/relay/hello", UNKNOWN);
    add("HEAD", aim.socket(), "/relay/calls", UNKNOWN);
    for method in [
        "get",
        "Get",
        "G\u{cb}T",
        "G-T",
        "GET/",
        "\"GET\"",
        "GET,GET",
        "1GET",
        "_",
        "A_VERY_LONG_ONE",
        "ABCDEFGHIJKLMNOPQ",
    ] {
        add(method, aim.greeting(), "/relay/hello", MALFORMED);
    }
    attacks
}

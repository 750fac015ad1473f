//! Sockets that are not quite what a browser opens.

use super::aim::{Aim, Attack, FORBIDDEN, MALFORMED, NO_KEY, Refusal, Request, UNKNOWN};

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    [handshakes(aim), protocols_and_places(aim)].concat()
}

/// Handshakes with something missing or wrong in them.
fn handshakes(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut add = |name: &str, request: Request, refusal| {
        attacks.push(Attack::send("upgrades", name, request.bytes(), refusal));
    };
    let socket = || aim.socket();
    let set = |name: &str, value: &str| aim.socket().set(name, value);
    for version in ["", "0", "7", "8", "12", "14", "013", "13, 12", "thirteen"] {
        let name = format!("version {version}");
        add(&name, set("Sec-WebSocket-Version", version), MALFORMED);
    }
    for header in [
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Key",
        "Upgrade",
        "Connection",
    ] {
        add(&format!("no {header}"), socket().without(header), MALFORMED);
    }
    for nonce in [
        "",
        "x",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZSBvZg==",
        "!GhlIHNhbXBsZSBub25jZQ==",
    ] {
        add(
            &format!("nonce {nonce}"),
            set("Sec-WebSocket-Key", nonce),
            MALFORMED,
        );
    }
    add(
        "two nonces",
        socket().add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        MALFORMED,
    );
    for upgrade in [
        "h2c",
        "TLS/1.0",
        "websocket2",
        "web socket",
        "x-websocket, y",
    ] {
        add(&format!("to {upgrade}"), set("Upgrade", upgrade), MALFORMED);
    }
    for connection in ["close", "keep-alive", "Downgrade"] {
        add(
            &format!("connection {connection}"),
            set("Connection", connection),
            MALFORMED,
        );
    }
    attacks
}

/// Sockets of other protocols, other pages, in other places.
fn protocols_and_places(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut add = |name: &str, request: Request, refusal| {
        attacks.push(Attack::send("upgrades", name, request.bytes(), refusal));
    };
    let socket = || aim.socket();
    let set = |name: &str, value: &str| aim.socket().set(name, value);
    let key = &aim.key;
    for protocols in [
        format!("key.{key}"),
        format!("groupsweep, key.{key}"),
        format!("groupsweep.v1, key.{key}"),
        format!("groupsweep.v2, key.{key}"),
        format!("groupsweep.v9, key.{key}"),
        format!("groupsweep.v43, key.{key}"),
        format!("GROUPSWEEP.V3, key.{key}"),
        format!("mqtt, key.{key}"),
    ] {
        add(
            "another protocol",
            set("Sec-WebSocket-Protocol", &protocols),
            MALFORMED,
        );
    }
    add(
        "of a page from elsewhere",
        set("Origin", "https://evil.example"),
        FORBIDDEN,
    );
    add("of a page in a sandbox", set("Origin", "null"), FORBIDDEN);
    add("of no page", socket().without("Origin"), FORBIDDEN);
    add(
        "across sites",
        socket().add("Sec-Fetch-Site", "cross-site"),
        FORBIDDEN,
    );
    for (name, path, refusal) in [
        ("a query", "/relay/calls?x=1", NO_KEY),
        ("an empty query", "/relay/calls?", UNKNOWN),
        ("a slash behind", "/relay/calls/", NO_KEY),
        ("on the greeting", "/relay/hello", NO_KEY),
        ("on a call", "/relay/rest/api/3/myself", NO_KEY),
    ] {
        let refusal = if name == "a query" { UNKNOWN } else { refusal };
        add(name, socket().asking(&format!("GET {path}")), refusal);
    }
    for path in ["/rest/api/3/myself", "/relay%2Fcalls"] {
        add(
            path,
            socket().asking(&format!("GET {path}")),
            Refusal::Status(404, None),
        );
    }
    add("with POST", socket().asking("POST /relay/calls"), UNKNOWN);
    add(
        "with a body",
        socket().add("Content-Length", "5"),
        MALFORMED,
    );
    attacks
}

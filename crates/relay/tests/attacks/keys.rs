//! No key, an old key, nearly the key, and the key in a place where it does not belong.

use super::aim::{Aim, Attack, NO_KEY, Request};

fn near(aim: &Aim) -> Vec<(&'static str, String)> {
    let key = &aim.key;
    let other = |at: usize| {
        let mut bytes = key.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(bytes).unwrap()
    };
    vec![
        ("empty", String::new()),
        ("stale", aim.stale.clone()),
        ("zeros", "0".repeat(64)),
        ("first digit", other(0)),
        ("a digit in the middle", other(31)),
        ("last digit", other(63)),
        ("one short", key[..63].to_owned()),
        ("one short in front", key[1..].to_owned()),
        ("one long", format!("{key}0")),
        ("half", key[..32].to_owned()),
        ("twice", format!("{key}{key}")),
        ("quoted", format!("\"{key}\"")),
        ("a blank inside", format!("{} {}", &key[..32], &key[32..])),
        ("backwards", key.chars().rev().collect()),
        ("named", format!("key={key}")),
        ("a pattern", "*".to_owned()),
        ("true", "true".to_owned()),
        ("very long", "0".repeat(8000)),
    ]
}

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut add = |name: &str, request: Request| {
        attacks.push(Attack::send("keys", name, request.bytes(), NO_KEY));
    };
    for (name, key) in near(aim) {
        add(name, aim.greeting().set("X-Groupsweep-Key", &key));
        add(
            name,
            aim.socket().set("Sec-WebSocket-Protocol", aim.offer(&key)),
        );
    }
    let key = &aim.key;
    let none = aim.greeting().without("X-Groupsweep-Key");
    add("none", none.clone());
    add(
        "in the address",
        none.clone().asking(&format!("GET /relay/hello?key={key}")),
    );
    add(
        "in a cookie",
        none.clone().add("Cookie", format!("key={key}")),
    );
    add(
        "as a bearer's",
        none.clone().add("Authorization", format!("Bearer {key}")),
    );
    add(
        "as a socket's",
        none.clone().add("Sec-WebSocket-Protocol", aim.offer(key)),
    );
    add("in another header", none.clone().add("X-Key", key));
    add("given twice", aim.greeting().add("X-Groupsweep-Key", key));
    add(
        "and a wrong one",
        aim.greeting().add("x-groupsweep-key", "0"),
    );
    add(
        "in two",
        aim.greeting()
            .set("X-Groupsweep-Key", format!("{key}, {key}")),
    );
    let bare = aim.socket().without("Sec-WebSocket-Protocol");
    add("none", bare.clone());
    add("as a greeting's", bare.clone().add("X-Groupsweep-Key", key));
    add(
        "in a cookie",
        bare.clone().add("Cookie", format!("key={key}")),
    );
    add(
        "as a basic login",
        bare.clone().add("Authorization", format!("Basic {key}")),
    );
    add(
        "in the address",
        bare.asking(&format!("GET /relay/calls?key={key}")),
    );
    let offer = |text: String| aim.socket().set("Sec-WebSocket-Protocol", text);
    add("unmarked", offer(format!("groupsweep.v3, {key}")));
    add("in capitals", offer(format!("groupsweep.v3, KEY.{key}")));
    add(
        "twice in one",
        offer(format!("groupsweep.v3, key.{key}, key.{key}")),
    );
    add("with a wrong one", offer(format!("key.0, key.{key}")));
    add("by blanks", offer(format!("groupsweep.v3 key.{key}")));
    add("quoted", offer(format!("groupsweep.v3, \"key.{key}\"")));
    let offered = aim.socket().value("Sec-WebSocket-Protocol");
    add(
        "in two lines",
        aim.socket().add("Sec-WebSocket-Protocol", offered),
    );
    for path in ["/relay", "/relay/", "/relay/calls/", "/relay/other"] {
        add(
            path,
            aim.greeting()
                .without("X-Groupsweep-Key")
                .asking(&format!("GET {path}")),
        );
    }
    attacks
}

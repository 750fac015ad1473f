//! A relay that lets in pages from disk. Any web page can be one of them, by a sandboxed frame: whatever is refused to
//! the relay's own page is refused to it as well, and the key is asked for like anywhere else.

use super::aim::{Aim, Attack, FORBIDDEN, NO_KEY};
use super::{origins, table};

/// What only a page from elsewhere is refused, and a page from disk now is not: itself, and what browsers ask
/// before they send the key, which opens nothing.
const OF_PAGES_FROM_ELSEWHERE: [&str; 3] = ["of a page in a sandbox", "across sites", "OPTIONS"];

/// Every other attack of the suite, as a page from disk makes it, and those that try the door itself.
pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let of_others = |attack: &Attack| {
        attack.kind == "origins" || OF_PAGES_FROM_ELSEWHERE.contains(&attack.name.as_str())
    };
    let mut attacks = table(aim);
    attacks.retain(|attack| !of_others(attack));
    attacks.extend(at_the_door(aim));
    attacks
}

fn at_the_door(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut add = |name: &str, request: super::aim::Request, refusal| {
        attacks.push(Attack::send("files", name, request.bytes(), refusal));
    };
    let more = [
        "Null",
        "NULL",
        "nul",
        "nullx",
        "null/",
        "null:80",
        "null.",
        "\"null\"",
        "null, null",
        "null null",
        "http://null",
        "file:",
        "file:///",
        "file://null",
        "file:///home/me/groupsweep.html",
        "undefined",
    ];
    let origins = origins::foreign(aim).into_iter();
    for origin in origins.chain(more.map(str::to_owned)) {
        add(&origin, aim.greeting().set("Origin", &origin), FORBIDDEN);
        add(&origin, aim.socket().set("Origin", &origin), FORBIDDEN);
    }
    let own = format!("http://{}", aim.address);
    for request in [aim.greeting(), aim.socket()] {
        add("twice", request.clone().add("Origin", "null"), FORBIDDEN);
        add("and ours", request.clone().add("Origin", &own), FORBIDDEN);
        let cross = request.clone().without("Sec-Fetch-Site");
        let cross = cross.add("Sec-Fetch-Site", "cross-site");
        add("no origin", cross.clone().without("Origin"), FORBIDDEN);
        add("ours, across sites", cross.set("Origin", &own), FORBIDDEN);
    }
    let asked = aim.greeting().without("X-Groupsweep-Key");
    add("no key behind a preflight", asked, NO_KEY);
    attacks
}

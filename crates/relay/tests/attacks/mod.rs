//! Attacks on a running relay, each right in everything but one thing, and each refused;
//! not one may reach the site. The control group is right in everything, and does.

mod aim;
mod files;
mod flood;
mod frames;
mod gateway;
mod hosts;
mod keys;
mod messages;
mod methods;
mod origins;
mod paths;
mod shapes;
mod sizes;
mod slow;
mod upgrades;

use std::collections::BTreeMap;
use std::time::Duration;

use groupsweep_relay::{Options, PageSource};

use crate::bench::{ADD, Bench, MYSELF, REMOVE, options};
use crate::http::Message;
use crate::page::call;
use crate::site::{Reaction, Site, ok};

use aim::{Aim, Attack};

/// What the suite must hold at least.
const AT_LEAST: usize = 200;
const MEMBERS: &str =
    "/rest/api/3/group/member?groupId=a&includeInactiveUsers=true&startAt=0&maxResults=50";
const ADMIN_GROUPS: &str = "/rest/api/3/group/bulk?accessType=admin&startAt=0&maxResults=50";
const PEOPLE: &str = "/rest/api/3/user/bulk?maxResults=2&accountId=a&accountId=b";
const CLOUD: &str = "11111111-2222-3333-4444-555555555555";
const ORG: &str = "99999999-2222-3333-4444-555555555555";
const GROUPS_OF: &str = "/rest/api/3/user/groups?accountId=712020%3A789cba25";

fn hardened(site: &Site, listen: &str) -> Options {
    // More than the sockets' buffers take: who does not read does not get it all.
    let big: &'static [u8] = Box::leak(vec![b'x'; 32 * 1024 * 1024].into_boxed_slice());
    let mut options = options(Some(site));
    options.listen = listen.parse().unwrap();
    options.page = PageSource::Embedded(Box::leak(Box::new([
        ("index.html", b"<p>page</p>".as_slice()),
        ("big.wasm", big),
    ])));
    let mut options = options.with_organization(ORG).unwrap();
    options.limits.wrong_key = Duration::from_millis(5);
    options.limits.reading = Duration::from_millis(300);
    options.limits.serving = Duration::from_millis(600);
    options.limits.pinging = Duration::from_millis(300);
    options.limits.closing = Duration::from_millis(200);
    options.limits.connections = 24;
    options.limits.sockets = 4;
    options
}

/// Every attack that is a single exchange.
fn table(aim: &Aim) -> Vec<Attack> {
    [
        hosts::attacks(aim),
        origins::attacks(aim),
        keys::attacks(aim),
        paths::attacks(aim),
        methods::attacks(aim),
        shapes::attacks(aim),
        sizes::attacks(aim),
        upgrades::attacks(aim),
        messages::attacks(aim),
        gateway::attacks(aim),
        slow::attacks(aim),
    ]
    .concat()
}

/// Runs all of it against the relay as it is; says how many attacks of each kind were refused.
fn run(listen: &str) -> BTreeMap<&'static str, usize> {
    let site = Site::start(react);
    let bench = Bench::start(hardened(&site, listen));
    let aim = Aim::at(&bench, stale(), site.address);
    carry_out(&site, &bench, &aim, &table(&aim))
}

/// The key of a relay that has ended.
fn stale() -> String {
    Bench::start(options(None)).key.clone()
}

fn carry_out(
    site: &Site,
    bench: &Bench,
    aim: &Aim,
    attacks: &[Attack],
) -> BTreeMap<&'static str, usize> {
    let mut refused = BTreeMap::new();
    let mut got_in = Vec::new();
    for attack in attacks {
        match attack.outcome(aim) {
            None => *refused.entry(attack.kind).or_insert(0) += 1,
            Some(what) => got_in.push(format!("{}: {}: {what}", attack.kind, attack.name)),
        }
    }
    assert!(got_in.is_empty(), "\n{}\n", got_in.join("\n"));
    refused.insert("flood", flood::refused(bench, aim, site));
    assert_eq!(reached(site), flood::CONTROLS, "an attack reached the site");
    let calls = control(bench, aim) + control_calls(bench);
    assert_eq!(
        reached(site),
        flood::CONTROLS + calls,
        "the control group reaches the site"
    );
    refused
}

/// The cloud id, which the site gives to anybody.
fn react(request: &Message) -> Reaction {
    if request.first_line.contains("/_edge/tenant_info ") {
        ok(&format!("{{\"cloudId\":\"{CLOUD}\"}}"))
    } else {
        ok("{}")
    }
}

/// Requests that reached the site, besides the relay's own question for the cloud id.
pub fn reached(site: &Site) -> usize {
    let seen = site.seen();
    let of_pages = seen.iter().filter(|request| {
        let question = request.first_line.starts_with("GET /_edge/tenant_info ");
        !question || request.header("authorization").is_some()
    });
    of_pages.count()
}

/// Requests that are right in everything are answered; says how many sockets there were, each spent on a call.
fn control(bench: &Bench, aim: &Aim) -> usize {
    let ours = aim.greeting().set("Sec-Fetch-Site", "same-origin");
    let requests = [
        (aim.greeting(), 200),
        (ours.without("Origin"), 200),
        (aim.greeting().without("Sec-Fetch-Site"), 200),
        (aim.file("/"), 200),
        (aim.file("/index.html"), 200),
        (aim.socket(), 101),
        (aim.socket().set("Origin", crate::bench::PAGES), 101),
    ];
    for (request, status) in &requests {
        let answer = aim::exchange(aim.address, &request.bytes());
        assert_eq!(aim::status(&answer), Some(*status), "{request:?}");
    }
    assert!(bench.relay().refused_keys() > 0);
    requests.iter().filter(|(_, status)| *status == 101).count()
}

/// Right calls reach the site; says how many there were.
fn control_calls(bench: &Bench) -> usize {
    let mut page = bench.page();
    let post = |target: &str| {
        let mut add = call("POST", target);
        add.body = Some("{\"accountId\":\"712020:789cba25\"}".to_owned());
        add
    };
    let calls = [
        call("GET", MYSELF),
        call("DELETE", REMOVE),
        post(ADD),
        call("GET", MEMBERS),
        call("GET", GROUPS_OF),
        call("GET", ADMIN_GROUPS),
        call("GET", PEOPLE),
        call("GET", "/rest/api/3/mypermissions?permissions=ADMINISTER"),
        call("GET", "/rest/api/3/group/bulk?startAt=0&maxResults=50"),
        call(
            "GET",
            "/rest/api/3/group/bulk?maxResults=50&groupId=a&groupId=b",
        ),
        call("GET", "/wiki/rest/api/user/current"),
        call("GET", "/wiki/rest/api/group?start=0&limit=200"),
        call(
            "GET",
            "/wiki/rest/api/group/a/membersByGroupId?start=0&limit=200",
        ),
        call(
            "GET",
            "/wiki/rest/api/user/memberof?accountId=a&start=0&limit=200",
        ),
        call(
            "DELETE",
            "/wiki/rest/api/group/userByGroupId?groupId=a&accountId=b",
        ),
        call("GET", &format!("/ex/jira/{CLOUD}{MYSELF}")),
        call("DELETE", &format!("/ex/jira/{CLOUD}{REMOVE}")),
        call(
            "GET",
            &format!("/ex/confluence/{CLOUD}/wiki/rest/api/user/current"),
        ),
        call("GET", &format!("/admin/v2/orgs/{ORG}/directories")),
        call(
            "DELETE",
            &format!("/admin/v2/orgs/{ORG}/directories/{CLOUD}/groups/a/memberships/b%3Ac"),
        ),
        post(&format!("/admin/v2/orgs/{ORG}/directories/-/groups/search")),
        post(&format!("/admin/v2/orgs/{ORG}/directories/-/users/search")),
        post(&format!(
            "/admin/v2/orgs/{ORG}/directories/{CLOUD}/groups/a/memberships"
        )),
        post("/wiki/rest/api/group/userByGroupId?groupId=a"),
        post(&format!("/ex/jira/{CLOUD}{ADD}")),
    ];
    let made = calls.len();
    for call in calls {
        let number = page.send(call);
        assert_eq!(page.answer(number).unwrap().status, 200);
    }
    made
}

#[test]
fn every_attack_is_refused_and_none_reaches_the_site() {
    let refused = run("127.0.0.1:0");
    let all: usize = refused.values().sum();
    println!("Attacks refused over IPv4: {all}, reaching the site: 0");
    for (kind, count) in &refused {
        println!("  {kind:<10} {count:>4}");
    }
    assert!(all >= AT_LEAST, "{all}");
}

#[test]
fn no_attack_passes_over_ipv6() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        println!("This machine has no IPv6.");
        return;
    }
    let all: usize = run("[::1]:0").values().sum();
    println!("Attacks refused over IPv6: {all}, reaching the site: 0");
    assert!(all >= AT_LEAST, "{all}");
}

#[test]
fn no_attack_passes_where_pages_from_disk_are_let_in() {
    let site = Site::start(react);
    let bench = Bench::start(hardened(&site, "127.0.0.1:0").allowing_files().unwrap());
    let aim = Aim::at(&bench, stale(), site.address).opened_from_disk();
    let refused = carry_out(&site, &bench, &aim, &files::attacks(&aim));
    let all: usize = refused.values().sum();
    println!("Attacks by pages from disk refused: {all}, reaching the site: 0");
    assert!(all >= AT_LEAST, "{all}");
    assert!(refused["files"] > 50, "{refused:?}");
}

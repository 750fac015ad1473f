//! What holds of the relay's gate, whatever comes: a head, a message, or neither.

use groupsweep_core::atlassian::RelayScope;
use groupsweep_core::domain::{CloudId, Credentials, OrgId};
use groupsweep_core::wire::{CallLogin, CallToMake, ToRelay};
use groupsweep_relay::gate::{
    HeadReader, Outgoing, RelayGate, RequestHead, RequestKind, RequestOrigin,
};

const KEY: &str = "5eedfeed5eedfeed";
const HOSTS: [&str; 2] = ["127.0.0.1:8737", "localhost:8737"];
const ALLOWED: &str = "https://pages.example";
/// What the relay is pinned to besides its site.
const CLOUD: &str = "11111111-2222-3333-4444-555555555555";
const ORG: &str = "99999999-2222-3333-4444-555555555555";
/// The paths of the list, and nothing else; behind the gateway's prefixes stand the first two lists once more.
const JIRA: [&str; 7] = [
    "/rest/api/3/mypermissions",
    "/rest/api/3/myself",
    "/rest/api/3/group/user",
    "/rest/api/3/group/member",
    "/rest/api/3/user/groups",
    "/rest/api/3/group/bulk",
    "/rest/api/3/user/bulk",
];
const CONFLUENCE: [&str; 4] = [
    "/wiki/rest/api/user/current",
    "/wiki/rest/api/group/userByGroupId",
    "/wiki/rest/api/user/memberof",
    "/wiki/rest/api/group",
];

/// Whether a path is one of a list's, ids in it being ids.
fn is_listed(path: &str) -> bool {
    let behind = |prefix: &str| path.strip_prefix(prefix);
    let members = |path: &str| {
        let id = path.strip_prefix("/wiki/rest/api/group/");
        id.and_then(|rest| rest.strip_suffix("/membersByGroupId"))
            .is_some_and(is_id)
    };
    let confluence = |path: &str| CONFLUENCE.contains(&path) || members(path);
    if let Some(path) = behind(&format!("/ex/jira/{CLOUD}")) {
        return JIRA.contains(&path);
    }
    if let Some(path) = behind(&format!("/ex/confluence/{CLOUD}")) {
        return confluence(path);
    }
    if let Some(path) = behind(&format!("/admin/v2/orgs/{ORG}/directories")) {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        return match segments[..] {
            [] => path.is_empty(),
            [directory, "groups" | "users", "search"] => is_id(directory),
            [directory, "groups", group, "memberships"] => is_id(directory) && is_id(group),
            [directory, "groups", group, "memberships", account] => {
                [directory, group, account].into_iter().all(is_id)
            }
            _ => false,
        };
    }
    path == "/_edge/tenant_info" || JIRA.contains(&path) || confluence(path)
}

fn is_id(segment: &str) -> bool {
    let plain = segment.replace("%3A", "");
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    !segment.is_empty() && plain.bytes().all(is_plain)
}

/// Any bytes: the first says what the others are taken for.
pub fn entrance(input: &[u8]) {
    match input {
        [] => {}
        [kind, rest @ ..] if kind % 2 == 0 => head(usize::from(*kind), rest),
        [_, rest @ ..] => message(rest),
    }
}

/// A head is found where it ends however it comes in pieces, and lets in only who may come.
fn head(piece: usize, bytes: &[u8]) {
    let at_once = HeadReader::default().look(bytes);
    let mut reader = HeadReader::default();
    let mut came = 0;
    let in_pieces = loop {
        came = (came + 1 + piece / 2).min(bytes.len());
        match reader.look(&bytes[..came]) {
            Ok(None) if came < bytes.len() => {}
            other => break other,
        }
    };
    assert_eq!(at_once, in_pieces, "the pieces made a difference");
    let Ok(Some(end)) = at_once else {
        return;
    };
    let Ok(head) = RequestHead::parse(&bytes[..end]) else {
        return;
    };
    let bound = ([127, 0, 0, 1], 8737).into();
    let entrance = RelayGate::new(bound, vec![ALLOWED.to_owned()]);
    let Ok(admitted) = entrance.admit(&head, |given| given == KEY.as_bytes()) else {
        return;
    };
    let text = String::from_utf8_lossy(&bytes[..end]);
    let values = |wanted: &str| -> Vec<String> {
        let lines = text.split("\r\n").skip(1);
        let pairs = lines.filter_map(|line| line.split_once(':'));
        pairs
            .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim_ascii().to_owned())
            .collect()
    };
    let [host] = &values("host")[..] else {
        panic!("let in without one host");
    };
    assert!(HOSTS.contains(&host.as_str()), "let in by {host}");
    match (&values("origin")[..], &admitted.caller) {
        ([], RequestOrigin::Own) => assert_ne!(admitted.errand, RequestKind::Socket),
        ([origin], RequestOrigin::Own) => {
            assert!(HOSTS.iter().any(|host| *origin == format!("http://{host}")));
        }
        ([origin], RequestOrigin::Allowed(allowed)) => {
            assert!(origin == allowed && allowed == ALLOWED);
        }
        (origins, _) => panic!("let in from {origins:?}"),
    }
    for never in ["content-length", "transfer-encoding", "via"] {
        assert!(values(never).is_empty(), "let in with {never}");
    }
    match admitted.errand {
        RequestKind::Page | RequestKind::PageByOtherName => {
            assert!(!head.path().starts_with("/relay/"))
        }
        RequestKind::Preflight => assert_eq!(head.method(), "OPTIONS"),
        RequestKind::Greeting | RequestKind::Socket => {
            assert!(text.contains(KEY), "let in without the key");
            assert_eq!(head.method(), "GET");
        }
    }
}

/// A message says the same when written anew, and only calls of the list go out, as they came.
fn message(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Some(said) = ToRelay::from_json(text) else {
        return;
    };
    let again = ToRelay::from_json(&said.clone().into_json());
    assert!(
        again.as_ref() == Some(&said),
        "it says something else when written anew"
    );
    if let ToRelay::Call(_, call) = said {
        let held = Credentials::parse("a@b.example", "token").ok();
        goes_out_as_listed(call.clone(), None);
        goes_out_as_listed(call, held.as_ref());
    }
}

fn goes_out_as_listed(call: CallToMake, held: Option<&Credentials>) {
    let brought = call.login.clone();
    let (method, target) = (call.method.clone(), call.target.clone());
    let pin = RelayScope {
        cloud: CloudId::parse(CLOUD),
        organization: OrgId::parse(ORG),
    };
    let Ok(out) = Outgoing::of(call, held, &pin) else {
        return;
    };
    assert_eq!(
        (out.method.as_str(), &out.path_and_query),
        (method.as_str(), &target)
    );
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    assert!(is_listed(path), "{target}");
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_=&%".contains(&b);
    assert!(query.bytes().all(is_plain), "{target}");
    assert!(
        query.replace("%3A", "").bytes().all(|b| b != b'%'),
        "{target}"
    );
    assert_eq!(out.body.is_some(), method == "POST");
    let Some(authorization) = out.authorization else {
        assert_eq!(path, "/_edge/tenant_info", "a call without a login");
        return;
    };
    match brought {
        CallLogin::Given(_) => assert!(held.is_none(), "two logins"),
        CallLogin::Held(_) => assert!(held.is_some(), "no login"),
        CallLogin::None => panic!("a login from nowhere"),
    }
    let is_code = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    let fits = match authorization.split_once(' ') {
        Some(("Basic", code)) => code.bytes().all(is_code),
        Some(("Bearer", token)) => token.bytes().all(|b| b.is_ascii_graphic()),
        _ => false,
    };
    assert!(fits, "no header's value");
}

//! What holds of the relay's entrance whatever comes: a head, a message, or neither.

use groupsweep::domain::Credentials;
use groupsweep::entrance::{Caller, Entrance, Errand, HeadReader, Outgoing, RequestHead};
use groupsweep::wire::{CallToMake, ToRelay};

const KEY: &str = "5eedfeed5eedfeed";
const HOSTS: [&str; 2] = ["127.0.0.1:8737", "localhost:8737"];
const ALLOWED: &str = "https://pages.example";
/// The paths of the list, and nothing else.
const PATHS: [&str; 4] = [
    "/rest/api/3/myself",
    "/rest/api/3/group/user",
    "/rest/api/3/group/member",
    "/rest/api/3/user/groups",
];

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
    let entrance = Entrance::new(bound, vec![ALLOWED.to_owned()]);
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
        ([], Caller::Own) => assert_ne!(admitted.errand, Errand::Socket),
        ([origin], Caller::Own) => {
            assert!(HOSTS.iter().any(|host| *origin == format!("http://{host}")));
        }
        ([origin], Caller::Allowed(allowed)) => {
            assert!(origin == allowed && allowed == ALLOWED);
        }
        (origins, _) => panic!("let in from {origins:?}"),
    }
    for never in ["content-length", "transfer-encoding", "via"] {
        assert!(values(never).is_empty(), "let in with {never}");
    }
    match admitted.errand {
        Errand::Page => assert!(!head.path().starts_with("/relay/")),
        Errand::Preflight => assert_eq!(head.method(), "OPTIONS"),
        Errand::Greeting | Errand::Socket => {
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
    let brought = call.authorization.clone();
    let (method, target) = (call.method.clone(), call.target.clone());
    let Ok(out) = Outgoing::of(call, held) else {
        return;
    };
    assert_eq!(
        (out.method.as_str(), &out.path_and_query),
        (method.as_str(), &target)
    );
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    assert!(PATHS.contains(&path), "{target}");
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_=&%".contains(&b);
    assert!(query.bytes().all(is_plain), "{target}");
    assert!(
        query.replace("%3A", "").bytes().all(|b| b != b'%'),
        "{target}"
    );
    assert_eq!(out.body.is_some(), method == "POST");
    assert_eq!(brought.is_some(), held.is_none(), "two logins, or none");
    let is_code = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    let code = out.authorization.strip_prefix("Basic ").unwrap_or(" ");
    assert!(code.bytes().all(is_code), "no header's value");
}

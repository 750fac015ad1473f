//! One relay for each site, as programs: the second is refused, and the next one has the same address.

use std::fs;
#[cfg(target_os = "linux")]
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use crate::binary::{Program, RELAY, command, refusal, state_folder};

const SITE: &str = "https://example.atlassian.net";

/// A relay for this site of the user whose state folder this is. One that starts against a test's expectation ends by
/// itself, so that the test fails and does not wait.
fn relay_for(site: &str, state: &Path, more: &[&str]) -> Command {
    let flags = ["--site", site, "--idle-exit", "0.5"];
    let mut command = command(RELAY, &[&flags, more].concat());
    command
        .env("XDG_STATE_HOME", state)
        .env("LOCALAPPDATA", state);
    command
}

const ANY_PORT: [&str; 2] = ["--listen", "127.0.0.1:0"];

/// Any port of a loopback address that no other test uses, so that nobody else takes the port once its relay is gone.
/// Only Linux has such addresses without being told.
#[cfg(target_os = "linux")]
const fn any_port_of(own: &'static str) -> [&'static str; 2] {
    ["--listen", own]
}

#[test]
fn a_second_relay_for_a_site_is_refused_and_says_where_the_first_is() {
    let state = state_folder();
    let first = Program::start(relay_for(SITE, &state, &ANY_PORT));
    let sentence = refusal(
        relay_for("https://EXAMPLE.atlassian.net/", &state, &ANY_PORT),
        "",
    );
    for word in [
        SITE,
        &format!("http://{}.", first.address()),
        "Ctrl-C",
        &format!("end process {}, then", first.id()),
    ] {
        assert!(sentence.contains(word), "{sentence}");
    }
    assert!(!sentence.contains(first.key()), "{sentence}");
    // Asked before anybody types a token for nothing.
    let asked = refusal(
        relay_for(SITE, &state, &["--ask-token"]),
        "me@example.com\nATATTsecret\n",
    );
    assert_eq!(asked, sentence);
    let other_site = relay_for("https://other.atlassian.net", &state, &ANY_PORT);
    Program::start(other_site);
    let other_user = relay_for(SITE, &state_folder(), &ANY_PORT);
    Program::start(other_user);
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_relay_frees_its_site_and_the_next_has_its_address() {
    let state = state_folder();
    let first = Program::start(relay_for(SITE, &state, &any_port_of("127.0.18.2:0")));
    let address = first.address();
    drop(first);
    let next = Program::start(relay_for(SITE, &state, &[]));
    assert_eq!(next.address(), address);
    drop(next);
    assert_eq!(
        Program::start(relay_for(SITE, &state, &any_port_of("127.0.18.2:0"))).address(),
        address,
        "any port: the last one is free"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_relay_that_ends_leaves_its_address_and_neither_site_nor_key() {
    let state = state_folder();
    let first = Program::start(relay_for(SITE, &state, &any_port_of("127.0.18.3:0")));
    let (address, key) = (first.address(), first.key().to_owned());
    assert!(first.stop().0);
    let mut names = 0;
    for file in fs::read_dir(state.join("groupsweep")).unwrap() {
        let path = file.unwrap().path();
        let text = format!("{} {}", path.display(), fs::read_to_string(&path).unwrap());
        assert!(!text.contains("example") && !text.contains(&key), "{text}");
        names += 1;
    }
    assert_eq!(names, 2);
    let next = Program::start(relay_for(SITE, &state, &[]));
    assert_eq!(next.address(), address);
    let (_, _, said) = next.stop();
    assert!(
        said.starts_with(&format!(
            "{address} is the address of the last relay for this site, not the usual 127.0.0.1:8737."
        )),
        "{said}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn where_the_last_address_is_taken_no_other_is_taken_unasked() {
    let state = state_folder();
    let first = Program::start(relay_for(SITE, &state, &any_port_of("127.0.18.4:0")));
    let address = first.address();
    drop(first);
    let taken = TcpListener::bind(address).unwrap();
    let sentence = refusal(relay_for(SITE, &state, &[]), "");
    assert!(
        sentence.starts_with(&format!("Another program already listens on {address}")),
        "{sentence}"
    );
    let elsewhere = Program::start(relay_for(SITE, &state, &any_port_of("127.0.18.4:0")));
    assert_ne!(elsewhere.address(), address);
    drop(elsewhere);
    // The way that the sentence names.
    let (_, offered) = sentence.split_once("--listen ").unwrap();
    let offered = offered.split(' ').next().unwrap();
    let offered = Program::start(relay_for(SITE, &state, &["--listen", offered]));
    assert_ne!(offered.address().port(), 0);
    assert_ne!(offered.address(), address);
    drop(taken);
}

#[test]
#[cfg(unix)]
fn a_relay_that_cannot_lock_its_site_starts_and_says_so() {
    let state = state_folder();
    fs::write(&state, "a file where the folder is to be").unwrap();
    let (well, _, said) = Program::start(relay_for(SITE, &state, &ANY_PORT)).stop();
    assert!(well);
    assert!(
        said.starts_with(
            "The relay could not check whether another relay for this site is running"
        ),
        "{said}"
    );
}

//! The program itself: its one line, its one-sentence refusals, its silence about secrets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use groupsweep_core::wire::{CALLS_PATH, PROTOCOL, RelayError};

use crate::bench::{LOGIN, MYSELF, REMOVE};
use crate::http::{LONG, Message, exchange};
use crate::page::{Outcome, Page};
use crate::site::{Reaction, Site};

pub const RELAY: &str = env!("CARGO_BIN_EXE_groupsweep-relay");

/// What a relay says of itself that does not listen where relays mostly do.
const OTHER_ADDRESS: &str = "This is not the usual address, 127.0.0.1:8737. The browser keeps past runs and the keep list separately for each address, so this page does not show those of the usual address.\n";

/// Its own state folder, so that it does not see the relays of other tests.
pub fn state_folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!(
        "state-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// A relay process with these flags and without a proxy.
pub fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env_remove("https_proxy")
        .env_remove("HTTPS_PROXY")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("XDG_STATE_HOME", state_folder())
        .env("LOCALAPPDATA", state_folder());
    command
}

/// A running program; killed when a test fails half-way.
pub struct Program {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    line: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    pub fn start(command: Command) -> Self {
        Self::told(command, "")
    }

    /// Starts it with this to read.
    fn told(mut command: Command, input: &str) -> Self {
        let mut child = command.spawn().unwrap();
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).unwrap();
        }
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        Self { child, out, line }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn address(&self) -> SocketAddr {
        let rest = self.line.strip_prefix("Open http://").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    pub fn key(&self) -> &str {
        let (_, secrets) = self.line.trim_end().split_once("/#key=").unwrap();
        secrets.split_once('.').unwrap().0
    }

    pub fn call(&self, method: &str, target: &str) -> Outcome {
        Page::open(self.address(), self.key()).call(method, target)
    }

    /// Nobody reads any more what it says.
    #[cfg(unix)]
    pub fn close_outputs(&mut self) {
        drop(self.child.stderr.take());
    }

    /// Waits for its end; false if it does not come.
    #[cfg(unix)]
    pub fn ends_well(mut self) -> bool {
        let latest = Instant::now() + LONG;
        while Instant::now() < latest {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    /// Asks it to stop; whether it ended well, and what more it printed.
    #[cfg(unix)]
    pub fn stop(mut self) -> (bool, String, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(&id).status().unwrap().success());
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().success(), out, err)
    }
}

#[test]
#[cfg(unix)]
fn the_token_is_in_no_output() {
    let mut calls = 0;
    let site = Site::start(move |_| {
        calls += 1;
        let text = if calls == 1 {
            ""
        } else {
            "HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n"
        };
        Reaction::Break(text.to_owned())
    });
    let mut command = command(
        RELAY,
        &["--site", &site.origin(), "--listen", "127.0.0.1:0"],
    );
    command.env("RUST_LOG", "trace");
    let program = Program::start(command);
    let key = program.key().to_owned();
    assert_eq!(key.len(), 64);
    assert_eq!(program.call("DELETE", REMOVE), Err(RelayError::Cut));
    assert_eq!(program.call("GET", MYSELF).unwrap().status, 401);
    assert_eq!(program.call("GET", "/other"), Err(RelayError::NotListed));
    let stranger = format!(
        "GET /relay/hello HTTP/1.1\r\nHost: {}\r\nX-Groupsweep-Key: guessed\r\n\r\n",
        program.address()
    );
    assert_eq!(exchange(program.address(), &stranger).status(), 401);
    let offered = format!("{PROTOCOL}, key.guessed");
    let socket = format!(
        "GET {CALLS_PATH} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-WebSocket-Protocol: {offered}\r\n\r\n",
        program.address()
    );
    assert_eq!(exchange(program.address(), &socket).status(), 401);
    // Half a message, login inside.
    let mut page = Page::open(program.address(), &key);
    page.write(format!("{{\"authorization\":\"{LOGIN}\""));
    assert!(page.hear().is_none());
    let (well, out, err) = program.stop();
    assert!(well, "{err}");
    assert_eq!(out, "", "one line only");
    let refused = "Requests refused for a missing or wrong key: 2.\n";
    assert_eq!(err, format!("{OTHER_ADDRESS}{refused}"));
    for secret in [LOGIN, "ATATT", &key, "guessed"] {
        assert!(!err.contains(secret));
    }
}

fn refused(arguments: &[&str]) -> String {
    refused_with(arguments, "")
}

fn refused_with(arguments: &[&str], input: &str) -> String {
    refusal(command(RELAY, arguments), input)
}

/// The one sentence of a program that does not start.
pub fn refusal(mut command: Command, input: &str) -> String {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    // It may have ended without reading it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().unwrap();
    assert!(!status.success());
    assert!(stdout.is_empty());
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr
}

#[test]
fn each_refusal_is_one_sentence_and_a_failing_end() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let sentence = refused(&["--listen", &address]);
    assert!(sentence.contains(&address), "{sentence}");
    assert!(sentence.starts_with("Another program"), "{sentence}");
    assert!(sentence.contains("--listen 127.0.0.1:0"), "{sentence}");
    let first = Program::start(command(RELAY, &["--listen", "127.0.0.1:0"]));
    let sentence = refused(&["--listen", &first.address().to_string()]);
    assert!(sentence.starts_with("A Groupsweep relay"), "{sentence}");
    assert!(sentence.contains("Ctrl-C"), "{sentence}");
    drop(first);
    for (arguments, word) in [
        (["--listen", "0.0.0.0:0"], "other machines"),
        (["--listen", "nonsense"], "127.0.0.1:8737"),
        (["--site", "http://mysite.atlassian.net"], "https://"),
        (["--site", "https://evil.example"], "Atlassian"),
        (["--allow-origin", "null"], "scheme"),
        (["--page", "no/such/folder"], "no such folder"),
        (["--sight", "x"], "--sight"),
        (["--open", "--site"], "--site"),
        (["--idle-exit=-1", "--listen=127.0.0.1:0"], "--idle-exit"),
        (["--idle-exit", "99999"], "--idle-exit"),
        (["--idle-exit", "soon"], "--idle-exit"),
    ] {
        let sentence = refused(&arguments);
        assert!(sentence.contains(word), "{sentence}");
    }
}

pub const TUNNEL: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

/// A web proxy that answers one CONNECT with `reply` and then plays the site with `play`.
fn proxy(reply: &'static str, play: impl FnOnce(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let asked = Message::read(&mut BufReader::new(stream.try_clone().unwrap())).unwrap();
        assert_eq!(
            asked.first_line,
            "CONNECT example.atlassian.net:443 HTTP/1.1"
        );
        assert_eq!(asked.header("authorization"), None);
        let _ = stream.write_all(reply.as_bytes());
        play(stream);
    });
    url
}

/// A relay for a real site's address with this web proxy before it.
pub fn through(proxy: &str) -> Program {
    let site = "https://example.atlassian.net";
    let mut command = command(RELAY, &["--site", site, "--listen", "127.0.0.1:0"]);
    command.env("HTTPS_PROXY", proxy);
    Program::start(command)
}

#[test]
fn a_certificate_that_is_not_trusted_stops_the_call_before_it_is_sent() {
    let made = rcgen::generate_simple_self_signed(["example.atlassian.net".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![made.cert.der().clone()],
            made.signing_key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    let proxy = proxy(TUNNEL, move |mut stream| {
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut readable = Vec::new();
        let _ = rustls::Stream::new(&mut tls, &mut stream).read_to_end(&mut readable);
        let _ = told.send(readable);
    });
    let answer = through(&proxy).call("DELETE", REMOVE);
    assert_eq!(answer, Err(RelayError::Certificate));
    assert!(heard.recv_timeout(LONG).unwrap().is_empty());
}

#[test]
fn a_simulated_site_is_reached_without_the_proxy() {
    let site = Site::start(|_| crate::site::ok("{}"));
    let mut command = command(
        RELAY,
        &["--site", &site.origin(), "--listen", "127.0.0.1:0"],
    );
    command
        .env("http_proxy", "http://127.0.0.1:1")
        .env("ALL_PROXY", "http://127.0.0.1:1")
        .env("SSL_CERT_FILE", "/nonexistent")
        .env("SSL_CERT_DIR", "/nonexistent");
    let program = Program::start(command);
    assert_eq!(program.call("GET", MYSELF).unwrap().status, 200);
}

const EMAIL_AND_TOKEN: &str = "me@example.com\nATATTsecret\n";

#[test]
#[cfg(unix)]
fn a_login_asked_for_goes_to_the_site_and_nowhere_else() {
    let site = Site::start(|_| crate::site::ok("{}"));
    let flags = [
        "--site",
        &site.origin(),
        "--listen",
        "127.0.0.1:0",
        "--ask-token",
    ];
    let mut command = command(RELAY, &flags);
    command.stdin(Stdio::piped());
    let program = Program::told(command, EMAIL_AND_TOKEN);
    let mut page = Page::open(program.address(), program.key());
    let number = page.send(groupsweep_core::wire::CallToMake {
        login: groupsweep_core::wire::CallLogin::Held(groupsweep_core::domain::Scheme::Basic),
        ..crate::page::call("GET", MYSELF)
    });
    assert_eq!(page.answer(number).unwrap().status, 200);
    assert_eq!(site.seen()[0].header("authorization"), Some(LOGIN));
    assert_eq!(page.call("GET", MYSELF), Err(RelayError::LoginHeld));
    drop(page);
    let (well, out, err) = program.stop();
    assert!(well, "{err}");
    assert_eq!((out.as_str(), err.as_str()), ("", OTHER_ADDRESS));
}

#[test]
fn a_login_is_asked_for_only_where_it_is_safe_and_of_use() {
    let site = [
        "--site",
        "https://example.atlassian.net",
        "--listen",
        "127.0.0.1:0",
        "--ask-token",
    ];
    for (more, word) in [
        (&["--open"][..], "process list"),
        (
            &["--allow-origin", "https://pages.example"],
            "built into the relay",
        ),
        (&["--page", "."], "built into the relay"),
        (&["--allow-file"], "built into the relay"),
        (&["--idle-exit", "0"], "run forever"),
    ] {
        let sentence = refused_with(&[&site, more].concat(), EMAIL_AND_TOKEN);
        assert!(sentence.contains(word), "{sentence}");
    }
    let sentence = refused_with(&["--ask-token"], EMAIL_AND_TOKEN);
    assert!(sentence.contains("--site"), "{sentence}");
    for (input, word) in [
        ("", "Enter an API token"),
        ("ATATTsecret\n", "not an email"),
        ("me@example.com\n\n", "Enter an API token"),
        ("me@example.com\nATATT secret\n", "spaces"),
    ] {
        let sentence = refused_with(&site, input);
        assert!(sentence.contains(word), "{sentence}");
        assert!(!sentence.contains("ATATT"), "{sentence}");
    }
}

#[test]
fn a_program_that_nobody_uses_ends_and_says_so() {
    let mut program = Program::start(command(
        RELAY,
        &["--listen", "127.0.0.1:0", "--idle-exit", "0.01"],
    ));
    let mut said = String::new();
    let mut stderr = program.child.stderr.take().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    assert!(program.child.wait().unwrap().success());
    assert!(
        said.contains("No page has used the relay for 0.01 minutes"),
        "{said}"
    );
}

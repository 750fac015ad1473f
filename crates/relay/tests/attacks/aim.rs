//! Valid requests, attacks made by changing one thing in them, and their results.

use super::frames::frames_of;
pub(crate) use super::frames::{frame, text_frame};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use groupsweep_core::wire::{CALLS_PATH, HELLO_PATH, PROTOCOL, RelayError, ToPage, ToRelay};
use groupsweep_relay::gate::FILE_ORIGIN;

use crate::bench::{Bench, MYSELF};
use crate::http::{LONG, connect};
use crate::page::call;

/// The relay attacked, and what a thief may know of it.
pub struct Aim {
    pub address: SocketAddr,
    pub key: String,
    /// The key of a relay that has ended.
    pub stale: String,
    /// Where the pinned site listens.
    pub site: SocketAddr,
    /// Whose page the requests are: the relay's own, or one from disk.
    pub origin: String,
    /// The browser's `Sec-Fetch-Site` for that page.
    pub fetch_site: &'static str,
}

/// A request, line by line.
#[derive(Clone, Debug)]
pub struct Request {
    line: String,
    headers: Vec<(String, Vec<u8>)>,
}

/// One attack.
#[derive(Clone)]
pub struct Attack {
    pub kind: &'static str,
    pub name: String,
    pub act: Act,
    pub refusal: Refusal,
}

/// How it is done.
#[derive(Clone)]
pub enum Act {
    /// These bytes on a connection of their own.
    Send(Vec<u8>),
    /// These bytes, then nothing more, and nothing is read for so long.
    SendAndWait(Vec<u8>, Duration),
    /// These bytes, one by one with a pause before each.
    Drip(Vec<u8>, Duration),
    /// These bytes on an open socket.
    OnSocket(Vec<u8>),
}

/// How it must end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    /// With this status and this word of the relay. `None`: the page's own refusal.
    Status(u16, Option<&'static str>),
    /// Without a word.
    Closed,
    /// On the socket, with this fault.
    Fault(RelayError),
    /// The socket is closed with this code. `None`: closed without one.
    SocketClosed(Option<u16>),
    /// Not everything was given before the end.
    CutShort(usize),
}

pub const FORBIDDEN: Refusal = Refusal::Status(403, Some("wrong-origin"));
pub const UNKNOWN: Refusal = Refusal::Status(404, Some("not-listed"));
pub const NO_KEY: Refusal = Refusal::Status(401, Some("wrong-key"));
pub const MALFORMED: Refusal = Refusal::Status(400, Some("bad-request"));
pub const NO_FILE: Refusal = Refusal::Status(404, None);

impl Aim {
    pub fn at(bench: &Bench, stale: String, site: SocketAddr) -> Self {
        Self {
            address: bench.address,
            key: bench.key.clone(),
            stale,
            site,
            origin: format!("http://{}", bench.address),
            fetch_site: "same-origin",
        }
    }

    /// The same as a page from disk asks.
    pub fn opened_from_disk(self) -> Self {
        Self {
            origin: FILE_ORIGIN.to_owned(),
            fetch_site: "cross-site",
            ..self
        }
    }

    fn request(&self, line: String, headers: &[(&str, String)]) -> Request {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone().into_bytes()))
            .collect();
        Request { line, headers }
    }

    /// The page's greeting, right in everything.
    pub fn greeting(&self) -> Request {
        let headers = [
            ("Host", self.address.to_string()),
            ("Origin", self.origin.clone()),
            ("Sec-Fetch-Site", self.fetch_site.to_owned()),
            ("X-Groupsweep-Key", self.key.clone()),
        ];
        self.request(format!("GET {HELLO_PATH} HTTP/1.1"), &headers)
    }

    /// The page's socket, right in everything.
    pub fn socket(&self) -> Request {
        let headers = [
            ("Host", self.address.to_string()),
            ("Origin", self.origin.clone()),
            ("Connection", "Upgrade".to_owned()),
            ("Upgrade", "websocket".to_owned()),
            ("Sec-WebSocket-Version", "13".to_owned()),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==".to_owned()),
            ("Sec-WebSocket-Protocol", self.offer(&self.key)),
        ];
        self.request(format!("GET {CALLS_PATH} HTTP/1.1"), &headers)
    }

    /// A file of the page.
    pub fn file(&self, path: &str) -> Request {
        let headers = [("Host", self.address.to_string())];
        self.request(format!("GET {path} HTTP/1.1"), &headers)
    }

    pub fn offer(&self, key: &str) -> String {
        format!("{PROTOCOL}, key.{key}")
    }
}

impl Request {
    pub fn line(mut self, line: &str) -> Self {
        line.clone_into(&mut self.line);
        self
    }

    /// Another method or target.
    pub fn asking(self, words: &str) -> Self {
        self.line(&format!("{words} HTTP/1.1"))
    }

    pub fn set(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        for (given, old) in &mut self.headers {
            if given == name {
                *old = value.as_ref().to_vec();
            }
        }
        self
    }

    pub fn add(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers
            .push((name.to_owned(), value.as_ref().to_vec()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(given, _)| given != name);
        self
    }

    pub fn value(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(given, _)| given == name);
        String::from_utf8(found.unwrap().1.clone()).unwrap()
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("{}\r\n", self.line).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }
}

impl Attack {
    pub fn new(kind: &'static str, name: impl Into<String>, act: Act, refusal: Refusal) -> Self {
        Self {
            kind,
            name: name.into(),
            act,
            refusal,
        }
    }

    pub fn send(
        kind: &'static str,
        name: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
        refusal: Refusal,
    ) -> Self {
        Self::new(kind, name, Act::Send(bytes.into()), refusal)
    }

    /// Runs the attack. `None` if it ended as expected, or else what happened.
    pub fn outcome(&self, aim: &Aim) -> Option<String> {
        let ended = match &self.act {
            Act::Send(bytes) => of_answer(&exchange(aim.address, bytes)),
            Act::SendAndWait(bytes, span) => {
                let mut stream = connect(aim.address);
                stream.write_all(bytes).unwrap();
                std::thread::sleep(*span);
                of_answer(&rest(stream))
            }
            Act::Drip(bytes, pause) => {
                let mut stream = connect(aim.address);
                for byte in bytes {
                    std::thread::sleep(*pause);
                    if stream.write_all(&[*byte]).is_err() {
                        break;
                    }
                }
                of_answer(&rest(stream))
            }
            Act::OnSocket(frames) => of_socket(&on_socket(aim, frames)),
        };
        let right = match (&ended, self.refusal) {
            (Ended::Answer(_, _, bytes), Refusal::CutShort(all)) => *bytes < all,
            (Ended::Answer(status, word, _), Refusal::Status(wanted, fault)) => {
                *status == wanted && word.as_deref() == fault
            }
            (Ended::Closed, Refusal::Closed) => true,
            (Ended::Fault(fault), Refusal::Fault(wanted)) => *fault == wanted,
            (Ended::SocketClosed(code), Refusal::SocketClosed(wanted)) => {
                wanted.is_none() || *code == wanted
            }
            _ => false,
        };
        let what = match &ended {
            Ended::GotIn(text) => format!("got in: {text}"),
            other => format!("{other:?}"),
        };
        (!right).then(|| format!("{what} instead of {:?}", self.refusal))
    }
}

/// How an attack ended.
#[derive(Debug)]
enum Ended {
    /// Status, the relay's word, bytes.
    Answer(u16, Option<String>, usize),
    Closed,
    Fault(RelayError),
    SocketClosed(Option<u16>),
    /// It got what it wanted.
    GotIn(String),
}

/// Sends bytes and reads to the end. Whoever is given a socket uses it.
pub fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // The relay may close before all of it is written.
    let _ = stream.write_all(bytes);
    rest(stream)
}

pub(super) fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let mut piece = [0; 64 * 1024];
    let mut socket = None;
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        answer.extend_from_slice(&piece[..read]);
        match socket {
            None if status(&answer) == Some(101) && head_end(&answer).is_some() => {
                socket = head_end(&answer);
                let _ = stream.write_all(&text_frame(&whoami(0)));
            }
            Some(began) if words_of(&answer[began..]).any(|(kind, _)| kind == 1) => {
                let _ = stream.write_all(&frame(0x88, b"\x03\xe8"));
            }
            _ => {}
        }
    }
    answer
}

/// Where the head of an answer ends: behind an upgrade's stands what the relay says first.
fn head_end(answer: &[u8]) -> Option<usize> {
    let ends = answer.windows(4).position(|four| four == b"\r\n\r\n");
    ends.map(|at| at + 4)
}

/// What the relay says on a socket, without its proof, which it says to everybody who got in so far, and without pings.
fn words_of(heard: &[u8]) -> impl Iterator<Item = (u8, Vec<u8>)> {
    let frames = frames_of(heard).into_iter();
    frames.filter(|(kind, text)| match kind {
        1 => !text.starts_with(b"{\"proof\""),
        kind => *kind == 8,
    })
}

pub fn status(answer: &[u8]) -> Option<u16> {
    let line = answer.strip_prefix(b"HTTP/1.1 ")?.get(..3)?;
    std::str::from_utf8(line).ok()?.parse().ok()
}

fn of_answer(answer: &[u8]) -> Ended {
    let text = String::from_utf8_lossy(answer);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let word = head
        .lines()
        .find_map(|line| line.strip_prefix("x-groupsweep-fault: "));
    match status(answer) {
        _ if answer.is_empty() => Ended::Closed,
        Some(status) => Ended::Answer(status, word.map(str::to_owned), answer.len()),
        None => Ended::GotIn(text.into_owned()),
    }
}

/// Opens a socket rightly, sends the frames, then a right call with a number far up and
/// waits for the end: whatever the relay takes the frames for, it is heard of.
fn on_socket(aim: &Aim, frames: &[u8]) -> Vec<u8> {
    let mut stream = connect(aim.address);
    stream.write_all(&aim.socket().bytes()).unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    assert_eq!(
        status(&head),
        Some(101),
        "{}",
        String::from_utf8_lossy(&head)
    );
    let _ = stream.write_all(frames);
    let mut heard = Vec::new();
    let mut piece = [0; 64 * 1024];
    stream.set_read_timeout(Some(LONG)).unwrap();
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        heard.extend_from_slice(&piece[..read]);
        // An answer to a call, or a goodbye: enough was heard. Pings are let go by.
        if words_of(&heard).next().is_some() {
            break;
        }
    }
    let _ = stream.write_all(&frame(0x88, b"\x03\xe8"));
    heard
}

fn of_socket(heard: &[u8]) -> Ended {
    match words_of(heard).next() {
        Some((1, text)) => {
            let text = String::from_utf8(text).unwrap();
            match ToPage::from_json(&text).map(|said| said.result) {
                Some(Err(fault)) => Ended::Fault(fault),
                _ => Ended::GotIn(text),
            }
        }
        Some((_, close)) => {
            let code = close
                .get(..2)
                .map(|code| u16::from_be_bytes([code[0], code[1]]));
            Ended::SocketClosed(code)
        }
        None => Ended::SocketClosed(None),
    }
}

/// A call that would be answered, if it came from the right page in the right way.
pub fn whoami(number: u32) -> String {
    ToRelay::Call(number, call("GET", MYSELF)).into_json()
}

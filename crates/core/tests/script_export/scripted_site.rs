//! Answers that a test writes itself, word by word.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// The result of a call that changes a membership.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// It is done, or the site says that there was nothing to do.
    Plain,
    /// The change is made, and no answer comes.
    Silence,
    /// It is done, and the connection ends before the answer.
    Cut,
    /// It is done, and this is answered instead: status line, headers, body.
    Instead(&'static str, &'static str, &'static str),
    /// Nothing is done, and this is answered.
    Only(&'static str, &'static str, &'static str),
}

/// An answer to one row's call, as the table of answers writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Scripted {
    /// The change is made first.
    pub(super) made: bool,
    /// The connection ends without an answer.
    cut: bool,
    /// `done` is the action's status for a change that was made.
    status: String,
    headers: Vec<String>,
    /// `nothing` is what the site says where there is nothing to change.
    body: String,
    /// How often the body is repeated.
    times: usize,
    base64: Option<String>,
    /// Bytes of the body that are announced and do not come.
    missing: usize,
}

impl Scripted {
    /// Nothing is done, and this is answered.
    pub(crate) fn saying(status: &str, body: &str) -> Self {
        Self {
            status: status.to_owned(),
            headers: vec!["Content-Type: application/json".to_owned()],
            body: body.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn with_header(mut self, header: &str) -> Self {
        self.headers.push(header.to_owned());
        self
    }

    pub(super) fn bytes(&self, method: &str) -> Option<Vec<u8>> {
        if self.cut {
            return None;
        }
        let text = match self.body.as_str() {
            "nothing" => nothing(method),
            other => other,
        };
        let packed = self.base64.as_ref().map(|packed| STANDARD.decode(packed));
        let body = match packed {
            Some(packed) => packed.unwrap(),
            None => text.repeat(self.times.max(1)).into_bytes(),
        };
        let status = match self.status.as_str() {
            "done" => done(method),
            other => other,
        };
        let length = body.len() + self.missing;
        let headers: String = self
            .headers
            .iter()
            .map(|one| format!("{one}\r\n"))
            .collect();
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        Some([head.into_bytes(), body].concat())
    }
}

pub(super) fn done(method: &str) -> &'static str {
    if method == "POST" {
        "201 Created"
    } else {
        "200 OK"
    }
}

pub(super) fn nothing(method: &str) -> &'static str {
    if method == "POST" {
        "{\"errorMessages\":[\"Cannot add user. User is already a member of '{1}'\"]}"
    } else {
        "{\"errorMessages\":[\"Cannot remove user since user is not a member of the group\"]}"
    }
}

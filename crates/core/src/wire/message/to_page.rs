//! Messages from the relay to the page.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::domain::Answer;
use crate::wire::fault::RelayError;

/// A message of the relay: `{n, status, headers, body}` or `{n, fault}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToPage {
    pub number: u32,
    /// The site's answer, or why the relay could not return it.
    pub result: Result<Answer, RelayError>,
}

impl ToPage {
    /// Writes the message as JSON.
    #[must_use]
    pub fn into_json(self) -> String {
        let n = self.number;
        match self.result {
            Ok(Answer {
                status,
                headers,
                body,
            }) => {
                let mut said = json!({ "n": n, "status": status, "headers": headers });
                let room = REST_OF_AN_ANSWER + escaped(&body);
                // Moved, not copied: the body may be a megabyte long.
                said["body"] = Value::String(body);
                let mut json = String::with_capacity(room);
                // Writing to a string cannot fail.
                let _ = write!(json, "{said}");
                json
            }
            Err(fault) => json!({ "n": n, "fault": fault.word() }).to_string(),
        }
    }

    /// Reads a message. `None` if it holds neither an answer nor a known fault.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let mut said: Value = serde_json::from_str(text).ok()?;
        let result = match said.get("fault") {
            Some(fault) => Err(RelayError::from_word(fault.as_str()?)?),
            None => Ok(Answer {
                status: said.get("status")?.as_u64()?.try_into().ok()?,
                headers: headers(said.get("headers")?)?,
                body: match said.get_mut("body")?.take() {
                    Value::String(body) => body,
                    _ => return None,
                },
            }),
        };
        Some(Self {
            number: said.get("n")?.as_u64()?.try_into().ok()?,
            result,
        })
    }
}

/// Bytes of an answer's message besides its body, in most cases. A longer message costs only a second
/// allocation.
const REST_OF_AN_ANSWER: usize = 1024;

/// The length of a text in JSON, in bytes, without quotes.
pub(super) fn escaped(text: &str) -> usize {
    let bytes = |byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..=0x1f => 6, // \u001f
        _ => 1,
    };
    text.bytes().map(bytes).sum()
}

pub(super) fn headers(said: &Value) -> Option<Vec<(String, String)>> {
    let pair = |pair: &Value| {
        let (name, value) = (pair.get(0)?.as_str()?, pair.get(1)?.as_str()?);
        Some((name.to_owned(), value.to_owned()))
    };
    said.as_array()?.iter().map(pair).collect()
}

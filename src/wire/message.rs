//! The messages of the calls' socket. On the wire each is one flat JSON object
//! with the call's number as `n`; here each is what it says and nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::fault::RelayFault;
use crate::domain::Answer;

/// A call as it goes to the relay, login included, so that the relay keeps nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct CallToMake {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Path and query below the site's origin, percent-encoded.
    pub target: String,
    /// The value of the `Authorization` header. Hazard: this is the secret.
    pub authorization: String,
    /// The JSON body of a `POST`.
    pub body: Option<String>,
}

impl fmt::Debug for CallToMake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

/// What the page says: `{n, method, target, authorization, body?}` or `{n, drop: true}`.
/// Numbers only go up, so that no answer can be taken for another call's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToRelay {
    /// Make this call, once.
    Call(u32, CallToMake),
    /// Nobody waits for that call any more: abandon it.
    Drop(u32),
}

/// What the relay says: `{n, status, headers, body}` or `{n, fault}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToPage {
    /// The call's number.
    pub number: u32,
    /// The site's answer, or what kept the relay from bringing it.
    pub result: Result<Answer, RelayFault>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drop: Option<bool>,
}

impl ToRelay {
    /// The message as JSON.
    #[must_use]
    pub fn into_json(self) -> String {
        let asked = match self {
            Self::Call(n, call) => Asked {
                n,
                method: Some(call.method),
                target: Some(call.target),
                authorization: Some(call.authorization),
                body: call.body,
                drop: None,
            },
            Self::Drop(n) => Asked {
                n,
                drop: Some(true),
                ..Asked::default()
            },
        };
        // Text and numbers always are JSON.
        serde_json::to_string(&asked).unwrap_or_default()
    }

    /// Reads a message; none if it is not exactly one of the two.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let asked: Asked = serde_json::from_str(text).ok()?;
        match asked {
            Asked {
                n,
                method: Some(method),
                target: Some(target),
                authorization: Some(authorization),
                body,
                drop: None,
            } => {
                let call = CallToMake {
                    method,
                    target,
                    authorization,
                    body,
                };
                Some(Self::Call(n, call))
            }
            Asked {
                n,
                method: None,
                target: None,
                authorization: None,
                body: None,
                drop: Some(true),
            } => Some(Self::Drop(n)),
            _ => None,
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    n: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "String::is_empty")]
    body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

impl ToPage {
    /// The message as JSON.
    #[must_use]
    pub fn into_json(self) -> String {
        let n = self.number;
        let told = match self.result {
            Ok(answer) => Told {
                n,
                status: Some(answer.status),
                headers: answer.headers,
                body: answer.body,
                fault: None,
            },
            Err(fault) => Told {
                n,
                fault: Some(fault.word().to_owned()),
                ..Told::default()
            },
        };
        serde_json::to_string(&told).unwrap_or_default()
    }

    /// Reads a message; none if it says neither answer nor a known fault.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let told: Told = serde_json::from_str(text).ok()?;
        let result = match (told.status, told.fault) {
            (Some(status), None) => Ok(Answer {
                status,
                headers: told.headers,
                body: told.body,
            }),
            (_, fault) => Err(RelayFault::from_word(&fault?)?),
        };
        Some(Self {
            number: told.n,
            result,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(body: Option<&str>) -> ToRelay {
        let call = CallToMake {
            method: "POST".into(),
            target: "/rest/api/3/group/user?groupId=a".into(),
            authorization: "Basic c2VjcmV0".into(),
            body: body.map(str::to_owned),
        };
        ToRelay::Call(7, call)
    }

    #[test]
    fn what_the_page_says_arrives_as_it_was_said() {
        for said in [
            call(Some("{\"accountId\":\"ä\"}")),
            call(None),
            ToRelay::Drop(7),
        ] {
            assert_eq!(ToRelay::from_json(&said.clone().into_json()), Some(said));
        }
        assert_eq!(ToRelay::Drop(3).into_json(), r#"{"n":3,"drop":true}"#);
    }

    #[test]
    fn what_the_relay_says_arrives_as_it_was_said() {
        let answer = Answer {
            status: 404,
            headers: vec![("content-type".into(), "text/plain".into())],
            body: "\u{2028}\"gone\"\n".into(),
        };
        for result in [Ok(answer), Err(RelayFault::Cut)] {
            let said = ToPage { number: 9, result };
            assert_eq!(ToPage::from_json(&said.clone().into_json()), Some(said));
        }
    }

    #[test]
    fn a_message_that_is_not_exactly_one_of_the_two_is_none() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"n":1}"#,
            r#"{"n":-1,"drop":true}"#,
            r#"{"n":1,"drop":false}"#,
            r#"{"n":1,"drop":true,"drop":true}"#,
            r#"{"n":1,"drop":true,"method":"GET"}"#,
            r#"{"n":1,"method":"GET","target":"/"}"#,
            r#"{"n":1,"method":"GET","target":"/","authorization":"x","url":"y"}"#,
            r#"{"n":1,"method":"GET","target":"/","authorization":"x","drop":true}"#,
            r#"{"n":1,"drop":true} {}"#,
        ] {
            assert_eq!(ToRelay::from_json(text), None, "{text}");
        }
        for text in [
            "{}",
            r#"{"n":1,"fault":"?"}"#,
            r#"{"n":1,"status":200,"fault":"?"}"#,
        ] {
            assert_eq!(ToPage::from_json(text), None, "{text}");
        }
    }

    #[test]
    fn the_login_never_shows_in_debug_output() {
        assert!(!format!("{:?}", call(None)).contains("Basic"));
    }
}

//! The messages of the calls' socket. On the wire each is a flat JSON object with the call's number as `n`.
//! The types here hold only the content. The page's side uses [`Value`], whose code the practice site brings
//! in anyway.

mod to_page;

use std::fmt;

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::domain::Scheme;

use super::idempotency_key::IdempotencyKey;
pub use to_page::ToPage;

/// Where a call's login comes from.
#[derive(Clone, PartialEq, Eq)]
pub enum CallLogin {
    /// The value of the `Authorization` header, overwritten on drop. Hazard: this is the secret.
    Given(Zeroizing<String>),
    /// The relay holds the login and sends it in this scheme.
    Held(Scheme),
    /// The call needs no login.
    None,
}

/// A call as the page sends it to the relay.
#[derive(Clone, PartialEq, Eq)]
pub struct CallToMake {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Path and query, percent-encoded. The path determines which of the two hosts is called.
    pub target: String,
    pub login: CallLogin,
    /// The JSON body of a `POST`.
    pub body: Option<String>,
}

impl fmt::Debug for CallToMake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)
    }
}

/// A message of the page: `{n, method, target, authorization? or scheme?, body?, name?}`, `{n, drop: true}`
/// or `{n, heard: name}`. Numbers only increase, so that no answer can be matched to another call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ToRelay {
    /// Make this call, once.
    Call(u32, CallToMake),
    /// Make the call with this idempotency key once, however often it is requested, and answer each time.
    Named(u32, IdempotencyKey, CallToMake),
    /// The page no longer waits for this call: abandon it.
    Drop(u32),
    /// The page has the answer to the call with this key, so the relay need not keep it.
    Heard(u32, IdempotencyKey),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMessage {
    n: u32,
    method: Option<String>,
    target: Option<String>,
    authorization: Option<String>,
    scheme: Option<String>,
    body: Option<String>,
    name: Option<String>,
    drop: Option<bool>,
    heard: Option<String>,
}

impl ToRelay {
    /// Writes the message as JSON. Hazard: like the call, it contains the secret. No other copy remains, and
    /// the caller must overwrite this one.
    #[must_use]
    pub fn into_json(self) -> String {
        let (said, authorization) = match self {
            Self::Drop(n) => (json!({ "n": n, "drop": true }), None),
            Self::Heard(n, name) => (json!({ "n": n, "heard": name.as_str() }), None),
            Self::Call(n, call) => to_make(n, call),
            Self::Named(n, name, call) => {
                let (mut said, given) = to_make(n, call);
                said["name"] = name.as_str().into();
                (said, given)
            }
        };
        let said = said.to_string();
        match authorization {
            Some(authorization) => with_login(&said, &authorization),
            None => said,
        }
    }

    /// Reads a message. `None` if it is not exactly one of these.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        // Serde would also accept a list, as an object's fields in order.
        if !text.trim_start().starts_with('{') {
            return None;
        }
        let asked: RawMessage = serde_json::from_str(text).ok()?;
        match asked {
            RawMessage {
                n,
                method: Some(method),
                target: Some(target),
                authorization,
                scheme,
                body,
                name,
                drop: None,
                heard: None,
            } => {
                let login = match (authorization, scheme) {
                    (Some(given), None) => CallLogin::Given(given.into()),
                    (None, Some(scheme)) => CallLogin::Held(scheme_of(&scheme)?),
                    (None, None) => CallLogin::None,
                    (Some(_), Some(_)) => return None,
                };
                let call = CallToMake {
                    method,
                    target,
                    login,
                    body,
                };
                Some(match name {
                    Some(name) => Self::Named(n, IdempotencyKey::parse(&name)?, call),
                    None => Self::Call(n, call),
                })
            }
            RawMessage {
                n,
                method: None,
                target: None,
                authorization: None,
                scheme: None,
                body: None,
                name: None,
                drop: Some(true),
                heard: None,
            } => Some(Self::Drop(n)),
            RawMessage {
                n,
                method: None,
                target: None,
                authorization: None,
                scheme: None,
                body: None,
                name: None,
                drop: None,
                heard: Some(name),
            } => Some(Self::Heard(n, IdempotencyKey::parse(&name)?)),
            _ => None,
        }
    }
}

/// Returns a call as JSON without its login, and the page's login.
fn to_make(n: u32, call: CallToMake) -> (Value, Option<Zeroizing<String>>) {
    let mut said = json!({
        "n": n,
        "method": call.method,
        "target": call.target,
    });
    if let Some(body) = call.body {
        said["body"] = body.into();
    }
    let given = match call.login {
        CallLogin::Given(authorization) => Some(authorization),
        CallLogin::Held(scheme) => {
            said["scheme"] = word(scheme).into();
            None
        }
        CallLogin::None => None,
    };
    (said, given)
}

fn word(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Basic => "basic",
        Scheme::Bearer => "bearer",
    }
}

fn scheme_of(text: &str) -> Option<Scheme> {
    let mut schemes = [Scheme::Basic, Scheme::Bearer].into_iter();
    schemes.find(|scheme| word(*scheme) == text)
}

/// Adds the login at the front of a JSON object. The text is written once, at full size: a string that grows,
/// or a [`Value`], would leave copies in memory.
fn with_login(object: &str, authorization: &str) -> String {
    const KEY: &str = "{\"authorization\":\"";
    // Most characters take one byte, and none takes more than six (`\u001f`).
    let room = KEY.len() + 6 * authorization.len() + 2 + object.len();
    let mut json = String::with_capacity(room);
    json.push_str(KEY);
    for letter in authorization.chars() {
        match letter {
            '"' | '\\' => {
                json.push('\\');
                json.push(letter);
            }
            '\0'..='\u{1f}' => json.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => json.push(letter),
        }
    }
    json.push_str("\",");
    // The rest after the brace: no object here is empty.
    json.push_str(object.get(1..).unwrap_or_default());
    json
}

#[cfg(test)]
mod tests {
    use super::to_page::escaped;
    use super::*;
    use crate::domain::Answer;
    use crate::wire::RelayError;

    fn call(body: Option<&str>) -> ToRelay {
        let call = CallToMake {
            method: "POST".into(),
            target: "/rest/api/3/group/user?groupId=a".into(),
            login: CallLogin::Given("Basic c2VjcmV0".to_owned().into()),
            body: body.map(str::to_owned),
        };
        ToRelay::Call(7, call)
    }

    fn name() -> IdempotencyKey {
        let name = IdempotencyKey::parse("0123456789abcdef0123456789abcdef");
        name.unwrap_or_else(|| unreachable!("32 digits"))
    }

    fn named() -> ToRelay {
        match call(Some("{}")) {
            ToRelay::Call(n, call) => ToRelay::Named(n, name(), call),
            other => other,
        }
    }

    /// A header cannot hold these characters, but a message can.
    fn odd_login() -> ToRelay {
        let call = CallToMake {
            method: "GET".into(),
            target: "/".into(),
            login: CallLogin::Given("\"\\,\n\u{1f}ä}".to_owned().into()),
            body: None,
        };
        ToRelay::Call(9, call)
    }

    fn without_login() -> ToRelay {
        let call = CallToMake {
            method: "GET".into(),
            target: "/rest/api/3/myself".into(),
            login: CallLogin::Held(Scheme::Bearer),
            body: None,
        };
        ToRelay::Call(8, call)
    }

    fn with_no_login() -> ToRelay {
        let call = CallToMake {
            method: "GET".into(),
            target: "/_edge/tenant_info".into(),
            login: CallLogin::None,
            body: None,
        };
        ToRelay::Call(10, call)
    }

    #[test]
    fn what_the_page_says_arrives_as_it_was_said() {
        for said in [
            call(Some("{\"accountId\":\"ä\"}")),
            call(None),
            without_login(),
            with_no_login(),
            odd_login(),
            named(),
            ToRelay::Drop(7),
            ToRelay::Heard(7, name()),
        ] {
            assert_eq!(ToRelay::from_json(&said.clone().into_json()), Some(said));
        }
        assert_eq!(ToRelay::Drop(3).into_json(), r#"{"drop":true,"n":3}"#);
    }

    #[test]
    fn what_the_relay_says_arrives_as_it_was_said() {
        let answer = Answer {
            status: 404,
            headers: vec![("content-type".into(), "text/plain".into())],
            body: "\u{2028}\"gone\"\n".into(),
        };
        for result in [Ok(answer), Err(RelayError::Cut)] {
            let said = ToPage { number: 9, result };
            assert_eq!(ToPage::from_json(&said.clone().into_json()), Some(said));
        }
    }

    #[test]
    fn the_length_in_json_is_known_beforehand() {
        let every: String = ('\0'..='\u{ff}')
            .chain("\u{2028}\u{1f600}".chars())
            .collect();
        let json = Value::String(every.clone()).to_string();
        assert_eq!(escaped(&every) + 2, json.len());
    }

    #[test]
    fn a_message_that_is_not_exactly_one_of_these_is_none() {
        for text in [
            "",
            "[]",
            "{}",
            r#"{"n":1}"#,
            r#"{"n":-1,"drop":true}"#,
            r#"{"n":1,"drop":false}"#,
            r#"{"n":1,"drop":true,"drop":true}"#,
            r#"{"n":1,"drop":true,"method":"GET"}"#,
            r#"{"n":1,"method":"GET"}"#,
            r#"{"n":1,"method":"GET","target":"/","authorization":7}"#,
            r#"{"n":1,"method":"GET","target":"/","authorization":"x","url":"y"}"#,
            r#"{"n":1,"method":"GET","target":"/","authorization":"x","scheme":"basic"}"#,
            r#"{"n":1,"method":"GET","target":"/","scheme":"Basic"}"#,
            r#"{"n":1,"method":"GET","target":"/","authorization":"x","drop":true}"#,
            r#"{"n":1,"heard":"0"}"#,
            r#"{"n":1,"heard":"0123456789ABCDEF0123456789ABCDEF"}"#,
            r#"{"n":1,"heard":"0123456789abcdef0123456789abcdef","drop":true}"#,
            r#"{"n":1,"name":"0123456789abcdef0123456789abcdef"}"#,
            r#"{"n":1,"method":"GET","target":"/","name":"7"}"#,
            r#"{"n":1,"drop":true} {}"#,
            r#"[1,"GET","/",null,null,null,null]"#,
            r#" [1,null,null,null,null,null,true]"#,
        ] {
            assert_eq!(ToRelay::from_json(text), None, "{text}");
        }
        for text in [
            "{}",
            r#"{"n":1,"fault":"?"}"#,
            r#"{"n":1,"status":200,"fault":"?"}"#,
            r#"{"n":1,"status":200,"headers":[["a"]],"body":""}"#,
            r#"{"n":1,"status":99999,"headers":[],"body":""}"#,
            r#"{"n":1,"status":200,"headers":[]}"#,
            r#"{"status":200,"headers":[],"body":""}"#,
        ] {
            assert_eq!(ToPage::from_json(text), None, "{text}");
        }
    }

    #[test]
    fn the_login_never_shows_in_debug_output() {
        assert!(!format!("{:?}", call(None)).contains("Basic"));
    }
}

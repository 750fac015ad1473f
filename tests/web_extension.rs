//! The browser extension's route against the table of calls and answers that the relay obeys too
//! (`crates/relay/tests/gate_table.rs`). `fetch` is a stand-in that counts what would leave.
#![forbid(unsafe_code)]
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::rc::Rc;

use groupsweep::browser::ExtensionRoute;
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::connect::ApiAccess;
use groupsweep_core::domain::{Answer, Credentials, OrgId, Scheme, SiteAddress, TransportError};
use groupsweep_core::wire::{ANSWER_WITHIN, CallLogin, CallToMake};
use serde_json::{Value, json};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const CALLS: &str = include_str!("gate/calls.json");
const ANSWERS: &str = include_str!("gate/answers.json");
const SITE: &str = "https://mysite.atlassian.net";
const GATEWAY: &str = "https://api.atlassian.com";

/// The browser as far as the route uses it. `standIn.answer` is a case of the table of answers.
const STAND_IN: &str = r#"
globalThis.standIn = { calls: [], permitted: true, answer: undefined, aborted: 0, waited: [] };
globalThis.chrome ??= {};
globalThis.chrome.permissions = { contains: async () => globalThis.standIn.permitted };
globalThis.realSetTimeout ??= globalThis.setTimeout;
globalThis.setTimeout = (then, ms) => {
  globalThis.standIn.waited.push(ms);
  return globalThis.realSetTimeout(then, ms === 30000 && globalThis.standIn.answer.how === 'is silent' ? 0 : ms);
};
globalThis.fetch = async (request) => {
  const { method, url, redirect, credentials, cache, signal } = request;
  const headers = [...request.headers].sort();
  globalThis.standIn.calls.push({ method, url, redirect, credentials, cache, headers, body: await request.text() });
  const { status, headers: answered, body, how } = globalThis.standIn.answer;
  if (how === 'hangs up') throw new TypeError('Failed to fetch');
  if (how === 'is silent') {
    signal.addEventListener('abort', () => { globalThis.standIn.aborted += 1; });
    return new Promise(() => {});
  }
  let bytes = typeof body === 'number' ? new Uint8Array(body).fill(120) : body === null ? null : new TextEncoder().encode(body);
  if (how === 'breaks off') {
    const whole = bytes;
    let begun = false;
    bytes = new ReadableStream({ pull(stream) { if (begun) stream.error(new TypeError('network error')); else stream.enqueue(whole); begun = true; } });
  }
  return new Response(bytes, { status, headers: answered });
};
"#;

fn run(script: &str) -> Value {
    let value = js_sys::eval(&format!("JSON.stringify({script})")).unwrap();
    value
        .as_string()
        .map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
}

fn stand_in(answer: &Value) {
    js_sys::eval(STAND_IN).unwrap();
    js_sys::eval(&format!("globalThis.standIn.answer = {answer}; undefined")).unwrap();
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(length) => Some("x".repeat(length.as_u64()?.try_into().ok()?)),
        value => value.as_str().map(str::to_owned),
    }
}

fn call(case: &Value) -> CallToMake {
    CallToMake {
        method: text(&case["method"]).unwrap(),
        target: text(&case["target"]).unwrap(),
        login: text(&case["login"]).map_or(CallLogin::None, |login| CallLogin::Given(login.into())),
        body: text(&case["body"]),
    }
}

fn route(organization: Option<OrgId>) -> ExtensionRoute {
    let site = SiteAddress::parse(SITE).unwrap();
    let login = Rc::new(Credentials::parse("a@b.example", "t").unwrap());
    let api_access = ApiAccess {
        endpoint: Endpoint::default(),
        scheme: Scheme::Basic,
    };
    ExtensionRoute::new(&site, organization, login, api_access)
}

fn myself() -> CallToMake {
    let case = json!({ "method": "GET", "target": "/rest/api/3/myself", "login": "Basic YTpi" });
    call(&case)
}

/// `GET /path` as a whole address.
fn address(line: &Value) -> (String, String) {
    let (method, target) = line.as_str().unwrap().split_once(' ').unwrap();
    let by_gateway = target.starts_with("/ex/") || target.starts_with("/admin/");
    let origin = if by_gateway { GATEWAY } else { SITE };
    (method.to_owned(), format!("{origin}{target}"))
}

#[wasm_bindgen_test]
async fn only_what_is_on_the_list_leaves_and_with_no_other_header() {
    let table: Value = serde_json::from_str(CALLS).unwrap();
    let cloud = json!({ "cloudId": table["cloud"] }).to_string();
    let answer = json!({ "status": 200, "headers": [], "body": cloud });
    let cases = table["calls"].as_array().unwrap();
    assert!(cases.len() > 100, "{}", cases.len());
    for case in cases {
        stand_in(&answer);
        let call = call(case);
        let body = call.body.clone();
        let organization = table["organization"].as_str().and_then(OrgId::parse);
        let result = route(organization).forward(call).await;
        let expected = match case["refused"] {
            Value::Null => Ok(200),
            _ => Err(TransportError::NoSuchCall),
        };
        let result = result.map(|answer| answer.status);
        assert_eq!(result, expected, "{case}");
        let left = run("standIn.calls");
        let left = left.as_array().unwrap();
        let lines: Vec<_> = left
            .iter()
            .map(|call| (text(&call["method"]).unwrap(), text(&call["url"]).unwrap()))
            .collect();
        let arrives: Vec<_> = case["arrives"]
            .as_array()
            .unwrap()
            .iter()
            .map(address)
            .collect();
        assert_eq!(lines, arrives, "{case}");
        for call in left {
            let how = (&call["redirect"], &call["credentials"], &call["cache"]);
            assert_eq!(
                how,
                (&json!("manual"), &json!("omit"), &json!("no-store")),
                "{case}"
            );
        }
        if let (Ok(_), Some(last)) = (result, left.last()) {
            let mut expected = table["headers"].as_array().unwrap().clone();
            expected.extend(text(&case["login"]).map(|login| json!(["authorization", login])));
            expected.extend(
                body.as_ref()
                    .map(|_| json!(["content-type", "application/json"])),
            );
            expected.sort_by_key(Value::to_string);
            assert_eq!(last["headers"], Value::Array(expected), "{case}");
            assert_eq!(last["body"], body.unwrap_or_default(), "{case}");
        }
    }
}

#[wasm_bindgen_test]
async fn of_an_answer_the_page_takes_status_listed_headers_and_a_bounded_body() {
    let cases: Vec<Value> = serde_json::from_str(ANSWERS).unwrap();
    assert!(cases.len() > 20, "{}", cases.len());
    for case in cases {
        stand_in(&case);
        let result = route(None).forward(myself()).await;
        let passed = |pair: &Value| (text(&pair[0]).unwrap(), text(&pair[1]).unwrap());
        let expected = match case["fault"].as_str() {
            Some("timed-out") => Err(TransportError::TimedOut),
            // A browser does not tell a line that was cut from a site that was never reached.
            Some("cut") if case["how"] == "hangs up" => Err(TransportError::Unanswered),
            Some("cut") => Err(TransportError::Cut),
            Some(odd) => panic!("{odd}"),
            None => Ok(Answer {
                status: case["status"].as_u64().unwrap().try_into().unwrap(),
                headers: case["passed"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(passed)
                    .collect(),
                body: text(&case["body"]).unwrap_or_default(),
            }),
        };
        let sorted = |mut answer: Answer| {
            answer.headers.sort();
            answer
        };
        assert_eq!(result.map(sorted), expected.map(sorted), "{}", case["name"]);
        assert_eq!(run("standIn.calls.length"), 1, "{}", case["name"]);
        assert_eq!(
            run("standIn.waited")[0],
            ANSWER_WITHIN.0,
            "{}",
            case["name"]
        );
        let is_silent = case["how"] == "is silent";
        assert_eq!(
            run("standIn.aborted"),
            u32::from(is_silent),
            "what nobody waits for is given up"
        );
    }
}

#[wasm_bindgen_test]
async fn nothing_leaves_without_the_sites_permission() {
    stand_in(&json!({ "status": 200, "headers": [], "body": "{}" }));
    js_sys::eval("standIn.permitted = false; undefined").unwrap();
    let result = route(None).forward(myself()).await;
    assert_eq!(result, Err(TransportError::SiteNotPermitted));
    assert_eq!(run("standIn.calls.length"), 0);
}

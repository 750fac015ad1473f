//! The table of calls and answers that every route has to obey: the relay here, the browser extension in
//! `tests/web_extension.rs`.

use std::time::Duration;

use groupsweep_core::domain::{Answer, OrgId};
use groupsweep_core::wire::{CallLogin, CallToMake, RelayError};
use serde_json::Value;

use crate::bench::{Bench, MYSELF, options};
use crate::http::Message;
use crate::page::Outcome;
use crate::site::{Reaction, Site, ok};

const CALLS: &str = include_str!("../../../tests/gate/calls.json");
const ANSWERS: &str = include_str!("../../../tests/gate/answers.json");
/// What a program's call brings besides, by the relay's own hand.
const OF_THE_RELAY: [&str; 4] = ["host", "user-agent", "accept-encoding", "content-length"];

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(length) => Some("x".repeat(length.as_u64()?.try_into().ok()?)),
        value => value.as_str().map(str::to_owned),
    }
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let of_pair = |pair: &Value| (text(&pair[0]).unwrap(), text(&pair[1]).unwrap());
    value.as_array().unwrap().iter().map(of_pair).collect()
}

fn call(case: &Value) -> CallToMake {
    CallToMake {
        method: text(&case["method"]).unwrap(),
        target: text(&case["target"]).unwrap(),
        login: text(&case["login"]).map_or(CallLogin::None, |login| CallLogin::Given(login.into())),
        body: text(&case["body"]),
    }
}

fn outcome(bench: &Bench, call: CallToMake) -> Outcome {
    let mut page = bench.page();
    let number = page.send(call);
    page.answer(number)
}

/// The headers that came with a call, without the relay's own, sorted.
fn headers(seen: &Message) -> Vec<(String, String)> {
    let mut headers = seen.headers.clone();
    headers.retain(|(name, _)| !OF_THE_RELAY.contains(&name.as_str()));
    headers.sort();
    headers
}

#[test]
fn only_what_is_on_the_list_reaches_the_site_and_with_no_other_header() {
    let table: Value = serde_json::from_str(CALLS).unwrap();
    let cloud = format!("{{\"cloudId\":{}}}", table["cloud"]);
    let cases = table["calls"].as_array().unwrap();
    assert!(cases.len() > 100, "{}", cases.len());
    for case in cases {
        let cloud = cloud.clone();
        let site = Site::start(move |_| ok(&cloud));
        let mut options = options(Some(&site));
        options.organization = table["organization"].as_str().and_then(OrgId::parse);
        let call = call(case);
        let (login, body) = (text(&case["login"]), call.body.clone());
        let result = outcome(&Bench::start(options), call).map(|answer| answer.status);
        let expected = match case["refused"].as_str() {
            Some(word) => Err(RelayError::from_word(word).unwrap()),
            None => Ok(200),
        };
        assert_eq!(result, expected, "{case}");
        let seen = site.seen();
        let lines: Vec<_> = seen.iter().map(|seen| seen.first_line.clone()).collect();
        let arrives = case["arrives"].as_array().unwrap().iter();
        let arrives: Vec<_> = arrives
            .map(|line| format!("{} HTTP/1.1", line.as_str().unwrap()))
            .collect();
        assert_eq!(lines, arrives, "{case}");
        if let (Ok(_), Some(last)) = (result, seen.last()) {
            let mut expected = pairs(&table["headers"]);
            expected.extend(login.map(|login| ("authorization".to_owned(), login)));
            let kind = ("content-type".to_owned(), "application/json".to_owned());
            expected.extend(body.as_ref().map(|_| kind));
            expected.sort();
            assert_eq!(headers(last), expected, "{case}");
            assert_eq!(last.body, body.unwrap_or_default(), "{case}");
        }
    }
}

/// What the site does in a case.
fn reaction(case: &Value) -> Reaction {
    let body = text(&case["body"]).unwrap_or_default();
    let headers: String = pairs(&case["headers"])
        .into_iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let is_whole = case["how"] != "breaks off";
    let length = match &case["body"] {
        Value::Null => String::new(),
        _ => format!(
            "content-length: {}\r\n",
            body.len() + usize::from(!is_whole)
        ),
    };
    let answer = format!(
        "HTTP/1.1 {} X\r\n{headers}{length}\r\n{body}",
        case["status"]
    );
    match case["how"].as_str() {
        None => Reaction::Answer(answer),
        Some("breaks off") => Reaction::Break(answer),
        Some("hangs up") => Reaction::Break(String::new()),
        Some("is silent") => Reaction::Silence,
        Some(odd) => panic!("{odd}"),
    }
}

#[test]
fn of_an_answer_the_page_gets_status_listed_headers_and_a_bounded_body() {
    let cases: Vec<Value> = serde_json::from_str(ANSWERS).unwrap();
    assert!(cases.len() > 20, "{}", cases.len());
    for case in cases {
        let answering = case.clone();
        let site = Site::start(move |_| reaction(&answering));
        let mut options = options(Some(&site));
        assert_eq!(options.limits.answering, Duration::from_secs(30));
        if case["how"] == "is silent" {
            options.limits.answering = Duration::from_millis(300);
        }
        let result = Bench::start(options).call("GET", MYSELF);
        let expected = match case["fault"].as_str() {
            Some(word) => Err(RelayError::from_word(word).unwrap()),
            None => Ok(Answer {
                status: case["status"].as_u64().unwrap().try_into().unwrap(),
                headers: pairs(&case["passed"]),
                body: text(&case["body"]).unwrap_or_default(),
            }),
        };
        let sorted = |mut answer: Answer| {
            answer.headers.sort();
            answer
        };
        assert_eq!(result.map(sorted), expected.map(sorted), "{}", case["name"]);
        assert_eq!(site.seen().len(), 1, "{}", case["name"]);
    }
}

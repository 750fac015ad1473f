//! The Postman collection is pinned: no environment, no data file and no redirect leads a call or the login elsewhere.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use groupsweep_core::plan::Action;
use groupsweep_core::script_export::{
    ExportPlan, RequestTemplate, postman_collection, postman_data,
};

use crate::support::{plan_of, table};

#[test]
fn every_call_goes_to_the_plans_own_host_and_follows_no_redirect() {
    let table = std::sync::Arc::new(table(crate::support::export(&[(0, 0), (1, 1)])));
    let plan = plan_of(&table, table.row_numbers());
    let base = "https://mysite.atlassian.net";
    for template in [
        RequestTemplate::jira(base, Action::Remove).unwrap(),
        RequestTemplate::confluence(base, Action::Remove).unwrap(),
        RequestTemplate::organization(&format!("{base}/admin"), Action::Remove).unwrap(),
    ] {
        let export = ExportPlan::of(&plan, &template).unwrap();
        let text = postman_collection(export);
        let collection: Value = serde_json::from_str(&text).unwrap();
        let items = collection["item"].as_array().unwrap();
        assert!(items.len() >= 4);
        for item in items {
            let url = item["request"]["url"].as_str().unwrap();
            assert!(url.starts_with(&format!("{base}/")), "{url}");
            let follows = &item["protocolProfileBehavior"]["followRedirects"];
            assert_eq!(*follows, Value::Bool(false));
        }
        // Every variable is ours by name: no column of an export and no usual environment has one of these.
        let names = text.split("{{").skip(1);
        for name in names.map(|rest| rest.split("}}").next().unwrap()) {
            assert!(name.starts_with("groupsweep"), "{name}");
        }
        let rows: Value = serde_json::from_str(&postman_data(export)).unwrap();
        assert_eq!(rows.as_array().map(Vec::len), Some(2));
        assert!(
            rows[0]["groupsweepGroupId"].is_string() && rows[0]["groupsweepAccountId"].is_string()
        );
    }
}

/// What a run of the collection writes down of a change that the site refuses in these words; none where no node is.
fn written_down(is_bearer: bool, token: &str, words: &str) -> Option<String> {
    let table = std::sync::Arc::new(table(crate::support::export(&[(0, 0)])));
    let plan = plan_of(&table, table.row_numbers());
    let template = RequestTemplate::jira("https://mysite.atlassian.net", Action::Remove).unwrap();
    let template = if is_bearer {
        template.bearer()
    } else {
        template
    };
    let export = ExportPlan::of(&plan, &template).unwrap();
    let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let case = json!({
        "collection": parse(&postman_collection(export)),
        "row": parse(&postman_data(export))[0],
        "variables": { "groupsweepEmail": "admin@example.com", "groupsweepToken": token, "groupsweepConfirm": plan.connection().target.name() },
        "status": 403,
        "body": json!({ "message": words }).to_string(),
    });
    let file = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("collection-{}.json", std::process::id()));
    fs::write(&file, case.to_string()).unwrap();
    let harness = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/script_export/postman.mjs"
    );
    let output = Command::new("node").arg(harness).arg(&file).output();
    fs::remove_file(&file).unwrap();
    let Ok(output) = output else {
        eprintln!("the collection's scripts are not run, because no node was found");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("(403)"), "{text}{errors}");
    Some(text)
}

#[test]
fn words_that_repeat_the_collections_login_are_not_written_down() {
    const TOKEN: &str = "zf9-01.Kq7_anyone's+token/of/other=make";
    let code = STANDARD.encode(format!("admin@example.com:{TOKEN}"));
    for (is_bearer, words) in [(false, code.as_str()), (false, TOKEN), (true, TOKEN)] {
        let Some(text) = written_down(is_bearer, TOKEN, &format!("no {words} here")) else {
            return;
        };
        assert!(!text.contains(&words[..16]), "{text}");
    }
    let words = "Basic authentication is disabled";
    let text = written_down(false, TOKEN, words).unwrap_or_default();
    assert!(text.contains(words), "{text}");
}

//! The Postman collection is pinned: no environment, no data file and no redirect leads a call or the login elsewhere.

use serde_json::Value;

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

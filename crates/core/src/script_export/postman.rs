//! The article's recipe for Postman and Newman: a collection whose tests read the answers, and its data file.

use crate::plan::PlanItem;

use super::export_plan::{ExportPlan, answers, one_line};
use super::request_template::{Auth, RequestTemplate};
use super::template::{filled, json};
use super::words::for_javascript;

const BASIC: &str = r#"{ "type": "basic", "basic": [{ "key": "username", "value": "{{groupsweepEmail}}", "type": "string" }, { "key": "password", "value": "{{groupsweepToken}}", "type": "string" }] }"#;
const BEARER: &str = r#"{ "type": "bearer", "bearer": [{ "key": "token", "value": "{{groupsweepToken}}", "type": "string" }] }"#;
/// Sent again by an item of its own where no answer came: Postman runs no test then.
const ITEMS: [&str; 3] = ["", " (second try)", " (third try)"];

/// What a request of the collection is for; its scripts go by it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ItemKind {
    /// Asks whose login this is.
    Who(&'static str),
    Send,
    /// Reads a membership back.
    Read,
    /// Sends nothing: the rows are written down.
    Results,
}

impl ItemKind {
    fn word(self) -> &'static str {
        match self {
            Self::Who(_) => "who",
            Self::Send => "send",
            Self::Read => "read",
            Self::Results => "results",
        }
    }

    /// Method, path and body.
    fn request(
        self,
        template: &RequestTemplate,
    ) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Who(path) => ("GET", path, None),
            Self::Read => {
                let reading = template.reading;
                let body = Some(reading.body).filter(|body| !body.is_empty());
                (reading.method, reading.path, body)
            }
            Self::Send | Self::Results => (template.method(), template.path, template.body),
        }
    }
}

/// The collection, format 2.1.
#[must_use]
pub fn postman_collection(export: ExportPlan<'_>) -> String {
    let verb = export.template.method();
    let mut items: Vec<String> = export
        .template
        .who
        .map(|path| item(export, "Who", ItemKind::Who(path)))
        .into_iter()
        .collect();
    items.extend(ITEMS.map(|try_no| item(export, &format!("{verb}{try_no}"), ItemKind::Send)));
    items.push(item(export, "Read back", ItemKind::Read));
    items.push(item(export, "Results", ItemKind::Results));
    let auth = match export.template.auth {
        Auth::Basic => BASIC,
        Auth::Bearer => BEARER,
    };
    let name = format!("Groupsweep: {} on {}", export.title(), export.site);
    filled(
        include_str!("postman.json"),
        &[
            ("NAME", json(&name)),
            ("TEXT", json(&description(export))),
            ("AUTH", auth.to_owned()),
            ("ITEMS", items.join(",\n    ")),
        ],
    )
}

/// The rows: `{{groupsweepGroupId}}` and `{{groupsweepAccountId}}` for the calls, and the names for the results. No column
/// of an export is called so, and no login either: a data file or an environment of something else fills nothing in. JSON, because Postman and
/// Newman take cells of a CSV file that look like numbers for numbers, and some account ids do.
#[must_use]
pub fn postman_data(export: ExportPlan<'_>) -> String {
    let rows = export.items();
    let row = |item: &PlanItem| {
        format!(
            r#"{{ "groupsweepGroupId": "{}", "groupName": {}, "groupsweepAccountId": "{}", "userName": {}, "userEmail": {}, "groupsweepKnew": "{}" }}"#,
            item.membership.group.as_str(),
            json(&one_line(&item.group_name)),
            item.membership.account.as_str(),
            json(&one_line(&item.user_name)),
            json(&export.email(item)),
            export.knew(item).mark(),
        )
    };
    let rows: Vec<String> = rows.map(row).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn description(export: ExportPlan<'_>) -> String {
    filled(include_str!("postman.md"), &export.texts(for_javascript))
}

/// One request. The host is a literal: a variable could lead elsewhere.
fn item(export: ExportPlan<'_>, name: &str, step: ItemKind) -> String {
    let mut texts = export.texts(for_javascript);
    let shared = filled(include_str!("postman_shared.js"), &texts);
    texts.extend([
        ("ANSWERS", answers(export, "secrets()")),
        ("SHARED", shared),
        ("STEP", format!("'{}'", step.word())),
    ]);
    let before = filled(include_str!("postman_before.js"), &texts);
    let after = filled(include_str!("postman_after.js"), &texts);
    let template = export.template;
    let marked = |text: &str| {
        text.replace("{groupId}", "{{groupsweepGroupId}}")
            .replace("{accountId}", "{{groupsweepAccountId}}")
    };
    let (method, path, body) = step.request(template);
    let body = body.map_or_else(String::new, |body| {
        let raw = json(&marked(body));
        format!(r#", "body": {{ "mode": "raw", "raw": {raw}, "options": {{ "raw": {{ "language": "json" }} }} }}"#)
    });
    let header = |key: &str, value: &str| format!(r#"{{ "key": "{key}", "value": "{value}" }}"#);
    let headers = [
        header("Accept", "application/json"),
        header("Accept-Language", "en"),
        header("X-Force-Accept-Language", "true"),
        header("X-Atlassian-Token", "no-check"),
        // Postman's own is no browser's; one of a browser would be refused.
        header("User-Agent", "groupsweep-script"),
    ];
    format!(
        r#"{{ "name": "{name}", "protocolProfileBehavior": {{ "followRedirects": false }}, "event": [{}, {}], "request": {{ "method": "{}", "header": [{}]{body}, "url": "{}{}" }} }}"#,
        event("prerequest", &before),
        event("test", &after),
        method,
        headers.join(", "),
        template.base,
        marked(path),
    )
}

fn event(when: &str, script: &str) -> String {
    let lines: Vec<&str> = script.lines().collect();
    format!(
        r#"{{ "listen": "{when}", "script": {{ "type": "text/javascript", "exec": {} }} }}"#,
        json(&lines)
    )
}

//! The export for Postman and Newman: a collection whose tests read the answers, and its data file.

use crate::plan::PlanItem;

use super::export_plan::{ExportPlan, answers, one_line};
use super::request_template::{Auth, RequestTemplate};
use super::template::{filled, json};
use super::words::for_javascript;

const BASIC: &str = r#"{ "type": "basic", "basic": [{ "key": "username", "value": "{{groupsweepEmail}}", "type": "string" }, { "key": "password", "value": "{{groupsweepToken}}", "type": "string" }] }"#;
const BEARER: &str = r#"{ "type": "bearer", "bearer": [{ "key": "token", "value": "{{groupsweepToken}}", "type": "string" }] }"#;
/// If no answer comes, Postman runs no test, so each retry is an item of its own.
const ITEMS: [&str; 3] = ["", " (second try)", " (third try)"];

/// The purpose of a request in the collection. Its scripts depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ItemKind {
    /// Asks for the login's account.
    Who(&'static str),
    Send,
    /// Reads a membership back.
    Read,
    /// Sends nothing; writes the results.
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

/// Writes the collection, format 2.1.
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

/// Writes the data file: `{{groupsweepGroupId}}` and `{{groupsweepAccountId}}` for the calls, and the names for
/// the results. No column of an export and no login variable has these names, so an unrelated data file or
/// environment fills nothing in. The format is JSON, because Postman and Newman convert CSV cells that look like
/// numbers, and some account ids do.
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

/// One request. The host is a literal, because a variable could point elsewhere.
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
        // Postman's own User-Agent is not a browser's. The site would refuse a browser's.
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

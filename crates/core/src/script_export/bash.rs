//! The export for bash and curl: Linux and macOS.

use super::export_plan::{ExportPlan, cells};
use super::names::{Lookup, fold_for_sed};
use super::request_template::Auth;
use super::template::filled;
use super::words::for_bash;

/// The parts, in the order in which the script reads them.
const TEMPLATE: &str = concat!(
    include_str!("bash/begin.sh"),
    include_str!("bash/books.sh"),
    include_str!("bash/site.sh"),
    include_str!("bash/waits.sh"),
    include_str!("bash/names.sh"),
    include_str!("bash/row.sh"),
    include_str!("bash/whole.sh"),
);
const ASK_EMAIL: &str = include_str!("bash/email.sh");

/// Writes the plan as a script. Ids contain no special characters of a shell or curl. Names are in a text that the
/// shell does not expand.
#[must_use]
pub fn bash_script(export: ExportPlan<'_>) -> String {
    let mut plan = String::new();
    for (item, number) in export.items().zip(1..) {
        let membership = &item.membership;
        let email = export.email(item);
        let row = [
            membership.group.as_str(),
            " ",
            membership.account.as_str(),
            " ",
            if email.is_empty() { "-" } else { &email },
            " ",
            export.knew(item).mark(),
            " ",
            &cells(&export, item, number),
            "\n",
        ];
        plan.extend(row);
    }
    let mut texts = export.texts(for_bash);
    let (email, token, login, code) = match export.template.auth {
        Auth::Basic => (
            ASK_EMAIL,
            "API token",
            r#"user = \"$email:$token\""#,
            "code \"$email:$token\"\n",
        ),
        Auth::Bearer => (
            "",
            "Token or API key",
            r#"header = \"Authorization: Bearer $token\""#,
            "",
        ),
    };
    texts.extend([
        ("PLAN", plan),
        ("ASK_EMAIL", email.to_owned()),
        ("TOKEN_NAME", token.to_owned()),
        ("LOGIN", login.to_owned()),
        ("CODE", code.to_owned()),
        ("SEND_BODY", body_for_curl(export)),
        (
            "READ_SEND_BODY",
            quotes_for_curl(export.template.reading.body),
        ),
        ("FOLD", fold_for_sed()),
    ]);
    texts.extend(Lookup::texts(&export.template.lookups, quotes_for_curl));
    filled(TEMPLATE, &texts)
}

/// The body as lines of a curl config file.
fn body_for_curl(export: ExportPlan<'_>) -> String {
    export.template.body.map_or_else(String::new, |body| {
        let quoted = quotes_for_curl(body);
        format!("header = \"Content-Type: application/json\"\ndata = \"{quoted}\"")
    })
}

fn quotes_for_curl(text: &str) -> String {
    text.replace('"', "\\\"")
}

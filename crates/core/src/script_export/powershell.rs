//! The export for Windows, for the PowerShell that every Windows includes.

use super::export_plan::{ExportPlan, cells};
use super::names::{Lookup, letters};
use super::request_template::Auth;
use super::template::filled;
use super::words::for_powershell;

/// The parts, in the order in which the script reads them.
const TEMPLATE: &str = concat!(
    include_str!("powershell/begin.ps1"),
    include_str!("powershell/books.ps1"),
    include_str!("powershell/site.ps1"),
    include_str!("powershell/names.ps1"),
    include_str!("powershell/row.ps1"),
    include_str!("powershell/whole.ps1"),
);
const ASK_EMAIL: &str = "        $email = Read-Answer 'Account email'\n";
const BASIC: &str =
    "'Basic ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(\"${email}:$token\"))";
const BEARER: &str = "\"Bearer $token\"";

/// Writes the plan as a script in UTF-8 with a byte order mark: Windows PowerShell reads a script without one as
/// Windows-1252. Names are in a text that is not expanded, on lines that begin with an id.
#[must_use]
pub fn powershell_script(export: ExportPlan<'_>) -> String {
    let mut plan = String::new();
    for (item, number) in export.items().zip(1..) {
        let membership = &item.membership;
        let (group, account) = (membership.group.as_str(), membership.account.as_str());
        let email = export.email(item);
        let email = if email.is_empty() { "-" } else { &email };
        let cells = cells(&export, item, number);
        let knew = export.knew(item).mark();
        plan.extend([
            group, " ", account, " ", email, " ", knew, " ", &cells, "\n",
        ]);
    }
    let (email, token, login) = match export.template.auth {
        Auth::Basic => (ASK_EMAIL, "API token", BASIC),
        Auth::Bearer => ("", "Token or API key", BEARER),
    };
    let mut texts = export.texts(for_powershell);
    texts.extend([
        ("PLAN", plan),
        ("ASK_EMAIL", email.to_owned()),
        ("TOKEN_NAME", token.to_owned()),
        ("LOGIN", login.to_owned()),
        ("LETTERS", letters()),
    ]);
    texts.extend(Lookup::texts(&export.template.lookups, str::to_owned));
    format!("\u{feff}{}", filled(TEMPLATE, &texts).replace('\n', "\r\n"))
}

//! The script for Windows: PowerShell as every Windows has it.

use super::fill::filled;
use super::recipe::Auth;
use super::taken::{Takeaway, cells};

const TEMPLATE: &str = include_str!("script.ps1");
const ASK_EMAIL: &str = "    $email = (Read-Host 'Account email').Trim()\n";
const BASIC: &str =
    "'Basic ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes(\"${email}:$token\"))";
const BEARER: &str = "\"Bearer $token\"";

/// The plan as a script, in UTF-8 with a byte order mark: Windows PowerShell takes a script without one for
/// Windows-1252. Names stand in a text that nothing expands, on lines that begin with an id.
#[must_use]
pub fn powershell_script(takeaway: Takeaway<'_>) -> String {
    let mut plan = String::new();
    for item in takeaway.items() {
        let membership = &item.membership;
        let (group, account) = (membership.group.as_str(), membership.account.as_str());
        plan.extend([group, " ", account, " ", &cells(item), "\n"]);
    }
    let (email, token, login) = match takeaway.recipe.auth {
        Auth::Basic => (ASK_EMAIL, "API token", BASIC),
        Auth::Bearer => ("", "Token or API key", BEARER),
    };
    let mut texts = takeaway.texts();
    texts.extend([
        ("PLAN", plan),
        ("ASK_EMAIL", email.to_owned()),
        ("TOKEN_NAME", token.to_owned()),
        ("LOGIN", login.to_owned()),
    ]);
    format!("\u{feff}{}", filled(TEMPLATE, &texts).replace('\n', "\r\n"))
}

//! The sentences of all four exports. Each script gets them as literals in its own language.

use crate::domain::{Action, Timestamp};
use crate::report::LEFT_IN_DOUBT;
use crate::run::{all_the_same, done_before, prior_unknown};

use super::export_plan::ExportPlan;

const THROTTLED: &str =
    "The site keeps refusing calls because there were too many (429). Start again later.";
const CERTIFICATE: &str = "This machine does not trust the site's certificate. A web proxy may be decrypting the connection.";
const XSRF: &str = "The site refuses calls that come from a browser (403 XSRF check failed).";
const REFUSED: &str = "The site refuses to change this group (403)";
const NOT_FOUND: &str =
    "The site does not know this group or this account, or this login may not change it (404)";
const ODD_ROWS: &str = "Three consecutive rows got answers that did not come from the site. A web proxy, an IP allowlist or another access rule may be answering in its place.";
const FORBIDDEN: &str = "The site refuses this login or this network (403)";
const ALLOWLIST: &str =
    "Ask whether the site has an IP allowlist, and whether this account may use the site.";
const PAGE: &str = "The site did not say who you are: a web page arrived instead of its answer, for example a login page or a proxy's page.";
const UNREADABLE: &str = "The site did not say who you are: its answer could not be read.";
const OTHERS: &str = "In five rows, the account has a different name on the site than in the plan. The ids in this plan may not belong to its names, for example because one column of the file was sorted or pasted on its own.";
const FAILING: &str = "Several consecutive rows failed. Read their reasons. If they say 403, this login most likely lacks the site admin role (for an API key: the right to manage the organization), or an identity provider manages these groups.";
const IN_DOUBT: &str = "No answer confirms whether the change was made, so it may have been made.";
const CLAIM: &str = "The site answered that this person is already a member.";
const CLAIMED: &str =
    "the site answers that this person is already a member, but does not list them in the group";
const NOT_READ: &str = "The membership could not be read back.";
const STOPPED: &str = "Stopped before the answer arrived, so the change may have been made.";

/// The sentences, each written by `literal`. A script refers to one as `@@SAY_THROTTLED@@`.
pub(super) fn sentences(
    export: ExportPlan<'_>,
    literal: fn(&str) -> String,
) -> Vec<(&'static str, String)> {
    let since = since_check(export);
    let quiet = quiet(export);
    let before = done_before(export.plan.action());
    let all_the_same = all_the_same(
        export.plan.action(),
        export.template.product,
        export.template.reports_no_op(),
    );
    let (found, open) = match export.plan.action() {
        Action::Remove => (
            "Reading the membership back showed that this person is no longer in the group, most likely because of this call.",
            "The person is still in the group.",
        ),
        Action::Add => (
            "Reading the membership back showed that this person is in the group, most likely because of this call.",
            "The person is not in the group.",
        ),
    };
    let by_whom = match export.plan.action() {
        Action::Remove => {
            "The person is no longer in the group. How it was before the first call is unknown: a call may have removed the person, or they were not a member before."
        }
        Action::Add => {
            "The person is in the group. How it was before the first call is unknown: a call may have added the person, or they were a member before."
        }
    };
    // Postman starts every run without knowing about earlier ones.
    let by_which_run = by_whom.replace("a call may", "an earlier run may");
    let (lost, absent, unseen) = match export.plan.action() {
        Action::Remove => (
            "The answer to an earlier try was lost. A later try found that this person is no longer in the group, most likely by that try.",
            "Was not a member. The check before the export found the same.",
            "Was not a member. This row was not checked before the export, so its earlier state is unknown.",
        ),
        Action::Add => (
            "The answer to an earlier try was lost. A later try found this person in the group, most likely by that try.",
            "Was a member already. The check before the export found the same.",
            "Was a member already. This row was not checked before the export, so its earlier state is unknown.",
        ),
    };
    [
        ("SAY_THROTTLED", THROTTLED),
        ("SAY_CERTIFICATE", CERTIFICATE),
        ("SAY_XSRF", XSRF),
        ("SAY_REFUSED", REFUSED),
        ("SAY_NOT_FOUND", NOT_FOUND),
        ("SAY_ODD_ROWS", ODD_ROWS),
        ("SAY_FORBIDDEN", FORBIDDEN),
        ("SAY_ALLOWLIST", ALLOWLIST),
        ("SAY_PAGE", PAGE),
        ("SAY_UNREADABLE", UNREADABLE),
        ("SAY_OTHERS", OTHERS),
        ("SAY_FAILING", FAILING),
        ("SAY_IN_DOUBT", IN_DOUBT),
        ("SAY_LEFT_IN_DOUBT", LEFT_IN_DOUBT),
        ("SAY_ALL_THE_SAME", all_the_same.as_str()),
        ("SAY_STOPPED", STOPPED),
        ("SAY_LOST", lost),
        ("SAY_FOUND", found),
        ("SAY_BY_WHOM", by_whom),
        ("SAY_BY_WHICH_RUN", by_which_run.as_str()),
        ("SAY_OPEN", open),
        ("SAY_NOT_READ", NOT_READ),
        ("SAY_CLAIM", CLAIM),
        ("SAY_CLAIMED", CLAIMED),
        ("SAY_ABSENT", absent),
        ("SAY_UNSEEN", unseen),
        ("SAY_SINCE", since.as_str()),
        ("SAY_QUIET", quiet.as_str()),
        ("SAY_DONE_BEFORE", before.as_str()),
    ]
    .map(|(name, text)| (name, literal(text)))
    .into()
}

/// Why a row that needed a change when checked needs none any more: both possible causes, and when the check read
/// it.
fn since_check(export: ExportPlan<'_>) -> String {
    let at = export.checked_at().map_or_else(String::new, |at| {
        format!(" on {}", Timestamp::day_and_time(at))
    });
    match export.plan.action() {
        Action::Remove => format!(
            "The check{at} saw this person in the group, and now the site reports that they are not a member. Since the check, either someone else or an earlier run of this plan removed them, or this call reached the site twice and the first one removed them."
        ),
        Action::Add => format!(
            "The check{at} did not find this person in the group, and now the site reports that they are a member already. Since the check, either someone else or an earlier run of this plan added them, or this call reached the site twice and the first one added them."
        ),
    }
}

/// What success means for an unchecked row if the product reports success either way; else empty.
fn quiet(export: ExportPlan<'_>) -> String {
    if export.template.reports_no_op() {
        return String::new();
    }
    prior_unknown(export.plan.action(), export.template.product)
}

/// A literal for bash.
pub(super) fn for_bash(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A literal for PowerShell.
pub(super) fn for_powershell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A literal for JavaScript.
pub(super) fn for_javascript(text: &str) -> String {
    super::template::json(&text)
}

//! The receipt: a small JSON file that describes a run, how it ended and how to check that. It contains names
//! and an email, but no credential.

use serde::{Serialize, Serializer};

use crate::connect::Target;
use crate::domain::{RowNo, Timestamp};
use crate::plan::{Action, Category, LeftOut, NamesCompared, Plan, PlanSummary, plan_digest};
use crate::run::{Outcome, Run, Tally};

use super::wording::keyword;

/// The name of the format, which identifies the file.
const FORMAT: &str = "groupsweep-receipt";
/// The format's version, increased when a field changes its meaning or is removed.
const FORMAT_VERSION: u32 = 1;
/// How the digest is computed, so that anybody can repeat it.
const DIGEST_IS_OF: &str = "one line per membership of the plan: group id, one blank, account id, one line feed; the lines sorted by their bytes";

/// Facts that the run itself does not have.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReceiptFacts {
    pub run_id: String,
    /// The id of the run that this one undoes.
    pub undo_of: Option<String>,
    /// The version of the page that ran it, if it differs from this program's or is more precise.
    pub page_version: Option<String>,
    /// The relay's version; `None` on a route without a relay.
    pub relay_version: Option<String>,
    /// The highest rate reached, in tenths of a call per second.
    pub rate_reached: Option<u32>,
    pub verification: Option<VerificationFacts>,
    pub now: Timestamp,
}

/// Why the relay could not read anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RelayTrouble {
    /// The relay's address does not answer.
    Gone,
    /// The relay was restarted with another key.
    Refuses,
}

/// The result of reading the groups back, in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct VerificationFacts {
    /// Groups to be read.
    pub groups: u32,
    /// Groups that could not be read, or not for everybody.
    pub groups_unreadable: u32,
    /// Memberships to be compared.
    pub rows: u32,
    /// Memberships that are as planned.
    pub rows_as_planned: u32,
    /// Memberships that are not as planned: still there after a removal, missing after an addition.
    pub rows_not_as_planned: u32,
    /// Memberships that were as planned after the run and were changed back since, by an undo or by somebody
    /// else.
    pub rows_changed_back: u32,
    /// Memberships that could not be read.
    pub rows_unreadable: u32,
    /// When the last answer arrived.
    #[serde(serialize_with = "time")]
    pub read_at: Timestamp,
}

#[derive(Serialize)]
struct Receipt<'a> {
    format: &'static str,
    format_version: u32,
    groupsweep_version: &'static str,
    page_version: Option<&'a str>,
    relay_version: Option<&'a str>,
    run_id: &'a str,
    undo_of: Option<&'a str>,
    action: &'static str,
    /// `remove`, `add`, `undo_removal` or `undo_addition`.
    purpose: &'static str,
    site: SiteJson<'a>,
    account: AccountJson<'a>,
    file: ReceiptJson<'a>,
    #[serde(serialize_with = "time_if_any")]
    started_at: Option<Timestamp>,
    #[serde(serialize_with = "time_if_any")]
    ended_at: Option<Timestamp>,
    #[serde(serialize_with = "time")]
    written_at: Timestamp,
    /// Whether no call was in flight when this was written.
    at_rest: bool,
    plan: PlanFacts,
    outcomes: Outcomes,
    attempts: u64,
    /// Attempts that were answered 429.
    answers_429: u32,
    /// The rate per ten seconds, which needs no fraction.
    calls_in_ten_seconds: Option<u32>,
    verification: Option<VerificationFacts>,
}

#[derive(Serialize)]
struct SiteJson<'a> {
    name: &'a str,
    /// `None` for the practice site, which is in the page.
    origin: Option<String>,
}

#[derive(Serialize)]
struct AccountJson<'a> {
    id: &'a str,
    name: &'a str,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct ReceiptJson<'a> {
    name: &'a str,
    size: u64,
}

#[derive(Serialize)]
struct PlanFacts {
    memberships: usize,
    sha256: String,
    sha256_is_of: &'static str,
    /// Selected rows that were held back as protected.
    protected_rows_kept: u32,
    /// Selected rows that the plan left out, by reason.
    left_out: LeftOut,
    /// How the names in the file compare with the site's.
    names: NamesFacts,
    /// Protected rows that were sent nevertheless, with the reasons typed.
    unprotected: Vec<UnprotectedRow>,
    sealed_by: Option<SealJson>,
}

#[derive(Serialize)]
struct NamesFacts {
    /// Rows whose names were compared.
    rows: usize,
    /// Rows that were sent although the site has another name for the person or the group.
    different: usize,
    /// Rows whose person could not be compared.
    people_not_compared: usize,
    /// Rows whose group could not be compared.
    groups_not_compared: usize,
    /// What was not compared and why, in sentences.
    notes: Vec<String>,
}

impl NamesFacts {
    fn of(names: &NamesCompared, notes: Vec<String>) -> Self {
        Self {
            rows: names.rows,
            different: names.different,
            people_not_compared: names.people_unknown.values().sum(),
            groups_not_compared: names.groups_unknown.values().sum(),
            notes,
        }
    }
}

#[derive(Serialize)]
struct UnprotectedRow {
    /// The spreadsheet's row number, counting the headings.
    row: u32,
    protected_because: Vec<&'static str>,
    reason: String,
    /// The site's name for the person, if the file has another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    user_on_site: Option<String>,
    /// The site's name for the group, if the file has another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_on_site: Option<String>,
}

#[derive(Serialize)]
struct SealJson {
    id: String,
    name: String,
    seal: String,
    /// What the first admin typed. It released no row in this run.
    first_admins_reasons: Vec<FirstReason>,
}

#[derive(Serialize)]
struct FirstReason {
    /// The spreadsheet's row number, counting the headings.
    row: u32,
    reason: String,
}

impl PlanFacts {
    fn of(plan: &Plan) -> Self {
        let summary = plan.summary();
        let protected = summary.sorted.present();
        let protected = protected.filter(|(sort, ..)| *sort == Category::Protected);
        let unprotected = summary.unprotected.iter();
        Self {
            memberships: plan.items().len(),
            sha256: plan_digest(plan),
            sha256_is_of: DIGEST_IS_OF,
            protected_rows_kept: protected.map(|(_, rows, _)| rows).sum(),
            left_out: LeftOut::of(&summary.sorted),
            names: NamesFacts::of(&summary.names, plan.names_notes()),
            unprotected: unprotected
                .map(|(row, why)| UnprotectedRow {
                    row: RowNo(*row).spreadsheet_row(),
                    protected_because: why.protections.iter().map(|one| one.clause()).collect(),
                    reason: why.reason.clone(),
                    user_on_site: summary.site_names.get(row).map(ToString::to_string),
                    group_on_site: summary.site_groups.get(row).map(ToString::to_string),
                })
                .collect(),
            sealed_by: summary.sealed.clone().map(|by| SealJson {
                id: by.id,
                name: by.name,
                seal: by.seal,
                first_admins_reasons: first_reasons(summary),
            }),
        }
    }
}

fn first_reasons(summary: &PlanSummary) -> Vec<FirstReason> {
    let reasons = summary.first_reasons.iter();
    reasons
        .map(|(row, reason)| FirstReason {
            row: RowNo(*row).spreadsheet_row(),
            reason: reason.clone(),
        })
        .collect()
}

/// The counts, keyed by the words of the results file.
struct Outcomes(Tally, Action);

impl Serialize for Outcomes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self(tally, action) = self;
        to.collect_map(Outcome::ALL.map(|outcome| (outcome.word(*action), tally.of(outcome))))
    }
}

fn time<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&moment.rfc3339())
}

fn time_if_any<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    moment.map(Timestamp::rfc3339).serialize(to)
}

/// Writes the receipt of a run in its current state: indented JSON in UTF-8.
#[must_use]
pub fn receipt_json(run: &Run, facts: &ReceiptFacts) -> String {
    let plan = run.plan();
    let (connection, file) = (plan.connection(), plan.file());
    let account = connection.account();
    let receipt = Receipt {
        format: FORMAT,
        format_version: FORMAT_VERSION,
        groupsweep_version: env!("CARGO_PKG_VERSION"),
        page_version: facts.page_version.as_deref(),
        relay_version: facts.relay_version.as_deref(),
        run_id: &facts.run_id,
        undo_of: facts.undo_of.as_deref(),
        action: match plan.action() {
            Action::Remove => "remove",
            Action::Add => "add",
        },
        purpose: keyword(plan.purpose()),
        site: SiteJson {
            name: connection.target.name(),
            origin: match &connection.target {
                Target::Practice => None,
                Target::Site(address) => Some(address.origin()),
            },
        },
        account: AccountJson {
            id: account.map_or("", |account| account.id.as_str()),
            name: connection.caller.name(),
            email: account.and_then(|account| account.email.as_deref()),
        },
        file: ReceiptJson {
            name: &file.name,
            size: file.size,
        },
        started_at: run.began_at(),
        ended_at: run.ended_at(),
        written_at: facts.now,
        at_rest: run.is_at_rest(),
        plan: PlanFacts::of(plan),
        outcomes: Outcomes(run.counts().tally, plan.action()),
        attempts: run
            .records()
            .iter()
            .map(|record| u64::from(record.attempts()))
            .sum(),
        answers_429: run.throttled(),
        calls_in_ten_seconds: facts.rate_reached,
        verification: facts.verification,
    };
    // Strings and whole numbers only: serializing cannot fail.
    let mut json = serde_json::to_string_pretty(&receipt).unwrap_or_default();
    json.push('\n');
    json
}

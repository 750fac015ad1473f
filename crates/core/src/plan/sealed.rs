//! A sealed plan: a file that one admin writes and another opens. The second admin runs exactly what is in it, or
//! nothing.
//!
//! The seal is the SHA-256 of everything else in the file. If both admins compare it over a separate channel, it proves
//! that the file is intact and has what the first admin saw. A separate channel is essential, because whoever can
//! change the file can also make a new seal.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::connect::{Connection, Target};
use crate::domain::{
    AccountId, Action, GroupId, Membership, Purpose, RowNo, SiteAddress, Timestamp,
};
use crate::import::{FileFingerprint, SEALED_FORMAT};

use super::digest::in_hex;
use super::freeze::{Plan, Source};
use super::item::PlanItem;
use super::origin::{ProposalOrigin, SealedBy};
use super::proposal::Proposal;

/// The format's version. Increases when a field changes its meaning or is removed.
const VERSION: u32 = 1;
/// Some editors put this before UTF-8 text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is sealed. The seal covers its JSON, without whitespace and in this field order.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    format: String,
    format_version: u32,
    action: String,
    /// `https://mysite.atlassian.net`. `None` for the practice site.
    site: Option<String>,
    sealed_by: ApproverJson,
    /// RFC 3339, UTC.
    sealed_at: String,
    file: FileFingerprint,
    memberships: usize,
    unprotected: Vec<OverrideJson>,
    /// Rows of the file that an earlier run left in doubt. The field is omitted if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    in_doubt: Vec<u32>,
    rows: Vec<SealedRow>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApproverJson {
    id: String,
    name: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverrideJson {
    row: u32,
    reason: String,
}

/// Row of the file (the first below the headings is 0), group id, account id, group name, user name.
type SealedRow = (u32, String, String, String, String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SealedJson {
    sealed: Content,
    sha256: String,
}

/// Why a file cannot be run as a sealed plan.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SealError {
    /// The file is not JSON of this form.
    #[error(
        "This looks like a sealed plan, but it cannot be read as one: the file is damaged or was changed. Nothing from it will be sent. Ask for the plan again."
    )]
    NoPlan,
    /// Another version of Groupsweep wrote it.
    #[error(
        "Another version of Groupsweep wrote this sealed plan. Nothing from it will be sent. Use the same version on both sides."
    )]
    OtherVersion,
    /// The seal does not match: the file was changed or damaged.
    #[error(
        "The seal does not match: the file was changed after Groupsweep wrote it. Saving it in an editor is enough to change it. Nothing from it will be sent. Tell the person who sent it, and ask for the plan again."
    )]
    Changed,
    /// Something in the plan cannot be sent: an id, the site's address, a repeated row, or a wrong number of rows.
    #[error(
        "This sealed plan contains something that cannot be sent to a site: an id, the site's address, or a row that is there twice. Nothing from it will be sent."
    )]
    Unusable,
}

/// An opened sealed plan with a matching seal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedPlan {
    pub by: SealedBy,
    /// When it was sealed, as RFC 3339.
    pub at: String,
    pub target: Target,
    mark: FileFingerprint,
    items: Vec<PlanItem>,
    unprotected: Vec<(usize, String)>,
    in_doubt: Vec<u32>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedFile {
    pub text: String,
    /// The seal, to be sent over another channel than the file.
    pub seal: String,
}

/// Writes a plan as a sealed file. The plan's own account is named as the one who sealed it.
#[must_use]
pub fn seal_plan(plan: &Plan, now: Timestamp) -> SealedFile {
    let Connection { target, caller, .. } = plan.connection();
    let row = |item: &PlanItem| {
        let Membership { group, account } = &item.membership;
        let ids = (group.as_str().to_owned(), account.as_str().to_owned());
        let names = (item.group_name.to_string(), item.user_name.to_string());
        (item.row.0, ids.0, ids.1, names.0, names.1)
    };
    let unprotected = plan.summary().unprotected.iter();
    let sealed = Content {
        format: SEALED_FORMAT.to_owned(),
        format_version: VERSION,
        action: word(plan.action()).to_owned(),
        site: match target {
            Target::Practice => None,
            Target::Site(address) => Some(address.origin()),
        },
        sealed_by: ApproverJson {
            id: caller
                .account()
                .map_or_else(String::new, |account| account.id.as_str().to_owned()),
            name: caller.name().to_owned(),
        },
        sealed_at: now.rfc3339(),
        file: plan.file().clone(),
        memberships: plan.items().len(),
        unprotected: unprotected
            .map(|(row, why)| OverrideJson {
                row: *row,
                reason: why.reason.clone(),
            })
            .collect(),
        in_doubt: plan.summary().before.in_doubt.iter().copied().collect(),
        rows: plan.items().iter().map(row).collect(),
    };
    let sha256 = seal_of(&sealed);
    // The content has only text, numbers and lists, so serialization cannot fail.
    let seal = sha256.clone();
    let mut text = serde_json::to_string(&SealedJson { sealed, sha256 }).unwrap_or_default();
    text.push('\n');
    SealedFile { text, seal }
}

/// Opens a sealed plan. Accepts exactly the bytes that [`seal_plan`] writes, with or without the final line end. JSON
/// can express the same content in many ways, but any other way counts as a change.
///
/// # Errors
/// [`SealError`] if the file is not a valid sealed plan.
pub fn open_sealed(bytes: &[u8]) -> Result<SealedPlan, SealError> {
    let (is_marked, json) = match bytes.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let file: SealedJson = match serde_json::from_slice(json) {
        Ok(file) => file,
        Err(_) if is_other_version(json) => return Err(SealError::OtherVersion),
        Err(_) => return Err(SealError::NoPlan),
    };
    if file.sealed.format != SEALED_FORMAT {
        return Err(SealError::NoPlan);
    }
    if file.sealed.format_version != VERSION {
        return Err(SealError::OtherVersion);
    }
    if is_marked || !is_as_written(&file, json) || seal_of(&file.sealed) != file.sha256 {
        return Err(SealError::Changed);
    }
    opened(file.sealed, file.sha256).ok_or(SealError::Unusable)
}

/// Whether the file has exactly the keys, order, numbers, letters and whitespace that Groupsweep writes. Otherwise it
/// could contain something that the seal does not cover.
fn is_as_written(file: &SealedJson, json: &[u8]) -> bool {
    let line = json.strip_suffix(b"\n").unwrap_or(json);
    serde_json::to_vec(file).is_ok_and(|written| written == line)
}

fn opened(sealed: Content, seal: String) -> Option<SealedPlan> {
    if sealed.action != word(Action::Remove) || sealed.rows.len() != sealed.memberships {
        return None;
    }
    let target = match &sealed.site {
        None => Target::Practice,
        Some(origin) => Target::Site(SiteAddress::parse_for_relay(origin).ok()?),
    };
    let items: Option<Vec<PlanItem>> = sealed.rows.into_iter().map(item).collect();
    let items = items.filter(|items| !items.is_empty() && each_stands_once(items))?;
    let places = items.iter().enumerate().map(|(at, item)| (item.row.0, at));
    let places: HashMap<u32, usize> = places.collect();
    let place = |one: OverrideJson| Some((*places.get(&one.row)?, one.reason));
    let unprotected: Option<Vec<_>> = sealed.unprotected.into_iter().map(place).collect();
    if !sealed.in_doubt.iter().all(|row| places.contains_key(row)) {
        return None;
    }
    Some(SealedPlan {
        by: SealedBy {
            id: sealed.sealed_by.id,
            name: sealed.sealed_by.name,
            seal,
        },
        at: sealed.sealed_at,
        target,
        mark: sealed.file,
        unprotected: unprotected?,
        in_doubt: sealed.in_doubt,
        items,
    })
}

/// Whether no row or membership is repeated. The record could not distinguish repeated ones.
fn each_stands_once(items: &[PlanItem]) -> bool {
    let (mut rows, mut memberships) = (HashSet::new(), HashSet::new());
    items
        .iter()
        .all(|item| rows.insert(item.row.0) && memberships.insert(&item.membership))
}

fn item((row, group, account, group_name, user_name): SealedRow) -> Option<PlanItem> {
    let membership = Membership {
        group: GroupId::parse(&group).ok()?,
        account: AccountId::parse(&account).ok()?,
    };
    Some(PlanItem {
        row: RowNo(row),
        membership,
        user_name: user_name.into(),
        group_name: group_name.into(),
    })
}

impl SealedPlan {
    #[must_use]
    pub fn items(&self) -> &[PlanItem] {
        &self.items
    }

    /// The file that the rows were selected from.
    #[must_use]
    pub fn file(&self) -> &FileFingerprint {
        &self.mark
    }

    /// Makes the proposal to run this plan. `None` if the connection is to another site. The first admin's reasons are
    /// only shown, and include nothing here.
    #[must_use]
    pub fn propose(&self, connection: &Connection) -> Option<Proposal> {
        if connection.target != self.target {
            return None;
        }
        let source = Source::of_mark(self.mark.clone());
        let items = self.items.clone();
        let origin = ProposalOrigin::Sealed(self.by.clone());
        let proposal = Proposal::of(Purpose::Remove, items, connection.clone(), source, origin)?;
        let proposal = proposal.with_doubt(self.in_doubt.iter().copied());
        Some(proposal.with_first_reasons(&self.unprotected))
    }
}

fn seal_of(content: &Content) -> String {
    let bytes = serde_json::to_vec(content).unwrap_or_default();
    in_hex(&Sha256::digest(bytes))
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Remove => "remove",
        Action::Add => "add",
    }
}

/// Whether another version wrote the file. Its fields may differ, but it has a version number too.
fn is_other_version(json: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct AnySealedJson {
        format_version: u32,
    }
    #[derive(Deserialize)]
    struct AnyFile {
        sealed: AnySealedJson,
    }
    serde_json::from_slice::<AnyFile>(json).is_ok_and(|file| file.sealed.format_version != VERSION)
}

//! The frozen plan in parts, so that each step of writing or reading it is short.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{AccountId, GroupId, Membership, RowNo};
use crate::plan::{Frozen, Plan, PlanItem, PlanSummary, Source};

use super::chain::{Chain, PieceLink};
use super::frame::{DecodeError, Kind, open, seal};
use super::head::RunHeader;
use super::plan_notes::{is_notes, read_notes, write_notes};

/// Rows per part.
const ROWS: usize = 2000;

#[derive(Serialize, Deserialize)]
struct PlanChunk {
    /// Number of all pieces, including this one and the notes.
    of: u32,
    /// Only in the first part.
    summary: Option<Summary>,
    /// Groups that first occur in this part. Rows index them across all parts.
    groups: Vec<(String, String)>,
    rows: Vec<PartRow>,
}

#[derive(Serialize, Deserialize)]
struct Summary {
    /// The head as it was when the run began. It identifies the run if the head is lost.
    origin: Vec<u8>,
    emptied: Vec<String>,
    org_admins: u32,
}

#[derive(Serialize, Deserialize)]
struct PartRow {
    row: u32,
    group: u32,
    account: String,
    user_name: String,
}

/// Writes the plan's parts in order, then its notes. Each is made on demand. [`RunHeader::bound_to`] makes
/// the head that is stored with them. A plan that was read from storage is written exactly as it was stored, so that
/// the log after it still matches.
pub fn write_plan<'a>(head: &'a RunHeader, plan: &'a Plan) -> impl Iterator<Item = Vec<u8>> + 'a {
    let parts = plan.items().len().div_ceil(ROWS);
    let mut known = HashMap::new();
    let mut chain = Chain::of_run(&head.id);
    (0..=parts).map(move |at| {
        let link = PieceLink::new(&head.id, at as u64, chain);
        let piece = match at == parts {
            true => write_notes(&link, plan.summary()),
            false => seal(Kind::Part, &(link, part(head, plan, at, &mut known))),
        };
        chain = chain.and(&piece);
        piece
    })
}

fn part<'a>(
    head: &RunHeader,
    plan: &'a Plan,
    at: usize,
    known: &mut HashMap<&'a GroupId, u32>,
) -> PlanChunk {
    let items = plan.items().iter().skip(at * ROWS).take(ROWS);
    let mut groups = Vec::new();
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let next = narrow(known.len());
        let group = *known.entry(&item.membership.group).or_insert_with(|| {
            let id = item.membership.group.as_str().to_owned();
            groups.push((id, item.group_name.to_string()));
            next
        });
        rows.push(PartRow {
            row: item.row.0,
            group,
            account: item.membership.account.as_str().to_owned(),
            user_name: item.user_name.to_string(),
        });
    }
    let emptied = plan.summary().emptied_in_file.iter();
    let summary = (at == 0).then(|| Summary {
        origin: head.origin().write(),
        emptied: emptied.map(ToString::to_string).collect(),
        org_admins: narrow(plan.summary().org_admins),
    });
    PlanChunk {
        of: narrow(plan.items().len().div_ceil(ROWS) + 1),
        summary,
        groups,
        rows,
    }
}

/// Reads the plan of a head from its parts. All or nothing: an incomplete plan is not a plan.
///
/// # Errors
/// [`DecodeError`] if it cannot be read.
pub fn read_plan(head: &RunHeader, parts: &[Vec<u8>]) -> Result<Plan, DecodeError> {
    let read = PartsRead::of(&head.id, parts);
    read.end?;
    match read.is_of(head) {
        true => read.into_plan(head),
        false => Err(DecodeError::Misplaced),
    }
}

/// The readable part of a plan, up to the first damaged part.
pub(super) struct PartsRead {
    /// The head as it was when the run began, from the first part.
    pub(super) origin: Option<RunHeader>,
    pub(super) chain: Chain,
    /// Why reading ended early.
    pub(super) end: Result<(), DecodeError>,
    of: Option<u32>,
    groups: Vec<(GroupId, Arc<str>)>,
    items: Vec<PlanItem>,
    summary: PlanSummary,
}

impl PartsRead {
    pub(super) fn of(run: &str, parts: &[Vec<u8>]) -> Self {
        let mut read = Self {
            origin: None,
            chain: Chain::of_run(run),
            end: Ok(()),
            of: None,
            groups: Vec::new(),
            items: Vec::new(),
            summary: PlanSummary::default(),
        };
        read.end = read.all(run, parts);
        read
    }

    fn all(&mut self, run: &str, parts: &[Vec<u8>]) -> Result<(), DecodeError> {
        let mut has_notes = false;
        for (number, bytes) in parts.iter().enumerate() {
            if has_notes {
                return Err(DecodeError::Misplaced);
            }
            let link = if is_notes(bytes) {
                has_notes = true;
                read_notes(bytes, &mut self.summary)?
            } else {
                let (link, part): (PieceLink, PlanChunk) = open(Kind::Part, bytes)?;
                link.check(run, number as u64, self.chain)?;
                self.add(part)?;
                link
            };
            link.check(run, number as u64, self.chain)?;
            self.chain = self.chain.and(bytes);
        }
        match has_notes && self.of == Some(narrow(parts.len())) {
            true => Ok(()),
            false => Err(DecodeError::Missing),
        }
    }

    fn add(&mut self, part: PlanChunk) -> Result<(), DecodeError> {
        if let Some(first) = part.summary {
            self.origin = Some(RunHeader::read(&first.origin)?);
            self.summary.emptied_in_file = first.emptied.into_iter().map(Into::into).collect();
            self.summary.org_admins = first.org_admins as usize;
        }
        self.of = Some(part.of);
        for (id, name) in part.groups {
            let id = GroupId::parse(&id).map_err(|_| DecodeError::Garbled)?;
            self.groups.push((id, name.into()));
        }
        for row in part.rows {
            let item = item(row, &self.groups).ok_or(DecodeError::Garbled)?;
            self.items.push(item);
        }
        Ok(())
    }

    /// Whether the head binds these parts.
    pub(super) fn is_of(&self, head: &RunHeader) -> bool {
        self.chain == head.bond.plan && self.origin.as_ref() == Some(&head.origin())
    }

    /// The number of rows read.
    pub(super) fn rows(&self) -> u32 {
        narrow(self.items.len())
    }

    /// The plan of the rows that were read.
    pub(super) fn into_plan(self, head: &RunHeader) -> Result<Plan, DecodeError> {
        let frozen = Frozen {
            purpose: head.purpose,
            items: self.items,
            connection: head.connection()?,
            summary: self.summary,
            source: Source::of_mark(head.file.clone()),
        };
        Plan::thaw(frozen).ok_or(DecodeError::Missing)
    }
}

fn item(row: PartRow, groups: &[(GroupId, Arc<str>)]) -> Option<PlanItem> {
    let (group, group_name) = groups.get(row.group as usize)?;
    let account = AccountId::parse(&row.account).ok()?;
    Some(PlanItem {
        row: RowNo(row.row),
        membership: Membership {
            group: group.clone(),
            account,
        },
        user_name: row.user_name.into(),
        group_name: Arc::clone(group_name),
    })
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

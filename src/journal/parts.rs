//! The frozen plan in parts, so that no single piece of work is long.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{AccountId, GroupId, Membership, RowNo};
use crate::plan::{Frozen, Plan, PlanItem, PlanSummary, Source};

use super::frame::{Damaged, Kind, open, seal};
use super::head::Head;
use super::notes::{is_notes, read_notes, write_notes};

/// Rows in one part.
const ROWS: usize = 2000;

#[derive(Serialize, Deserialize)]
struct Part {
    /// Parts in all, this one included.
    of: u32,
    /// On the first part.
    summary: Option<Summary>,
    /// Groups that this part names for the first time; rows count them through all parts.
    groups: Vec<(String, String)>,
    rows: Vec<PartRow>,
}

#[derive(Serialize, Deserialize)]
struct Summary {
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

/// The plan's parts, in order, and its notes behind them. Each is made when it is asked for.
pub fn write_plan(plan: &Plan) -> impl Iterator<Item = Vec<u8>> + '_ {
    write_parts(plan).chain(std::iter::once_with(|| write_notes(plan.summary())))
}

fn write_parts(plan: &Plan) -> impl Iterator<Item = Vec<u8>> + '_ {
    let parts = plan.items().len().div_ceil(ROWS);
    let mut known: HashMap<&GroupId, u32> = HashMap::new();
    plan.items()
        .chunks(ROWS)
        .enumerate()
        .map(move |(at, items)| {
            let mut groups = Vec::new();
            let mut rows = Vec::with_capacity(items.len());
            for item in items {
                let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
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
            let summary = (at == 0).then(|| Summary {
                emptied: plan
                    .summary()
                    .emptied_in_file
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
                org_admins: u32::try_from(plan.summary().org_admins).unwrap_or(u32::MAX),
            });
            seal(
                Kind::Part,
                &Part {
                    of: u32::try_from(parts).unwrap_or(u32::MAX),
                    summary,
                    groups,
                    rows,
                },
            )
        })
}

/// The plan of a head and its parts. All of it or nothing: a plan with a hole is none.
///
/// # Errors
/// [`Damaged`] says why there is none.
pub fn read_plan(head: &Head, parts: &[Vec<u8>]) -> Result<Plan, Damaged> {
    let mut groups: Vec<(GroupId, Arc<str>)> = Vec::new();
    let mut items = Vec::new();
    let mut summary = PlanSummary::default();
    let (parts, notes) = match parts {
        [parts @ .., last] if is_notes(last) => (parts, Some(last)),
        parts => (parts, None),
    };
    if let Some(notes) = notes {
        read_notes(notes, &mut summary)?;
    }
    for bytes in parts {
        let part: Part = open(Kind::Part, bytes)?;
        if part.of as usize != parts.len() {
            return Err(Damaged::Missing);
        }
        if let Some(first) = part.summary {
            summary.emptied_in_file = first.emptied.into_iter().map(Into::into).collect();
            summary.org_admins = first.org_admins as usize;
        }
        for (id, name) in part.groups {
            groups.push((
                GroupId::parse(&id).map_err(|_| Damaged::Garbled)?,
                name.into(),
            ));
        }
        for row in part.rows {
            items.push(item(row, &groups).ok_or(Damaged::Garbled)?);
        }
    }
    let frozen = Frozen {
        purpose: head.purpose,
        items,
        connection: head.connection()?,
        summary,
        source: Source {
            mark: head.file.clone(),
            table: None,
        },
    };
    Plan::thaw(frozen).ok_or(Damaged::Missing)
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

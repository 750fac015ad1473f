//! How a plan came about, stored after its parts: what protected its rows, why they are sent nevertheless,
//! who sealed it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use groupsweep_sheet::fill;
use serde::{Deserialize, Serialize};

use crate::domain::{GroupId, Timestamp};
use crate::identity::NotComparable;
use crate::plan::{
    AccessLoss, CategoryCounts, NamesCompared, PlanSummary, PredictedStatuses, PriorState,
    Protection, SealedBy, Unprotected,
};

use super::chain::PieceLink;
use super::frame::{DecodeError, Kind, is_of, open, seal};

#[derive(Serialize, Deserialize)]
struct Notes {
    sorted: [(u32, bool); 6],
    access: Vec<(String, Vec<String>, u32)>,
    unprotected: Vec<(u32, Vec<Protection>, String)>,
    held_back: Vec<(u32, String)>,
    /// Id, name and seal.
    sealed: Option<(String, String, String)>,
}

/// The state of the rows before the run.
#[derive(Serialize, Deserialize, Default)]
struct Stood {
    without_effect: Vec<u32>,
    unknown: Vec<u32>,
}

/// The check's result for the rows' names, whom it saw in their groups, and what the first admin of a sealed
/// plan typed.
#[derive(Serialize, Deserialize, Default)]
struct Checked {
    members: Vec<u32>,
    trial: Option<u32>,
    site_names: Vec<(u32, String)>,
    rows: u32,
    different: u32,
    people_unknown: Vec<(NotComparable, u32)>,
    groups_unknown: Vec<(NotComparable, u32)>,
    first_reasons: Vec<(u32, String)>,
    /// Rows that need no change, according to the check.
    already: Vec<u32>,
    not_found: Vec<u32>,
    not_checked: Vec<u32>,
    /// Groups that become empty, according to their complete lists of members.
    emptied: Vec<String>,
}

/// People whom the check did not find in their groups, and when it read those.
#[derive(Serialize, Deserialize, Default)]
struct Looked {
    absent: Vec<u32>,
    at: Option<Timestamp>,
}

/// When the memberships that the plan adds were removed.
#[derive(Serialize, Deserialize, Default)]
struct Removed {
    at: Option<Timestamp>,
}

/// Members whom the check found only in their own lists of groups, and rows that an earlier run left in
/// doubt.
#[derive(Serialize, Deserialize)]
struct CheckGaps {
    hidden: Vec<u32>,
    in_doubt: Vec<u32>,
}

/// What the check counted: the members of each group, and the rows whose person has another name on the site.
#[derive(Serialize, Deserialize, Default)]
struct Counted {
    groups: Vec<(String, u32)>,
    renamed: u32,
}

impl Counted {
    fn of(summary: &PlanSummary) -> Self {
        let groups = summary.group_sizes.iter();
        Self {
            groups: groups
                .map(|(group, size)| (group.as_str().to_owned(), *size))
                .collect(),
            renamed: u32::try_from(summary.names.renamed).unwrap_or(u32::MAX),
        }
    }

    /// Must run after [`Checked::into_summary`], which replaces the names.
    fn into_summary(self, summary: &mut PlanSummary) {
        let groups = self.groups.iter();
        // One at a time: collecting them would add a sort to the page's code.
        for (group, size) in groups {
            if let Ok(group) = GroupId::parse(group) {
                summary.group_sizes.insert(group, *size);
            }
        }
        summary.names.renamed = self.renamed as usize;
    }
}

impl Checked {
    fn of(summary: &PlanSummary) -> Self {
        let narrow = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        let reasons = |why: &BTreeMap<NotComparable, usize>| {
            why.iter()
                .map(|(why, rows)| (*why, narrow(*rows)))
                .collect()
        };
        let names = summary.site_names.iter();
        let first = summary.first_reasons.iter();
        let rows = |rows: &BTreeSet<u32>| rows.iter().copied().collect();
        Self {
            members: summary.before.members.iter().copied().collect(),
            trial: summary.trial,
            site_names: names.map(|(row, name)| (*row, name.to_string())).collect(),
            rows: narrow(summary.names.rows),
            different: narrow(summary.names.different),
            people_unknown: reasons(&summary.names.people_unknown),
            groups_unknown: reasons(&summary.names.groups_unknown),
            first_reasons: first.map(|(row, why)| (*row, why.clone())).collect(),
            already: rows(&summary.foreseen.already),
            not_found: rows(&summary.foreseen.not_found),
            not_checked: rows(&summary.foreseen.not_checked),
            emptied: summary.emptied.iter().map(ToString::to_string).collect(),
        }
    }

    fn into_summary(self, summary: &mut PlanSummary) {
        let reasons = |why: Vec<(NotComparable, u32)>| {
            fill(why.into_iter().map(|(why, rows)| (why, rows as usize)))
        };
        summary.before.members = fill(self.members);
        summary.trial = self.trial;
        summary.first_reasons = fill(self.first_reasons);
        summary.foreseen = PredictedStatuses {
            already: fill(self.already),
            not_found: fill(self.not_found),
            not_checked: fill(self.not_checked),
        };
        summary.emptied = self.emptied.into_iter().map(Into::into).collect();
        let names = self.site_names.into_iter();
        summary.site_names = fill(names.map(|(row, name)| (row, name.into())));
        summary.names = NamesCompared {
            rows: self.rows as usize,
            renamed: 0,
            different: self.different as usize,
            people_unknown: reasons(self.people_unknown),
            groups_unknown: reasons(self.groups_unknown),
        };
    }
}

/// The site's names of groups. Many rows share a name, so each is written once.
#[derive(Serialize, Deserialize, Default)]
struct Groups {
    names: Vec<String>,
    /// Row and the index of its group's name.
    rows: Vec<(u32, u32)>,
    /// Rows whose person or group could not be compared.
    not_compared: Vec<u32>,
}

impl Groups {
    fn of(summary: &PlanSummary) -> Self {
        let mut groups = Self {
            not_compared: summary.names_not_compared.iter().copied().collect(),
            ..Self::default()
        };
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        for (row, name) in &summary.site_groups {
            let place = *places.entry(name).or_insert_with(|| {
                groups.names.push(name.to_string());
                u32::try_from(groups.names.len() - 1).unwrap_or(u32::MAX)
            });
            groups.rows.push((*row, place));
        }
        groups
    }

    fn into_summary(self, summary: &mut PlanSummary) {
        let names: Vec<Arc<str>> = self.names.into_iter().map(Into::into).collect();
        for (row, place) in self.rows {
            if let Some(name) = names.get(place as usize) {
                summary.site_groups.insert(row, Arc::clone(name));
            }
        }
        summary.names_not_compared.extend(self.not_compared);
    }
}

/// Writes the notes of a plan.
pub(super) fn write_notes(link: &PieceLink, summary: &PlanSummary) -> Vec<u8> {
    let access = summary.access.iter().map(|loss| {
        let rows = u32::try_from(loss.rows).unwrap_or(u32::MAX);
        (loss.group.to_string(), loss.apps.clone(), rows)
    });
    let unprotected = summary.unprotected.iter();
    let notes = Notes {
        sorted: summary.sorted.0,
        access: access.collect(),
        unprotected: unprotected
            .map(|(row, why)| (*row, why.protections.clone(), why.reason.clone()))
            .collect(),
        held_back: summary
            .held_back
            .iter()
            .map(|(row, why)| (*row, why.clone()))
            .collect(),
        sealed: summary.sealed.clone().map(|by| (by.id, by.name, by.seal)),
    };
    let PriorState {
        without_effect,
        unknown,
        members: _,
        hidden,
        absent,
        checked_at,
        in_doubt,
        removed_at,
    } = &summary.before;
    let looked = Looked {
        absent: absent.iter().copied().collect(),
        at: *checked_at,
    };
    let stood = Stood {
        without_effect: without_effect.iter().copied().collect(),
        unknown: unknown.iter().copied().collect(),
    };
    let (checked, groups) = (Checked::of(summary), Groups::of(summary));
    let removed = Removed { at: *removed_at };
    let counted = Counted::of(summary);
    let first = (link, notes, stood, checked, looked, groups);
    let rows = |rows: &BTreeSet<u32>| rows.iter().copied().collect();
    let gaps = CheckGaps {
        hidden: rows(hidden),
        in_doubt: rows(in_doubt),
    };
    seal(Kind::Notes, &(first, removed, counted, gaps))
}

/// Whether a piece is a plan's notes.
pub(super) fn is_notes(bytes: &[u8]) -> bool {
    is_of(Kind::Notes, bytes)
}

/// Reads stored notes into a summary and returns where they belong.
pub(super) fn read_notes(
    bytes: &[u8],
    summary: &mut PlanSummary,
) -> Result<PieceLink, DecodeError> {
    type First = (PieceLink, Notes, Stood, Checked, Looked, Groups);
    let (first, removed, counted, gaps): (First, Removed, Counted, CheckGaps) =
        open(Kind::Notes, bytes)?;
    let (link, notes, before, checked, looked, groups) = first;
    summary.before = PriorState {
        without_effect: fill(before.without_effect),
        unknown: fill(before.unknown),
        hidden: fill(gaps.hidden),
        absent: fill(looked.absent),
        checked_at: looked.at,
        removed_at: removed.at,
        in_doubt: fill(gaps.in_doubt),
        ..PriorState::default()
    };
    checked.into_summary(summary);
    counted.into_summary(summary);
    groups.into_summary(summary);
    summary.sorted = CategoryCounts(notes.sorted);
    let access = notes.access.into_iter();
    summary.access = access
        .map(|(group, apps, rows)| AccessLoss {
            group: group.into(),
            apps,
            rows: rows as usize,
        })
        .collect();
    let unprotected = notes.unprotected.into_iter();
    summary.unprotected = unprotected
        .map(|(row, protections, reason)| {
            let why = Unprotected {
                protections,
                reason,
            };
            (row, why)
        })
        .collect();
    summary.held_back.extend(notes.held_back);
    summary.sealed = notes
        .sealed
        .map(|(id, name, seal)| SealedBy { id, name, seal });
    Ok(link)
}

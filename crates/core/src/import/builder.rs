//! Turns records into table rows: looks up the group and the person, and stores the rest in a few bits.

mod row_shape;

use std::sync::Arc;

use groupsweep_sheet::{BitSet, KeyMaker, Record, RowKey, SpanHit, Spans, push_cell, text};

use crate::domain::{IdMark, RowNo};

use super::columns::{ColumnMap, Role};
use super::details::Details;
use super::finished_at::FinishedAt;
use super::groups::{GroupIdsByName, GroupIndex, GroupTable};
use super::kept_because::KeptBecause;
use super::plan_rows::PlanRows;
use super::previous_outcome::{FileKind, PreviousOutcome};
use super::recorded_names::RecordedNames;
use super::row_flags::RowFlags;
use super::sniff::Dialect;
use super::user_index::UserIndex;
use super::users::People;
use row_shape::told;

/// The cells of a person's text, in order. The last-seen cells follow.
const PERSON: [Role; 5] = [
    Role::UserId,
    Role::UserName,
    Role::Email,
    Role::UserStatus,
    Role::OrgRole,
];

/// Everything in a table that comes from its rows.
pub(super) struct Builder {
    columns: ColumnMap,
    headings: usize,
    /// Number of headings, without empty ones at the end.
    named: usize,
    dialect: Dialect,
    /// Examines rows with the usual number of cells too. Set when the number of cells in most rows differs from the
    /// number of headings, or when a column without a heading could absorb shifted cells.
    is_examined_throughout: bool,
    pub(super) widest: usize,
    pub(super) starts: Vec<u32>,
    pub(super) row_groups: Vec<u32>,
    pub(super) row_users: Vec<u32>,
    pub(super) flags: Vec<RowFlags>,
    pub(super) groups: GroupTable,
    pub(super) people: People,
    pub(super) details: Details,
    /// The cells of the first row, shown so that the admin can identify the columns.
    pub(super) first_cells: Vec<String>,
    /// Number of rows with text that was read as Windows-1252.
    pub(super) not_utf8: usize,
    /// Rows whose reason says that a practice run sent them.
    practice: Vec<u32>,
    /// Some row was sent outside practice.
    was_sent: bool,
    /// Which rows of its plan a script's results file contains.
    pub(super) plan_rows: PlanRows,
    /// Rows of a results file that were kept for a reason, with the reason.
    pub(super) kept_because: KeptBecause,
    pub(super) contradicted: Vec<u32>,
    pub(super) recorded_names: RecordedNames,
    pub(super) finished_at: FinishedAt,
    /// Rows that can be sent, judged row by row. Duplicates are cleared later.
    pub(super) usable: BitSet,
    group_keys: KeyMaker,
    person_keys: KeyMaker,
    /// Caches keyed by the raw bytes of the group's and the person's columns. `None` if the two column ranges overlap.
    /// The cache of people is also dropped if it rarely hits.
    group_spans: Option<Spans>,
    person_spans: Option<Spans>,
    /// One entry for each value of `group_spans`.
    group_forms: Vec<(GroupIndex, RowFlags, Letters)>,
}

/// Whether some text was not valid UTF-8 and was read as Windows-1252.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Letters(bool);

/// Maximum bytes of the cache of groups.
const GROUP_ROOM: usize = 4 << 20;
/// Maximum bytes of the cache of people. A small file gets only a share of its size.
const PERSON_ROOM: usize = 48 << 20;
const PERSON_SHARE: usize = 8;
/// Minimum bytes of the cache of people, whatever the file's size.
const MIN_ROOM: usize = 4 << 20;

impl Builder {
    pub(super) fn new(
        columns: ColumnMap,
        dialect: &Dialect,
        size: usize,
        names: Option<Arc<GroupIdsByName>>,
    ) -> Self {
        let headings = dialect.headings.len();
        let is_guarded = dialect.ours.origin != FileKind::Export;
        let (group_spans, person_spans) = spans(&columns, size);
        let role = |role: Role| columns.get(role);
        let seen = columns.seen().iter().copied().map(Some);
        Self {
            people: People::with_seen_columns(columns.seen().len(), is_guarded),
            group_keys: KeyMaker::new([Role::GroupId, Role::GroupName].map(role).into()),
            person_keys: KeyMaker::new(PERSON.map(role).into_iter().chain(seen).collect()),
            usable: BitSet::default(),
            group_spans,
            person_spans,
            group_forms: Vec::new(),
            columns,
            headings,
            dialect: dialect.clone(),
            is_examined_throughout: dialect.habit.width != dialect.habit.named
                || !dialect.habit.spare.is_empty(),
            named: dialect.habit.named,
            widest: headings,
            starts: Vec::new(),
            row_groups: Vec::new(),
            row_users: Vec::new(),
            flags: Vec::new(),
            groups: GroupTable::with_names(names, is_guarded),
            details: Details::default(),
            first_cells: Vec::new(),
            not_utf8: 0,
            practice: Vec::new(),
            was_sent: false,
            plan_rows: PlanRows::default(),
            kept_because: KeptBecause::default(),
            contradicted: Vec::new(),
            recorded_names: RecordedNames::default(),
            finished_at: FinishedAt::default(),
        }
    }

    /// Reserves space for about this many more rows, so that nothing large has to move later.
    pub(super) fn expect(&mut self, rows: usize) {
        self.starts.reserve_exact(rows);
        self.row_groups.reserve_exact(rows);
        self.row_users.reserve_exact(rows);
        self.flags.reserve_exact(rows);
    }

    pub(super) fn columns(&self) -> &ColumnMap {
        &self.columns
    }

    pub(super) fn row(&mut self, record: &Record<'_>, start: u32) {
        let row = RowNo(u32::try_from(self.starts.len()).unwrap_or(u32::MAX));
        if row.0 == 0 {
            let cells = 0..record.len().min(self.headings);
            self.first_cells = cells
                .map(|at| text(&record.cell(at)).into_owned())
                .collect();
        }
        let word = self.word(record, row);
        let shape = self.shape(record, row, word);
        let (group, of_group, letters) = self.group(record, row, shape);
        let (user, of_user, more_letters) = self.user(record, row, shape);
        if of_group.has(RowFlags::GROUP_NAME) {
            let key = self.group_keys.make(record);
            self.details.other_groups.push(row, key.text);
        }
        let flags = told(word, of_group.with(of_user).with(shape));
        self.not_utf8 += usize::from(letters.0 || more_letters.0);
        self.usable.push(row.index(), flags.is_usable());
        push(&mut self.starts, start);
        push(&mut self.row_groups, group.0);
        push(&mut self.row_users, user.0);
        push(&mut self.flags, flags);
    }

    fn group(
        &mut self,
        record: &Record<'_>,
        row: RowNo,
        shape: RowFlags,
    ) -> (GroupIndex, RowFlags, Letters) {
        if shape.has(RowFlags::MOVED) {
            let key = self.group_keys.make(record);
            let (group, flags) = self.groups.of_moved(key.text, row);
            return (group, flags.with(zero(key)), Letters(key.not_utf8));
        }
        let found = self
            .group_spans
            .as_mut()
            .map_or(SpanHit::No, |spans| spans.find(record));
        if let SpanHit::Known(form) = found {
            return self.group_forms[form as usize];
        }
        let key = self.group_keys.make(record);
        let (group, flags) = self.groups.of_key(key.text, row);
        let form = (group, flags.with(zero(key)), Letters(key.not_utf8));
        if let (SpanHit::New, Some(spans)) = (found, &mut self.group_spans) {
            spans.keep(u32::try_from(self.group_forms.len()).unwrap_or(u32::MAX));
            self.group_forms.push(form);
        }
        form
    }

    fn user(
        &mut self,
        record: &Record<'_>,
        row: RowNo,
        shape: RowFlags,
    ) -> (UserIndex, RowFlags, Letters) {
        if shape.has(RowFlags::MOVED) {
            let key = self.person_keys.make(record);
            // One extra cell keeps it distinct from rows whose cells are in place.
            let mut text = key.text.to_vec();
            push_cell(&mut text, b"moved");
            let (user, flags) = self
                .people
                .of_key(&text, zero(key).with(RowFlags::MOVED), row);
            return (user, flags, Letters(key.not_utf8));
        }
        let found = self
            .person_spans
            .as_mut()
            .map_or(SpanHit::No, |spans| spans.find(record));
        if let SpanHit::Known(form) = found {
            let (user, letters) = of_form(form);
            return (user, self.people.flags(user.0), letters);
        }
        let key = self.person_keys.make(record);
        let (zero, letters) = (zero(key), Letters(key.not_utf8));
        let (user, flags) = self.people.of_key(key.text, zero, row);
        if let (SpanHit::New, Some(spans)) = (found, &mut self.person_spans) {
            spans.keep(form(user, letters));
        }
        if self.person_spans.as_ref().is_some_and(Spans::is_in_vain) {
            self.person_spans = None;
        }
        (user, flags, letters)
    }

    /// Applies what is known only after the last row: whether the rows at the beginning of the file are like most of
    /// them, which ids two people share, and which groups share a name.
    pub(super) fn settle(&mut self) {
        let runs = self.details.as_the_others(self.flags.len());
        let rows = || {
            let rows = runs.iter().cloned().flatten();
            rows.filter(|row| self.flags[*row].has(RowFlags::RAGGED))
        };
        if rows().count() * 2 <= self.flags.len() {
            let rows: Vec<usize> = rows().collect();
            for row in rows {
                self.flags[row] = self.flags[row]
                    .without(RowFlags::RAGGED)
                    .with(RowFlags::MOVED);
                self.usable.put(row, false);
            }
        }
        if let Some(strangers) = self.people.part_strangers() {
            for (row, user) in self.row_users.iter().enumerate() {
                if strangers.contains(*user as usize) {
                    self.flags[row] = self.flags[row].with(RowFlags::USER_ID);
                    self.usable.put(row, false);
                }
            }
        }
        // The file has practice rows and real rows: practice outcomes say nothing about the site.
        if self.was_sent {
            for row in std::mem::take(&mut self.practice) {
                let flags = &mut self.flags[row as usize];
                if flags
                    .earlier()
                    .is_some_and(|word| word != PreviousOutcome::Unusable)
                {
                    *flags = flags.with_earlier(Some(PreviousOutcome::Kept));
                }
            }
        }
        self.groups.mark_namesakes();
        self.people.close();
    }

    /// Whether some rows were sent in practice, and none to a site.
    pub(super) fn is_practice(&self) -> bool {
        !self.practice.is_empty() && !self.was_sent
    }

    /// Returns the marks found around ids.
    pub(super) fn id_marks(&self) -> Vec<IdMark> {
        let mut marks: Vec<IdMark> = [self.groups.mark, self.people.mark]
            .into_iter()
            .flatten()
            .collect();
        marks.dedup();
        marks
    }
}

/// Returns the caches for the group's and the person's cells, or `None` for both if their column ranges overlap.
fn spans(columns: &ColumnMap, size: usize) -> (Option<Spans>, Option<Spans>) {
    let bounds = |all: &[Option<usize>]| {
        let known = || all.iter().copied().flatten();
        Some(known().min()?..=known().max()?)
    };
    let group = bounds(&[Role::GroupId, Role::GroupName].map(|role| columns.get(role)));
    let roles = PERSON.map(|role| columns.get(role));
    let seen: Vec<Option<usize>> = columns.seen().iter().copied().map(Some).collect();
    let person = bounds(&[&roles[..], &seen].concat());
    match (group, person) {
        (Some(group), Some(person))
            if group.end() < person.start() || person.end() < group.start() =>
        {
            (
                Some(Spans::new(group, GROUP_ROOM)),
                Some(Spans::new(
                    person,
                    (size / PERSON_SHARE).clamp(MIN_ROOM, PERSON_ROOM),
                )),
            )
        }
        _ => (None, None),
    }
}

fn zero(key: RowKey<'_>) -> RowFlags {
    if key.has_zero {
        RowFlags::ZERO
    } else {
        RowFlags::NONE
    }
}

/// Packs a user and its `Letters` into one number, because a large file has many of these. No file has
/// enough rows for a user index to need its highest bit.
fn form(user: UserIndex, letters: Letters) -> u32 {
    user.0 << 1 | u32::from(letters.0)
}

fn of_form(form: u32) -> (UserIndex, Letters) {
    (UserIndex(form >> 1), Letters(form & 1 == 1))
}

/// Grows by an eighth, because doubling a large list would need twice the memory.
#[inline]
fn push<T>(list: &mut Vec<T>, value: T) {
    if list.len() == list.capacity() {
        list.reserve_exact((list.len() / 8).max(1024));
    }
    list.push(value);
}

//! The dialog's notes about exactly the rows to be changed, most serious first.

use std::collections::{BTreeSet, HashSet};

use crate::domain::{plural, shown};
use crate::plan::{Category, Plan, PlanItem, Purpose, Scope, seal_in_fours};

use super::dialog::{EXPORT_COMPARES, warning, warning_of_export};
use super::journey::{access_losses, admin_roles, own_account, trial_unseen};

/// Maximum number of warnings: with too many, none is read.
const WARNINGS: usize = 3;

/// Maximum number of reasons, names or groups that are named.
const NAMED: usize = 3;

/// What a note is about, ordered from most to least serious. The dialog shows notes in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NoteKind {
    /// The caller's own account is among the rows, so it may be unable to continue.
    OwnAccount,
    /// Groups lose their last member.
    Emptied,
    /// Nothing shows that the ids belong to the right people.
    Unproven,
    /// Rows that were held back and included, with the reasons.
    Included,
    /// The site has another name for a person or a group.
    OtherNames,
    /// Rows that were not checked.
    NotChecked,
    /// The record of the run is not stored.
    NoRecord,
    /// The file has no other members of a group, and the group's list was not read.
    EmptiedInFile,
    /// Names that were not compared with the site.
    NotCompared,
    /// People who have an admin role.
    AdminRoles,
    /// Apps that people lose.
    AccessLost,
    /// Apps that people get, which may cost licences.
    AccessGained,
    /// Information, never a warning.
    Calm,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DialogNote {
    pub kind: NoteKind,
    pub sentence: String,
}

/// Who executes the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CarriedOutBy {
    ThisPage,
    /// An exported plan that was checked here.
    Export,
    /// An exported plan. This page did not contact the site.
    UncheckedExport,
}

/// What the dialog asks about.
#[derive(Debug)]
pub struct QuestionSubject<'a> {
    pub plan: &'a Plan,
    /// The part of the plan to be sent.
    pub scope: Scope,
    /// Indexes of the items to be sent, in order.
    pub items: &'a [usize],
    /// Indexes of the items that the run has finished, in order.
    pub done: &'a [usize],
    pub carried_out_by: CarriedOutBy,
    /// Why no record of the run is stored, if so.
    pub no_record: Option<String>,
    /// Sentences that the trial of this plan proved nothing.
    pub unproven: Vec<String>,
}

/// The dialog's notes, most serious first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DialogNotes(Vec<DialogNote>);

impl DialogNotes {
    /// Makes the notes for these rows.
    #[must_use]
    pub fn of(subject: &QuestionSubject<'_>) -> Self {
        let mut notes = subject.notes();
        // A stable sort keeps the order within a kind.
        notes.sort_by_key(|note| note.kind);
        Self(notes)
    }

    #[must_use]
    pub fn all(&self) -> &[DialogNote] {
        &self.0
    }

    /// The most serious notes, which the dialog shows as warnings.
    #[must_use]
    pub fn warnings(&self) -> &[DialogNote] {
        self.split().0
    }

    /// The other notes, which the dialog shows below the warnings without color.
    #[must_use]
    pub fn others(&self) -> &[DialogNote] {
        self.split().1
    }

    fn split(&self) -> (&[DialogNote], &[DialogNote]) {
        let calm = self.0.iter().position(|note| note.kind == NoteKind::Calm);
        self.0.split_at(calm.unwrap_or(self.0.len()).min(WARNINGS))
    }
}

fn kinded(
    kind: NoteKind,
    sentences: impl IntoIterator<Item = String>,
) -> impl Iterator<Item = DialogNote> {
    let note = move |sentence| DialogNote { kind, sentence };
    sentences.into_iter().map(note)
}

impl<'a> QuestionSubject<'a> {
    fn notes(&self) -> Vec<DialogNote> {
        let purpose = self.plan.purpose();
        let mut notes: Vec<DialogNote> = kinded(NoteKind::OwnAccount, self.own_account()).collect();
        notes.extend(self.meaning());
        notes.extend(kinded(NoteKind::NoRecord, self.no_record.clone()));
        if self.scope != Scope::Failed {
            notes.extend(kinded(NoteKind::NotChecked, self.not_checked()));
            notes.extend(kinded(NoteKind::Included, self.included()));
            notes.extend(kinded(NoteKind::Calm, self.sealed()));
        }
        match self.scope {
            Scope::Trial => {
                notes.extend(kinded(NoteKind::Unproven, self.trial_unseen()));
                notes.extend(kinded(NoteKind::NotCompared, self.trial_not_compared()));
                return notes;
            }
            Scope::Remaining => {
                notes.extend(kinded(NoteKind::OtherNames, self.other_names()));
                notes.extend(self.names_compared());
                let lost = self.plan.access_lost_by(self.items.iter().copied());
                notes.extend(kinded(NoteKind::AccessLost, access_losses(purpose, &lost)));
            }
            Scope::Failed => {}
        }
        notes.extend(kinded(NoteKind::Unproven, self.unproven.clone()));
        notes.extend(self.emptied());
        let admins = admin_roles(purpose, self.plan.summary().org_admins);
        notes.extend(kinded(NoteKind::AdminRoles, admins));
        notes
    }

    fn rows(&self) -> impl Iterator<Item = &'a PlanItem> {
        let plan = self.plan;
        self.items.iter().filter_map(|item| plan.items().get(*item))
    }

    /// The effect of the change on people.
    fn meaning(&self) -> Option<DialogNote> {
        let purpose = self.plan.purpose();
        if self.plan.connection().target.is_practice() {
            let practice = "Practice: nothing leaves this page.".to_owned();
            return kinded(NoteKind::Calm, [practice]).next();
        }
        let purpose_gives = matches!(purpose, Purpose::Add | Purpose::UndoRemoval);
        let is_already = |item: &usize| self.plan.foreseen(*item) == Category::Already;
        if purpose_gives && self.items.iter().all(is_already) {
            return None;
        }
        let sentence = match self.carried_out_by {
            CarriedOutBy::ThisPage => warning(purpose, self.items.len()),
            CarriedOutBy::Export | CarriedOutBy::UncheckedExport => {
                warning_of_export(purpose, self.items.len())
            }
        };
        let kind = match purpose {
            Purpose::Remove | Purpose::UndoAddition => NoteKind::Calm,
            Purpose::Add | Purpose::UndoRemoval => NoteKind::AccessGained,
        };
        kinded(kind, [sentence]).next()
    }

    /// The effect on the caller, if its own rows are among those to be sent.
    fn own_account(&self) -> Option<String> {
        let mut own = self.items.iter().filter(|item| self.plan.is_own(**item));
        let first = self.plan.items().get(*own.next()?)?;
        let group = self.plan.group_label(first);
        own_account(self.plan.purpose(), &group, own.count())
    }

    /// Groups that become empty with exactly these rows. A group that the trial emptied is not included
    /// again.
    fn emptied(&self) -> impl Iterator<Item = DialogNote> {
        let is_done = |item: usize| self.done.binary_search(&item).is_ok();
        let emptied = self.plan.emptied_by(self.items.iter().copied(), is_done);
        let on_site = self.named_groups(&emptied.on_site).map(|(groups, is_one)| {
            let become_empty = if is_one {
                "becomes empty"
            } else {
                "become empty"
            };
            format!("{groups} {become_empty}: the check found no other members.")
        });
        // The group's other members are unknown.
        let in_file = self.named_groups(&emptied.in_file).map(|(groups, _)| {
            format!(
                "{groups} may become empty: the plan has every row of the file there, and the site's list of members was not read."
            )
        });
        kinded(NoteKind::Emptied, on_site).chain(kinded(NoteKind::EmptiedInFile, in_file))
    }

    /// Names the first of these groups and how many more there are. The flag is true if there is only one.
    fn named_groups(&self, groups: &[&PlanItem]) -> Option<(String, bool)> {
        let (first, rest) = groups.split_first()?;
        let first = quoted(&self.plan.group_label(first));
        Some(match rest.len() {
            0 => (first, true),
            more => {
                let others = plural(more, "other group", "other groups");
                (format!("{first} and {others}"), false)
            }
        })
    }

    fn not_checked(&self) -> Option<String> {
        let unchecked = self.items.iter();
        let unchecked = unchecked.filter(|item| self.plan.foreseen(**item) == Category::NotChecked);
        let unchecked = unchecked.count();
        let rows = plural(unchecked, "row was", "rows were");
        (unchecked > 0).then(|| format!("{rows} not checked against the site."))
    }

    fn included(&self) -> Option<String> {
        let rows: HashSet<u32> = self.rows().map(|item| item.row.0).collect();
        let included = self.plan.summary().unprotected.iter();
        let included: Vec<_> = included.filter(|(row, _)| rows.contains(row)).collect();
        let mut reasons: Vec<String> = Vec::new();
        for (_, why) in &included {
            let reason = shown(&why.reason);
            if !reasons.contains(&reason) && reasons.len() <= NAMED {
                reasons.push(reason);
            }
        }
        let more = match reasons.len() > NAMED {
            true => "; and others",
            false => "",
        };
        reasons.truncate(NAMED);
        let rows = plural(
            included.len(),
            "row that was held back is",
            "rows that were held back are",
        );
        let reasons = reasons.join("; ");
        (!included.is_empty()).then(|| format!("{rows} included. Reasons given: {reasons}{more}."))
    }

    fn sealed(&self) -> Option<String> {
        let by = self.plan.summary().sealed.as_ref()?;
        let (name, seal) = (shown(&by.name), seal_in_fours(&by.seal));
        Some(format!("Sealed by {name}; seal {seal}."))
    }

    fn trial_unseen(&self) -> Option<String> {
        let seen = &self.plan.summary().before.members;
        let is_seen = self.rows().any(|row| seen.contains(&row.row.0));
        let unseen = trial_unseen(self.plan.purpose()).filter(|_| !is_seen);
        unseen.map(str::to_owned)
    }

    fn trial_not_compared(&self) -> Option<String> {
        let not_compared = &self.plan.summary().names_not_compared;
        let is_among = self.rows().any(|row| not_compared.contains(&row.row.0));
        is_among.then(|| {
            "The names in this row were not compared with the site. The row is identified by id only.".to_owned()
        })
    }

    fn names_compared(&self) -> Vec<DialogNote> {
        if self.carried_out_by == CarriedOutBy::UncheckedExport {
            return kinded(NoteKind::NotCompared, [EXPORT_COMPARES.to_owned()]).collect();
        }
        let notes = self.plan.names_noted();
        let calm = kinded(NoteKind::Calm, notes.calm);
        calm.chain(kinded(NoteKind::NotCompared, notes.not_compared))
            .collect()
    }

    /// Rows whose person or group has another name on the site: both names, the site's first. The dialog
    /// before the trial shows them among its facts instead.
    fn other_names(&self) -> Vec<String> {
        let (mut sentences, mut groups) = (Vec::new(), BTreeSet::new());
        for item in self.rows() {
            let names = self.plan.other_names(item);
            let row = item.row.spreadsheet_row();
            let person = names.person.map(|site| {
                let (site, file) = (quoted(site), quoted(&item.user_name));
                format!("Row {row}: {site} on the site, {file} in the file.")
            });
            // A renamed group gets one sentence, however many rows it has.
            let group = names
                .group
                .filter(|site| groups.insert((*site, &*item.group_name)));
            let group = group.map(|site| {
                let (site, file) = (quoted(site), quoted(&item.group_name));
                format!("Group {site} on the site, {file} in the file.")
            });
            sentences.extend(person.into_iter().chain(group));
        }
        let more = sentences.len().saturating_sub(NAMED);
        sentences.truncate(NAMED);
        if more > 0 {
            let differ = plural(more, "more name differs", "more names differ");
            sentences.push(format!("{differ} between file and site."));
        }
        sentences
    }
}

/// Quotes a name in a sentence, because it may contain a comma or words of the sentence.
fn quoted(name: &str) -> String {
    format!("\u{201c}{}\u{201d}", shown(name))
}

//! A frozen plan with its request template: the input of all four exports.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::connect::Target;
use crate::domain::{Timestamp, cut};
use crate::import::{PLAN_ROW, PreviousOutcome};
use crate::plan::{Action, Effect, Plan, PlanItem, Protection, Purpose, Seen, digest_at};
use crate::report::{ADDED_COLUMNS, next_cell, plan_row_of};

use super::request_template::RequestTemplate;
use super::template::filled;
use super::words::{for_javascript, sentences};

/// Characters of the plan's digest that distinguish its files from those of other plans.
const LETTERS: usize = 12;

/// The check's result for a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Knew {
    /// There was something to change.
    ToChange,
    /// There was nothing to change.
    Nothing,
    /// The row was not checked, or the check got no answer.
    Unknown,
    /// An earlier run left the row in doubt and may have changed it. It was not checked, or the check got no
    /// answer.
    InDoubt,
    /// An earlier run left the row in doubt, and the check found nothing to change.
    NothingAfterDoubt,
}

impl Knew {
    /// One character that no shell treats as special.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::ToChange => "+",
            Self::Nothing => "=",
            Self::Unknown => "-",
            Self::InDoubt => "~",
            Self::NothingAfterDoubt => "^",
        }
    }
}

/// A frozen plan to be exported to another machine.
#[derive(Clone, Copy, Debug)]
pub struct ExportPlan<'a> {
    pub(super) plan: &'a Plan,
    pub(super) template: &'a RequestTemplate,
    /// The name to type for confirmation.
    pub(super) site: &'a str,
}

impl<'a> ExportPlan<'a> {
    /// `None` for the practice site, which is in the page, if the template's action differs from the plan's, or if
    /// no row is left to export.
    #[must_use]
    pub fn of(plan: &'a Plan, template: &'a RequestTemplate) -> Option<Self> {
        let site = match &plan.connection().target {
            Target::Practice => return None,
            Target::Site(address) => address.name(),
        };
        let made = Self {
            plan,
            template,
            site,
        };
        (plan.action() == template.action() && made.rows() > 0).then_some(made)
    }

    /// Identifies the files of one plan: `remove-0123456789ab`. The same memberships on another site are another
    /// plan, because results from a sandbox do not apply to the site that it copies. A subset of them is another
    /// plan too, because a script treats every row of its results file as a row of its plan. So are the same ones
    /// after another check: it may have seen a row changed back that the results of before call done.
    #[must_use]
    pub fn id(&self) -> String {
        let place = match self.template.runs_in_site_tab {
            true => self.site,
            // An organization can have several directories.
            false => &self.template.base,
        };
        let checked_at = self.checked_at().map_or(0, |at| at.0);
        let digest = digest_at(self.items(), &format!("{place} {checked_at}"));
        let what = match self.plan.action() {
            Action::Remove => "remove",
            Action::Add => "add",
        };
        format!("{what}-{}", digest.get(..LETTERS).unwrap_or(&digest))
    }

    /// A file name of this plan: `groupsweep-remove-0123456789ab.sh`.
    #[must_use]
    pub fn file_name(&self, ending: &str) -> String {
        format!("groupsweep-{}.{ending}", self.id())
    }

    /// The name of the results file that the scripts write.
    #[must_use]
    pub fn results_name(&self) -> String {
        format!("groupsweep-results-{}.csv", self.id())
    }

    /// The exported rows. If the product's answer does not show whether anything was changed, rows that the check
    /// found to need no change are left out: their results would report them as done, and an undo would create a
    /// membership that never existed. Rows that an earlier run left in doubt are included, and stay in doubt.
    pub(super) fn items(&self) -> impl Iterator<Item = &'a PlanItem> + use<'a> {
        let before = &self.plan.summary().before;
        let items = self.plan.items().iter();
        items.filter(|item| {
            before.effect(item.row) != Effect::None || before.in_doubt.contains(&item.row.0)
        })
    }

    /// The number of rows left out.
    #[must_use]
    pub fn skipped_rows(&self) -> usize {
        self.plan.items().len() - self.rows()
    }

    pub(super) fn rows(&self) -> usize {
        self.items().count()
    }

    /// `Remove 200 group memberships`.
    pub(super) fn title(&self) -> String {
        let rows = self.rows();
        let memberships = if rows == 1 {
            "membership"
        } else {
            "memberships"
        };
        match self.plan.action() {
            Action::Remove => format!("Remove {rows} group {memberships}"),
            Action::Add => format!("Add {rows} group {memberships}"),
        }
    }

    /// The results file's words for done, for nothing to do, and for changed since the check.
    pub(super) fn words(&self) -> [&'static str; 3] {
        match self.plan.action() {
            Action::Remove => [
                PreviousOutcome::Removed.word(),
                PreviousOutcome::AlreadyGone.word(),
                PreviousOutcome::GoneSinceCheck.word(),
            ],
            Action::Add => [
                PreviousOutcome::Added.word(),
                PreviousOutcome::AlreadyMember.word(),
                PreviousOutcome::ThereSinceCheck.word(),
            ],
        }
    }

    /// The check's result for a row.
    pub(super) fn knew(&self, item: &PlanItem) -> Knew {
        let before = &self.plan.summary().before;
        let is_as_wanted = match before.saw(item.row) {
            Seen::Member => Some(self.plan.action().leaves_listed()),
            Seen::Absent => Some(!self.plan.action().leaves_listed()),
            Seen::NotChecked => None,
        };
        match (is_as_wanted, before.in_doubt.contains(&item.row.0)) {
            (Some(false), _) => Knew::ToChange,
            (Some(true), true) => Knew::NothingAfterDoubt,
            (Some(true), false) => Knew::Nothing,
            (None, true) => Knew::InDoubt,
            (None, false) => Knew::Unknown,
        }
    }

    /// When the check read the site.
    pub(super) fn checked_at(&self) -> Option<Timestamp> {
        self.plan.summary().before.checked_at
    }

    /// The names that a script expects from the site, the person's first: those in the file, or the site's own if
    /// somebody compared the two and included the row with a reason.
    pub(super) fn expected_names<'b>(&'b self, item: &'b PlanItem) -> (&'b str, &'b str) {
        let summary = self.plan.summary();
        let included = summary.why_unprotected(item.row);
        // The undone run changed whoever the site calls by this name: the names were compared before it.
        let is_undo = matches!(
            self.plan.purpose(),
            Purpose::UndoRemoval | Purpose::UndoAddition
        );
        let is_for = |why| is_undo || included.is_some_and(|one| one.protections.contains(&why));
        let site = |names: &'b BTreeMap<u32, Arc<str>>, why| {
            names
                .get(&item.row.0)
                .filter(|_| is_for(why))
                .map(|name| &**name)
        };
        let person = site(&summary.site_names, Protection::OtherPerson);
        let group = site(&summary.site_groups, Protection::OtherGroup);
        (
            person.unwrap_or(&item.user_name),
            group.unwrap_or(&item.group_name),
        )
    }

    fn is_included_by_name(&self, item: &PlanItem) -> bool {
        let included = self.plan.summary().why_unprotected(item.row);
        included.is_some_and(|one| one.protections.contains(&Protection::OtherPerson))
    }

    /// The email in the file for a row's person; empty if it is not valid or does not fit on a line.
    pub(super) fn email(&self, item: &PlanItem) -> String {
        // Whoever included the row accepted that the file's description differs from the site's.
        if self.is_included_by_name(item) {
            return String::new();
        }
        let table = self.plan.table();
        let user = table.and_then(|table| table.user(table.row(item.row)?.user));
        let email = user.map_or("", |user| user.email.trim());
        let is_plain = email.contains('@') && one_line(email) == email;
        if is_plain && !email.contains(char::is_whitespace) {
            email.to_owned()
        } else {
            String::new()
        }
    }

    /// The headings of the results file.
    pub(super) fn headings(&self) -> String {
        let own = "Group id,Group name,User id,User name,Email";
        format!("{own},{PLAN_ROW},{}", ADDED_COLUMNS.join(","))
    }

    /// The account whose rows are known to be the caller's own and were included with a reason.
    pub(super) fn known_caller(&self) -> &str {
        let caller = self.plan.connection().account();
        caller.map_or("", |caller| caller.id.as_str())
    }

    /// How an export treats the login's own account, as sentences with a trailing space.
    fn whose(&self) -> &'static str {
        match (self.template.who, self.plan.action()) {
            (None, _) => "",
            (Some(_), Action::Add) => "It asks the site whose login this is. ",
            (Some(_), Action::Remove) => {
                "It asks the site whose login this is, and it does not send that account's own row unless you included the row in the plan as this account. "
            }
        }
    }

    /// The outcomes of finished rows, for a sentence.
    fn passed(&self) -> String {
        let [done, nothing, since] = self.words();
        if self.template.reports_no_op() {
            format!("{done}, {nothing} or {since}")
        } else {
            done.to_owned()
        }
    }

    /// The values that all exports' templates share. `literal` writes a string in the script's language.
    pub(super) fn texts(&self, literal: fn(&str) -> String) -> Vec<(&'static str, String)> {
        let [done, nothing, since] = self.words();
        let nothing_left = self.template.nothing;
        let nothing_statuses: Vec<String> =
            nothing_left.statuses.iter().map(u16::to_string).collect();
        let reading = self.template.reading;
        let unclear: Vec<String> = reading.unclear.iter().map(u16::to_string).collect();
        let mut texts = sentences(*self, literal);
        texts.extend([
            ("VERSION", env!("CARGO_PKG_VERSION").to_owned()),
            ("TITLE", self.title()),
            ("SITE", self.site.to_owned()),
            ("ROWS", self.rows().to_string()),
            ("ID", self.id()),
            ("RESULTS", self.results_name()),
            ("FILE", format!("groupsweep-{}", self.id())),
            ("HEADINGS", self.headings()),
            ("BASE", self.template.base.clone()),
            ("METHOD", self.template.method().to_owned()),
            ("PATH", self.template.path.to_owned()),
            ("BODY", self.template.body.unwrap_or_default().to_owned()),
            ("WHOSE", self.whose().to_owned()),
            ("PASSED", self.passed()),
            ("WHO", self.template.who.unwrap_or_default().to_owned()),
            ("DONE", self.template.done.to_string()),
            ("CARRIES", self.template.carries.word().to_owned()),
            ("DONE_WORD", done.to_owned()),
            ("NOTHING_STATUSES", nothing_statuses.join(" ")),
            ("NOTHING_LIST", nothing_statuses.join(", ")),
            ("NOTHING_WORDS", nothing_left.words.to_owned()),
            ("NOTHING_WORD", nothing.to_owned()),
            ("SINCE_WORD", since.to_owned()),
            ("READ_METHOD", reading.method.to_owned()),
            ("READ_PATH", reading.path.to_owned()),
            ("READ_BODY", reading.body.to_owned()),
            ("READ_ID", reading.id.to_owned()),
            ("READ_LIST", reading.list.to_owned()),
            ("READ_MOST", reading.most.to_string()),
            ("UNCLEAR_STATUSES", unclear.join(" ")),
            ("UNCLEAR_LIST", unclear.join(", ")),
            ("CALLER", self.known_caller().to_owned()),
        ]);
        texts
    }
}

/// A row's own cells for a results file, on one line: control characters and line ends become spaces, so that a
/// terminal does not interpret them. `number` is the row's in the plan, so that a truncated file is noticed.
pub(super) fn cells(export: &ExportPlan<'_>, item: &PlanItem, number: usize) -> String {
    let (person, group) = export.expected_names(item);
    let clean = PlanItem {
        user_name: one_line(person).into(),
        group_name: one_line(group).into(),
        ..item.clone()
    };
    let mut more = Vec::new();
    next_cell(&mut more, &export.email(item), b',');
    next_cell(&mut more, &format!("{number} of {}", export.rows()), b',');
    plan_row_of(&clean) + &String::from_utf8_lossy(&more)
}

/// Puts a text on one line, truncated to what a screen can show.
pub(super) fn one_line(text: &str) -> String {
    // Direction marks could make another name appear.
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    cut(text).replace(is_odd, " ")
}

/// The classification of answers as JavaScript, for the console and for Postman.
pub(super) fn answers(export: ExportPlan<'_>, secrets: &str) -> String {
    let mut texts = export.texts(for_javascript);
    texts.push(("SECRETS", secrets.to_owned()));
    filled(include_str!("answers.js"), &texts)
}

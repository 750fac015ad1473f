//! A frozen plan and the recipe it is carried out by: what all four exports are made of.

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

/// Letters of the plan's digest that tell its files from another plan's.
const LETTERS: usize = 12;

/// What the check knew of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Knew {
    /// There was something to change.
    ToChange,
    /// There was nothing to change.
    Nothing,
    /// The check did not look, or got no answer.
    Unknown,
    /// An earlier run left the row in doubt and may have changed it; the check did not look, or got no answer.
    InDoubt,
    /// The same, and the check found that there was nothing to change.
    NothingAfterDoubt,
}

impl Knew {
    /// One character that no shell takes for more than itself.
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

/// A frozen plan on its way to another machine.
#[derive(Clone, Copy, Debug)]
pub struct ExportPlan<'a> {
    pub(super) plan: &'a Plan,
    pub(super) template: &'a RequestTemplate,
    /// The name that is typed to confirm.
    pub(super) site: &'a str,
}

impl<'a> ExportPlan<'a> {
    /// None for the practice site, which is in the page, where the recipe does something else than the plan, and where
    /// no row is left to take.
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

    /// Tells the files of one plan from those of another: `remove-0123456789ab`. The same memberships on another
    /// site are another plan: what was done on a sandbox is not done on the site that it is a copy of. So are fewer of
    /// them: a script takes the rows of its results file for rows of its plan.
    #[must_use]
    pub fn id(&self) -> String {
        let place = match self.template.runs_in_site_tab {
            true => self.site,
            // Organizations have several directories.
            false => &self.template.base,
        };
        let digest = digest_at(self.items(), place);
        let what = match self.plan.action() {
            Action::Remove => "remove",
            Action::Add => "add",
        };
        format!("{what}-{}", digest.get(..LETTERS).unwrap_or(&digest))
    }

    /// A file of this plan's: `groupsweep-remove-0123456789ab.sh`.
    #[must_use]
    pub fn file_name(&self, ending: &str) -> String {
        format!("groupsweep-{}.{ending}", self.id())
    }

    /// The results file that the scripts write.
    #[must_use]
    pub fn results_name(&self) -> String {
        format!("groupsweep-results-{}.csv", self.id())
    }

    /// The rows that are taken along. Where the product answers alike whether there was something to change, rows of
    /// which the check found that there is not stay behind: their results would call them done, and an undo would
    /// make a membership that never was. Those that an earlier run left in doubt go along, and stay in doubt.
    pub(super) fn items(&self) -> impl Iterator<Item = &'a PlanItem> + use<'a> {
        let before = &self.plan.summary().before;
        let items = self.plan.items().iter();
        items.filter(|item| {
            before.effect(item.row) != Effect::None || before.in_doubt.contains(&item.row.0)
        })
    }

    /// How many rows that are.
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

    /// The words for done, for nothing to do, and for nothing to do any more, as in the results file.
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

    /// What the check knew of a row.
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

    /// When the check looked.
    pub(super) fn checked_at(&self) -> Option<Timestamp> {
        self.plan.summary().before.checked_at
    }

    /// The names that a script expects of the site: the file's, or the site's own where somebody compared the two and
    /// included the row with a reason. The person first.
    pub(super) fn expected_names<'b>(&'b self, item: &'b PlanItem) -> (&'b str, &'b str) {
        let summary = self.plan.summary();
        let included = summary.why_unprotected(item.row);
        // A run that is taken back changed whom the site calls so: the comparison was made before it.
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

    /// The email that the file has for a row's person, where it is one and can stand on a line; else empty.
    pub(super) fn email(&self, item: &PlanItem) -> String {
        // Whoever included the row said that the file's description is not the site's.
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

    /// Whose rows are known to be the caller's own, and were let go with a reason.
    pub(super) fn known_caller(&self) -> &str {
        let caller = self.plan.connection().account();
        caller.map_or("", |caller| caller.id.as_str())
    }

    /// What an export does with the login's own account, as sentences with a blank at the end.
    fn whose(&self) -> &'static str {
        match (self.template.who, self.plan.action()) {
            (None, _) => "",
            (Some(_), Action::Add) => "It asks the site whose login this is. ",
            (Some(_), Action::Remove) => {
                "It asks the site whose login this is, and it does not send that account's own row unless you included the row in the plan as this account. "
            }
        }
    }

    /// The outcomes that leave nothing to do, for a sentence.
    fn passed(&self) -> String {
        let [done, nothing, since] = self.words();
        if self.template.reports_no_op() {
            format!("{done}, {nothing} or {since}")
        } else {
            done.to_owned()
        }
    }

    /// What the exports are filled in with alike; `literal` writes a sentence as the script's language wants it.
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

/// A row's own cells as they stand in a results file, on one line: control characters, line ends among them,
/// become blanks, which no terminal takes for an order. `number` is the row's in the plan: a file that was cut short shows it.
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

/// A text on one line, no longer than a screen can show.
pub(super) fn one_line(text: &str) -> String {
    // Marks that turn the writing direction could show another name than the one that stands there.
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    cut(text).replace(is_odd, " ")
}

/// What answers mean, as JavaScript: for the console and for Postman.
pub(super) fn answers(export: ExportPlan<'_>, secrets: &str) -> String {
    let mut texts = export.texts(for_javascript);
    texts.push(("SECRETS", secrets.to_owned()));
    filled(include_str!("answers.js"), &texts)
}

//! Every sentence on all four journeys in full. No journey has another one's sentences.

mod dialog_notes;
mod journeys;
mod open_run;
mod put_away;
mod relay;
mod resume;
mod trial;
mod undo;

use std::sync::Arc;

use groupsweep_core::domain::{App, Timestamp};
use groupsweep_core::import::SAMPLE_NAME;
use groupsweep_core::journal::{Elsewhere, RunHeader};
use groupsweep_core::plan::{
    Action, Category, CategoryCounts, Frozen, LeftOut, MembershipStatus, Plan, PlanCounts, Purpose,
    Source,
};
use groupsweep_core::report::VerificationFacts;
use groupsweep_core::report::wording::{
    DialogScope, HeldBack, Inclusion, RunStage, dialog_title, elsewhere, followed, not_finished,
    results_without_file, run_title, stopped, submit, to_go, why, why_checked, why_planned,
};
use groupsweep_core::run::{Rate, Run, RunCounts, Tally};

use crate::support::replies::{forbidden, removed};
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

const AT: Timestamp = Timestamp(1_795_430_527_000);

/// 1,165 to change, 14 with nothing to change; 19 not found and 13 protected left out.
fn plan_counts() -> PlanCounts {
    PlanCounts {
        to_change: 1165,
        already: 14,
        left_out: LeftOut {
            not_found: 19,
            protected: 13,
            ..LeftOut::default()
        },
        ..PlanCounts::default()
    }
}

/// In the order of `Outcome::ALL`: done, already, since the check, failed, in doubt, not tried.
fn run_counts(counts: [u32; 6]) -> RunCounts {
    RunCounts {
        tally: Tally::of_counts(counts),
        left_out: plan_counts().left_out,
    }
}

fn facts(as_planned: u32, not: u32, unreadable: u32) -> VerificationFacts {
    VerificationFacts {
        groups: 3,
        groups_unreadable: 0,
        rows: as_planned + not + unreadable,
        rows_as_planned: as_planned,
        rows_not_as_planned: not,
        rows_changed_back: 0,
        rows_unreadable: unreadable,
        read_at: AT,
    }
}

fn head(purpose: Purpose) -> RunHeader {
    let (_, plan) = table_and_plan(2);
    let mut head = RunHeader::new("a".into(), &plan, None, AT);
    head.purpose = purpose;
    head.progress.counts = Tally::of_counts([184, 3, 1, 2, 0, 228]);
    head.left_out = plan_counts().left_out;
    head
}

#[test]
fn the_parts_of_a_dialog_add_up_to_its_rows_and_title_and_button_count_the_same() {
    for purpose in Purpose::ALL {
        for (to_change, already, not_found, not_checked) in
            [(1165, 14, 0, 0), (0, 3, 0, 0), (0, 0, 0, 5), (7, 1, 2, 3)]
        {
            let counts = PlanCounts {
                to_change,
                already,
                not_found,
                not_checked,
                left_out: LeftOut::default(),
            };
            let words = counts.going_in_words(purpose.action());
            let sum: u32 = words.iter().map(|(rows, _)| rows).sum();
            assert_eq!(sum, counts.going());
            let button = submit(purpose, DialogScope::Remaining, &counts);
            let title = dialog_title(purpose, DialogScope::Remaining, &counts);
            let number: String = title.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(number, button.rows.to_string(), "{title}");
        }
    }
}

#[test]
fn a_dialog_with_nothing_to_change_does_not_promise_a_change() {
    let counts = PlanCounts {
        already: 14,
        ..PlanCounts::default()
    };
    for (purpose, heading) in [
        (Purpose::Remove, "No memberships to remove"),
        (Purpose::Add, "No memberships to add"),
    ] {
        assert_eq!(run_title(purpose, RunStage::Ahead { rows: 0 }), heading);
        let title = dialog_title(purpose, DialogScope::All, &counts);
        let button = submit(purpose, DialogScope::All, &counts);
        assert_eq!(title, "Send 14 rows with nothing to change?");
        assert_eq!((button.verb, button.rows), ("Send", 14));
    }
}

#[test]
fn a_run_whose_file_is_not_in_the_page_says_which_rows_and_columns_the_results_lack() {
    let (_, plan) = table_and_plan(9);
    let of_file = |sorted: CategoryCounts, name: &str| {
        let mut mark = plan.file().clone();
        mark.name = name.into();
        let mut summary = plan.summary().clone();
        summary.sorted = sorted;
        let plan = Plan::thaw(Frozen {
            purpose: plan.purpose(),
            items: plan.items().to_vec(),
            connection: plan.connection().clone(),
            summary,
            source: Source::of_mark(mark),
        });
        results_without_file(&Run::new(Arc::new(plan.unwrap()), Rate::DEFAULT))
    };
    let of = |sorted| of_file(sorted, "export.csv");
    let of_sample = of_file(plan.summary().sorted, SAMPLE_NAME);
    assert!(
        of_sample.ends_with("To include them, press \"Use the sample\" on Import first."),
        "{of_sample}"
    );
    assert_eq!(
        of(plan.summary().sorted),
        "The results contain only the 9 rows of the run, with ids, names and outcomes. Missing: your file's other columns and any rows that are not part of this run. To include them, drop export.csv on Import first."
    );
    let mut sorted = plan.summary().sorted;
    sorted.0[Category::Protected as usize] = (12, false);
    sorted.0[Category::OtherName as usize] = (1, false);
    assert_eq!(
        of(sorted),
        "The results contain only the 9 rows of the run, with ids, names and outcomes. Missing: your file's other columns, any rows that are not part of this run, and 13 selected rows that the plan left out (12 protected, 1 with another name on the site). To include them, drop export.csv on Import first."
    );
}

#[test]
fn a_run_that_another_tab_holds_paused_is_not_said_to_run() {
    assert_eq!(elsewhere(Elsewhere::Paused), "Paused in another tab");
    assert_eq!(
        followed(Elsewhere::Paused),
        "Paused in another tab. Resume or stop it there. Its rows and files appear here when it stops or ends."
    );
}

#[test]
fn a_stopped_run_names_only_rows_that_there_are() {
    // In the order of `Outcome::ALL`: done, already, since the check, failed, in doubt, not tried.
    let says = |unconfirmed, not_started| {
        let tally = Tally::of_counts([5, 0, 0, 1, unconfirmed, not_started]);
        stopped(tally, (unconfirmed + not_started) as usize)
    };
    assert_eq!(says(0, 0), "Stopped.");
    assert_eq!(
        says(0, 1304),
        "Stopped: 1,304 not started. Resume sends them."
    );
    assert_eq!(
        says(2, 0),
        "Stopped: 2 unconfirmed. Resume sends them again."
    );
    assert_eq!(
        says(2, 304),
        "Stopped: 304 not started, 2 unconfirmed. Resume sends the unconfirmed rows again first, then the others."
    );
}

#[test]
fn only_a_run_at_work_is_said_to_be_stoppable() {
    let says = not_finished(true);
    assert!(
        says.ends_with("Go to Run to continue or to stop it."),
        "{says}"
    );
    let says = not_finished(false);
    assert!(says.ends_with("Go to Run to continue it."), "{says}");
}

#[test]
fn a_run_stopped_in_its_trial_promises_only_the_rows_that_were_confirmed() {
    let says = |unconfirmed, left| stopped(Tally::of_counts([0, 0, 0, 0, unconfirmed, 59]), left);
    assert_eq!(
        says(1, 1),
        "Stopped: 59 not started, 1 unconfirmed. Resume sends 1 unconfirmed row again. The other rows start only after you confirm them."
    );
    assert_eq!(
        says(0, 1),
        "Stopped: 59 not started. Resume sends 1 row not started yet. The other rows start only after you confirm them."
    );
    assert_eq!(says(0, 0), "Stopped: 59 not started.");
}

#[test]
fn a_stopped_file_says_nothing_of_including_rows() {
    let held_back = HeldBack {
        protected: 3,
        other_names: 5,
        inclusion: Inclusion::Some,
    };
    assert_eq!(
        held_back.sentences(Action::Remove),
        [
            "3 rows are protected and will not be removed. Rows with an \"Include\" button can be included with a reason.",
            "5 rows are held back: the site has another name for the person or the group. Compare the names before you include a row.",
        ]
    );
    let stopped = HeldBack {
        inclusion: Inclusion::Stopped,
        ..held_back
    };
    assert_eq!(
        stopped.sentences(Action::Add),
        ["3 rows are protected and will not be added."]
    );
    let none = HeldBack {
        protected: 0,
        other_names: 0,
        inclusion: Inclusion::None,
    };
    assert!(none.sentences(Action::Remove).is_empty());
}

#[test]
fn rows_that_no_reason_lets_go_have_no_button_to_be_told_of() {
    let held_back = HeldBack {
        protected: 3,
        other_names: 0,
        inclusion: Inclusion::None,
    };
    assert_eq!(
        held_back.sentences(Action::Remove),
        ["3 rows are protected and will not be removed."]
    );
}

#[test]
fn why_is_never_a_bare_number() {
    let mut sweep = Sweep::of_rows(2, 50);
    sweep.play(|_| removed());
    let records = sweep.run.records();
    assert_eq!(
        why(&records[0], Action::Remove),
        "The site confirmed the removal (200)."
    );
    assert_eq!(
        why(&records[0], Action::Add),
        "The site confirmed the addition (200)."
    );
    let mut refused = Sweep::of_rows(2, 50);
    refused.play(|_| forbidden());
    let records = refused.run.records();
    assert_eq!(
        why(&records[1], Action::Remove),
        records[1].reason().unwrap().as_ref()
    );
}

#[test]
fn what_waits_after_the_test_is_counted_as_the_button_counts_it() {
    let left = PlanCounts {
        to_change: 57,
        already: 3,
        ..PlanCounts::default()
    };
    for (purpose, title, waiting) in [
        (
            Purpose::Remove,
            "Remove 57 more memberships",
            "57 to remove · 3 already gone",
        ),
        (
            Purpose::Add,
            "Add 57 more memberships",
            "57 to add · 3 already a member",
        ),
        (
            Purpose::UndoRemoval,
            "Add 57 more memberships back",
            "57 to add · 3 already a member",
        ),
        (
            Purpose::UndoAddition,
            "Remove 57 more added memberships",
            "57 to remove · 3 already gone",
        ),
    ] {
        assert_eq!(run_title(purpose, RunStage::Rest(left)), title);
        assert_eq!(
            to_go(purpose, &left),
            format!("Waiting for you: {waiting}.")
        );
        let button = submit(purpose, DialogScope::Remaining, &left);
        assert!(title.contains(&format!(" {} ", button.rows)), "{title}");
    }
    let nothing = PlanCounts {
        already: 3,
        ..PlanCounts::default()
    };
    assert_eq!(
        run_title(Purpose::Remove, RunStage::Rest(nothing)),
        "3 rows left, with nothing to change"
    );
}

#[test]
fn a_row_that_has_not_started_says_why_it_stands_there() {
    for purpose in Purpose::ALL {
        for sort in [
            Category::WillChange,
            Category::Already,
            Category::NotFound,
            Category::NotChecked,
        ] {
            let why = why_planned(purpose, sort);
            assert!(why.ends_with('.'), "{purpose:?} {sort:?}: {why}");
        }
    }
    // There was no check of the undo, so no sentence mentions one.
    assert_eq!(
        why_planned(Purpose::UndoRemoval, Category::WillChange),
        "Removed by the run you are undoing."
    );
    assert_eq!(
        why_checked(
            Purpose::Remove,
            Category::NotFound,
            MembershipStatus::UserUnknown,
            &[]
        ),
        "The site has no account with this id."
    );
    assert_eq!(
        why_checked(
            Purpose::Remove,
            Category::WillChange,
            MembershipStatus::Member,
            &[App::Jira]
        ),
        "Member when checked. The group gives access to Jira."
    );
}

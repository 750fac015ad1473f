//! Every sentence on all four journeys, read in full: none says of one what belongs to another.

use groupsweep_core::domain::{App, PageAddress, ReaderTime, Timestamp};
use std::sync::Arc;

use groupsweep_core::journal::{
    Elsewhere, LoadedFrom, RunHeader, Undone, Verified, is_wholly_undone, undone_in,
};
use groupsweep_core::plan::{
    Action, Category, CategoryCounts, Frozen, LeftOut, MembershipStatus, Plan, PlanCounts, Purpose,
    Source,
};
use groupsweep_core::report::VerificationFacts;
use groupsweep_core::report::wording::{
    CopyGoesOn, DialogScope, HeldBack, RunStage, breakdown, brought, continued, copy_dialog,
    dialog_title, done_note, elsewhere, followed, going_on, going_on_saved, group_reading,
    headline, here_already, keyword, left_out, loaded, not_finished, past_run, report_step,
    results_without_file, resume_dialog, run_step, run_title, saved, stopped, submit, to_go,
    undo_also, undo_dialog, undo_lead, undone, undone_headline, verification, verified_in_short,
    warning, why, why_checked, why_planned,
};
use groupsweep_core::run::{Evidence, KnownChange, Rate, Run, RunCounts, Tally};

use crate::support::sweep::{Sweep, forbidden, removed};
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

/// What is said of a plan and its run.
fn told(purpose: Purpose) -> Vec<String> {
    let (counts, tally) = (plan_counts(), Tally::of_counts([96, 3, 0, 2, 13, 304]));
    let button = submit(purpose, DialogScope::Remaining, &counts);
    vec![
        dialog_title(purpose, DialogScope::Trial, &counts),
        dialog_title(purpose, DialogScope::All, &counts),
        dialog_title(purpose, DialogScope::Remaining, &counts),
        format!("{} {}", button.verb, button.rows),
        breakdown(purpose, &counts),
        left_out(purpose, &counts).unwrap(),
        warning(purpose).to_owned(),
        run_title(purpose, RunStage::Ahead { rows: 1165 }),
        run_title(purpose, RunStage::Running { rows: 1 }),
        run_title(purpose, RunStage::Paused(tally)),
        run_title(purpose, RunStage::Stopped(tally)),
        run_step(tally),
        report_step(purpose, tally),
        done_note(purpose, tally, false),
        done_note(purpose, tally, true),
        headline(purpose, &run_counts([1166, 14, 0, 0, 0, 0])),
        headline(purpose, &run_counts([96, 1, 0, 2, 13, 304])),
        run_counts([1166, 14, 0, 0, 0, 0]).sentence(purpose.action()),
        verification(purpose, &facts(1180, 0, 0), ReaderTime::UTC),
        verification(purpose, &facts(1, 0, 0), ReaderTime::UTC),
        verification(purpose, &facts(1178, 2, 19), ReaderTime::UTC),
        verification(purpose, &facts(0, 0, 88), ReaderTime::UTC),
        group_reading(purpose, 2, 40, "Bo Adler, Uma Khan"),
        past_run(&head(purpose)),
        verified_in_short(
            purpose,
            &Verified {
                at: AT,
                as_planned: 1178,
                not_as_planned: 2,
                unreadable: 19,
            },
            ReaderTime::UTC,
        ),
        keyword(purpose).to_owned(),
    ]
}

const REMOVE: [&str; 26] = [
    "Remove this one membership?",
    "Remove 1,165 memberships?",
    "Remove 1,165 more memberships?",
    "Remove 1165",
    "1,179: 1,165 to remove · 14 already gone",
    "19 not found · 13 protected",
    "Accounts are not changed. You can add the memberships back later: with \"Undo this run\" while this browser keeps the record at this address, or by importing the restore file or the results file.",
    "Remove 1,165 memberships",
    "Removing 1 membership",
    "Paused: 99 of 418 done",
    "Stopped: 99 of 418 done",
    "99 of 418 done",
    "96 removed",
    "96 removed so far",
    "96 removed",
    "Done: 1,166 removed, 14 already gone",
    "Not complete: 96 removed, 1 already gone, 2 failed, 13 unconfirmed, 304 not started",
    "1,166 removed · 14 already gone · 19 not found · 13 protected",
    "Verified: all 1,180 memberships are gone, in 3 groups, read at 10:42:07 UTC.",
    "Verified: the membership is gone, in 3 groups, read at 10:42:07 UTC.",
    "1,178 of 1,199 memberships are gone; 2 are still there; 19 could not be read, in 3 groups, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are still there: Bo Adler, Uma Khan",
    "Removal as Ada Admin, from export.csv: 184 removed · 3 already gone · 1 gone since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verified on 23 Nov 2026, 10:42 UTC: 1,178 gone · 2 in the group · 19 could not be read.",
    "remove",
];

const ADD: [&str; 26] = [
    "Add this one membership?",
    "Add 1,165 memberships?",
    "Add 1,165 more memberships?",
    "Add 1165",
    "1,179: 1,165 to add · 14 already a member",
    "19 not found · 13 protected",
    "People gain the access that these groups give. Groups that give access to an app may use a licence for each person.",
    "Add 1,165 memberships",
    "Adding 1 membership",
    "Paused: 99 of 418 done",
    "Stopped: 99 of 418 done",
    "99 of 418 done",
    "96 added",
    "96 added so far",
    "96 added",
    "Done: 1,166 added, 14 already members",
    "Not complete: 96 added, 1 already a member, 2 failed, 13 unconfirmed, 304 not started",
    "1,166 added · 14 already a member · 19 not found · 13 protected",
    "Verified: all 1,180 memberships are there, in 3 groups, read at 10:42:07 UTC.",
    "Verified: the membership is there, in 3 groups, read at 10:42:07 UTC.",
    "1,178 of 1,199 memberships are there; 2 are not there; 19 could not be read, in 3 groups, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are not there: Bo Adler, Uma Khan",
    "Addition as Ada Admin, from export.csv: 184 added · 3 already a member · 1 there since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verified on 23 Nov 2026, 10:42 UTC: 1,178 there · 2 not there · 19 could not be read.",
    "add",
];

const UNDO_REMOVAL: [&str; 26] = [
    "Add this one membership back?",
    "Add 1,165 memberships back?",
    "Add 1,165 more memberships back?",
    "Add 1165",
    "1,179: 1,165 to add · 14 already a member",
    "19 not found · 13 protected",
    "People regain the access that these groups give. Groups that give access to an app may use a licence for each person again.",
    "Add 1,165 memberships back",
    "Adding 1 membership back",
    "Paused: 99 of 418 done",
    "Stopped: 99 of 418 done",
    "99 of 418 done",
    "96 added back",
    "96 added back so far",
    "96 added back",
    "Done: 1,166 added back, 14 already members",
    "Not complete: 96 added back, 1 already a member, 2 failed, 13 unconfirmed, 304 not started",
    "1,166 added · 14 already a member · 19 not found · 13 protected",
    "Verified: all 1,180 memberships are back, in 3 groups, read at 10:42:07 UTC.",
    "Verified: the membership is back, in 3 groups, read at 10:42:07 UTC.",
    "1,178 of 1,199 memberships are back; 2 are not back; 19 could not be read, in 3 groups, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are not back: Bo Adler, Uma Khan",
    "Undo of a removal as Ada Admin, from export.csv: 184 added · 3 already a member · 1 there since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verified on 23 Nov 2026, 10:42 UTC: 1,178 there · 2 not there · 19 could not be read.",
    "undo_removal",
];

const UNDO_ADDITION: [&str; 26] = [
    "Remove this one added membership?",
    "Remove 1,165 added memberships?",
    "Remove 1,165 more added memberships?",
    "Remove 1165",
    "1,179: 1,165 to remove · 14 already gone",
    "19 not found · 13 protected",
    "Accounts are not changed. People lose the access that these groups gave them.",
    "Remove 1,165 added memberships",
    "Removing 1 added membership",
    "Paused: 99 of 418 done",
    "Stopped: 99 of 418 done",
    "99 of 418 done",
    "96 removed",
    "96 removed so far",
    "96 removed",
    "Done: 1,166 removed, 14 already gone",
    "Not complete: 96 removed, 1 already gone, 2 failed, 13 unconfirmed, 304 not started",
    "1,166 removed · 14 already gone · 19 not found · 13 protected",
    "Verified: all 1,180 memberships are gone, in 3 groups, read at 10:42:07 UTC.",
    "Verified: the membership is gone, in 3 groups, read at 10:42:07 UTC.",
    "1,178 of 1,199 memberships are gone; 2 are still there; 19 could not be read, in 3 groups, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are still there: Bo Adler, Uma Khan",
    "Undo of an addition as Ada Admin, from export.csv: 184 removed · 3 already gone · 1 gone since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verified on 23 Nov 2026, 10:42 UTC: 1,178 gone · 2 in the group · 19 could not be read.",
    "undo_addition",
];

fn expected(purpose: Purpose) -> [&'static str; 26] {
    match purpose {
        Purpose::Remove => REMOVE,
        Purpose::Add => ADD,
        Purpose::UndoRemoval => UNDO_REMOVAL,
        Purpose::UndoAddition => UNDO_ADDITION,
    }
}

#[test]
fn every_sentence_of_every_journey_reads_so() {
    for purpose in Purpose::ALL {
        let told = told(purpose);
        for (told, expected) in told.iter().zip(expected(purpose)) {
            assert_eq!(told, expected, "{purpose:?}");
        }
        assert_eq!(told.len(), 26);
    }
}

#[test]
fn no_journey_speaks_of_another() {
    // The warning of a removal names the way back on purpose.
    let spoken = |purpose| {
        let told = told(purpose).into_iter();
        told.filter(move |sentence| sentence != warning(purpose))
            .collect::<Vec<_>>()
            .join("\n")
            .to_lowercase()
    };
    for (purpose, foreign) in [
        (Purpose::Remove, &["back", "add", "undo"][..]),
        (Purpose::Add, &["back", "remov", "gone", "undo"]),
        (Purpose::UndoRemoval, &["gone", "removed", "remove "]),
        (Purpose::UndoAddition, &["back"]),
    ] {
        let spoken = spoken(purpose);
        for word in foreign {
            assert!(!spoken.contains(word), "{purpose:?}: {word}\n{spoken}");
        }
        assert!(!spoken.contains("undo of an undo"));
    }
}

#[test]
fn an_undo_says_what_it_does_and_what_this_browser_cannot_know() {
    for (purpose, evidence, lead) in [
        (
            Purpose::Remove,
            Evidence::OwnRecord,
            "Adds back the memberships that this run removed. If removals could not be confirmed, you choose whether to include them. The undo is a run of its own: you confirm it, it is recorded, and it can be undone.",
        ),
        (
            Purpose::UndoAddition,
            Evidence::OwnRecord,
            "Adds back the memberships that this run removed. If removals could not be confirmed, you choose whether to include them. The undo is a run of its own: you confirm it, it is recorded, and it can be undone.",
        ),
        (
            Purpose::Add,
            Evidence::OwnRecord,
            "Removes the memberships that this run added. If additions could not be confirmed, you choose whether to include them. The undo is a run of its own: it is checked, you confirm it, and it is recorded.",
        ),
        (
            Purpose::UndoRemoval,
            Evidence::OwnRecord,
            "Removes the memberships that this run added. If additions could not be confirmed, you choose whether to include them. The undo is a run of its own: it is checked, you confirm it, and it is recorded.",
        ),
        (
            Purpose::Remove,
            Evidence::ResultsFile,
            "Adds the memberships that this file says were removed. This browser has no record of that run, so they are checked like any other addition.",
        ),
        (
            Purpose::Add,
            Evidence::ResultsFile,
            "Removes the memberships that this file says were added. This browser has no record of that run, so they are checked like any other removal.",
        ),
        (
            Purpose::Remove,
            Evidence::BroughtRecord,
            "Adds the memberships that this record says were removed. It came from another address, so they are checked like any other addition.",
        ),
        (
            Purpose::Add,
            Evidence::BroughtRecord,
            "Removes the memberships that this record says were added. It came from another address, so they are checked like any other removal.",
        ),
    ] {
        assert_eq!(undo_lead(purpose, evidence), lead);
    }
    let titles = Purpose::ALL.map(|undo| undo_dialog(undo, 12).0);
    assert_eq!(
        titles,
        [
            "Remove 12 memberships?",
            "Add 12 memberships?",
            "Add 12 memberships back?",
            "Remove 12 added memberships?",
        ]
    );
    assert_eq!(
        undo_also(Purpose::Remove, KnownChange::Unconfirmed, 1).unwrap(),
        "Also add 1 row whose removal could not be confirmed"
    );
    assert_eq!(
        undo_also(Purpose::Add, KnownChange::Unconfirmed, 2).unwrap(),
        "Also remove 2 rows whose addition could not be confirmed"
    );
    assert_eq!(
        undo_also(Purpose::Remove, KnownChange::SinceCheck, 12).unwrap(),
        "Also add 12 memberships that the check found but this run's call did not. This run may have removed them, or somebody else did."
    );
    assert_eq!(
        undo_also(Purpose::Add, KnownChange::SinceCheck, 1).unwrap(),
        "Also remove 1 membership that the check did not find but this run's call did. This run may have added it, or somebody else did."
    );
}

#[test]
fn a_run_that_was_taken_back_says_when_and_how_far() {
    let of = |rows| Undone {
        by: "b".into(),
        at: AT,
        rows,
        unconfirmed: 0,
        open: 0,
        earlier: 0,
    };
    for (run, changed, rows, sentence) in [
        (
            Purpose::Remove,
            1166,
            1166,
            "Undone on 23 Nov 2026, 10:42 UTC: all 1,166 memberships were back.",
        ),
        (
            Purpose::UndoAddition,
            1,
            1,
            "Undone on 23 Nov 2026, 10:42 UTC: the membership was back.",
        ),
        (
            Purpose::Remove,
            12,
            1,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 1 of 12 memberships was back.",
        ),
        (
            Purpose::UndoRemoval,
            12,
            12,
            "Undone on 23 Nov 2026, 10:42 UTC: all 12 memberships were gone.",
        ),
        (
            Purpose::Add,
            12,
            3,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 3 of 12 memberships were gone.",
        ),
    ] {
        let mut run = head(run);
        run.progress.counts = Tally::of_counts([changed, 0, 0, 0, 0, 0]);
        assert_eq!(undone(&run, &of(rows), ReaderTime::UTC), sentence);
    }
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
    assert_eq!(
        dialog_title(Purpose::Remove, DialogScope::All, &counts),
        "Send 14 rows with nothing to change?"
    );
}

/// The head of a removal that was made at another address: 184 removed, 2 failed, 5 unconfirmed, 228 not started.
fn carried() -> RunHeader {
    let mut head = RunHeader {
        brought: Some(LoadedFrom {
            from: "127.0.0.1:8737".into(),
            at: AT,
        }),
        created: Timestamp(AT.0 - 86_400_000),
        ..head(Purpose::Remove)
    };
    head.progress.counts = Tally::of_counts([184, 0, 0, 2, 5, 228]);
    head
}

#[test]
fn a_record_from_another_address_says_where_it_comes_from_and_what_became_of_it() {
    let head = carried();
    assert_eq!(
        loaded(&head, AT, ReaderTime::UTC),
        "Loaded the run of 22 Nov 2026, 10:42 UTC on mysite.atlassian.net, saved at 127.0.0.1:8737 on 23 Nov 2026, 10:42 UTC. It is now under Past runs."
    );
    assert_eq!(
        here_already(
            &head,
            &PageAddress::of_host("127.0.0.1:8738"),
            ReaderTime::UTC
        ),
        "The run of 22 Nov 2026, 10:42 UTC on mysite.atlassian.net is already kept in this browser at this address (127.0.0.1:8738), so nothing was loaded. If the file is newer than the record here, delete the run here first, then load the file again."
    );
    let from = head.brought.clone().unwrap();
    assert_eq!(
        brought(&from, ReaderTime::UTC),
        "Brought from 127.0.0.1:8737 on 23 Nov 2026, 10:42 UTC."
    );
    assert_eq!(continued(&head, [&head], ReaderTime::UTC), None);
    let next = RunHeader {
        continues: Some(head.id.clone()),
        ..RunHeader::clone(&self::head(Purpose::Remove))
    };
    assert_eq!(
        continued(&head, [&head, &next], ReaderTime::UTC).unwrap(),
        "Resumed here on 23 Nov 2026, 10:42 UTC, as a run of its own."
    );
}

#[test]
fn a_run_whose_file_is_not_in_the_page_says_which_rows_and_columns_the_results_lack() {
    let (_, plan) = table_and_plan(9);
    let of = |sorted: CategoryCounts| {
        let mut summary = plan.summary().clone();
        summary.sorted = sorted;
        let plan = Plan::thaw(Frozen {
            purpose: plan.purpose(),
            items: plan.items().to_vec(),
            connection: plan.connection().clone(),
            summary,
            source: Source {
                mark: plan.file().clone(),
                table: None,
            },
        });
        results_without_file(&Run::new(Arc::new(plan.unwrap()), Rate::DEFAULT))
    };
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
fn an_undo_with_unconfirmed_rows_is_never_said_to_be_whole() {
    let of = |rows, unconfirmed| Undone {
        by: "b".into(),
        at: AT,
        rows,
        unconfirmed,
        open: unconfirmed,
        earlier: 0,
    };
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 0, 0]);
    for (rows, unconfirmed, sentence) in [
        (
            3,
            8,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 3 of 12 memberships were back, 8 unconfirmed.",
        ),
        (
            0,
            1,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 0 of 12 memberships were back, 1 unconfirmed.",
        ),
        (
            12,
            2,
            "Partly undone on 23 Nov 2026, 10:42 UTC: 12 of 14 memberships were back, 2 unconfirmed.",
        ),
    ] {
        assert_eq!(
            undone(&run, &of(rows, unconfirmed), ReaderTime::UTC),
            sentence
        );
    }
}

#[test]
fn what_a_run_from_another_address_removed_is_added_and_not_added_back() {
    let undo = Undone {
        by: "b".into(),
        at: AT,
        rows: 184,
        unconfirmed: 0,
        open: 0,
        earlier: 0,
    };
    assert_eq!(
        undone(&carried(), &undo, ReaderTime::UTC),
        "Undone on 23 Nov 2026, 10:42 UTC: all 184 memberships were in their groups."
    );
}

#[test]
fn the_question_before_a_run_from_another_address_goes_on_counts_what_is_left() {
    let mut head = carried();
    let from = head.brought.clone().unwrap();
    let asked = going_on(&head, &from, ReaderTime::UTC);
    assert_eq!(
        asked.title,
        "Resume the run of 22 Nov 2026, 10:42 UTC on mysite.atlassian.net?"
    );
    assert_eq!(
        asked.why,
        "This run was made at 127.0.0.1:8737. Two addresses must not work on the same run. Close that page first, and do not resume the run there."
    );
    assert_eq!(
        asked.next,
        "Nothing is sent yet. On Run, the site is first asked about the 5 unconfirmed rows and the 230 rows still to do. You then confirm them like any other plan, as a run of its own."
    );
    assert_eq!(asked.closed, "The run is no longer open at 127.0.0.1:8737");
    head.progress.counts = Tally::of_counts([184, 0, 0, 0, 0, 1]);
    assert!(
        going_on(&head, &from, ReaderTime::UTC)
            .next
            .contains("asked about the 1 row still to do.")
    );
    head.progress.counts = Tally::of_counts([184, 0, 0, 0, 1, 0]);
    assert!(
        going_on(&head, &from, ReaderTime::UTC)
            .next
            .contains("asked about the 1 unconfirmed row.")
    );
}

/// The run as a tab showed it, and as another tab left it.
fn resumed(purpose: Purpose, now: [u32; 6], left: usize) -> (String, Vec<String>) {
    let at = |counts| {
        let mut head = head(purpose);
        head.progress.counts = Tally::of_counts(counts);
        head.left_out = LeftOut::default();
        head
    };
    resume_dialog(&at([6, 0, 0, 0, 0, 34]), &at(now), left)
}

#[test]
fn a_run_that_goes_on_from_a_copy_says_what_it_sends_and_what_becomes_of_the_copy() {
    let mut head = head(Purpose::Remove);
    head.progress.counts = Tally::of_counts([6, 0, 0, 0, 2, 32]);
    head.left_out = LeftOut::default();
    for (goes_on, title, button, last) in [
        (
            CopyGoesOn::Resume,
            "Resume this removal?",
            "Resume run",
            "Resuming removes 34 memberships. First it rechecks 2 unconfirmed rows. This copy will become the record of the run.",
        ),
        // What is released is not what is unconfirmed.
        (
            CopyGoesOn::Release,
            "Continue this removal?",
            "Continue run",
            "Continuing removes 34 memberships. This copy will become the record of the run.",
        ),
    ] {
        let (said, sentences) = copy_dialog(&head, goes_on, 34, ReaderTime::UTC);
        assert_eq!(said, title);
        assert_eq!(goes_on.button(), button);
        assert_eq!(sentences.last().map(String::as_str), Some(last));
        assert!(
            sentences[0].contains("6 removed · 2 unconfirmed · 32 not started."),
            "{}",
            sentences[0]
        );
    }
}

#[test]
fn a_resume_after_another_tab_says_what_changed_and_what_goes_on() {
    for (purpose, title, changed, goes_on) in [
        (
            Purpose::Remove,
            "Resume this removal?",
            "Another tab changed this run. This tab showed: 6 removed · 34 not started. The record now shows: 25 removed · 15 not started.",
            "Resuming removes 15 memberships.",
        ),
        (
            Purpose::Add,
            "Resume this addition?",
            "Another tab changed this run. This tab showed: 6 added · 34 not started. The record now shows: 25 added · 15 not started.",
            "Resuming adds 15 memberships.",
        ),
        (
            Purpose::UndoRemoval,
            "Resume this undo?",
            "Another tab changed this run. This tab showed: 6 added · 34 not started. The record now shows: 25 added · 15 not started.",
            "Resuming adds 15 memberships back.",
        ),
        (
            Purpose::UndoAddition,
            "Resume this undo?",
            "Another tab changed this run. This tab showed: 6 removed · 34 not started. The record now shows: 25 removed · 15 not started.",
            "Resuming removes 15 added memberships.",
        ),
    ] {
        let said = resumed(purpose, [25, 0, 0, 0, 0, 15], 15);
        assert_eq!(
            said,
            (
                title.to_owned(),
                vec![changed.to_owned(), goes_on.to_owned()]
            )
        );
    }
}

#[test]
fn a_resume_rechecks_what_another_tab_left_unconfirmed() {
    let (_, words) = resumed(Purpose::Remove, [24, 0, 0, 0, 2, 14], 16);
    assert_eq!(
        words[1],
        "Resuming removes 16 memberships. First it rechecks 2 unconfirmed rows."
    );
}

#[test]
fn a_resume_after_another_tab_only_read_says_that_the_counts_are_the_same() {
    let (_, words) = resumed(Purpose::Remove, [6, 0, 0, 0, 0, 34], 34);
    assert_eq!(
        words[0],
        "Another tab worked on this run, but the counts did not change: 6 removed · 34 not started."
    );
}

#[test]
fn a_run_that_may_have_gone_to_another_address_is_asked_about_before_it_is_resumed() {
    let head = head(Purpose::Remove);
    assert_eq!(
        saved(AT, ReaderTime::UTC),
        "Record saved as a file on 23 Nov 2026, 10:42 UTC."
    );
    let asked = going_on_saved(&head, AT, ReaderTime::UTC);
    assert_eq!(
        asked.why,
        "The record of this run was saved as a file on 23 Nov 2026, 10:42 UTC. If the file was loaded at another address, the run may have continued there."
    );
    assert_eq!(
        asked.next,
        "Resume the run here only if it was not resumed anywhere else. Otherwise, changes that were undone there are made again."
    );
    assert_eq!(asked.closed, "The run was not resumed at another address");
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
        is_stopped: false,
    };
    assert_eq!(
        held_back.sentences(Action::Remove),
        [
            "3 rows are protected and will not be removed. To include one, give a reason. Rows on your keep list and rows of groups that your identity provider manages cannot be included.",
            "5 rows are held back, because the site has another name for the person or the group. Compare the names. Include a row only if you are sure that it is the right one.",
        ]
    );
    let stopped = HeldBack {
        is_stopped: true,
        ..held_back
    };
    assert_eq!(
        stopped.sentences(Action::Add),
        ["3 rows are protected and will not be added."]
    );
    let none = HeldBack {
        protected: 0,
        other_names: 0,
        is_stopped: false,
    };
    assert!(none.sentences(Action::Remove).is_empty());
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
fn a_run_is_wholly_undone_once_nothing_of_it_is_left_to_take_back() {
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 3, 0]);
    let mut undo = head(Purpose::UndoRemoval);
    (undo.id, undo.undoes) = ("b".into(), Some(run.id.clone()));
    for (counts, is_whole) in [
        ([11, 1, 0, 0, 0, 0], false),
        ([13, 2, 0, 0, 0, 0], true),
        ([15, 0, 0, 0, 0, 0], true),
        ([11, 0, 0, 0, 0, 0], false),
        ([12, 0, 0, 3, 0, 0], false),
        ([12, 0, 0, 0, 3, 0], false),
    ] {
        undo.progress.counts = Tally::of_counts(counts);
        assert_eq!(
            is_wholly_undone(&run, [&undo, &run]),
            is_whole,
            "{counts:?}"
        );
    }
    assert!(!is_wholly_undone(&run, [&run]));
}

#[test]
fn the_title_of_an_undone_run_says_that_it_was_undone() {
    let whole = run_counts([1166, 14, 0, 0, 0, 0]);
    let part = run_counts([96, 0, 0, 0, 0, 304]);
    for (purpose, counts, title) in [
        (
            Purpose::Remove,
            &whole,
            "Done, then undone: 1,166 removed, 14 already gone",
        ),
        (
            Purpose::Remove,
            &part,
            "Not complete, then undone: 96 removed, 304 not started",
        ),
        (
            Purpose::Add,
            &whole,
            "Done, then undone: 1,166 added, 14 already members",
        ),
        (
            Purpose::UndoRemoval,
            &whole,
            "Done, then undone: 1,166 added back, 14 already members",
        ),
        (
            Purpose::UndoAddition,
            &whole,
            "Done, then undone: 1,166 removed, 14 already gone",
        ),
    ] {
        assert_eq!(undone_headline(purpose, counts), title);
        assert_eq!(run_title(purpose, RunStage::Undone(*counts)), title);
    }
}

#[test]
fn an_undo_is_whole_only_if_every_row_that_it_took_on_is_back() {
    let mut run = head(Purpose::Remove);
    run.progress.counts = Tally::of_counts([12, 0, 0, 0, 3, 0]);
    let mut undo = head(Purpose::UndoRemoval);
    (undo.id, undo.undoes) = ("b".into(), Some(run.id.clone()));
    undo.progress.counts = Tally::of_counts([12, 0, 0, 3, 0, 0]);
    let said = |undos: &[&RunHeader]| {
        let undo = undone_in(&run, undos.iter().copied()).unwrap();
        undone(&run, &undo, ReaderTime::UTC)
    };
    assert_eq!(
        said(&[&undo]),
        "Partly undone on 23 Nov 2026, 10:42 UTC: 12 of 15 memberships were back."
    );
    let mut rest = undo.clone();
    (rest.id, rest.progress.at) = ("c".into(), Timestamp(undo.progress.at.0 + 1));
    rest.progress.counts = Tally::of_counts([2, 1, 0, 0, 0, 0]);
    assert_eq!(
        said(&[&undo, &rest]),
        "Undone on 23 Nov 2026, 10:42 UTC: all 15 memberships were back."
    );
    assert!(is_wholly_undone(&run, [&undo, &rest]));
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
    // No check was made of an undo: nothing is said of one.
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

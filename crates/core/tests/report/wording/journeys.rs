//! Every sentence of the plan and the confirmation on all four journeys in full. No journey has another one's
//! sentences.

use super::{AT, facts, head, plan_counts, run_counts};
use groupsweep_core::domain::ReaderTime;
use groupsweep_core::journal::Verified;
use groupsweep_core::plan::Purpose;
use groupsweep_core::report::wording::{
    DialogScope, RunStage, breakdown, dialog_title, done_note, group_reading, headline, keyword,
    left_out, past_run, report_step, run_step, run_title, submit, verification, verified_in_short,
    warning,
};
use groupsweep_core::run::Tally;

/// The sentences about a plan and its run.
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
        warning(purpose, 1_165),
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
    "1,178 of 1,199 memberships in 3 groups are gone; 2 are still there; 19 could not be read, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are still there: Bo Adler, Uma Khan",
    "Removal as Ada Admin, from export.csv: 184 removed · 3 already gone · 1 gone since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verify on 23 Nov 2026, 10:42 UTC: 1,178 gone · 2 still members · 19 could not be read.",
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
    "1,178 of 1,199 memberships in 3 groups are there; 2 are not there; 19 could not be read, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are not there: Bo Adler, Uma Khan",
    "Addition as Ada Admin, from export.csv: 184 added · 3 already a member · 1 there since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verify on 23 Nov 2026, 10:42 UTC: 1,178 there · 2 not there · 19 could not be read.",
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
    "1,178 of 1,199 memberships in 3 groups are back; 2 are not back; 19 could not be read, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are not back: Bo Adler, Uma Khan",
    "Undo of a removal as Ada Admin, from export.csv: 184 added · 3 already a member · 1 there since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verify on 23 Nov 2026, 10:42 UTC: 1,178 there · 2 not there · 19 could not be read.",
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
    "1,178 of 1,199 memberships in 3 groups are gone; 2 are still there; 19 could not be read, read at 10:42:07 UTC.",
    "Not verified: none of the 88 memberships could be read.",
    "2 of 40 are still there: Bo Adler, Uma Khan",
    "Undo of an addition as Ada Admin, from export.csv: 184 removed · 3 already gone · 1 gone since the check · 2 failed · 228 not started · 19 not found · 13 protected.",
    "Verify on 23 Nov 2026, 10:42 UTC: 1,178 gone · 2 still members · 19 could not be read.",
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
    // The warning before a removal names Undo on purpose.
    let spoken = |purpose| {
        let told = told(purpose).into_iter();
        told.filter(move |sentence| *sentence != warning(purpose, 1_165))
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
fn the_trials_one_membership_is_one() {
    let told = warning(Purpose::Remove, 1);
    assert!(told.contains("add the membership back"), "{told}");
}

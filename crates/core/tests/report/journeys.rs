//! The sentences after a run, on all four journeys. They are in `journeys.txt`.

use std::collections::BTreeSet;
use std::fmt::Write;

use groupsweep_core::atlassian::Caller;
use groupsweep_core::domain::{App, ReaderTime, SiteCall, Timestamp, TransportError};
use groupsweep_core::journal::{LoadedFrom, RunHeader, Undone, UndoneAgain};
use groupsweep_core::plan::{
    AccessLoss, Action, Category, LeftOut, MembershipStatus, PlanCounts, Purpose, Scope,
};
use groupsweep_core::report::wording::{
    CopyGoesOn, HeldBack, Inclusion, TrialRow, access_losses, admin_roles, choose_lead,
    choose_prompt, choose_title, copy_dialog, deselected_for, earlier_run, export_title, going_on,
    going_on_saved, group_changed_back, group_members, leave_out, left_to_later,
    nothing_left_to_undo, nothing_to_undo, own_account, own_rows_unknown, progress_name, proof,
    question_name, ready, ready_without_proof, rest_after_unproven_trial, rest_button,
    rest_without_proof, restore_also, restore_before, restored_rows, resume_dialog, to_go,
    trial_failed, trial_unseen, undo_also, undo_dialog, undo_lead, undone, undone_again,
    verification, warning_of_export, why_checked, why_planned,
};
use groupsweep_core::report::{ListedMembers, VerificationFacts};
use groupsweep_core::run::{Evidence, KnownChange, ProofVerdict, SeenLater, Tally};

use crate::support::replies::{known, masked, not_a_member};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{error, table_and_plan};

const AT: Timestamp = Timestamp(1_795_430_527_000);
const TIMES: ReaderTime = ReaderTime::UTC;

/// 184 changed, 3 as wanted before, 1 since the check, 2 failed, 5 unconfirmed, 228 not started.
fn head(purpose: Purpose) -> RunHeader {
    let mut head = RunHeader::new("a".into(), &table_and_plan(2).1, None, AT);
    head.purpose = purpose;
    head.progress.counts = Tally::of_counts([184, 3, 1, 2, 5, 228]);
    head.left_out = LeftOut {
        not_found: 19,
        other_name: 2,
        ..LeftOut::default()
    };
    head
}

fn taken_back(rows: u32, unconfirmed: u32) -> Undone {
    Undone {
        by: "b".into(),
        at: AT,
        rows,
        unconfirmed,
        open: unconfirmed,
    }
}

fn taken_back_in_turn(rows: u32, unconfirmed: u32) -> UndoneAgain {
    UndoneAgain {
        by: "c".into(),
        at: AT,
        rows,
        unconfirmed,
    }
}

/// The same run, known only from a file.
fn brought_here(run: &RunHeader) -> RunHeader {
    RunHeader {
        brought: Some(LoadedFrom {
            from: "127.0.0.1:8737".into(),
            at: AT,
        }),
        ..run.clone()
    }
}

fn changed_back() -> VerificationFacts {
    VerificationFacts {
        groups: 3,
        groups_unreadable: 0,
        rows: 184,
        rows_as_planned: 180,
        rows_not_as_planned: 1,
        rows_changed_back: 3,
        rows_unreadable: 0,
        read_at: AT,
    }
}

/// The sentences about a run with this purpose after it is finished, resumed, verified or undone.
fn said(purpose: Purpose) -> Vec<String> {
    let run = head(purpose);
    let mut before = run.clone();
    before.progress.counts = Tally::of_counts([100, 0, 0, 0, 0, 323]);
    let brought = brought_here(&run);
    let mut said = vec![
        undone(&run, &taken_back(184, 0), TIMES),
        undone(&run, &taken_back(100, 3), TIMES),
        undone(&brought, &taken_back(184, 0), TIMES),
        undone_again(&run, &taken_back_in_turn(184, 0), Some(AT), TIMES),
        undone_again(&run, &taken_back_in_turn(1, 0), Some(AT), TIMES),
        undone_again(&brought, &taken_back_in_turn(100, 3), Some(AT), TIMES),
        undone_again(&run, &taken_back_in_turn(1, 2), None, TIMES),
        verification(purpose, &changed_back(), TIMES),
        group_changed_back(purpose, 2, 40, "Bo Adler, Uma Khan"),
        warning_of_export(purpose, 2),
        warning_of_export(purpose, 1),
        nothing_to_undo(purpose, 0),
        nothing_to_undo(purpose, 2),
        nothing_left_to_undo(purpose).to_owned(),
        left_to_later(purpose, (SeenLater::Reversed, AT, 89), TIMES),
        left_to_later(purpose, (SeenLater::ChangedAgain, AT, 1), TIMES),
    ];
    for evidence in [
        Evidence::OwnRecord,
        Evidence::ResultsFile,
        Evidence::BroughtRecord,
    ] {
        said.push(undo_lead(purpose, evidence).to_owned());
    }
    for changed in [KnownChange::Unconfirmed, KnownChange::SinceCheck] {
        said.extend(undo_also(purpose, changed, 12));
        // There is a restore file of removals only.
        let restore =
            (purpose.action() == Action::Remove).then(|| restore_also(purpose, changed, 12));
        said.extend(restore.flatten());
    }
    let (title, next) = undo_dialog(purpose, 12);
    said.push(format!("{title} {next}"));
    let (title, sentences) = resume_dialog(&before, &run, 235);
    said.push(format!("{title} {}", sentences.join(" ")));
    for goes_on in [CopyGoesOn::Resume, CopyGoesOn::Release] {
        let (title, sentences) = copy_dialog(&run, goes_on, 235, TIMES);
        said.push(format!("{title} {}", sentences.join(" ")));
    }
    for asked in [
        going_on(&brought, brought.brought.as_ref().unwrap(), TIMES),
        going_on_saved(&run, AT, TIMES),
    ] {
        said.push(format!(
            "{} {} {} {}.",
            asked.title, asked.why, asked.next, asked.closed
        ));
    }
    let categories = Category::ALL.into_iter();
    let leaves_out = categories.filter_map(|sort| leave_out(sort, purpose.action()));
    said.extend(leaves_out.map(str::to_owned));
    said.extend(
        [
            choose_title(purpose),
            choose_lead(purpose),
            choose_prompt(purpose),
            question_name(purpose),
            progress_name(purpose),
            rest_button(purpose),
            ready(purpose, 2),
            ready(purpose, 1),
            earlier_run(purpose.action()),
        ]
        .map(str::to_owned),
    );
    said.push(deselected_for(purpose.action(), 2));
    said.push(restored_rows(purpose.action(), 2));
    said.push(export_title(purpose, 200));
    said.extend(admin_roles(purpose, 2));
    said.extend(own_account(purpose, "site-admins", 3));
    let without_account = own_rows_unknown(&Caller::OrganizationKey, purpose.action());
    said.extend(without_account.map(str::to_owned));
    said.extend(trial_unseen(purpose).map(str::to_owned));
    said.extend(ready_without_proof(purpose).map(str::to_owned));
    said.extend(restore_before(purpose).map(str::to_owned));
    for rows in [1, 24] {
        let loss = AccessLoss {
            group: "jira-users".into(),
            apps: vec!["Jira".to_owned(), "Confluence".to_owned()],
            rows,
        };
        said.extend(access_losses(purpose, &[loss]));
    }
    for inclusion in [Inclusion::Some, Inclusion::Stopped] {
        let held = HeldBack {
            protected: 13,
            other_names: 2,
            inclusion,
        };
        said.extend(held.sentences(purpose.action()));
    }
    said.extend(said_of_rows(purpose));
    said.extend(said_of_trials(purpose));
    said
}

/// Of a trial that is over, and of what its group shows.
fn said_of_trials(purpose: Purpose) -> Vec<String> {
    let mut said = Vec::new();
    for was_seen in [true, false] {
        let row = TrialRow {
            user: "Bo Adler".into(),
            group: "Contractors".into(),
            was_seen,
        };
        for verdict in [
            ProofVerdict::Gone { members: 1 },
            ProofVerdict::NotOnOwnList,
            ProofVerdict::StillListed,
            ProofVerdict::Unreadable("the site no longer accepts the token (401)".into()),
        ] {
            said.extend(proof(purpose, &row, &verdict, AT, TIMES));
        }
    }
    let answers: [fn(&SiteCall) -> Reply; 4] = [
        |_| not_a_member(),
        |_| masked(),
        |_| Ok(error(403, "no")),
        |call| match call {
            SiteCall::Remove(_) => Err(TransportError::TimedOut),
            other => known(other),
        },
    ];
    for answer in answers {
        for rows in [1, 2] {
            let mut sweep = Sweep::new(table_and_plan(rows).1, 50);
            sweep.release(Scope::Trial);
            sweep.play(answer);
            said.extend(trial_failed(purpose, &sweep.run));
        }
    }
    let mut unproven = Sweep::new(table_and_plan(2).1, 50);
    unproven.release(Scope::Trial);
    unproven.play(|_| Err(TransportError::TimedOut));
    unproven.release(Scope::Trial);
    unproven.play(|_| not_a_member());
    said.extend(trial_failed(purpose, &unproven.run));
    said.extend(rest_without_proof(
        purpose,
        "the site refuses to list it (403)",
    ));
    said.extend(rest_after_unproven_trial(purpose).map(str::to_owned));
    said
}

/// Of rows before they are sent, and of a group after the run.
fn said_of_rows(purpose: Purpose) -> Vec<String> {
    let mut said = Vec::new();
    let left = PlanCounts {
        to_change: 57,
        already: 3,
        ..PlanCounts::default()
    };
    for changed in [27, 26] {
        let listed = ListedMembers {
            before: 1_028,
            changed,
        };
        said.push(group_members(purpose.action(), listed, 27));
    }
    said.dedup();
    said.push(to_go(purpose, &left));
    for sort in [
        Category::WillChange,
        Category::Already,
        Category::NotFound,
        Category::NotChecked,
    ] {
        said.push(why_planned(purpose, sort).to_owned());
    }
    let member = MembershipStatus::Member;
    said.push(why_checked(
        purpose,
        Category::WillChange,
        member,
        &[App::Jira],
    ));
    said
}

#[test]
fn what_is_said_after_a_run_reads_so_on_every_journey() {
    let mut all = String::new();
    for purpose in Purpose::ALL {
        writeln!(all, "# {purpose:?}").unwrap();
        for sentence in said(purpose) {
            writeln!(all, "{sentence}").unwrap();
        }
        all.push('\n');
    }
    let read = include_str!("journeys.txt");
    for (now, read) in all.lines().zip(read.lines()) {
        assert_eq!(now, read);
    }
    assert_eq!(all, read);
}

#[test]
fn no_sentence_after_a_run_says_back_where_only_a_file_shows_the_removal() {
    for purpose in Purpose::ALL {
        for evidence in [Evidence::ResultsFile, Evidence::BroughtRecord] {
            let lead = undo_lead(purpose, evidence);
            assert!(!lead.contains("back"), "{purpose:?}: {lead}");
        }
    }
}

/// Sentences are made in one folder: each function there that is given the purpose, the action or the run's head is
/// read on all four journeys, here or in `wording/journeys.rs`.
#[test]
fn every_sentence_that_depends_on_the_journey_is_read_on_each() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/wording");
    let mut unread = BTreeSet::new();
    let mut looked_at = 0;
    let body = |text: &str, name: &str| {
        let from = text.split(name).nth(1).unwrap();
        from.split("\n}\n").next().unwrap().to_owned()
    };
    let read = [
        body(include_str!("journeys.rs"), "fn said("),
        body(include_str!("journeys.rs"), "fn said_of_rows("),
        body(include_str!("journeys.rs"), "fn said_of_trials("),
        body(include_str!("wording/journeys.rs"), "fn told("),
    ];
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for signature in text.split("pub fn ").skip(1) {
            let signature = signature.split('{').next().unwrap();
            let depends = ["Purpose", "Action", "&RunHeader"];
            if !depends.iter().any(|what| signature.contains(what)) {
                continue;
            }
            looked_at += 1;
            let name = signature.split(['(', '<']).next().unwrap();
            if !read.iter().any(|body| body.contains(&format!("{name}("))) {
                unread.insert(name.to_owned());
            }
        }
    }
    // These say the same on every journey: whose record it is, and where it is kept. `why` is read for both actions,
    // and `undone_headline` on each journey in a test of its own.
    let alike = [
        "changed",
        "continued",
        "damaged_here",
        "here_already",
        "loaded",
        "undone_headline",
        "why",
    ];
    assert_eq!(unread, alike.map(str::to_owned).into());
    assert!(looked_at > 25, "{looked_at}");
}

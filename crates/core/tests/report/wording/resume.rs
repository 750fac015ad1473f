//! The sentences about resuming a run: after another tab, from a copy, from another address.

use super::{AT, head};
use groupsweep_core::domain::{PageAddress, ReaderTime, Timestamp};
use groupsweep_core::journal::{LoadedFrom, RunHeader, Undone};
use groupsweep_core::plan::{LeftOut, Purpose};
use groupsweep_core::report::wording::{
    CopyGoesOn, brought, continued, copy_dialog, going_on, going_on_saved, here_already, loaded,
    resume_dialog, saved, undone,
};
use groupsweep_core::run::Tally;

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
        "Loaded from 127.0.0.1:8737 on 23 Nov 2026, 10:42 UTC."
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
fn what_a_run_from_another_address_removed_is_added_and_not_added_back() {
    let undo = Undone {
        by: "b".into(),
        at: AT,
        rows: 184,
        unconfirmed: 0,
        open: 0,
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
            "Resuming removes 34 memberships. It starts with 2 unconfirmed rows, which may be sent a second time. This copy will become the record of the run.",
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
        "Resuming removes 16 memberships. It starts with 2 unconfirmed rows, which may be sent a second time."
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

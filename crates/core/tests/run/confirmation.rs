//! What may be confirmed, and every reason why something may not.

use std::sync::Arc;

use groupsweep_core::choose::{KeepList, SelectionHistory};
use groupsweep_core::domain::{PageAddress, Timestamp};
use groupsweep_core::plan::{Action, FreezeError, Plan, Proposal, Scope, WayOn};
use groupsweep_core::run::{
    Closed, Event, KeepListReading, LateFacts, LateKeepList, LateRecord, Outcome, Phase, Rate, Run,
    Situation, ToConfirm, WhyNot, may_be_asked, prepare_confirmation,
};

use crate::support::replies::{forbidden, not_a_member, removed};
use crate::support::sweep::Sweep;
use crate::support::{account, caller, connection, export, table, table_and_plan};

const TRIAL: ToConfirm = ToConfirm::Changes(Scope::Trial);
const REST: ToConfirm = ToConfirm::Changes(Scope::Remaining);
const RETRY: ToConfirm = ToConfirm::Changes(Scope::Failed);

/// A page where everything is as it should be, before there is anything to confirm.
const CLEAR: Situation<'static> = Situation {
    run: None,
    proposal: None,
    is_being_checked: false,
    is_connected: true,
    is_driven_elsewhere: false,
    closed: None,
    is_trial_read_back: true,
};

pub(super) fn of_run(run: &Run) -> Situation<'_> {
    Situation {
        run: Some(run),
        ..CLEAR
    }
}

fn of_proposal(proposal: &Proposal) -> Situation<'_> {
    Situation {
        proposal: Some(proposal),
        ..CLEAR
    }
}

fn here() -> PageAddress {
    PageAddress::of_host("127.0.0.1:8737")
}

fn late(read: KeepListReading) -> LateFacts {
    LateFacts {
        keep_list: LateKeepList {
            here: here(),
            read,
            lost_ticks: false,
        },
        record: LateRecord::Current,
    }
}

/// Nothing was changed by another tab, and there is no keep list.
fn quiet() -> LateFacts {
    late(KeepListReading::Known(None))
}

/// Three people of one file, ticked.
fn proposal(action: Action) -> Proposal {
    let mut choice = SelectionHistory::new(Arc::new(table(export(&[(0, 0), (0, 1), (1, 2)]))));
    let rows: Vec<_> = choice.table().row_numbers().collect();
    choice.set(rows, true);
    Proposal::of_choice(&choice, action.into(), connection()).unwrap()
}

fn why(what: ToConfirm, now: &Situation<'_>, late: &LateFacts) -> WhyNot {
    prepare_confirmation(what, now, late).unwrap_err()
}

fn items(plan: &Plan) -> usize {
    plan.items().len()
}

/// A run of nine rows whose trial was removed.
fn behind_its_trial() -> Sweep {
    let mut sweep = Sweep::new(table_and_plan(9).1, 50);
    sweep.try_the_first();
    sweep
}

#[test]
fn a_removal_begins_with_the_trial_and_an_addition_with_everything() {
    let (remove, add) = (proposal(Action::Remove), proposal(Action::Add));
    let plan = prepare_confirmation(TRIAL, &of_proposal(&remove), &quiet()).unwrap();
    assert_eq!(items(&plan), 3);
    assert_eq!(
        why(REST, &of_proposal(&remove), &quiet()),
        WhyNot::TrialFirst
    );
    let plan = prepare_confirmation(REST, &of_proposal(&add), &quiet()).unwrap();
    assert_eq!(items(&plan), 3);
    assert_eq!(why(TRIAL, &of_proposal(&add), &quiet()), WhyNot::TrialOver);
    for before in [&remove, &add] {
        assert_eq!(
            why(RETRY, &of_proposal(before), &quiet()),
            WhyNot::NothingCovered
        );
        assert!(prepare_confirmation(ToConfirm::Export, &of_proposal(before), &quiet()).is_ok());
    }
}

#[test]
fn nothing_is_asked_without_a_proposal_or_while_the_site_is_being_asked() {
    for what in [TRIAL, REST, ToConfirm::Export] {
        assert_eq!(why(what, &CLEAR, &quiet()), WhyNot::NothingProposed);
        let proposal = proposal(Action::Remove);
        let now = Situation {
            is_being_checked: true,
            ..of_proposal(&proposal)
        };
        assert_eq!(why(what, &now, &quiet()), WhyNot::StillChecking);
    }
}

#[test]
fn changes_need_a_connection_and_an_export_does_not() {
    let proposal = proposal(Action::Remove);
    let run = behind_its_trial();
    for now in [of_proposal(&proposal), of_run(&run.run)] {
        let now = Situation {
            is_connected: false,
            ..now
        };
        for what in [TRIAL, REST, RETRY] {
            assert_eq!(why(what, &now, &quiet()), WhyNot::NotConnected);
        }
        assert!(prepare_confirmation(ToConfirm::Export, &now, &quiet()).is_ok());
    }
}

#[test]
fn a_proposal_that_does_not_become_a_plan_says_why() {
    let mut choice = SelectionHistory::new(Arc::new(table(export(&[(0, 0)]))));
    let rows: Vec<_> = choice.table().row_numbers().collect();
    choice.set(rows, true);
    let mut own = connection();
    caller(&mut own).id = groupsweep_core::domain::AccountId::parse(&account(0)).unwrap();
    let proposal = Proposal::of_choice(&choice, Action::Remove.into(), own).unwrap();
    for what in [TRIAL, ToConfirm::Export] {
        assert_eq!(
            why(what, &of_proposal(&proposal), &quiet()),
            WhyNot::NotFrozen(FreezeError::NothingLeft(WayOn::Include))
        );
    }
}

#[test]
fn a_keep_list_that_is_not_known_stops_a_removal_and_no_addition() {
    let (remove, add) = (proposal(Action::Remove), proposal(Action::Add));
    let run = behind_its_trial();
    for (read, refusal) in [
        (KeepListReading::NotRead, WhyNot::KeepListNotRead(here())),
        (
            KeepListReading::Unreadable,
            WhyNot::KeepListUnreadable(here()),
        ),
    ] {
        let late = late(read);
        assert_eq!(why(TRIAL, &of_proposal(&remove), &late), refusal);
        assert_eq!(
            why(ToConfirm::Export, &of_proposal(&remove), &late),
            refusal
        );
        assert_eq!(why(REST, &of_run(&run.run), &late), refusal);
        assert!(refusal.to_string().contains("127.0.0.1:8737"), "{refusal}");
        assert!(prepare_confirmation(REST, &of_proposal(&add), &late).is_ok());
    }
}

#[test]
fn ticks_that_the_keep_list_took_away_are_looked_at_again_before_a_run() {
    let mut late = quiet();
    late.keep_list.lost_ticks = true;
    assert_eq!(
        why(TRIAL, &of_proposal(&proposal(Action::Remove)), &late),
        WhyNot::LostTicks
    );
    // A run keeps its confirmed plan, whatever is selected later.
    let run = behind_its_trial();
    assert!(prepare_confirmation(REST, &of_run(&run.run), &late).is_ok());
}

#[test]
fn rows_of_a_run_that_are_on_the_keep_list_by_now_stop_it_unless_they_are_done() {
    let run = behind_its_trial();
    let keep = |user: usize| {
        let list = KeepList::read(&account(user), Timestamp(0)).unwrap();
        late(KeepListReading::Known(Some(Arc::new(list))))
    };
    // The trial, which is removed.
    assert!(prepare_confirmation(REST, &of_run(&run.run), &keep(0)).is_ok());
    let refusal = why(REST, &of_run(&run.run), &keep(4));
    assert_eq!(
        refusal,
        WhyNot::OnKeepList {
            rows: 1,
            first: "User 4, Group 1".into(),
            is_begun: true,
        }
    );
    assert_eq!(
        refusal.to_string(),
        "1 row of this run is on your keep list now, the first: User 4, Group 1. Nothing was sent just now. Take them off the list, or leave them out: start over (on Report) and select again."
    );
    // The list came while the first question was open: the run is made, and nothing of it was sent.
    let new = Run::new(table_and_plan(9).1, Rate::DEFAULT);
    let refusal = why(TRIAL, &of_run(&new), &keep(4));
    assert_eq!(
        refusal.to_string(),
        "1 row of this run is on your keep list now, the first: User 4, Group 1. Nothing was sent just now. Take them off the list, or leave them out: choose again or start over."
    );
}

#[test]
fn a_record_that_is_not_as_the_page_shows_it_stops_a_run_and_a_cleared_storage_does_not() {
    let run = behind_its_trial();
    let with = |record| LateFacts { record, ..quiet() };
    for record in [
        LateRecord::DrivenElsewhere,
        LateRecord::Superseded,
        LateRecord::NotStored,
        LateRecord::Gone,
    ] {
        for what in [REST, RETRY, TRIAL] {
            assert_eq!(
                why(what, &of_run(&run.run), &with(record)),
                WhyNot::Record(record)
            );
        }
        let proposal = proposal(Action::Remove);
        assert!(prepare_confirmation(TRIAL, &of_proposal(&proposal), &with(record)).is_ok());
    }
    // The attempt itself asks whether to continue from this tab's copy.
    for record in [LateRecord::Current, LateRecord::Cleared] {
        assert!(prepare_confirmation(REST, &of_run(&run.run), &with(record)).is_ok());
    }
}

#[test]
fn a_run_of_a_record_from_elsewhere_sends_nothing() {
    let run = Run::new(table_and_plan(9).1, Rate::per_second(50)).bring_in();
    for what in [TRIAL, REST, RETRY] {
        assert_eq!(why(what, &of_run(&run), &quiet()), WhyNot::FromOutside);
    }
}

#[test]
fn an_undone_run_and_one_of_another_tab_go_no_further() {
    let run = behind_its_trial();
    let undone = Situation {
        closed: Some(Closed::Undone),
        ..of_run(&run.run)
    };
    let elsewhere = Situation {
        is_driven_elsewhere: true,
        ..of_run(&run.run)
    };
    for what in [TRIAL, REST] {
        assert_eq!(why(what, &undone, &quiet()), WhyNot::Undone);
        assert_eq!(
            why(what, &elsewhere, &quiet()),
            WhyNot::Record(LateRecord::DrivenElsewhere)
        );
    }
}

#[test]
fn a_run_under_way_is_asked_about_nothing() {
    let mut run = behind_its_trial();
    run.release(Scope::Remaining);
    assert_eq!(run.run.phase(), Phase::Running);
    for what in [TRIAL, REST, RETRY] {
        assert_eq!(why(what, &of_run(&run.run), &quiet()), WhyNot::UnderWay);
    }
}

#[test]
fn a_run_that_was_stopped_is_resumed_and_not_begun_again() {
    let mut run = behind_its_trial();
    run.release(Scope::Remaining);
    run.step(Event::Stop);
    assert_eq!(run.run.phase(), Phase::Stopped);
    for what in [TRIAL, REST] {
        assert_eq!(why(what, &of_run(&run.run), &quiet()), WhyNot::ToBeResumed);
    }
}

#[test]
fn the_rest_waits_for_a_trial_that_was_removed_and_read_back() {
    let begun = Sweep::new(table_and_plan(9).1, 50);
    assert!(prepare_confirmation(TRIAL, &of_run(&begun.run), &quiet()).is_ok());
    for what in [REST, RETRY] {
        assert_eq!(why(what, &of_run(&begun.run), &quiet()), WhyNot::TrialFirst);
    }

    let mut inconclusive = Sweep::new(table_and_plan(9).1, 50);
    inconclusive.release(Scope::Trial);
    inconclusive.play(|_| not_a_member());
    assert_eq!(
        why(REST, &of_run(&inconclusive.run), &quiet()),
        WhyNot::TrialFirst
    );

    let removed = behind_its_trial();
    let unread = Situation {
        is_trial_read_back: false,
        ..of_run(&removed.run)
    };
    assert_eq!(why(REST, &unread, &quiet()), WhyNot::TrialNotReadBack);
    let plan = prepare_confirmation(REST, &of_run(&removed.run), &quiet()).unwrap();
    assert!(Arc::ptr_eq(&plan, removed.run.plan()));
    assert_eq!(
        why(TRIAL, &of_run(&removed.run), &quiet()),
        WhyNot::TrialOver
    );
}

#[test]
fn a_finished_run_leaves_only_what_failed_to_ask_about() {
    let mut done = behind_its_trial();
    done.release(Scope::Remaining);
    done.play(|_| removed());
    for what in [REST, RETRY] {
        assert_eq!(
            why(what, &of_run(&done.run), &quiet()),
            WhyNot::NothingCovered
        );
    }

    let mut failed = Sweep::new(table_and_plan(2).1, 50);
    failed.try_the_first();
    failed.release(Scope::Remaining);
    failed.play(|_| forbidden());
    assert_eq!(failed.run.tally().of(Outcome::Failed), 1);
    assert_eq!(
        why(REST, &of_run(&failed.run), &quiet()),
        WhyNot::NothingCovered
    );
    assert!(prepare_confirmation(RETRY, &of_run(&failed.run), &quiet()).is_ok());
}

#[test]
fn what_a_button_may_not_offer_is_never_confirmed() {
    let (remove, add) = (proposal(Action::Remove), proposal(Action::Add));
    let begun = Sweep::new(table_and_plan(9).1, 50);
    let removed = behind_its_trial();
    let mut under_way = behind_its_trial();
    under_way.release(Scope::Remaining);
    let pages = [
        of_proposal(&remove),
        of_proposal(&add),
        of_run(&begun.run),
        of_run(&removed.run),
        of_run(&under_way.run),
    ];
    for page in pages {
        for flags in 0..32_u8 {
            let now = Situation {
                is_being_checked: flags & 1 != 0,
                is_connected: flags & 2 != 0,
                is_driven_elsewhere: flags & 4 != 0,
                closed: (flags & 8 != 0).then_some(Closed::Undone),
                is_trial_read_back: flags & 16 != 0,
                ..page
            };
            for what in [TRIAL, REST, RETRY, ToConfirm::Export] {
                let (offered, asked) = (
                    may_be_asked(what, &now).is_ok(),
                    prepare_confirmation(what, &now, &quiet()).is_ok(),
                );
                assert_eq!(offered, asked, "{what:?} {flags:05b}");
            }
        }
    }
}

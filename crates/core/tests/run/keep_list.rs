//! The keep list, read again at the last moment, holds back what is about to be sent and nothing else.

use std::sync::Arc;

use groupsweep_core::choose::KeepList;
use groupsweep_core::domain::{PageAddress, Timestamp};
use groupsweep_core::plan::Scope;
use groupsweep_core::run::{
    Event, KeepListReading, LateKeepList, Outcome, Phase, Run, ToSend, WhyNot, keep_list_allows,
};

use super::confirmation::of_run;
use crate::support::replies::forbidden;
use crate::support::sweep::Sweep;

/// The keep list names the person of this row by now.
fn kept(run: &Run, what: ToSend, row: usize) -> Result<(), WhyNot> {
    let person = run.plan().items()[row].membership.account.as_str();
    let list = KeepList::read(person, Timestamp(0)).unwrap();
    let late = LateKeepList {
        here: PageAddress::of_host("127.0.0.1:8737"),
        read: KeepListReading::Known(Some(Arc::new(list))),
        lost_ticks: false,
    };
    keep_list_allows(what, &of_run(run), &late)
}

/// Ten rows of which one has failed, paused; the others wait.
fn paused_after_a_failure() -> Sweep {
    let mut sweep = Sweep::of_rows(10, 1);
    sweep.next_call();
    sweep.reply(forbidden());
    sweep.step(Event::Pause);
    assert!(matches!(sweep.run.phase(), Phase::Paused(_)));
    assert_eq!(sweep.run.records()[1].outcome(), Outcome::Failed);
    sweep
}

#[test]
fn a_failed_row_on_the_keep_list_does_not_hold_up_the_resume_that_leaves_it_out() {
    let sweep = paused_after_a_failure();
    assert_eq!(kept(&sweep.run, ToSend::Resume, 1), Ok(()));
    let waiting = kept(&sweep.run, ToSend::Resume, 5);
    assert!(matches!(waiting, Err(WhyNot::OnKeepList { rows: 1, .. })));
}

#[test]
fn a_retry_is_held_up_by_the_failed_rows_on_the_keep_list_alone() {
    let mut sweep = paused_after_a_failure();
    sweep.step(Event::Stop);
    let retry = ToSend::Release(Scope::Failed);
    assert!(kept(&sweep.run, retry, 1).is_err());
    assert_eq!(kept(&sweep.run, retry, 5), Ok(()), "a retry leaves it out");
    assert!(kept(&sweep.run, ToSend::Resume, 5).is_err());
}

#[test]
fn what_is_left_for_a_script_is_held_up_by_every_open_row_on_the_keep_list() {
    let sweep = paused_after_a_failure();
    assert_eq!(kept(&sweep.run, ToSend::Elsewhere, 0), Ok(()), "removed");
    for open in [1, 5] {
        assert!(kept(&sweep.run, ToSend::Elsewhere, open).is_err(), "{open}");
    }
}

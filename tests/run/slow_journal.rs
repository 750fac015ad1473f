//! A journal that takes its time: pauses, resumes, answers and crashes while a batch is being written.

use groupsweep::domain::Span;
use groupsweep::plan::Scope;
use groupsweep::run::{Event, Outcome};

use crate::support::sweep::Sweep;
use crate::support::table_and_plan;

#[test]
fn a_call_whose_intent_was_withdrawn_in_the_same_batch_waits_for_the_batch_that_announces_it_anew()
{
    let mut sweep = Sweep::new(table_and_plan(4).1, 50);
    sweep.try_the_first();
    sweep.pass(Span::seconds(5));
    sweep.journal_is_slow = true;
    sweep.release(Scope::Rest);
    for event in [Event::Pause, Event::Resume, Event::Pause] {
        sweep.step(event);
    }
    // The release is written; the batch after it announces calls and withdraws them.
    assert!(sweep.written());
    sweep.step(Event::Resume);
    assert!(sweep.written());
    assert_eq!(sweep.calls.len(), 0, "its last word is that nothing starts");
    assert!(sweep.written());
    assert!(!sweep.calls.is_empty(), "announced anew, and written");
    let lost = sweep.crash();
    assert_eq!(
        lost.len(),
        1,
        "one call was under way when the page closed: {lost:?}"
    );
    assert!(sweep.run.tally().of(Outcome::InDoubt) >= 1);
}

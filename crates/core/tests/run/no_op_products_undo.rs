//! The undo of rows that no answer confirmed, by a product that answers alike whether there was something to change:
//! what the undo did to them is uncertain too, and nobody is removed who never left.

use std::sync::Arc;

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, TransportError};
use groupsweep_core::journal::RunHeader;
use groupsweep_core::plan::{Action, MembershipStatus, Purpose, Scope};
use groupsweep_core::report::wording::headline;
use groupsweep_core::run::{Event, KnownChange, Outcome, UndoScope};

use super::no_op_products::{confluence, done, organization, plan};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, json};

/// One row that is removed, and three whose calls are cut off at every try.
fn removal(endpoint: Endpoint) -> Sweep {
    let seen = [MembershipStatus::Member; 4];
    let mut sweep = Sweep::new(plan(endpoint, Action::Remove, &seen), 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| done());
    sweep.release(Scope::Remaining);
    sweep.play(|call| match call {
        SiteCall::Remove(_) => Err(TransportError::Cut),
        other => panic!("{other:?}"),
    });
    let outcomes: Vec<Outcome> = (0..4).map(|item| sweep.outcome(item)).collect();
    let doubt = Outcome::InDoubt;
    assert_eq!(outcomes, [Outcome::Done, doubt, doubt, doubt]);
    sweep
}

/// The undo of everything that a run may have changed, every call of it answered like this.
fn undo(run: &Sweep, mut reply: impl FnMut() -> Reply) -> Sweep {
    let scope = UndoScope::suggested(run.plan.action());
    let plan = run.run.way_back(scope, run.now).unwrap();
    let mut undo = Sweep::new(Arc::new(plan), 50);
    undo.release(Scope::Remaining);
    undo.play(|_| reply());
    undo
}

fn changed(sweep: &Sweep) -> [usize; 2] {
    [KnownChange::Certainly, KnownChange::Unconfirmed].map(|kind| sweep.run.count_changed(kind))
}

#[test]
fn members_who_may_never_have_left_are_not_certainly_added() {
    for (endpoint, status) in [(confluence(), 201), (organization(), 204)] {
        let undo = undo(&removal(endpoint), || Ok(answer(status, &[], "")));
        assert_eq!(undo.plan.purpose(), Purpose::UndoRemoval);
        assert_eq!(undo.count(Outcome::Done), 4);
        assert_eq!(changed(&undo), [1, 3]);
        assert!(
            undo.reason(1).contains("already a member"),
            "{}",
            undo.reason(1)
        );
        let said = headline(Purpose::UndoRemoval, &undo.run.counts());
        assert!(said.contains("(3 possibly not by this run)"), "{said}");
        // The undo of the undo removes only whom the first run certainly removed, unless the admin wants more.
        let scope = UndoScope::suggested(Action::Add);
        assert_eq!(undo.run.way_back(scope, undo.now).unwrap().items().len(), 1);
    }
}

#[test]
fn a_reading_that_showed_them_gone_makes_it_certain() {
    let mut removal = removal(confluence());
    removal.step(Event::Verified(vec![(1, false), (2, true)]));
    assert_eq!(removal.outcome(1), Outcome::Done);
    let undo = undo(&removal, || Ok(answer(201, &[], "")));
    assert_eq!(
        undo.plan.items().len(),
        3,
        "the third row was read as still there"
    );
    assert_eq!(changed(&undo), [2, 1]);
}

#[test]
fn a_reading_that_showed_somebody_back_makes_it_uncertain() {
    let mut removal = removal(confluence());
    removal.step(Event::Verified(vec![(0, false), (1, false)]));
    removal.step(Event::Verified(vec![(0, true), (1, false)]));
    let undo = undo(&removal, || Ok(answer(201, &[], "")));
    assert_eq!(changed(&undo), [1, 3]);
}

#[test]
fn a_product_that_tells_is_believed() {
    let seen = [MembershipStatus::Member; 2];
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Remove, &seen), 50);
    sweep.release(Scope::Trial);
    sweep.play(|_| Ok(answer(200, &[], "")));
    sweep.release(Scope::Remaining);
    sweep.play(|_| Err(TransportError::Cut));
    assert_eq!(sweep.outcome(1), Outcome::InDoubt);
    let plan = sweep
        .run
        .way_back(UndoScope::EVERYTHING, sweep.now)
        .unwrap();
    assert_eq!(plan.items().len(), 2);
    assert!(plan.summary().before.unknown.is_empty());
}

#[test]
fn an_uncertain_undo_stays_uncertain_after_a_reload() {
    let mut undo = undo(&removal(confluence()), || Ok(answer(201, &[], "")));
    let head = RunHeader::new("a".into(), &undo.plan, None, undo.now).of(&undo.run, undo.now);
    undo.crash();
    assert_eq!(changed(&undo), [1, 3]);
    let stored = RunHeader::read(&head.write()).unwrap();
    assert_eq!(stored.counts(), undo.run.counts());
}

#[test]
fn an_undo_of_a_removal_that_a_list_contradicted_is_unconfirmed_also_where_the_product_tells() {
    let seen = [MembershipStatus::NotChecked; 2];
    let mut run = Sweep::new(plan(Endpoint::default(), Action::Remove, &seen), 50);
    run.try_the_first();
    run.release(Scope::Remaining);
    run.play(|_| crate::support::replies::removed());
    run.step(Event::Verified(vec![(1, true)]));
    let undo = undo(&run, || Ok(json(201, "{\"name\":\"g\"}")));
    let changed: Vec<KnownChange> = undo.run.records().iter().map(|row| row.changed()).collect();
    assert_eq!(changed, [KnownChange::Certainly, KnownChange::Unconfirmed]);
    assert_eq!(
        undo.reason(1),
        "Unknown whether the person was already a member, because the site's member list contradicted its answer in the earlier run."
    );
}

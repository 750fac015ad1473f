//! Choose while a run is open.

use crate::support::replies::removed;
use crate::support::sweep::Sweep;
use crate::support::table_and_plan;
use groupsweep_core::choose::Selection;
use groupsweep_core::domain::{RowNo, Timestamp};
use groupsweep_core::report::wording::{FixedUntil, OpenRun};
use groupsweep_core::run::UndoScope;

#[test]
fn a_run_of_the_selection_counts_no_rows_beside_it() {
    let (_, plan) = table_and_plan(3);
    let selection = Selection::of_rows(3, plan.selected_rows());
    let open = OpenRun::of(&plan, &selection);
    assert_eq!(open, OpenRun::OfSelection);
    assert_eq!(
        (open.heading(), open.rows()),
        ("Selected for this run", None)
    );
    assert_eq!(
        open.selection_is_fixed(true, FixedUntil::Closed),
        "A practice run was made with this selection. It cannot be changed while the run is open."
    );
    assert_eq!(
        open.selection_is_fixed(false, FixedUntil::StartedOver),
        "A run was made with this selection. It cannot be changed until you start over (on Report)."
    );
}

#[test]
fn an_undo_of_fewer_rows_than_are_selected_says_how_many_it_has() {
    // Three rows and the trial's.
    let mut sweep = Sweep::of_rows(3, 3);
    sweep.play(|_| removed());
    let selected = sweep.plan.selected_rows();
    let undo = sweep
        .run
        .way_back(UndoScope::CERTAIN, Timestamp(0))
        .unwrap();
    let mut more = selected.clone();
    more.push(RowNo(8));
    let open = OpenRun::of(&undo, &Selection::of_rows(9, more));
    assert_eq!(open, OpenRun::Undo { rows: 4 });
    assert_eq!(open.heading(), "Selected for an earlier run");
    assert_eq!(
        open.selection_is_fixed(false, FixedUntil::StartedOver),
        "The open undo has 4 rows. This selection belongs to an earlier run. It cannot be changed until you start over (on Report)."
    );
    let same = Selection::of_rows(9, selected);
    assert_eq!(OpenRun::of(&undo, &same), OpenRun::OfSelection);
}

#[test]
fn a_run_of_other_rows_says_so() {
    let (_, plan) = table_and_plan(1);
    let open = OpenRun::of(&plan, &Selection::none(1));
    assert_eq!(
        open.selection_is_fixed(false, FixedUntil::StartedOver),
        "The open run has 1 row. This selection does not belong to the open run. It cannot be changed until you start over (on Report)."
    );
    assert_eq!(open.heading(), "Selected here");
}

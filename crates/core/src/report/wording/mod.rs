//! The sentences about a plan and its run, by purpose. Screens only print them, so an addition is never
//! called a removal, and nothing is reported as put back that this product did not remove.

mod carried;
mod damaged;
mod dialog;
mod dialog_notes;
mod files;
mod impact;
mod journey;
mod open_run;
mod past;
mod plan;
mod put_away;
mod resume;
mod state;
mod trial;
mod undo;
mod verified;

pub use carried::{
    GoingOn, brought, continued, damaged_here, going_on, going_on_saved, here_already, loaded,
    saved,
};
pub use damaged::{damaged, damaged_keyword, damaged_title};
pub use dialog::{
    Button, DialogScope, EXPORT_COMPARES, breakdown, dialog_title, left_out, other_trial, submit,
    warning, warning_of_export,
};
pub use dialog_notes::{CarriedOutBy, DialogNote, DialogNotes, NoteKind, QuestionSubject};
pub use files::{NO_FILE, RECEIPT, RESULTS, results_without_file};
pub use impact::{all_of_group, emptied_groups, groupless_people};
pub use journey::{
    access_losses, admin_roles, choose_lead, choose_prompt, choose_title, deselected_by_list,
    deselected_by_reading, deselected_for, earlier_run, export_title, own_account, progress_name,
    question_name, ready, ready_without_proof, rest_button, restore_before, restored_rows,
    trial_unseen,
};
pub use open_run::{FixedUntil, OpenRun};
pub use past::{
    changed, closed, elsewhere, followed, only_there, past_run, undone, undone_again,
    verified_in_short,
};
pub use plan::{
    HeldBack, Inclusion, RECORDED_NAME, included_by_you, leave_out, own_rows_unknown, teams,
    why_checked, why_planned,
};
pub use put_away::{
    NotSent, NotSentIn, OnlyInPage, PastRunOpened, put_away, put_away_run, start_over,
};
pub use resume::{CopyGoesOn, copy_dialog, resume_dialog};
pub use state::{
    Retry, RunStage, done_note, finished, group_members, headline, keyword, not_finished,
    report_step, run_percent, run_step, run_title, stopped, to_go, undone_headline, why,
};
pub use trial::{TrialRow, proof, rest_after_unproven_trial, rest_without_proof, trial_failed};
pub use undo::{
    damaged_rows, damaged_rows_of, left_to_later, nothing_left_to_undo, nothing_to_undo,
    restore_after, restore_also, undo_also, undo_dialog, undo_lead,
};
pub use verified::{
    VerifyState, group_changed_back, group_reading, relay_step, verification, why_no_verify,
};

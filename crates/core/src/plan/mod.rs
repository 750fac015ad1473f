//! From selected rows to the gate that every change must pass. A [`Proposal`] contains every selected row, what the
//! site reports about it, and what protects it. Frozen, it becomes a [`Plan`]. Confirmed, that becomes an [`Approved`].

mod category;
mod counts;
mod default_groups;
mod digest;
mod earlier_action;
mod foreseen;
mod freeze;
mod freeze_error;
mod from_results;
mod gate;
mod group_effects;
mod group_label;
mod held_back;
mod ids_fit;
mod item;
mod kept;
mod members_seen;
mod name_check;
mod origin;
mod other_names;
mod prior_state;
mod proposal;
mod protection;
mod protection_rules;
mod row_text;
mod sealed;
mod site_emails;
mod site_facts;
mod site_label;
mod summary;
mod totals;
mod trial;
mod view;

pub use crate::domain::{Action, Purpose};
pub use category::{Category, CategoryCounts};
pub(crate) use counts::in_a_line;
pub use counts::{LeftOut, PlanCounts};
pub use digest::{digest_at, plan_digest};
pub use earlier_action::{LeadsTo, action_of_results, damaged_changes, is_selected_by_file};
pub use foreseen::PredictedStatuses;
pub use freeze::{Frozen, Plan, Source};
pub use freeze_error::{FreezeError, WayOn};
pub use gate::{Approved, Confirmation, ConfirmationError, Scope};
pub use group_effects::EmptiedGroups;
pub use held_back::{HeldBackBefore, reasons};
pub use ids_fit::{IdsDoNotFit, NameExample, NameKind};
pub use item::PlanItem;
pub use members_seen::{MAX_MEMBERS_SEEN, MemberNames, MembersSeen};
pub use name_check::NamesCompared;
pub use origin::{ProposalOrigin, SealedBy, seal_in_fours};
pub use prior_state::{Effect, LATE, PriorState, Seen};
pub use proposal::{Included, Proposal, ShownRow};
pub use protection::{Protection, UnprotectError, Unprotected};
pub use protection_rules::is_administration;
pub(crate) use row_text::has_text;
pub use sealed::{SealError, SealedFile, SealedPlan, open_sealed, seal_plan};
pub use site_emails::SiteEmails;
pub use site_facts::{
    ActiveMembers, AdminCoverage, MembershipStatus, RowsRead, SiteFacts, SitePerson, Why,
};
pub use site_label::{NamesNoted, OtherNames};
pub use summary::{AccessLoss, PlanSummary};
pub use totals::PlanTotals;
pub use view::{PlanFilter, PlanView};

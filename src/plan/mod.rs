//! FLOOR 1: from ticked rows to the one gate before anything is changed. A [`Proposal`] holds every selected
//! row with what the site says of it and what protects it; frozen, it is a [`Plan`]; confirmed, an [`Approved`].

mod before;
mod counts;
mod digest;
mod earlier_action;
mod foreseen;
mod freeze;
mod gate;
mod group_label;
mod guards;
mod ids_fit;
mod kept;
mod known_names;
mod members_seen;
mod name_check;
mod other_names;
mod proposal;
mod protection;
mod reach;
mod sealed;
mod site_facts;
mod sort;
mod summary;
mod told;
mod trial;

pub use crate::domain::{Action, Purpose};
pub use before::{Before, Effect, Seen};
pub(crate) use counts::in_a_line;
pub use counts::{LeftOut, PlanCounts};
pub use digest::{digest_at, plan_digest};
pub use earlier_action::{LeadsTo, action_of_results};
pub use foreseen::Foreseen;
pub use freeze::{Frozen, Plan, PlanItem, Source};
pub use gate::{Approved, Confirmation, Refused, Scope};
pub use guards::is_administration;
pub use ids_fit::{IdsDoNotFit, NameExample, NameKind};
pub use members_seen::{MAX_MEMBERS_SEEN, MemberNames, MembersSeen};
pub use name_check::NamesCompared;
pub use proposal::{NotFrozen, Origin, Proposal, SealedBy};
pub use protection::{Protection, StaysProtected, Unprotected};
pub use reach::Reach;
pub use sealed::{SealBroken, SealedFile, SealedPlan, open_sealed, seal_plan};
pub use site_facts::{RowsRead, SiteFacts, SitePerson, Staff, Standing, Why};
pub use sort::{Sort, Sorted};
pub use summary::{AccessLoss, PlanSummary};

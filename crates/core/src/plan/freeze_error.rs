//! Why a proposal cannot become a plan.

use crate::domain::Action;

use super::category::Category;
use super::ids_fit::IdsDoNotFit;
use super::protection::UnprotectError;

/// Why a proposal cannot become a plan.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FreezeError {
    /// No row would be sent.
    #[error("Nothing is left to send: {0}")]
    NothingLeft(WayOn),
    /// Every row that would be sent is already gone.
    #[error(
        "Nothing to remove: every row that would be sent is already gone. Select other rows on Choose."
    )]
    NothingToChange,
    /// An administration group would be left without members, or that is unknown.
    #[error(transparent)]
    Stays(UnprotectError),
    /// Rows of a sealed plan are protected here, but it runs whole or not at all.
    #[error("{}", sealed_and_protected(*rows))]
    SealedAndProtected { rows: usize },
    /// The ids of the file do not belong to its names.
    #[error(transparent)]
    IdsDoNotFit(IdsDoNotFit),
}

/// Why no row would be sent, and what can be done about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WayOn {
    /// Some row can be included with a reason.
    #[error(
        "every row is held back or left out. Include a row with a reason, or select other rows on Choose."
    )]
    Include,
    /// An identity provider manages the group of every row.
    #[error(
        "every row is of a group that your identity provider manages. Change these memberships there, or select other rows on Choose."
    )]
    IdentityProvider,
    /// Rows of this category are left out only by the admin's choice.
    #[error(
        "every row is held back or left out. Press Check again. To send rows anyway, press \"{}\" and clear \"Leave these rows out\".",
        .0.label(*.1)
    )]
    LeftOut(Category, Action),
    /// No row can be included.
    #[error("every row is held back or left out. Select other rows on Choose.")]
    OtherRows,
}

fn sealed_and_protected(rows: usize) -> String {
    match rows {
        1 => "One row of the sealed plan is held back, and a sealed plan runs whole or not at all. Include it with a reason, or ask for another plan.".to_owned(),
        rows => format!(
            "{rows} rows of the sealed plan are held back, and a sealed plan runs whole or not at all. Include each of them with a reason, or ask for another plan."
        ),
    }
}

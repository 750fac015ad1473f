//! The only gate. Only an [`Approved`] starts a run, and only the functions here make one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::freeze::Plan;

/// Which items of the plan an approval covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Scope {
    /// One item alone, the trial.
    Trial,
    /// Every item that was never tried. A removal accepts this scope only once the first item is gone.
    Remaining,
    /// Items that failed or are in doubt, but none that was never tried. A removal accepts this scope only once the
    /// first item is gone.
    Failed,
}

/// What the admin did in the dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Confirmation {
    /// Pressed "Remove" in the dialog that names site, account and the one row.
    OneRow,
    /// Typed this as the site's name and pressed "Remove".
    TypedSiteName(String),
    /// The same, and also chose to continue although the trial proved nothing.
    TypedSiteNameWithoutProof(String),
}

/// Permission to change the site, for one plan and one scope. It can be cloned: an attempt that must ask another
/// question before it begins is repeated with the same permission.
#[derive(Clone, Debug)]
pub struct Approved {
    plan: Arc<Plan>,
    scope: Scope,
    /// The one item that the dialog named.
    trial: Option<usize>,
    /// The items that the dialog counted, in order. `None` allows whatever the scope covers.
    counted: Option<Arc<[usize]>>,
    /// Whether a trial that proved nothing is enough.
    accepts_unproven_trial: bool,
}

/// Why the gate stays closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConfirmationError {
    /// The typed name is not the site's.
    #[error("This is not the name of the site. Nothing was started.")]
    OtherSiteName,
    /// More than one row requires typing the site's name.
    #[error("This is not the name of the site. Nothing was started.")]
    NameNotTyped,
    /// The run would send other rows than the dialog counted.
    #[error(
        "This run has changed since you were asked. Nothing was sent just now. Ask again to see its rows."
    )]
    RowsChanged,
}

impl Approved {
    /// Checks a confirmation and approves the scope.
    ///
    /// # Errors
    /// [`ConfirmationError`] if the confirmation does not cover the scope.
    pub fn check(
        plan: &Arc<Plan>,
        scope: Scope,
        confirmation: &Confirmation,
    ) -> Result<Self, ConfirmationError> {
        match (scope, confirmation) {
            (Scope::Trial, Confirmation::OneRow) => {}
            (Scope::Remaining | Scope::Failed, Confirmation::OneRow) => {
                return Err(ConfirmationError::NameNotTyped);
            }
            // A wrong name is rejected, even for one row.
            (
                Scope::Trial | Scope::Remaining | Scope::Failed,
                Confirmation::TypedSiteName(typed) | Confirmation::TypedSiteNameWithoutProof(typed),
            ) => {
                let name = plan.connection().target.name();
                if !typed.trim().eq_ignore_ascii_case(name) {
                    return Err(ConfirmationError::OtherSiteName);
                }
            }
        }
        Ok(Self {
            plan: Arc::clone(plan),
            scope,
            trial: (scope == Scope::Trial).then(|| plan.trial_item()),
            counted: None,
            accepts_unproven_trial: matches!(
                confirmation,
                Confirmation::TypedSiteNameWithoutProof(_)
            ),
        })
    }

    /// Checks a confirmation and approves this one item, which the dialog named.
    ///
    /// # Errors
    /// [`ConfirmationError`] if the confirmation does not cover the item.
    pub fn for_trial(
        plan: &Arc<Plan>,
        item: usize,
        confirmation: &Confirmation,
    ) -> Result<Self, ConfirmationError> {
        let approved = Self::check(plan, Scope::Trial, confirmation)?;
        Ok(Self {
            trial: Some(item),
            ..approved
        })
    }

    /// Limits the permission to exactly these items, which the dialog counted. If the scope covers others by the time
    /// the run begins, nothing is sent.
    #[must_use]
    pub fn for_counted(self, items: &[usize]) -> Self {
        Self {
            counted: Some(items.into()),
            ..self
        }
    }

    /// Whether `covered` is what the dialog counted, in order.
    #[must_use]
    pub fn is_for(&self, covered: &[usize]) -> bool {
        let counted = self.counted.as_ref();
        counted.is_none_or(|counted| **counted == *covered)
    }

    /// The approved item of a trial.
    #[must_use]
    pub fn trial(&self) -> Option<usize> {
        self.trial
    }

    /// Whether the remaining items may be sent although the trial proved nothing.
    #[must_use]
    pub fn accepts_unproven_trial(&self) -> bool {
        self.accepts_unproven_trial
    }

    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }
}

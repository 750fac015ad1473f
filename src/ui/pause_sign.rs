//! Shows other tabs that this tab has paused a run. The record does not show it, because a pause writes nothing. A
//! lock does, and it ends with the tab.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::browser::{LockAnswer, LockGuard, take_lock};

use super::app_state::AppState;

/// What the lock of a paused run begins with; the run's id follows.
pub(super) const PAUSED: &str = "groupsweep paused run ";

/// The sign of one run that this tab drives.
pub(super) struct PauseSign {
    session: AppState,
    name: String,
    is_up: Cell<bool>,
    lock: RefCell<Option<LockGuard>>,
}

impl PauseSign {
    /// The sign of a run, not up.
    pub(super) fn of(session: AppState, id: &str) -> Rc<Self> {
        Rc::new(Self {
            session,
            name: format!("{PAUSED}{id}"),
            is_up: Cell::new(false),
            lock: RefCell::new(None),
        })
    }

    /// Puts the sign up or takes it down, and tells the other tabs where that changes something.
    pub(super) fn put(self: &Rc<Self>, is_up: bool) {
        if self.is_up.replace(is_up) == is_up {
            return;
        }
        if !is_up {
            self.lock.borrow_mut().take();
            self.session.tell_runs();
            return;
        }
        let sign = Rc::clone(self);
        leptos::task::spawn_local(async move {
            let answer = take_lock(&sign.name).await;
            // The run may have gone on meanwhile.
            if let (LockAnswer::Ours(lock), true) = (answer, sign.is_up.get()) {
                sign.lock.replace(Some(lock));
                sign.session.tell_runs();
            }
        });
    }
}

//! One run, one owner: before a tab writes to a run's record, it takes the run's lock and claims the record. Where
//! another tab has changed the run, this one shows it anew instead.

use leptos::prelude::*;

use crate::browser::{
    BrowserClock, LockAnswer, News, StoreFault, locks_of_others, take_lock, when_visible,
};
use crate::domain::Span;
use crate::journal::{Head, undone_in};
use crate::ports::Clock;
use crate::run::Phase;

use super::session::{Session, Sweep};

/// The line between tabs about runs.
const NEWS: &str = "groupsweep runs";
/// What the lock of a run begins with; its id follows.
const LOCK: &str = "groupsweep run ";
/// A tab that only notes something holds the lock for a moment. A driver holds it for minutes.
const MOMENT: Span = Span(150);
const TRIES: u8 = 4;
/// How often the list is read again while another tab drives a run.
const AGAIN: Span = Span(2_000);

/// Another tab drives the run.
pub(super) const GOING_ON: &str =
    "This run is going on in another tab. Let it finish or stop it there, then try again.";
const CHANGED_OPEN: &str = "This run changed in another tab. Look at it, then resume.";
const CHANGED: &str = "This run changed in another tab. Here it is as it stands now.";
const UNDONE: &str = "This run was undone, so it cannot be resumed. Nothing was sent. To change these memberships again, choose them anew.";

/// Asks for the lock of a run.
pub(super) async fn take_run_lock(id: &str) -> LockAnswer {
    let name = format!("{LOCK}{id}");
    let mut answer = take_lock(&name).await;
    for _ in 1..TRIES {
        if !matches!(answer, LockAnswer::Taken) {
            break;
        }
        BrowserClock.sleep(MOMENT).await;
        answer = take_lock(&name).await;
    }
    answer
}

impl Session {
    /// Makes this tab the owner of a run's record, for as long as the lock is held. None if it may not be: then nothing
    /// was changed, and the page says why and shows the run as it is stored now.
    pub(super) async fn own(self, sweep: &Sweep) -> Option<LockAnswer> {
        let lock = take_run_lock(&sweep.head.id).await;
        if matches!(lock, LockAnswer::Taken) {
            self.trouble.set(Some(GOING_ON.to_owned()));
            return None;
        }
        let Some(kept) = &sweep.kept else {
            return Some(lock);
        };
        match kept.claim().await {
            Ok(()) => Some(lock),
            Err(fault) => {
                self.not_current(&sweep.head, fault).await;
                None
            }
        }
    }

    /// Whether the run in the page is what is stored. If it is not, the page shows it anew and says so.
    pub(super) async fn is_current(self) -> bool {
        let Some(sweep) = self.sweep.get_untracked() else {
            return true;
        };
        let Some(kept) = &sweep.kept else {
            return true;
        };
        // What this tab drives is its own, and may be in the middle of a writing.
        if !sweep.run.borrow().is_at_rest() {
            return true;
        }
        if self.is_driven_elsewhere(&sweep.head.id).await {
            self.trouble.set(Some(GOING_ON.to_owned()));
            return false;
        }
        match kept.is_current().await {
            Ok(()) => true,
            Err(fault) => {
                self.not_current(&sweep.head, fault).await;
                false
            }
        }
    }

    async fn not_current(self, head: &Head, fault: StoreFault) {
        let why = match fault {
            StoreFault::Superseded => self.show_anew(head).await,
            StoreFault::Unavailable | StoreFault::Full | StoreFault::Broken | StoreFault::Gone => {
                fault.sentence()
            }
        };
        self.trouble.set(Some(why.to_owned()));
        self.list_records().await;
    }

    /// Puts the run as it is stored in the place of this tab's old copy; the sentence that says so.
    async fn show_anew(self, head: &Head) -> &'static str {
        let fresh = match self.read_back_run(&head.id).await {
            Ok(fresh) => fresh,
            Err(why) => return why,
        };
        let is_open = matches!(
            fresh.run.borrow().phase(),
            Phase::Stopped | Phase::Halted(_)
        );
        if self.run_id().as_ref() == Some(&head.id) {
            self.asking.set(None);
            self.forget_readings();
            self.downloaded.set(false);
            self.sweep.set(Some(fresh));
            self.beat.update(|beat| *beat += 1);
        }
        if self.is_undone(&head.id).await {
            return UNDONE;
        }
        if is_open { CHANGED_OPEN } else { CHANGED }
    }

    /// Whether a run may go on. One that was undone may not, and the page says so.
    pub(super) async fn may_go_on(self, sweep: &Sweep) -> bool {
        let undone = self.is_undone(&sweep.head.id).await;
        if undone {
            self.trouble.set(Some(UNDONE.to_owned()));
            self.list_records().await;
        }
        !undone
    }

    async fn is_undone(self, id: &str) -> bool {
        let Some(store) = self.store.get_value() else {
            return false;
        };
        let Ok(heads) = store.heads().await else {
            return false;
        };
        // Also of damaged records: what took the run back counts, even if its record cannot be opened any more.
        let heads: Vec<Head> = heads
            .iter()
            .filter_map(|bytes| Head::read(bytes).ok())
            .collect();
        let head = heads.iter().find(|head| head.id == id);
        head.is_some_and(|head| undone_in(head, &heads).is_some())
    }

    /// Whether the run in the page was undone, as the list of past runs has it.
    pub(super) fn is_undone_now(self) -> bool {
        let Some(id) = self
            .sweep
            .with(|sweep| sweep.as_ref().map(|sweep| sweep.head.id.clone()))
        else {
            return false;
        };
        self.past.with(|past| {
            let head = past.iter().find(|head| head.id == id);
            head.is_some_and(|head| undone_in(head, past.iter().map(|it| &**it)).is_some())
        })
    }

    /// Whether another tab drives a run.
    pub(super) async fn is_driven_elsewhere(self, id: &str) -> bool {
        let name = format!("{LOCK}{id}");
        locks_of_others().await.contains(&name)
    }

    /// Notes which runs other tabs drive. As long as there are any, the list is read again from time to time: a tab
    /// that is closed says no word.
    pub(super) async fn list_driven(self) {
        let names = locks_of_others().await;
        let ids = names.iter().filter_map(|name| name.strip_prefix(LOCK));
        let driven: Vec<String> = ids.map(str::to_owned).collect();
        let again = !driven.is_empty() && !self.rereading.get_value();
        if self.driven.with_untracked(|before| *before != driven) {
            self.driven.set(driven);
        }
        if again {
            self.rereading.set_value(true);
            leptos::task::spawn_local(async move {
                BrowserClock.sleep(AGAIN).await;
                self.rereading.set_value(false);
                self.refresh_records();
            });
        }
    }

    /// Follows what other tabs do with runs.
    pub(super) fn follow_runs(self) {
        let news = News::listen(NEWS, move || self.refresh_records());
        self.runs_news.set_value(Some(news));
        when_visible(move || self.refresh_records());
    }

    /// Tells the other tabs that a run began, ended, changed or was deleted.
    pub(super) fn tell_runs(self) {
        self.runs_news.with_value(|news| {
            if let Some(news) = news {
                news.tell();
            }
        });
    }
}

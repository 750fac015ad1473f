//! A run's journal in the browser's storage, or in memory where there is none.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::domain::Span;
use crate::journal::{Head, Verified, write_batch, write_plan};
use crate::ports::{Clock, Journal, NotKept};
use crate::run::{Batch, Run};

use super::clock::BrowserClock;
use super::store::{Store, StoreFault};

/// The journal of one run. Cheap to copy.
#[derive(Clone)]
pub struct RunRecord(Rc<Inner>);

struct Inner {
    store: Store,
    head: RefCell<Head>,
    run: Rc<RefCell<Run>>,
    /// Whether head and plan are stored already.
    created: Cell<bool>,
}

impl RunRecord {
    /// The record of a run that begins; it is stored with its first batch.
    #[must_use]
    pub fn new(store: Store, head: Head, run: Rc<RefCell<Run>>) -> Self {
        Self::made(store, head, run, false)
    }

    /// The record of a run that came out of storage.
    #[must_use]
    pub fn stored(store: Store, head: Head, run: Rc<RefCell<Run>>) -> Self {
        Self::made(store, head, run, true)
    }

    fn made(store: Store, head: Head, run: Rc<RefCell<Run>>, created: bool) -> Self {
        Self(Rc::new(Inner {
            store,
            head: RefCell::new(head),
            run,
            created: Cell::new(created),
        }))
    }
}

impl RunRecord {
    /// Notes what reading the run's groups back showed.
    ///
    /// # Errors
    /// [`StoreFault`]; then the record does not tell of it.
    pub async fn note_verified(&self, verified: Verified) -> Result<(), StoreFault> {
        let inner = Rc::clone(&self.0);
        inner.head.borrow_mut().verified = Some(verified);
        if !inner.created.get() {
            return Ok(());
        }
        let head = inner.head_now();
        inner.store.put_head(&head.id, &head.write()).await
    }
}

impl Inner {
    /// The head as the run stands now.
    fn head_now(&self) -> Head {
        let next = self
            .head
            .borrow()
            .of(&self.run.borrow(), BrowserClock.now());
        self.head.replace(next.clone());
        next
    }

    async fn create(&self, head: &Head) -> Result<(), StoreFault> {
        let plan = Arc::clone(self.run.borrow().plan());
        let mut parts = Vec::new();
        for part in write_plan(&plan) {
            parts.push(part);
            // A large plan is written in small pieces of work.
            BrowserClock.sleep(Span::ZERO).await;
        }
        self.store.create(&head.id, &head.write(), &parts).await?;
        self.created.set(true);
        Ok(())
    }

    async fn keep(&self, batch: Batch) -> Result<(), StoreFault> {
        let head = self.head_now();
        if !self.created.get() {
            self.create(&head).await?;
        }
        let bytes = write_batch(&batch);
        let head_bytes = head.write();
        let kept = self
            .store
            .append(&head.id, batch.number, &bytes, &head_bytes);
        kept.await
    }
}

impl Journal for RunRecord {
    fn write(&self, batch: Batch) -> LocalBoxFuture<'static, Result<(), NotKept>> {
        let inner = Rc::clone(&self.0);
        async move { inner.keep(batch).await.map_err(|_| NotKept) }.boxed_local()
    }
}

/// No storage: what happens is kept by the page alone, and the page says so.
#[derive(Debug)]
pub struct PageOnly;

impl Journal for PageOnly {
    fn write(&self, _: Batch) -> LocalBoxFuture<'static, Result<(), NotKept>> {
        std::future::ready(Ok(())).boxed_local()
    }
}

/// A name for a run that no other run has: 16 hex digits.
#[must_use]
pub fn draw_run_id() -> String {
    let mut id = String::with_capacity(16);
    while id.len() < 16 {
        // Not a secret: it only has to be another one each time.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "24 bits"
        )]
        let part = (js_sys::Math::random() * 16_777_216.0) as u32;
        id.push_str(&format!("{part:06x}"));
    }
    id.truncate(16);
    id
}

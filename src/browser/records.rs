//! A run's journal in the browser's storage, or in memory where there is none.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_core::journal::{
    Held, LogCopy, OlderPieces, RecordCopy, RunHeader, StoredRecord, Undone, Verified, WriteBack,
    check_record, write_batch, write_plan_again, written_back,
};
use groupsweep_core::run::{Batch, Run};
use groupsweep_driver::ports::{Clock, Journal, JournalError};

use super::clock::BrowserClock;
use super::store::{Store, StoreError};

/// The journal of one run. Cheap to copy.
#[derive(Clone)]
pub struct RunRecord(Rc<Inner>);

struct Inner {
    store: Store,
    head: RefCell<RunHeader>,
    run: Rc<RefCell<Run>>,
    copy: Cell<RecordCopy>,
    /// The log as it is stored: if the browser clears the database, the record is written again.
    log: RefCell<LogCopy>,
    /// Pieces of its plan that an earlier version wrote: in the same case they are written as they were.
    older: OlderPieces,
    /// The opening of the database in which the record was last seen there; see [`Store::opening`].
    opening: Cell<u32>,
}

impl RunRecord {
    /// The record of a run that begins; it is stored with its first batch.
    #[must_use]
    pub fn new(store: Store, head: RunHeader, run: Rc<RefCell<Run>>) -> Self {
        let opening = Cell::new(store.opening());
        Self(Rc::new(Inner {
            store,
            head: RefCell::new(head),
            run,
            copy: Cell::new(RecordCopy::Unstored),
            log: RefCell::default(),
            older: OlderPieces::NONE,
            opening,
        }))
    }

    /// The record of a run that came out of storage as `stored`, without any damage.
    #[must_use]
    pub fn stored(
        store: Store,
        head: RunHeader,
        run: Rc<RefCell<Run>>,
        stored: &StoredRecord,
    ) -> Self {
        let held = Held::of(&head);
        let older = OlderPieces::of(&head, run.borrow().plan(), &stored.parts);
        let opening = Cell::new(store.opening());
        Self(Rc::new(Inner {
            store,
            head: RefCell::new(head),
            run,
            copy: Cell::new(RecordCopy::Read(held)),
            log: RefCell::new(LogCopy::of(&stored.log)),
            older,
            opening,
        }))
    }
}

impl RunRecord {
    /// Notes what reading the run's groups back showed.
    ///
    /// # Errors
    /// [`StoreError`]; then the record does not tell of it.
    pub async fn note_verified(&self, verified: Verified) -> Result<(), StoreError> {
        self.note(|head| head.verified = Some(verified)).await
    }

    /// Notes that the record was saved as a file.
    ///
    /// # Errors
    /// [`StoreError`]; then the record does not tell of it.
    pub async fn note_saved(&self, at: Timestamp) -> Result<(), StoreError> {
        self.note(|head| head.saved = Some(at)).await
    }

    /// Notes what the undos of the run left. The caller holds the record.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_undos(&self, undone: Vec<Undone>) -> Result<(), StoreError> {
        self.note(|head| head.undone = undone).await
    }

    async fn note(&self, note: impl FnOnce(&mut RunHeader)) -> Result<(), StoreError> {
        let inner = Rc::clone(&self.0);
        note(&mut inner.head.borrow_mut());
        match inner.copy.get() {
            RecordCopy::Unstored => Ok(()),
            RecordCopy::Read(_) | RecordCopy::Displaced(_) => Err(StoreError::Superseded),
            RecordCopy::Owned(_) | RecordCopy::CutOff(_) => {
                inner.store.put_head(&inner.head_now()).await
            }
        }
    }

    /// Makes this tab the one that writes the record. The caller holds the run's lock. If the browser cleared the database
    /// since this tab stored the record or read it, the record is written again as this tab holds it, if somebody agreed
    /// to it.
    ///
    /// # Errors
    /// [`StoreError`]: where the stored record is not what this tab holds, it has to be read anew before anything is
    /// done. [`StoreError::Cleared`]: this tab's copy may be old, and nobody has agreed to it yet.
    pub async fn claim(&self, write_back: WriteBack) -> Result<(), StoreError> {
        let inner = Rc::clone(&self.0);
        inner.store.reopen().await?;
        let Some(held) = inner.copy.get().held() else {
            return Ok(());
        };
        let id = inner.head.borrow().id.clone();
        let head = match inner.store.claim(&id, held).await {
            Err(StoreError::Gone) if inner.is_another_opening() => match write_back {
                WriteBack::NotAsked => return Err(StoreError::Cleared),
                WriteBack::Agreed => inner.restore().await?,
            },
            claimed => claimed?,
        };
        inner.is_stored(&head);
        inner.head.replace(head);
        Ok(())
    }

    /// Whether another tab's copy is stored that tells of less than this one.
    #[must_use]
    pub fn is_displaced(&self) -> bool {
        matches!(self.0.copy.get(), RecordCopy::Displaced(_))
    }

    /// Notes that another tab's copy is stored, read as `stored`. True if this tab's copy tells of more: it was the last
    /// that was written when the browser took the storage away, or its log holds what the stored one does not.
    #[must_use]
    pub fn note_displaced(&self, stored: &Self) -> bool {
        let log = self.0.log.borrow().seen_from(&stored.0.log.borrow());
        self.0.copy.set(self.0.copy.get().displaced(log));
        self.is_displaced()
    }

    /// The run's id and what this tab knows of the stored record; `None` if nothing is stored.
    #[must_use]
    pub fn held(&self) -> Option<(String, Held)> {
        let held = self.0.copy.get().held()?;
        Some((self.0.head.borrow().id.clone(), held))
    }

    /// Whether the stored record is still what this tab holds.
    ///
    /// # Errors
    /// [`StoreError`]: it is not, or it cannot be read. [`StoreError::Cleared`]: the browser cleared the database since
    /// this tab stored the record or read it.
    pub async fn is_current(&self) -> Result<(), StoreError> {
        let inner = Rc::clone(&self.0);
        inner.store.reopen().await?;
        let id = inner.head.borrow().id.clone();
        while let Some(held) = inner.copy.get().held() {
            return match inner.store.compare(&id, held).await {
                // This tab itself wrote while the comparison waited for its turn.
                Err(StoreError::Superseded) if inner.copy.get().held() != Some(held) => continue,
                Err(StoreError::Gone) if inner.is_another_opening() => Err(StoreError::Cleared),
                compared => compared,
            };
        }
        Ok(())
    }
}

impl Inner {
    /// Whether the database was opened again since the record was last seen in it. If the record is gone then, the
    /// browser cleared it; in the same opening, somebody deleted it.
    fn is_another_opening(&self) -> bool {
        self.opening.get() != self.store.opening()
    }

    /// The head as the run stands now.
    fn head_now(&self) -> RunHeader {
        let next = self
            .head
            .borrow()
            .of(&self.run.borrow(), BrowserClock.now_on_the_wall());
        self.head.replace(next.clone());
        next
    }

    /// Stores head and plan; what is then stored is this tab's. The head comes back as it is stored.
    async fn create(&self, head: RunHeader) -> Result<RunHeader, StoreError> {
        let parts = self.parts(&head).await;
        let head = head.bound_to(&parts);
        self.store.create(&head.id, &head.write(), &parts).await?;
        self.is_stored(&head);
        Ok(head)
    }

    async fn parts(&self, head: &RunHeader) -> Vec<Vec<u8>> {
        let plan = Arc::clone(self.run.borrow().plan());
        let mut parts = Vec::new();
        for part in write_plan_again(head, &plan, &self.older) {
            parts.push(part);
            // A large plan is written in small pieces of work.
            BrowserClock.sleep(Span::ZERO).await;
        }
        parts
    }

    /// Writes the whole record again. The head comes back as it is stored.
    async fn restore(&self) -> Result<RunHeader, StoreError> {
        let head = self.head.borrow().clone();
        let head = RunHeader {
            generation: written_back(head.generation),
            ..head
        };
        let record = StoredRecord {
            id: head.id.clone(),
            parts: self.parts(&head).await,
            log: self.log.borrow().batches(),
            head: Some(head.write()),
        };
        // What this tab holds has to be a whole record.
        let head = check_record(&record).map_err(|_| StoreError::Broken)?;
        self.store.restore(&record, &head).await?;
        Ok(head)
    }

    async fn keep(&self, batch: Batch) -> Result<(), StoreError> {
        let head = self.head_now();
        let head = match self.copy.get() {
            RecordCopy::Unstored => self.create(head).await?,
            RecordCopy::Read(_) | RecordCopy::Displaced(_) => return Err(StoreError::Superseded),
            RecordCopy::Owned(_) | RecordCopy::CutOff(_) => head,
        };
        let (head, bytes) = write_batch(&head, &batch);
        if let Err(fault) = self.store.append(&head, batch.number, &bytes).await {
            return Err(self.cut_off_by(fault).await);
        }
        self.log.borrow_mut().push(&bytes);
        self.is_stored(&head);
        Ok(())
    }

    /// What a writing failed of: where the browser took the storage away while this tab was writing, nothing is left of
    /// the record in the database that is opened next. The driver still holds the run's lock here, so nobody else has
    /// written either.
    async fn cut_off_by(&self, fault: StoreError) -> StoreError {
        let may_be_cleared = match fault {
            StoreError::Broken | StoreError::Unavailable | StoreError::HeldUp => true,
            // The list of past runs may have opened the database again before this tab wrote.
            StoreError::Gone => self.is_another_opening(),
            StoreError::Outdated
            | StoreError::Full
            | StoreError::Superseded
            | StoreError::Cleared => false,
        };
        if !may_be_cleared || self.store.reopen().await.is_err() {
            return fault;
        }
        let id = self.head.borrow().id.clone();
        if self.is_another_opening() && self.store.holds_nothing_of(&id).await == Ok(true) {
            self.copy.set(self.copy.get().cut_off());
            return StoreError::Cleared;
        }
        fault
    }

    /// This head is stored, with all that it binds. Nothing else changes the bond of this tab's head.
    fn is_stored(&self, head: &RunHeader) {
        self.opening.set(self.store.opening());
        self.head.borrow_mut().bond = head.bond;
        self.copy.set(RecordCopy::Owned(Held::of(head)));
    }
}

/// What the driver is told of it.
fn not_kept(fault: StoreError) -> JournalError {
    match fault {
        StoreError::Unavailable
        | StoreError::HeldUp
        | StoreError::Outdated
        | StoreError::Full
        | StoreError::Broken
        | StoreError::Cleared => JournalError::Storage,
        StoreError::Superseded => JournalError::TakenOver,
        StoreError::Gone => JournalError::Gone,
    }
}

/// How long a browser may take for one writing. Some never answer: one whose disk hangs, Safari after it lost its storage
/// process. The run halts then. If the writing ends after all, the next one finds that and the record is read anew.
const MAX_WRITE_SECONDS: u32 = 30;

impl Journal for RunRecord {
    fn write(&self, batch: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>> {
        let inner = Rc::clone(&self.0);
        async move {
            let mut keeping = pin!(inner.keep(batch));
            // Second by second: while the computer sleeps, the storage does not answer either.
            for _ in 0..MAX_WRITE_SECONDS {
                match select(keeping, BrowserClock.sleep(Span::seconds(1))).await {
                    Either::Left((kept, _)) => return kept.map_err(not_kept),
                    Either::Right(((), unfinished)) => keeping = unfinished,
                }
            }
            Err(JournalError::Storage)
        }
        .boxed_local()
    }
}

/// No storage: what happens is kept by the page alone, and the page says so.
#[derive(Debug)]
pub struct MemoryJournal;

impl Journal for MemoryJournal {
    fn write(&self, _: Batch) -> LocalBoxFuture<'static, Result<(), JournalError>> {
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

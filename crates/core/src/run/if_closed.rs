//! The state of a run as the journal holds it if its last batch is never followed by another. The counts in a record's
//! head come only from here. An announced call without an outcome counts as in doubt from that batch on, because the
//! page may close before the next one.

use super::engine::Run;
use super::outcome::Outcome;
use super::record::{Intent, State, Step};
use super::recorded::Recorded;

impl Run {
    /// The state as of the batch that is being written, or else as of the last stored one.
    #[must_use]
    pub fn recorded(&self) -> Recorded {
        self.log.recorded().unwrap_or_else(|| self.if_closed())
    }

    /// The state in which the run would be recovered if the page closed after everything so far is written.
    pub(super) fn if_closed(&self) -> Recorded {
        let mut counts = self.tally;
        let flying = self.in_flight.iter().map(|call| call.item);
        let announced = |item: &usize| self.records[*item].intent != Intent::None;
        // The queue may be long. Announced items are at its front, so the scan stops after the last of them.
        let resting = self.resting.iter().copied();
        let in_queue = self
            .announced
            .saturating_sub(resting.clone().filter(announced).count());
        let queued = self.queue.iter().copied().filter(announced).take(in_queue);
        for item in flying.chain(resting).chain(queued) {
            if self.is_lost_by_closing(item) {
                counts.moved(Outcome::NotTried, Outcome::InDoubt);
            }
        }
        Recorded {
            counts,
            phase: self.phase,
            settled_at: self.last_settled_at(),
        }
    }

    /// Whether a row that counts as not tried would be in doubt if the page closed.
    fn is_lost_by_closing(&self, item: usize) -> bool {
        let record = &self.records[item];
        let may_have_started = match record.state {
            State::Sending => record.step == Step::Act || record.step.leaves_doubt(),
            State::Waiting | State::BackingOff { .. } => {
                record.intent != Intent::None || record.step.leaves_doubt()
            }
            State::Settled(_) => false,
        };
        may_have_started && record.outcome() == Outcome::NotTried
    }
}

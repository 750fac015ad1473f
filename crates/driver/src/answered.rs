//! Reports when the site answers.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::ports::Transport;
use groupsweep_core::domain::{Answer, SiteCall, TransportError};

/// A transport that calls `answered` for each answer of the site.
#[derive(Clone)]
pub struct NotesAnswers {
    /// What carries the calls.
    pub transport: Rc<dyn Transport>,
    /// Is called with each answer.
    pub answered: Rc<dyn Fn()>,
}

impl Transport for NotesAnswers {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        let answered = Rc::clone(&self.answered);
        let answering = self.transport.call(call);
        async move {
            let answer = answering.await;
            if answer.is_ok() {
                answered();
            }
            answer
        }
        .boxed_local()
    }

    fn max_concurrency(&self) -> usize {
        self.transport.max_concurrency()
    }
}

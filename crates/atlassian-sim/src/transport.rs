//! The practice site as a transport: the model in this page, with an
//! answer time. Nothing leaves the page.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::{SimRequest, Site};
use groupsweep_core::domain::{Answer, SiteCall, Span, TransportError};
use groupsweep_driver::ports::{Clock, Transport};

/// Calls to the practice site.
pub struct SimTransport {
    site: Rc<RefCell<Site>>,
    clock: Rc<dyn Clock>,
    answer_time: Span,
}

impl SimTransport {
    /// Practice on `site`; every answer takes `answer_time`.
    #[must_use]
    pub fn new(site: Rc<RefCell<Site>>, clock: Rc<dyn Clock>, answer_time: Span) -> Self {
        Self {
            site,
            clock,
            answer_time,
        }
    }
}

impl Transport for SimTransport {
    fn max_concurrency(&self) -> usize {
        64
    }

    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        let (site, clock, answer_time) = (
            Rc::clone(&self.site),
            Rc::clone(&self.clock),
            self.answer_time,
        );
        async move {
            // The practice site is a Jira site.
            let request = SimRequest::of_call(&call).ok_or(TransportError::NoSuchCall)?;
            clock.sleep(answer_time).await;
            site.borrow_mut()
                .answer(clock.now(), &request)
                .into_answer()
        }
        .boxed_local()
    }
}

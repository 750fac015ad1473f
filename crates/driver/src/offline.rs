//! Readings on an offline machine wait for the network instead of failing.

use std::rc::Rc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::ports::{Network, Transport};
use groupsweep_core::domain::{Answer, SiteCall, TransportError};

/// A transport that repeats a reading that failed while the machine was offline. Never repeats a change: the run
/// decides about it.
#[derive(Clone)]
pub struct WaitsForNetwork {
    /// What carries the calls.
    pub transport: Rc<dyn Transport>,
    /// Says whether the machine is online.
    pub network: Rc<dyn Network>,
}

impl Transport for WaitsForNetwork {
    fn call(&self, call: SiteCall) -> LocalBoxFuture<'static, Result<Answer, TransportError>> {
        if call.is_change() {
            return self.transport.call(call);
        }
        let Self { transport, network } = self.clone();
        async move {
            loop {
                match transport.call(call.clone()).await {
                    Err(fault) if fault.may_be_offline() && !network.is_online() => {
                        network.worth_a_try().await;
                    }
                    result => return result,
                }
            }
        }
        .boxed_local()
    }

    fn max_concurrency(&self) -> usize {
        self.transport.max_concurrency()
    }
}

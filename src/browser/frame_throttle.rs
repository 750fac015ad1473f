//! Limits redraws to one per frame and ten a second: nobody reads faster, and drawing would slow the run.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use groupsweep_core::domain::{Span, Timestamp};
use groupsweep_driver::ports::Clock;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::clock::BrowserClock;

const APART: Span = Span(100);

/// Collects changes until the browser draws again.
#[derive(Clone)]
pub struct Frame {
    asked: Rc<Cell<bool>>,
    drawn: Rc<Cell<Timestamp>>,
    draw: Rc<dyn Fn()>,
}

impl Frame {
    /// `draw` is called once per frame in which something changed.
    #[must_use]
    pub fn new(draw: impl Fn() + 'static) -> Self {
        Self {
            asked: Rc::default(),
            drawn: Rc::default(),
            draw: Rc::new(draw),
        }
    }

    pub fn changed(&self) {
        if self.asked.replace(true) {
            return;
        }
        let wait = self.drawn.get() + APART - BrowserClock.now();
        if wait == Span::ZERO {
            return self.ask();
        }
        let frame = self.clone();
        let wait = u32::try_from(wait.0).unwrap_or(0);
        wasm_bindgen_futures::spawn_local(async move {
            // The page's own timer: a hidden page draws nothing anyway.
            TimeoutFuture::new(wait).await;
            frame.ask();
        });
    }

    fn ask(&self) {
        let Self { asked, drawn, draw } = self.clone();
        let callback = Closure::once_into_js(move || {
            asked.set(false);
            drawn.set(BrowserClock.now());
            draw();
        });
        let asked = web_sys::window()
            .map(|window| window.request_animation_frame(callback.unchecked_ref()));
        if !matches!(asked, Some(Ok(_))) {
            self.asked.set(false);
        }
    }
}

//! At most one notice per frame, however often something changes.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Gathers changes until the browser draws again.
#[derive(Clone)]
pub struct Frame {
    asked: Rc<Cell<bool>>,
    draw: Rc<dyn Fn()>,
}

impl Frame {
    /// `draw` is called once per frame in which something changed.
    #[must_use]
    pub fn new(draw: impl Fn() + 'static) -> Self {
        Self {
            asked: Rc::default(),
            draw: Rc::new(draw),
        }
    }

    /// Something changed.
    pub fn changed(&self) {
        if self.asked.replace(true) {
            return;
        }
        let Self { asked, draw } = self.clone();
        let callback = Closure::once_into_js(move || {
            asked.set(false);
            draw();
        });
        let asked = web_sys::window()
            .map(|window| window.request_animation_frame(callback.unchecked_ref()));
        if !matches!(asked, Some(Ok(_))) {
            self.asked.set(false);
        }
    }
}

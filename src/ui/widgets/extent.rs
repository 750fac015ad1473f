//! The height of a windowed table and its rows, and its scroll offset, in CSS pixels.

use groupsweep_core::choose::Viewport;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

/// Height of a row before one is drawn. The style sheet sets the real height, which depends on table and window.
const ROW_HEIGHT: f64 = 36.0;
/// The border under each row, which is not part of its inner height.
const BORDER: f64 = 1.0;

/// Measures the table when its size changes, until this is dropped.
struct Watched {
    observer: ResizeObserver,
    _measure: Closure<dyn FnMut()>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The last measurement of a scrolled table.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    scroller: NodeRef<html::Div>,
    count: Signal<usize>,
    scrolled: RwSignal<f64>,
    height: RwSignal<f64>,
    row_height: RwSignal<f64>,
}

impl Extent {
    /// Measures whenever the rows or the window change. After scrolling, the table calls [`Self::measure`].
    pub(super) fn of(scroller: NodeRef<html::Div>, count: Signal<usize>) -> Self {
        let extent = Self {
            scroller,
            count,
            scrolled: RwSignal::new(0.0),
            height: RwSignal::new(480.0),
            row_height: RwSignal::new(ROW_HEIGHT),
        };
        Effect::new(move |_| {
            count.track();
            scroller.track();
            extent.measure();
            // Once more after the rows are drawn, because their height may set the table's.
            request_animation_frame(move || extent.measure());
        });
        extent.follow_its_size();
        extent
    }

    /// A table that fills the window changes its size with everything around it.
    fn follow_its_size(self) {
        let watched = StoredValue::new_local(None::<Watched>);
        Effect::new(move |_| {
            let Some(element) = self.scroller.get() else {
                return;
            };
            let measure = Closure::<dyn FnMut()>::new(move || self.measure());
            let observer = ResizeObserver::new(measure.as_ref().unchecked_ref());
            if let Ok(observer) = observer {
                observer.observe(&element);
                watched.set_value(Some(Watched {
                    observer,
                    _measure: measure,
                }));
            }
        });
        on_cleanup(move || watched.set_value(None));
    }

    pub(super) fn measure(self) {
        // The table may be gone before the next frame.
        let Some(element) = self.scroller.try_get_untracked().flatten() else {
            return;
        };
        self.scrolled.set(f64::from(element.scroll_top()));
        self.height.set(f64::from(element.client_height()));
        let row = element.query_selector("[data-at]").ok().flatten();
        let inner = row.map(|row| f64::from(row.client_height()));
        if let Some(inner) = inner.filter(|inner| *inner > 0.0) {
            self.row_height.set(inner + BORDER);
        }
    }

    pub(super) fn window(self) -> Viewport {
        Viewport {
            rows: self.count.get(),
            row_height: self.row_height.get(),
            height: self.height.get(),
            scrolled: self.scrolled.get(),
        }
    }
}

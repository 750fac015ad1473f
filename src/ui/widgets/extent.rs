//! How high a windowed table and its rows are, and how far it is scrolled, in CSS pixels.

use leptos::html;
use leptos::prelude::*;

use crate::choose::Viewport;

/// Height of one row until one is drawn. The sheet decides: it differs by table and by window.
const ROW_HEIGHT: f64 = 54.0;
/// The line under each row: no part of its inner height.
const BORDER: f64 = 1.0;

/// A scrolled table, as it was measured last.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    scroller: NodeRef<html::Div>,
    count: Signal<usize>,
    scrolled: RwSignal<f64>,
    height: RwSignal<f64>,
    row_height: RwSignal<f64>,
}

impl Extent {
    /// Measured whenever the rows or the window change; after a scroll the table asks for it.
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
            // Once more when the rows are drawn: their height, and that of a table that is as high as its rows.
            request_animation_frame(move || extent.measure());
        });
        let resized = window_event_listener(leptos::ev::resize, move |_| extent.measure());
        on_cleanup(move || resized.remove());
        extent
    }

    pub(super) fn measure(self) {
        // The table may be gone by the time a frame is drawn.
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

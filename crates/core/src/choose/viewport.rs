//! Computes which rows a scrolled window shows, and where. Browsers limit an element's height, so very long
//! lists scroll on a shorter track.

/// Maximum height of the track in pixels. Firefox stops near 17.8 million, Chromium near 33.5 million.
const MAX_TRACK: f64 = 8_000_000.0;
/// Extra rows above and below the visible ones, so that a quick scroll shows no gap.
const MARGIN: usize = 4;

/// A window onto a list of rows of equal height.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Viewport {
    /// Number of rows in the list.
    pub rows: usize,
    /// Height of one row in pixels.
    pub row_height: f64,
    /// Height of the window in pixels.
    pub height: f64,
    /// How far the track is scrolled, in pixels.
    pub scrolled: f64,
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows are far below 2^52 and casts saturate"
)]
impl Viewport {
    /// Height of the track in pixels.
    #[must_use]
    pub fn track(&self) -> f64 {
        (self.rows as f64 * self.row_height).min(MAX_TRACK)
    }

    /// The row at the window's upper edge. The fraction is the part that is scrolled out of view.
    fn top_row(&self) -> f64 {
        let full = self.rows as f64 * self.row_height;
        let hidden = (self.track() - self.height).max(0.0);
        if hidden == 0.0 {
            return 0.0;
        }
        let part = (self.scrolled / hidden).clamp(0.0, 1.0);
        part * (full - self.height).max(0.0) / self.row_height
    }

    /// The first row to draw, and one past the last.
    #[must_use]
    pub fn range(&self) -> (usize, usize) {
        let top = self.top_row() as usize;
        let visible = (self.height / self.row_height).ceil() as usize + 1;
        (
            top.saturating_sub(MARGIN),
            (top + visible + MARGIN).min(self.rows),
        )
    }

    /// The position of a row on the track, in pixels.
    #[must_use]
    pub fn offset(&self, row: usize) -> f64 {
        self.scrolled.min((self.track() - self.height).max(0.0))
            + (row as f64 - self.top_row()) * self.row_height
    }

    /// The scroll position that brings a row into view. `None` if it is already fully visible.
    #[must_use]
    pub fn scroll_to(&self, row: usize) -> Option<f64> {
        let above = row as f64 - self.top_row();
        let fits = (self.height / self.row_height) - 1.0;
        let wanted_top = if above < 0.0 {
            row as f64
        } else if above > fits {
            row as f64 - fits
        } else {
            return None;
        };
        let full = self.rows as f64 * self.row_height - self.height;
        let hidden = (self.track() - self.height).max(0.0);
        Some((wanted_top * self.row_height / full.max(1.0)).clamp(0.0, 1.0) * hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(rows: usize, scrolled: f64) -> Viewport {
        Viewport {
            rows,
            row_height: 50.0,
            height: 500.0,
            scrolled,
        }
    }

    #[test]
    fn a_short_list_is_drawn_whole() {
        assert_eq!(window(9, 0.0).range(), (0, 9));
        assert!(window(9, 0.0).offset(8) - 400.0 < 0.001);
    }

    #[test]
    fn only_the_rows_in_view_are_drawn() {
        let (first, last) = window(100_000, 50_000.0).range();
        assert!(
            first <= 1000 && last >= 1010 && last - first < 30,
            "{first}..{last}"
        );
    }

    #[test]
    fn the_last_of_ten_million_rows_can_be_reached() {
        let window = |scrolled| window(10_000_000, scrolled);
        let track = window(0.0).track();
        assert!(track <= MAX_TRACK);
        let end = window(track - 500.0);
        assert_eq!(end.range().1, 10_000_000);
        assert!((end.offset(9_999_999) - (track - 50.0)).abs() < 0.1);
    }

    #[test]
    fn scrolling_to_a_row_brings_it_into_the_window() {
        for rows in [100, 100_000, 5_000_000] {
            for row in [0, rows / 3, rows - 1] {
                let mut window = window(rows, 0.0);
                if let Some(scrolled) = window.scroll_to(row) {
                    window.scrolled = scrolled;
                }
                let at = window.offset(row) - window.scrolled;
                assert!((-0.5..=450.5).contains(&at), "row {row} of {rows} at {at}");
            }
        }
    }
}

//! The rows of a run as one list, for the table on Run and on Report.

use super::engine::Run;
use super::event::Phase;
use super::outcome::Outcome;
use super::row_search::RowSearch;

/// The maximum numbers of settled rows and of open rows listed while a run is running. Bounds the work of a frame.
pub const MAX_LISTED: usize = 1000;

/// A row of the list. It is drawn again if any field changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Index in the plan.
    pub item: u32,
    /// Index of its latest entry in [`Run::settled`]. `None` if the row is not settled.
    pub settled: Option<u32>,
    pub outcome: Outcome,
    /// How often a reading changed its reason since it was settled. Wraps.
    pub rewordings: u8,
}

/// The list, and whether it omits matching rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    pub rows: Vec<Listed>,
    /// Matching rows were omitted because of [`MAX_LISTED`].
    pub is_cut: bool,
    /// Rows and reasons not searched yet.
    pub left_to_search: usize,
}

impl Run {
    /// Returns the rows that have the wanted outcome and match the search. `None` means every outcome.
    ///
    /// While the run is running, settled rows come first, the latest on top. Rows that were never settled follow in
    /// plan order. At most [`MAX_LISTED`] of each are listed. Otherwise every matching row is listed, in plan order.
    #[must_use]
    pub fn listing(&self, wanted: Option<Outcome>, search: &RowSearch) -> Listing {
        let fits = |item: usize| {
            let outcome = self.records().get(item).map(super::ItemRecord::outcome);
            outcome.is_some_and(|outcome| wanted.is_none_or(|wanted| wanted == outcome))
                && search.has(self, item)
        };
        let left_to_search = search.left(self);
        if self.phase() == Phase::Running {
            return Listing {
                left_to_search,
                ..self.newest_first(fits)
            };
        }
        let items = 0..self.records().len();
        Listing {
            rows: items
                .filter(|item| fits(*item))
                .filter_map(|item| self.listed(item))
                .collect(),
            is_cut: false,
            left_to_search,
        }
    }

    fn newest_first(&self, fits: impl Fn(usize) -> bool) -> Listing {
        let places = self.settled().iter().enumerate().rev();
        let places = places.filter_map(|(place, item)| Some((u32::try_from(place).ok()?, item)));
        let settled = places.filter(|(place, item)| {
            let item = **item as usize;
            self.latest_place(item) == Some(*place) && self.is_settled(item) && fits(item)
        });
        let newest: Vec<Listed> = settled
            .filter_map(|(_, item)| self.listed(*item as usize))
            .take(MAX_LISTED + 1)
            .collect();
        // A row that is retried after a lost answer is in doubt, but was never settled.
        let is_open = |item: usize| !self.is_settled(item) || self.latest_place(item).is_none();
        let open = (0..self.records().len()).filter(|item| is_open(*item) && fits(*item));
        let next: Vec<Listed> = open
            .filter_map(|item| self.listed(item))
            .take(MAX_LISTED + 1)
            .collect();
        Listing {
            is_cut: newest.len() > MAX_LISTED || next.len() > MAX_LISTED,
            rows: newest
                .into_iter()
                .take(MAX_LISTED)
                .chain(next.into_iter().take(MAX_LISTED))
                .collect(),
            left_to_search: 0,
        }
    }

    fn listed(&self, item: usize) -> Option<Listed> {
        let latest = self.latest_place(item);
        let record = self.records().get(item)?;
        Some(Listed {
            item: u32::try_from(item).ok()?,
            settled: latest.filter(|_| self.is_settled(item)),
            outcome: record.outcome(),
            rewordings: record.rewordings,
        })
    }

    fn is_settled(&self, item: usize) -> bool {
        let outcome = self.records().get(item).map(super::ItemRecord::outcome);
        outcome.is_some_and(|outcome| outcome != Outcome::NotTried)
    }
}

//! The questions before a selection is discarded, to open a past run or to start over.

use crate::domain::{plural, shown};

/// What is on the page but was not sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotSent {
    /// Rows that are selected, or are in a plan or in the run.
    pub rows: usize,
    pub place: NotSentIn,
    /// Whether a people list filters the file.
    pub has_list: bool,
}

/// Where the unsent rows are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotSentIn {
    /// In the selection of the file of this name.
    File(String),
    /// In a plan that needs no file: a sealed one, or an undo.
    Plan,
    /// In a run whose record is stored.
    Run,
}

/// What is lost with the run in the page: it is neither stored nor in a downloaded file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnlyInPage {
    /// The whole record.
    Record,
    /// The outcomes since the storage failed. The record before them is stored.
    LatestOutcomes,
}

/// Why a past run is opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PastRunOpened {
    /// To view it.
    Report,
    /// To resume it.
    Resume,
    /// To undo it.
    Undo,
}

impl PastRunOpened {
    /// The button that does it.
    #[must_use]
    pub fn button(self) -> &'static str {
        match self {
            Self::Report => "Discard and open Report",
            Self::Resume => "Discard and resume",
            Self::Undo => "Discard and undo",
        }
    }
}

impl NotSent {
    /// Whether rows would be lost. A people list alone does not count, because it is a file or text of its
    /// own.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.rows > 0
    }

    fn sentence(&self) -> String {
        let rows = plural(self.rows, "row", "rows");
        let (is, was) = match self.rows {
            1 => ("is", "was"),
            _ => ("are", "were"),
        };
        match &self.place {
            NotSentIn::File(name) => {
                format!(
                    "{rows} of {} {is} selected. No run with this selection is open.",
                    shown(name)
                )
            }
            NotSentIn::Plan => format!("A plan with {rows} is open. No run was started with it."),
            NotSentIn::Run => format!(
                "{rows} of this run {was} not sent. The record stays under Past runs on Import, where you can resume it."
            ),
        }
    }

    /// What would be discarded, in words.
    fn things(&self) -> &'static str {
        match (&self.place, self.has_list) {
            (NotSentIn::Plan, _) => "this plan",
            (_, true) => "the file, the selection and your list of people",
            (_, false) => "the file and the selection",
        }
    }
}

/// The dialog before a past run replaces what is on the page: its title and its sentences.
#[must_use]
pub fn put_away(what: &NotSent) -> (String, Vec<String>) {
    let title = match what.place {
        NotSentIn::Plan => "Discard this plan?",
        NotSentIn::File(_) | NotSentIn::Run => "Discard your selection?",
    };
    let again = match what.place {
        NotSentIn::Plan => {
            "To use this plan later, open its file again, or press \"Undo\" on its run again."
        }
        NotSentIn::File(_) | NotSentIn::Run => {
            "To use the selection later, import the file again and check which rows are selected."
        }
    };
    let sentences = vec![
        what.sentence(),
        format!(
            "The past run replaces {}. Nothing is sent now.",
            what.things()
        ),
        format!("{again} Your keep list stays."),
    ];
    (title.to_owned(), sentences)
}

/// The same dialog for a run that is not stored completely.
#[must_use]
pub fn put_away_run(lost: OnlyInPage) -> (String, Vec<String>) {
    let (title, sentences) = match lost {
        OnlyInPage::Record => (
            "Discard the current run?",
            [
                "Only this page has the record of the current run, and you have not downloaded its results.",
                "The past run replaces it. The record is then lost: you can no longer see, resume or undo the current run. Nothing is sent now.",
                "To keep the outcomes, press Cancel, then press \"Download results\" on Report.",
            ],
        ),
        OnlyInPage::LatestOutcomes => (
            "Discard the latest outcomes?",
            [
                "The stored record of the current run lacks its latest outcomes. Only this page has them, and you have not downloaded the results.",
                "The past run replaces the current run, which stays under Past runs without those outcomes. Nothing is sent now.",
                "To keep them, press Cancel, then press \"Download results\" on Report.",
            ],
        ),
    };
    (title.to_owned(), sentences.map(str::to_owned).to_vec())
}

/// The dialog before the page starts over.
#[must_use]
pub fn start_over(what: &NotSent) -> (String, Vec<String>) {
    let things = match (&what.place, what.has_list) {
        (NotSentIn::Plan, _) => "this plan",
        (_, true) => "the file, the selection, your list of people",
        (_, false) => "the file, the selection",
    };
    let sentences = vec![
        what.sentence(),
        format!(
            "This clears {things} and the token. Nothing is sent. Your keep list and the past runs stay."
        ),
    ];
    ("Start over?".to_owned(), sentences)
}

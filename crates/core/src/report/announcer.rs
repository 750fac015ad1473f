//! What assistive technology reads out during a run: at most one sentence every five seconds, always the
//! latest.

use crate::domain::{Span, Timestamp};

/// A screen reader needs about this long for a sentence. Faster sentences are cut off or read out late.
const BETWEEN: Span = Span::seconds(5);

/// Decides when a sentence is read out.
#[derive(Clone, Debug, Default)]
pub struct Announcer {
    last: Option<(String, Timestamp)>,
}

impl Announcer {
    /// Returns the sentence if it is to be read out now. `None` if it was the last one read out, or if that
    /// was less than five seconds ago: call again later with the then current sentence.
    pub fn announce<'a>(&mut self, sentence: &'a str, now: Timestamp) -> Option<&'a str> {
        if let Some((said, at)) = &self.last
            && (said == sentence || now - *at < BETWEEN)
        {
            return None;
        }
        self.last = Some((sentence.to_owned(), now));
        Some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_795_905_007_000);

    #[test]
    fn a_minute_of_ten_sentences_a_second_is_read_out_as_one_every_five_seconds() {
        let mut announcer = Announcer::default();
        let read_out: Vec<u64> = (0..600)
            .filter(|tenth| {
                let now = START + Span(tenth * 100);
                let sentence = format!("{tenth} calls are under way.");
                announcer.announce(&sentence, now).is_some()
            })
            .collect();
        assert_eq!(read_out, (0..12).map(|n| n * 50).collect::<Vec<_>>());
    }

    #[test]
    fn the_last_sentence_is_read_out_however_fast_it_came() {
        let mut announcer = Announcer::default();
        assert_eq!(announcer.announce("Running", START), Some("Running"));
        let soon = START + Span(1_000);
        assert_eq!(announcer.announce("Finished", soon), None);
        let later = START + Span(5_000);
        assert_eq!(announcer.announce("Finished", later), Some("Finished"));
    }

    #[test]
    fn the_same_sentence_is_read_out_once() {
        let mut announcer = Announcer::default();
        assert!(announcer.announce("Running", START).is_some());
        let later = START + Span::seconds(3_600);
        assert_eq!(announcer.announce("Running", later), None);
    }
}

//! Splits a file's blocks into records. A block may end at any byte of a record. Only the incomplete record and one
//! block are in memory.

use groupsweep_sheet::{Cut, MAX_RECORD, Record, RecordReader};

use super::decode::Decoder;

/// An incomplete record larger than this is examined again only after its size has doubled, or reached the maximum.
const LARGE: usize = 64 * 1024;

/// The records of a file, in order, without blank lines.
pub(super) struct Stream {
    decoder: Decoder,
    cutter: RecordReader,
    /// Text that has not become records yet, followed by unused space that is reused.
    buffer: Vec<u8>,
    filled: usize,
    /// Offset of the buffer in the file's text.
    base: u64,
    /// The buffer is examined again once it is this long.
    wait_for: usize,
    /// Blank lines between the records so far.
    blank: usize,
    /// Line ends since the last record: its own and those of blank lines.
    line_ends: usize,
    begun: bool,
}

/// The file is too long for 32-bit offsets.
#[derive(Debug, thiserror::Error)]
#[error("the file is longer than 4 GiB")]
pub(super) struct TooLongError;

impl Stream {
    /// Creates a stream of records that `delimiter` separates into cells.
    pub(super) fn new(decoder: Decoder, delimiter: u8) -> Self {
        Self {
            decoder,
            cutter: RecordReader::new(delimiter),
            buffer: Vec::new(),
            filled: 0,
            base: 0,
            wait_for: 0,
            blank: 0,
            line_ends: 0,
            begun: false,
        }
    }

    /// Number of blank lines between records. A spreadsheet counts them as rows.
    pub(super) fn blank_lines(&self) -> usize {
        self.blank
    }

    /// Skips the first bytes of the text, which must already be in the buffer.
    pub(super) fn pass_over(&mut self, bytes: usize) {
        self.drop_front(bytes.min(self.filled));
    }

    pub(super) fn push(&mut self, block: &[u8]) {
        self.push_with(block.len(), |room| room.copy_from_slice(block));
    }

    /// Adds a block of `len` bytes that `fill` writes in place, with as little copying as possible.
    pub(super) fn push_with(&mut self, len: usize, fill: impl FnOnce(&mut [u8])) {
        if !self.decoder.is_plain() {
            let mut block = vec![0; len];
            fill(&mut block);
            return self.decode(|decoder, text| decoder.push(&block, text));
        }
        let end = self.filled + len;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        fill(&mut self.buffer[self.filled..end]);
        self.filled = end;
    }

    fn decode(&mut self, decode: impl FnOnce(&mut Decoder, &mut Vec<u8>)) {
        self.buffer.truncate(self.filled);
        decode(&mut self.decoder, &mut self.buffer);
        self.filled = self.buffer.len();
    }

    /// Passes every complete record to `take`, with its offset in the file's text.
    pub(super) fn records<E>(
        &mut self,
        at_end: bool,
        mut take: impl FnMut(&Record<'_>, u32) -> Result<(), E>,
    ) -> Result<(), E>
    where
        E: From<TooLongError>,
    {
        if at_end {
            self.decode(Decoder::end);
        } else if self.filled < self.wait_for {
            return Ok(());
        }
        let mut at = 0;
        loop {
            match self.cutter.cut(&self.buffer[at..self.filled], at_end) {
                Cut::Record(record) => {
                    let place = self.base + (at + record.start()) as u64;
                    self.line_ends += line_ends(&self.buffer[at..at + record.start()]);
                    if !record.is_blank() {
                        let ends = std::mem::take(&mut self.line_ends);
                        if std::mem::replace(&mut self.begun, true) {
                            self.blank += ends.saturating_sub(1);
                        }
                        take(&record, u32::try_from(place).map_err(|_| TooLongError)?)?;
                    }
                    at += record.end();
                }
                Cut::Unfinished(useless) => {
                    self.line_ends += line_ends(&self.buffer[at..at + useless]);
                    at += useless;
                    break;
                }
                Cut::End => {
                    at = self.filled;
                    break;
                }
            }
        }
        self.drop_front(at);
        Ok(())
    }

    fn drop_front(&mut self, bytes: usize) {
        let left = self.filled - bytes;
        self.buffer.copy_within(bytes..self.filled, 0);
        self.filled = left;
        self.base += bytes as u64;
        self.wait_for = match left {
            0..=LARGE => 0,
            _ => (left * 2).min(MAX_RECORD),
        };
    }
}

/// Counts the line ends at the end of the bytes between two records. `\r\n` is one. The bytes may include the rest of a
/// record that was too long.
fn line_ends(between: &[u8]) -> usize {
    let is_end = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
    let run = between.iter().rev().take_while(is_end).count();
    let (mut ends, mut before) = (0, 0);
    for byte in &between[between.len() - run..] {
        ends += usize::from(*byte == b'\r' || before != b'\r');
        before = *byte;
    }
    ends
}

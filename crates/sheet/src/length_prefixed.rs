//! Several texts in one byte string, each with its length before it. Equal byte strings hold equal texts.

/// Appends a text.
#[inline]
pub fn push_cell(key: &mut Vec<u8>, text: &[u8]) {
    push_len(key, text.len());
    key.extend_from_slice(text);
}

/// LEB128: seven bits a byte, the lowest first. The high bit means that more follow.
#[inline]
fn push_len(key: &mut Vec<u8>, len: usize) {
    let mut left = len;
    while left >= 0x80 {
        #[allow(clippy::cast_possible_truncation, reason = "the low seven bits")]
        key.push((left & 0x7f) as u8 | 0x80);
        left >>= 7;
    }
    #[allow(clippy::cast_possible_truncation, reason = "below 0x80")]
    key.push(left as u8);
}

/// The range of the text of `key` at `at`.
#[inline]
fn first(key: &[u8], at: usize) -> Option<(usize, usize)> {
    let (mut len, mut shift) = (0_usize, 0);
    for (place, byte) in key.get(at..)?.iter().enumerate().take(5) {
        len |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            let from = at + place + 1;
            return Some((from, (from + len).min(key.len())));
        }
    }
    None
}

/// The first `N` texts. Missing ones are empty.
#[inline]
#[must_use]
pub fn first_cells<const N: usize>(key: &[u8]) -> [&[u8]; N] {
    let mut at = 0;
    [(); N].map(|()| match first(key, at) {
        Some((from, to)) => {
            at = to;
            &key[from..to]
        }
        None => &[][..],
    })
}

/// All texts, in order.
pub fn cells(key: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (from, to) = first(key, at)?;
        at = to;
        Some(&key[from..to])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_went_in() {
        let long = vec![b'x'; 300];
        let mut key = Vec::new();
        for text in [&b"id"[..], b"", &long, b"end"] {
            push_cell(&mut key, text);
        }
        assert_eq!(
            first_cells::<5>(&key),
            [&b"id"[..], b"", &long, b"end", b""]
        );
    }
}

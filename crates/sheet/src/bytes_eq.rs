//! Compares two texts sixteen bytes at a time. WebAssembly would compare slices byte by byte, and most of an import is
//! finding out that a text is known.

use wide::u8x16;

const WIDTH: usize = 16;

/// Whether two texts are equal.
#[inline]
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (Some(last), Some(other_last)) = (one.last_chunk::<WIDTH>(), other.last_chunk::<WIDTH>())
    else {
        return same_short(one, other);
    };
    let chunks = one.chunks_exact(WIDTH).zip(other.chunks_exact(WIDTH));
    for (a, b) in chunks {
        if !same_chunk(a.first_chunk(), b.first_chunk()) {
            return false;
        }
    }
    // The rest, overlapping bytes that were already compared.
    same_chunk(Some(last), Some(other_last))
}

#[inline]
fn same_chunk(one: Option<&[u8; WIDTH]>, other: Option<&[u8; WIDTH]>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => u8x16::new(*one).simd_eq(u8x16::new(*other)).all(),
        _ => false,
    }
}

fn same_short(one: &[u8], other: &[u8]) -> bool {
    match (one.first_chunk::<8>(), other.first_chunk::<8>()) {
        (Some(front), Some(other_front)) => {
            front == other_front && one.last_chunk::<8>() == other.last_chunk::<8>()
        }
        _ => one.iter().zip(other).all(|(a, b)| a == b),
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn texts_of_every_length_are_equal_or_differ_at_any_place() {
        for len in 0..70_usize {
            let text: Vec<u8> = (0..len)
                .map(|at| b'a' + u8::try_from(at % 26).unwrap_or(0))
                .collect();
            assert!(same(&text, &text.clone()));
            assert!(!same(&text, &[&text[..], b"x"].concat()));
            for at in 0..len {
                let mut other = text.clone();
                other[at] ^= 1;
                assert!(!same(&text, &other), "{len} bytes, another one at {at}");
            }
        }
    }
}

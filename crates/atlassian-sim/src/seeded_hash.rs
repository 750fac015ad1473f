//! Chance that repeats: numbers drawn from a seed and nothing else.

/// One well-mixed number per (seed, value): the output step of SplitMix64.
pub(super) fn mix(seed: u64, value: u64) -> u64 {
    let mut x = seed
        .wrapping_add(value.wrapping_mul(0x9E37_79B9_7F4A_7C15))
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A number for a text (FNV-1a, 64 bits).
pub(super) fn of_text(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        // The separator keeps ("ab", "c") apart from ("a", "bc").
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

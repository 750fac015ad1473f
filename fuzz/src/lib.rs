//! What the fuzzer feeds: each function takes any bytes, and panics where
//! Groupsweep says something of them that is not so.

#![forbid(unsafe_code)]

mod checks;

/// Any bytes as a file to import.
pub fn import(input: &[u8]) {
    checks::import(input);
}

/// Any bytes as a list of people.
pub fn people(input: &[u8]) {
    checks::people(input);
}

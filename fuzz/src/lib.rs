//! What the fuzzer feeds: each function takes any bytes, and panics where
//! Groupsweep says something of them that is not so.

#![forbid(unsafe_code)]

mod checks;
mod relay_gate;
mod second_reader;

/// Any bytes as a file to import.
pub fn import(input: &[u8]) {
    checks::import(input);
}

/// Any bytes as a list of people.
pub fn people(input: &[u8]) {
    checks::people(input);
}

/// Any bytes as what comes to the relay: a request's head, or a page's message.
pub fn relay(input: &[u8]) {
    relay_gate::entrance(input);
    second_reader::agrees(input.get(1..).unwrap_or_default());
}

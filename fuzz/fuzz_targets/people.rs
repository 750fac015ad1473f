//! Any bytes as a list of people.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| groupsweep_fuzz::people(input));

//! Any bytes as a file to import.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| groupsweep_fuzz::import(input));

//! Any bytes as a request's head or a page's message.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| groupsweep_fuzz::relay(input));

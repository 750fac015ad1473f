//! The exported scripts, run against a simulated site, and the files that they write.

mod answers;
mod bash;
mod fake_site;
mod fixture;
mod imported_results;
mod names;
mod postman;
mod postman_requests;
mod powershell;
mod products;
mod questions;
mod read_back;
mod record;
mod results_file;
mod scripted_site;
mod shell;
mod skipped;
mod started_again;
mod terminal;
mod unwritable_results;
mod verdicts;
mod waits;

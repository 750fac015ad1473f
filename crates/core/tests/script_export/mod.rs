//! The plan on its way to another machine: scripts that are run, on a simulated site, and what they leave behind.

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

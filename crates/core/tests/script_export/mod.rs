//! The plan on its way to another machine: scripts that are run, on a simulated site, and what they leave behind.

mod answers;
mod bash;
mod books;
mod fake;
mod held;
mod left;
mod names;
mod postman;
mod powershell;
mod products;
mod questions;
mod read_back;
mod record;
mod scripted;
mod shell;
mod stage;
mod started_again;
mod terminal;
mod told;
mod verdicts;
mod waits;

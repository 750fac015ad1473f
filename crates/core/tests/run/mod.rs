//! The run engine on a fake clock with scripted answers.

mod answers;
mod crash;
mod doubt;
mod every_event;
mod later;
mod learning;
mod listing;
mod not_there;
mod offline;
mod older;
mod orders;
mod own;
mod pace;
mod proof;
mod property;
mod refusals;
mod reload;
mod since_check;
mod slow_journal;
mod status;
mod trial;
mod tries;
mod try_now;
mod unproven;
mod untold;
mod verified;

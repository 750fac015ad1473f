//! Reading a run's groups back: what is believed, what is asked again, what is never believed.

mod hidden;
mod late;
mod members;
mod own_groups;
mod pages;
mod products;
mod reader;
mod refusals;
mod whole;

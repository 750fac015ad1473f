//! The three products' adapters: how a question is worded, what an answer means, what stands on a page, and what may
//! pass the relay.

mod answers;
mod list;
mod pages;
mod support;

//! Loading without an export: lists read page by page, the export made from them, and ids for names.

mod changing;
mod export;
mod faults;
mod names;
mod pace;
mod reader;
mod whole;

//! The table made without an export: lists read page by page, the export that comes of them, names to ids.

mod changing;
mod export;
mod faults;
mod names;
mod pace;
mod reader;
mod whole;

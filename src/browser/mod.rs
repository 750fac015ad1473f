//! FLOOR 4, wasm only: the browser's side of the ports, and the few things
//! only a browser has: files, downloads, the address bar, leaving the page.

mod address;
mod clock;
mod direct;
mod download;
mod fetch;
mod file;
mod frame;
mod leaving;
mod relay_route;

pub use address::{on_relay_in_address, relay_in_address};
pub use clock::BrowserClock;
pub use direct::Direct;
pub use download::download;
pub use file::{FileError, read_file};
pub use frame::Frame;
pub use leaving::warn_before_leaving;
pub use relay_route::{RelayAccess, RelayRoute, greet};

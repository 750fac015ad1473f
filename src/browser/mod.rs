//! FLOOR 4, wasm only: the browser's side of the ports, and the few things
//! only a browser has: files, downloads, the address bar, leaving the page.

mod address;
mod answered;
mod awake;
mod clock;
mod direct;
mod fetch;
mod file;
mod frame;
mod leaving;
mod lock;
mod network;
mod news;
mod records;
mod relay_route;
mod run_store;
mod store;
mod ticker;
mod worker;

pub use address::{
    is_from_disk, on_relay_in_address, own_address, relay_in_address, unusual_address,
};
pub use answered::{is_answered, remember_answer};
pub use awake::Awake;
pub use clock::{BrowserClock, utc_offset, wall_clock};
pub use direct::Direct;
pub use file::{
    FileError, FileSource, RewindError, Written, read_column, read_file, read_record_file,
    read_small_file, start_file_helper, write_results,
};
pub use frame::Frame;
pub use leaving::warn_before_leaving;
pub use lock::{LockAnswer, LockGuard, locks_of_others, take_lock};
pub use network::{BrowserNetwork, when_network_changes};
pub use news::{News, when_visible};
pub use records::{PageOnly, RunRecord, draw_run_id};
pub use relay_route::{RelayAccess, RelayRoute, greet};
pub use run_store::Glance;
pub use store::{Store, StoreFault};
pub use ticker::start_ticker;

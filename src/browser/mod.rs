//! The browser's implementation of the ports, and what only a browser has: files, downloads, the address, and leaving
//! the page.

mod address;
mod before_unload;
mod clipboard;
mod clock;
mod direct;
mod early_files;
mod extension;
mod fetch;
mod file;
mod frame_throttle;
mod lock;
mod needs;
mod network;
mod persistence;
mod records;
mod relay_route;
mod remembered;
mod run_store;
mod store;
mod tab_channel;
mod ticker;
mod wake_lock;
mod worker;

pub use address::{
    is_from_disk, on_relay_in_address, own_address, own_origin, relay_in_address, served_at,
    unusual_address,
};
pub use before_unload::warn_before_leaving;
pub use clipboard::copy;
pub use clock::{BrowserClock, catch_up, clock_pair, utc_offset, wall_clock};
pub use direct::Direct;
pub use early_files::take_early_files;
pub use extension::{
    ExtensionRoute, PermissionRequest, give_back_all_but, is_extension,
    remove_rules_left_by_earlier_pages,
};
pub use file::{
    FileError, FileSource, RewindError, Written, read_column, read_file, read_record_file,
    read_small_file, start_file_helper, warm_up, write_results,
};
pub use frame_throttle::Frame;
pub use lock::{LockAnswer, LockGuard, locks_of_others, take_lock};
pub use needs::{Need, missing_needs};
pub use network::{BrowserNetwork, when_network_changes};
pub use persistence::Persistence;
pub use records::{MemoryJournal, RunRecord, draw_run_id};
pub use relay_route::{RelayAccess, RelayRoute, greet};
pub use remembered::Remembered;
pub use run_store::Glance;
pub use store::{Store, StoreError};
pub use tab_channel::{TabChannel, when_visible};
pub use ticker::start_ticker;
pub use wake_lock::Awake;

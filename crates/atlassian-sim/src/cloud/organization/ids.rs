//! The ids of every simulated organization.

/// The id of every simulated site's organization.
pub const ORG_ID: &str = "22222222-3333-4444-8555-666666666666";
/// The directory with the site's accounts and groups.
pub const DIRECTORY_ID: &str = "33333333-4444-4555-8666-777777777777";
/// The directory with groups of another site.
pub const OTHER_DIRECTORY_ID: &str = "44444444-5555-4666-8777-888888888888";

//! The values that everything else uses. They are made only by parsing, so every value is valid.

mod access;
mod action;
mod answer;
mod call;
mod ids;
mod normalize;
mod numbers;
mod page_address;
mod purpose;
mod secret;
mod shown;
mod site;
mod time;
mod zone;

pub use access::{Access, App};
pub use action::Action;
pub use answer::{Answer, FORWARDED_RESPONSE_HEADERS, ProxyTrouble, TransportError};
pub use call::{MAX_ACCOUNTS, Method, PageToken, SiteCall, percent_encode};
pub use ids::{AccountId, CloudId, DirectoryId, GroupId, IdError, Membership, OrgId, RowNo};
pub(crate) use normalize::is_invisible;
pub use normalize::{IdMark, bare_id, normalize_email, normalize_id, strip_invisible};
pub use numbers::{counted, grouped, plural};
pub use page_address::PageAddress;
pub use purpose::Purpose;
pub use secret::{ApiToken, Credentials, CredentialsError, Scheme, TypedToken};
pub use shown::{cut, on_one_line, shown};
pub use site::{SiteAddress, SiteAddressError, port_of};
pub use time::{Span, Timestamp, parse_http_date, parse_iso8601, parse_retry_after};
pub use zone::{ReaderTime, UtcOffset};

//! FLOOR 0: the words everything else speaks. Values here are made only by
//! parsing, so whoever holds one holds a checked one.

mod answer;
mod call;
mod ids;
mod secret;
mod shown;
mod site;
mod time;

pub use answer::{Answer, Fault, PASSED_BACK};
pub use call::{Method, SiteCall, is_on_the_list, percent_encode};
pub use ids::{AccountId, GroupId, IdError, Membership, RowNo};
pub use secret::{ApiToken, Credentials, CredentialsError};
pub use shown::{cut, shown};
pub use site::{SiteAddress, SiteAddressError};
pub use time::{Moment, Span, parse_http_date, parse_iso8601};

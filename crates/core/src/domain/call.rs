//! The calls that the job needs, independent of a product. The adapters in `atlassian` build the requests and
//! list what may pass the relay.

use super::access::Access;
use super::ids::{AccountId, GroupId, Membership};

/// Maximum accounts or groups per call. The URL is then about 4 kB, which every proxy on the way accepts.
pub const MAX_ACCOUNTS: usize = 50;

/// The HTTP methods that the job uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Get,
    /// Adds a member. The organization's API also searches with it.
    Post,
    Delete,
}

impl Method {
    pub const ALL: [Self; 3] = [Self::Get, Self::Post, Self::Delete];

    /// The method as written in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// Where the next page of a list starts, as the page before it reported.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum PageToken {
    /// At this index, counted from 0.
    Place(u32),
    /// At this cursor, which is opaque.
    Cursor(Box<str>),
}

impl PageToken {
    pub const START: Self = Self::Place(0);
}

/// A read or a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SiteCall {
    /// The site's cloud id, which needs no login: `GET /_edge/tenant_info`.
    CloudIdOfSite,
    /// The account of this login. An invalid token gets a real 401 here; other reads may answer as anonymous.
    WhoAmI,
    /// The next page of an organization's directories, at this cursor. [`Self::WhoAmI`] returns the first.
    MoreDirectories(Box<str>),
    /// Whether the account is an admin of the product.
    AdminPermission,
    Remove(Membership),
    Add(Membership),
    /// One page of a group's members, inactive ones included.
    Members {
        group: GroupId,
        /// Index of the first member to return.
        start_at: u32,
    },
    /// The next page of a group's members, on an API with cursors.
    MoreMembers {
        group: GroupId,
        cursor: Box<str>,
    },
    /// The groups of an account: all of them, or the first page.
    GroupsOf(AccountId),
    /// The next page of an account's groups.
    MoreGroupsOf {
        account: AccountId,
        from: PageToken,
    },
    /// One page of all groups.
    Groups(PageToken),
    /// The details of these groups, at most [`MAX_ACCOUNTS`].
    GroupsById(Vec<GroupId>),
    /// Groups whose names contain this text, with who manages each.
    GroupsNamed(Box<str>),
    /// One page of the groups that give this access.
    GroupsGranting {
        access: Access,
        /// Index of the first group to return.
        start_at: u32,
    },
    /// The details of these accounts, at most [`MAX_ACCOUNTS`]. The site does not know an account that the
    /// answer lacks.
    Accounts(Vec<AccountId>),
}

impl SiteCall {
    /// Whether the call changes the site.
    #[must_use]
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Remove(_) | Self::Add(_))
    }
}

/// Percent-encodes everything except RFC 3986's unreserved characters.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

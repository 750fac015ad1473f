//! The calls the job needs, as questions and changes: what is asked, not how a product's API words it.
//! The wording, and the list of what may pass the relay, stand with the products' adapters (`product`).

use super::access::Access;
use super::ids::{AccountId, GroupId, Membership};

/// Accounts or groups in one question: an address of some 4 kB, which every proxy on the way takes.
pub const MAX_ACCOUNTS: usize = 50;

/// HTTP methods the job uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Get,
    /// Adds a member; on the organization's API also searches.
    Post,
    Delete,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Get, Self::Post, Self::Delete];

    /// The method as it stands in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// Where a list is gone on with, as the page before said.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum PageToken {
    /// At this place; 0 is the beginning.
    Place(u32),
    /// Behind this mark, which is opaque.
    Cursor(Box<str>),
}

impl PageToken {
    pub const START: Self = Self::Place(0);
}

/// One question or change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SiteCall {
    /// The cloud id of the site, which anybody may ask for: `GET /_edge/tenant_info`.
    CloudIdOfSite,
    /// Whose login this is. A dead token gets a true 401 here, other reads may answer anonymously.
    WhoAmI,
    /// The next page of an organization's directories, behind this mark. [`Self::WhoAmI`] brings the first.
    MoreDirectories(Box<str>),
    /// Whether the account administers the product.
    AdminPermission,
    Remove(Membership),
    Add(Membership),
    /// One page of a group's members, inactive ones included.
    Members {
        group: GroupId,
        /// Index of the first member wanted.
        start_at: u32,
    },
    /// The next page of a group's members, where pages go on behind a mark.
    MoreMembers {
        group: GroupId,
        cursor: Box<str>,
    },
    /// The groups of one account: all, or the first page.
    GroupsOf(AccountId),
    /// The next page of them.
    MoreGroupsOf {
        account: AccountId,
        /// Where it goes on.
        from: PageToken,
    },
    /// One page of all groups.
    Groups(PageToken),
    /// What there is to know of these groups, [`MAX_ACCOUNTS`] at most.
    GroupsById(Vec<GroupId>),
    /// Groups whose names hold this text, with who manages each.
    GroupsNamed(Box<str>),
    /// One page of the groups that give this access.
    GroupsGranting {
        /// What they give.
        access: Access,
        /// Index of the first group wanted.
        start_at: u32,
    },
    /// These accounts, [`MAX_ACCOUNTS`] at most. Who is missing from the answer is not known there.
    Accounts(Vec<AccountId>),
}

impl SiteCall {
    /// Whether the call changes the site.
    #[must_use]
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Remove(_) | Self::Add(_))
    }
}

/// Encodes everything but RFC 3986's unreserved characters.
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

//! The directories of an organization, read page by page. Source: organizations REST API v2, "Get directories".

use serde_json::Value;

use crate::domain::{Answer, DirectoryId};

/// The most pages read. In an organization with more directories, one has to be entered.
const MAX_PAGES: u32 = 20;

/// A directory of an organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrganizationDirectory {
    pub id: DirectoryId,
    pub name: String,
}

/// The pages that were read so far.
#[derive(Debug, Default)]
pub(super) struct DirectoryList {
    pub(super) found: Vec<OrganizationDirectory>,
    pages: u32,
    goes_on: bool,
}

impl DirectoryList {
    /// Takes a page. `None` if it is not one, otherwise the cursor of the next page, if any.
    pub(super) fn take(&mut self, answer: &Answer) -> Option<Option<Box<str>>> {
        let page: Value = serde_json::from_str(&answer.body).ok()?;
        for directory in page.get("data")?.as_array()?.iter().filter_map(directory) {
            // A list that changes while it is read may contain one twice.
            if self.found.iter().all(|known| known.id != directory.id) {
                self.found.push(directory);
            }
        }
        self.pages += 1;
        let next = page.pointer("/links/next").and_then(Value::as_str);
        let next = next.filter(|next| !next.is_empty());
        self.goes_on = next.is_some();
        Some(next.map(Box::from))
    }

    /// Whether no more pages are read.
    pub(super) fn is_long(&self) -> bool {
        self.pages >= MAX_PAGES
    }

    /// Whether it was read to its end.
    pub(super) fn is_whole(&self) -> bool {
        !self.goes_on
    }

    /// The directory, if the whole list holds just one.
    pub(super) fn only(&self) -> Option<DirectoryId> {
        match self.found.as_slice() {
            [only] if self.is_whole() => Some(only.id.clone()),
            _ => None,
        }
    }
}

fn directory(value: &Value) -> Option<OrganizationDirectory> {
    let id = DirectoryId::parse(value.get("directoryId")?.as_str()?)?;
    let name = value.get("name").and_then(Value::as_str);
    let name = name.filter(|name| !name.is_empty()).unwrap_or(id.as_str());
    Some(OrganizationDirectory {
        name: name.to_owned(),
        id,
    })
}

//! Groups, by the documented filters.

use serde::Deserialize;
use serde_json::Value;

use super::super::call::OrganizationCall;
use super::super::refusals::OrganizationError;
use super::super::roles::{self, Grant};
use super::super::shapes;
use super::{AskedDirectories, Order, Searched, SortField, body, has_any, page};
use crate::model::{Directory, SimGroup};
use crate::request::Reply;

/// Groups on a page, unless another number is asked for. Source: organizations REST API v2, "Search for groups".
const PAGE: usize = 20;
/// Optional fields.
const EXPAND: [&str; 2] = ["counts.resources", "counts.users"];

#[derive(Deserialize, Debug, Default)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct GroupSearch {
    group_ids: Option<Vec<String>>,
    group_names: Option<Vec<String>>,
    account_ids: Option<Vec<String>>,
    role_ids: Option<Vec<String>>,
    directory_ids: Option<Vec<String>>,
    resource_ids: Option<Vec<String>>,
    resource_owners: Option<Vec<String>>,
    search_term: Option<String>,
    sort_by: Option<Vec<SortField>>,
    limit: Option<i64>,
    cursor: Option<String>,
    expand: Vec<String>,
}

/// A group, its number, and the directory that it is in.
type Found<'a> = (&'static str, &'a Directory, u32, &'a SimGroup);

/// `POST groups/search`.
pub(in super::super) fn groups(
    asked: &AskedDirectories<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    let search: GroupSearch = body(call)?;
    if search.group_names.is_some() && (search.group_ids.is_some() || search.search_term.is_some())
    {
        return Err(OrganizationError::BadBody(
            "groupNames cannot be used with groupIds or searchTerm.",
        ));
    }
    let is_known = |one: &String| EXPAND.contains(&one.as_str());
    if !search.expand.iter().all(is_known) {
        return Err(OrganizationError::BadBody(
            "expand has a value that is not known.",
        ));
    }
    let order = Order::of(search.sort_by.as_deref(), "name")?;
    let mut found: Vec<Found<'_>> = Vec::new();
    for (id, directory) in asked {
        let directory: &Directory = directory;
        let matching = directory
            .groups()
            .filter(|(number, group)| search.fits(call, (id, directory), *number, group));
        found.extend(matching.map(|(number, group)| (*id, directory, number, group)));
    }
    found.sort_by(|a, b| (&a.3.name, &a.3.id).cmp(&(&b.3.name, &b.3.id)));
    if order == Order::Descending {
        found.reverse();
    }
    let searched = Searched {
        usual: PAGE,
        limit: search.limit,
        cursor: search.cursor.as_deref(),
    };
    page(call, &searched, &found, |one| shown(call, &search, one))
}

fn shown(
    call: &OrganizationCall<'_>,
    search: &GroupSearch,
    (id, directory, number, group): &Found<'_>,
) -> Value {
    shapes::group(
        call.settings,
        (id, directory),
        (*number, group),
        &search.expand,
    )
}

impl GroupSearch {
    /// Whether a group passes all filters.
    fn fits(
        &self,
        call: &OrganizationCall<'_>,
        (directory_id, directory): (&str, &Directory),
        number: u32,
        group: &SimGroup,
    ) -> bool {
        let grants_any = |list: &Option<Vec<String>>, of: fn(&Grant) -> &str| {
            list.is_none() || {
                let grants = roles::of_group(call.settings, &group.name);
                has_any(list, |one| grants.iter().any(|grant| of(grant) == one))
            }
        };
        let term = self.search_term.as_ref().map(|term| term.to_lowercase());
        let is_member = |id: &str| {
            let account = directory.find_account(id);
            account.is_some_and(|account| directory.shown().contains(number, account))
        };
        has_any(&self.directory_ids, |id| id == directory_id)
            && has_any(&self.group_ids, |id| id.eq_ignore_ascii_case(&group.id))
            && has_any(&self.group_names, |one| {
                one.to_lowercase() == group.name.to_lowercase()
            })
            && term.is_none_or(|term| group.name.to_lowercase().contains(&term))
            && has_any(&self.account_ids, is_member)
            && grants_any(&self.role_ids, |grant| grant.role)
            && grants_any(&self.resource_ids, |grant| &grant.resource)
            && grants_any(&self.resource_owners, Grant::owner)
    }
}

//! The organization's calls that only look. Its searches are POST and change nothing.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::refusals::ErrorReply;
use super::{DIRECTORY_ID, OrganizationCall, cursor, roles, shapes};
use crate::model::{Directory, SimGroup, SimPerson};
use crate::profiles::DirectoryPages;
use crate::request::{Query, Reply};
use crate::responses::json as json_reply;
use crate::seeded_hash::{mix, of_text};

/// The documented default page.
const DEFAULT_PAGE: usize = 20;
/// The largest page. Our guess: no maximum is documented.
const MAX_PAGE: usize = 100;

/// Directories by their ids.
type MemberFilter<'a> = [(&'static str, &'a mut Directory)];

/// The documented filters that this site knows. It refuses others rather than find too much.
#[derive(Deserialize, Debug, Default)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct GroupSearch {
    group_ids: Option<Vec<String>>,
    group_names: Option<Vec<String>>,
    account_ids: Option<Vec<String>>,
    role_ids: Option<Vec<String>>,
    directory_ids: Option<Vec<String>>,
    search_term: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
    expand: Vec<String>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
struct UserSearch {
    group_ids: Option<Vec<String>>,
    account_ids: Option<Vec<String>>,
    directory_ids: Option<Vec<String>>,
    search_term: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
}

/// `GET directories`.
pub(super) fn directories(
    asked: &MemberFilter<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
    // The other site is there once it has a group.
    let is_there =
        |id: &str, directory: &Directory| id == DIRECTORY_ID || directory.groups().next().is_some();
    let found: Vec<&str> = asked
        .iter()
        .filter(|(id, directory)| is_there(id, directory))
        .map(|(id, _)| *id)
        .collect();
    let query = Query::parse(&call.request.query);
    let limit = match (query.get("limit"), call.settings.profiles.directory_pages) {
        (Some(limit), _) => limit.parse().map(Some).unwrap_or(Some(0)),
        (None, DirectoryPages::One) => None,
        (None, DirectoryPages::Each) => Some(1),
    };
    page(call, limit, query.get("cursor"), &found, |id| {
        let name = match *id {
            DIRECTORY_ID => "Practice",
            _ => "Other site",
        };
        json!({ "directoryId": id, "name": name })
    })
}

/// `POST groups/search`.
pub(super) fn groups(
    asked: &MemberFilter<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
    let search: GroupSearch = body(call)?;
    if search.group_names.is_some() && (search.group_ids.is_some() || search.search_term.is_some())
    {
        return Err(ErrorReply::BadBody(
            "groupNames cannot be used with groupIds or searchTerm.",
        ));
    }
    let known = ["counts.users", "counts.resources"];
    if !search
        .expand
        .iter()
        .all(|one| known.contains(&one.as_str()))
    {
        return Err(ErrorReply::BadBody("expand has a value that is not known."));
    }
    let mut found: Vec<(&str, &Directory, u32, &SimGroup)> = Vec::new();
    for (id, directory) in asked {
        let directory: &Directory = directory;
        let matching = directory
            .groups()
            .filter(|(number, group)| search.fits(call, (*id, directory), *number, group));
        found.extend(matching.map(|(number, group)| (*id, directory, number, group)));
    }
    found.sort_by(|a, b| (&a.3.name, &a.3.id).cmp(&(&b.3.name, &b.3.id)));
    page(
        call,
        search.limit,
        search.cursor.as_deref(),
        &found,
        |one| {
            let (id, directory, number, group) = *one;
            shapes::group(
                call.settings,
                (id, directory),
                (number, group),
                &search.expand,
            )
        },
    )
}

impl GroupSearch {
    /// Whether a group passes every filter there is.
    fn fits(
        &self,
        call: &OrganizationCall<'_>,
        (directory_id, directory): (&str, &Directory),
        number: u32,
        group: &SimGroup,
    ) -> bool {
        let any = |list: &Option<Vec<String>>, fits: &dyn Fn(&str) -> bool| {
            list.as_ref()
                .is_none_or(|list| list.iter().any(|one| fits(one)))
        };
        let term = self.search_term.as_ref().map(|term| term.to_lowercase());
        any(&self.directory_ids, &|id| id == directory_id)
            && any(&self.group_ids, &|id| id.eq_ignore_ascii_case(&group.id))
            && any(&self.group_names, &|name| {
                name.to_lowercase() == group.name.to_lowercase()
            })
            && term.is_none_or(|term| group.name.to_lowercase().contains(&term))
            && any(&self.account_ids, &|id| {
                directory
                    .find_account(id)
                    .is_some_and(|account| directory.shown().contains(number, account))
            })
            && any(&self.role_ids, &|role| {
                roles::of_group(call.settings, &group.name)
                    .iter()
                    .any(|grant| grant.role == role)
            })
    }
}

/// `POST users/search`.
pub(super) fn users(
    asked: &MemberFilter<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
    let search: UserSearch = body(call)?;
    let term = search.search_term.as_ref().map(|term| term.to_lowercase());
    let mut seen = BTreeSet::new();
    let mut found: Vec<&SimPerson> = Vec::new();
    for (id, directory) in asked {
        let left_out = search
            .directory_ids
            .as_ref()
            .is_some_and(|ids| !ids.iter().any(|one| one == id));
        if left_out {
            continue;
        }
        for number in of_groups(directory, search.group_ids.as_deref()) {
            let Some(person) = directory.person(number) else {
                continue;
            };
            let fits = search
                .account_ids
                .as_ref()
                .is_none_or(|ids| ids.iter().any(|id| **id == *person.id))
                && term.as_ref().is_none_or(|term| {
                    person.name.to_lowercase().contains(term)
                        || person.email.to_lowercase().contains(term)
                });
            if fits && seen.insert(&*person.id) {
                found.push(person);
            }
        }
    }
    page(
        call,
        search.limit,
        search.cursor.as_deref(),
        &found,
        |person| shapes::user(person),
    )
}

/// The numbers of a directory's accounts, or of those in any of the groups.
fn of_groups(directory: &Directory, groups: Option<&[String]>) -> Vec<u32> {
    let Some(groups) = groups else {
        return (0_u32..)
            .zip(directory.people())
            .map(|(number, _)| number)
            .collect();
    };
    let members: BTreeSet<u32> = groups
        .iter()
        .filter_map(|id| directory.find_group(id))
        .flat_map(|group| directory.shown().members(group, true).iter().copied())
        .collect();
    members.into_iter().collect()
}

/// `GET groups/{groupId}`.
pub(super) fn group(
    asked: &MemberFilter<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
    let (id, directory, number) = find(asked, &call.place.group)?;
    let group = directory.group_at(number).ok_or(ErrorReply::UnknownGroup)?;
    let counts = ["counts.users".to_owned(), "counts.resources".to_owned()];
    let shown = shapes::group(call.settings, (id, directory), (number, group), &counts);
    Ok(json_reply(200, &json!({ "data": shown })))
}

/// `GET groups/{groupId}/role-assignments`: one entry for each resource.
pub(super) fn role_assignments(
    asked: &MemberFilter<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, ErrorReply> {
    let (_, directory, number) = find(asked, &call.place.group)?;
    let group = directory.group_at(number).ok_or(ErrorReply::UnknownGroup)?;
    let data: Vec<Value> = roles::of_group(call.settings, &group.name)
        .iter()
        .map(|grant| json!({ "resourceId": grant.resource, "roles": [grant.role] }))
        .collect();
    Ok(json_reply(200, &json!({ "data": data, "links": {} })))
}

/// The directory of a group, and the group's number there.
fn find<'a>(
    asked: &'a MemberFilter<'_>,
    group_id: &str,
) -> Result<(&'static str, &'a Directory, u32), ErrorReply> {
    asked
        .iter()
        .find_map(|(id, directory)| Some((*id, &**directory, directory.find_group(group_id)?)))
        .ok_or(ErrorReply::UnknownGroup)
}

/// The body of a search; none at all finds everything.
fn body<T: DeserializeOwned + Default>(call: &OrganizationCall<'_>) -> Result<T, ErrorReply> {
    let text = &call.request.body;
    if text.is_empty() {
        return Ok(T::default());
    }
    // Serde would read a list as an object's fields in turn.
    serde_json::from_str::<Value>(text)
        .ok()
        .filter(Value::is_object)
        .and_then(|body| serde_json::from_value(body).ok())
        .ok_or(ErrorReply::BadBody("The body is no search."))
}

fn page<T>(
    call: &OrganizationCall<'_>,
    limit: Option<i64>,
    cursor: Option<&str>,
    found: &[T],
    show: impl Fn(&T) -> Value,
) -> Result<Reply, ErrorReply> {
    let size = match limit.map(usize::try_from) {
        None => DEFAULT_PAGE,
        Some(Ok(size @ 1..=MAX_PAGE)) => size,
        Some(_) => return Err(ErrorReply::BadBody("limit is out of range.")),
    };
    let search = identity(call);
    let start = match cursor {
        None => 0,
        Some(cursor) => {
            cursor::open(search, cursor).ok_or(ErrorReply::BadBody("The cursor is not valid."))?
        }
    };
    let from = start.min(found.len());
    let to = from.saturating_add(size).min(found.len());
    let data: Vec<Value> = found[from..to].iter().map(show).collect();
    let mut links = json!({});
    if to < found.len() {
        links["next"] = json!(cursor::seal(search, to));
    }
    Ok(json_reply(200, &json!({ "data": data, "links": links })))
}

/// A number for a search without its cursor and its page's size.
fn identity(call: &OrganizationCall<'_>) -> u64 {
    let mut body: Value = serde_json::from_str(&call.request.body).unwrap_or_default();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("cursor");
        fields.remove("limit");
    }
    let text = if body.is_null() {
        "{}".to_owned()
    } else {
        body.to_string()
    };
    mix(call.settings.seed, of_text(&[&call.request.path, &text]))
}

//! The organization's reads. Its searches use POST and change nothing.

mod groups;
mod users;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::call::OrganizationCall;
use super::ids::DIRECTORY_ID;
use super::refusals::OrganizationError;
use super::{cursor, roles, shapes};
use crate::model::Directory;
use crate::profiles::DirectoryPages;
use crate::request::{Query, Reply};
use crate::responses::json as json_reply;
use crate::seeded_hash::{mix, of_text};
pub(super) use groups::groups;
pub(super) use users::users;

/// Directories on a page, unless another number is asked for. Our guess: none is documented.
const DIRECTORIES_PER_PAGE: usize = 20;
/// The largest page. Our guess: no maximum is documented.
const MAX_PAGE: usize = 100;

/// Directories by their ids.
type AskedDirectories<'a> = [(&'static str, &'a mut Directory)];

/// A page of a search: its default size, and where it begins.
struct Searched<'a> {
    usual: usize,
    limit: Option<i64>,
    cursor: Option<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
enum Order {
    #[serde(rename = "asc")]
    Ascending,
    #[serde(rename = "desc")]
    Descending,
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct SortField {
    field: String,
    direction: Order,
}

impl Order {
    /// The order asked for. Both searches sort by one field at most, and each by a field of its own.
    fn of(sort_by: Option<&[SortField]>, known: &str) -> Result<Self, OrganizationError> {
        match sort_by {
            None => Ok(Self::Ascending),
            Some([one]) if one.field == known => Ok(one.direction),
            Some(_) => Err(OrganizationError::BadBody("sortBy is not known.")),
        }
    }
}

/// Whether a filter accepts a value. True without a filter.
fn has_any(list: &Option<Vec<String>>, fits: impl Fn(&str) -> bool) -> bool {
    list.as_ref()
        .is_none_or(|list| list.iter().any(|one| fits(one)))
}

/// `GET directories`.
pub(super) fn directories(
    asked: &AskedDirectories<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    // The other site is there once it has a group.
    let is_there =
        |id: &str, directory: &Directory| id == DIRECTORY_ID || directory.groups().next().is_some();
    let query = Query::parse(&call.request.query);
    let wanted: Vec<&str> = query.all("directoryIds").collect();
    let term = query.get("searchTerm").unwrap_or_default().to_lowercase();
    let has_account = |directory: &Directory| {
        query
            .get("accountId")
            .is_none_or(|id| directory.find_account(id).is_some())
    };
    let found: Vec<&str> = asked
        .iter()
        .filter(|(id, directory)| is_there(id, directory) && has_account(directory))
        .map(|(id, _)| *id)
        .filter(|id| wanted.is_empty() || wanted.contains(id))
        .filter(|id| name(id).to_lowercase().contains(&term))
        .collect();
    let usual = match call.settings.profiles.directory_pages {
        DirectoryPages::One => DIRECTORIES_PER_PAGE,
        DirectoryPages::Each => 1,
    };
    let searched = Searched {
        usual,
        // Anything that is not a number is out of range.
        limit: query.get("limit").map(|limit| limit.parse().unwrap_or(0)),
        cursor: query.get("cursor"),
    };
    page(
        call,
        &searched,
        &found,
        |id| json!({ "directoryId": id, "name": name(id) }),
    )
}

fn name(directory: &str) -> &'static str {
    match directory {
        DIRECTORY_ID => "Practice",
        _ => "Other site",
    }
}

/// `GET groups/{groupId}`.
pub(super) fn group(
    asked: &AskedDirectories<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    let (id, directory, number) = find(asked, &call.place.group)?;
    let group = directory
        .group_at(number)
        .ok_or(OrganizationError::UnknownGroup)?;
    let counts = ["counts.users".to_owned(), "counts.resources".to_owned()];
    let shown = shapes::group(call.settings, (id, directory), (number, group), &counts);
    Ok(json_reply(200, &json!({ "data": shown })))
}

/// `GET groups/{groupId}/role-assignments`: one entry for each resource.
pub(super) fn role_assignments(
    asked: &AskedDirectories<'_>,
    call: &OrganizationCall<'_>,
) -> Result<Reply, OrganizationError> {
    let (_, directory, number) = find(asked, &call.place.group)?;
    let group = directory
        .group_at(number)
        .ok_or(OrganizationError::UnknownGroup)?;
    let data: Vec<Value> = roles::of_group(call.settings, &group.name)
        .iter()
        .map(|grant| json!({ "resourceId": grant.resource, "roles": [grant.role] }))
        .collect();
    Ok(json_reply(200, &json!({ "data": data, "links": {} })))
}

/// The directory of a group, and the group's number there.
fn find<'a>(
    asked: &'a AskedDirectories<'_>,
    group_id: &str,
) -> Result<(&'static str, &'a Directory, u32), OrganizationError> {
    asked
        .iter()
        .find_map(|(id, directory)| Some((*id, &**directory, directory.find_group(group_id)?)))
        .ok_or(OrganizationError::UnknownGroup)
}

/// The body of a search. Without a body, it finds everything.
fn body<T: DeserializeOwned + Default>(
    call: &OrganizationCall<'_>,
) -> Result<T, OrganizationError> {
    let text = &call.request.body;
    if text.is_empty() {
        return Ok(T::default());
    }
    // Serde would read a list as the fields of an object, in order.
    serde_json::from_str::<Value>(text)
        .ok()
        .filter(Value::is_object)
        .and_then(|body| serde_json::from_value(body).ok())
        .ok_or(OrganizationError::BadBody("The body is no search."))
}

fn page<T>(
    call: &OrganizationCall<'_>,
    searched: &Searched<'_>,
    found: &[T],
    show: impl Fn(&T) -> Value,
) -> Result<Reply, OrganizationError> {
    let size = match searched.limit.map(usize::try_from) {
        None => searched.usual,
        Some(Ok(size @ 1..=MAX_PAGE)) => size,
        Some(_) => return Err(OrganizationError::BadBody("limit is out of range.")),
    };
    let search = identity(call);
    let start = match searched.cursor {
        None => 0,
        Some(cursor) => cursor::open(search, cursor)
            .ok_or(OrganizationError::BadBody("The cursor is not valid."))?,
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

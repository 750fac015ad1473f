//! The control surface under `/__sim/`: how tests outside this process look at
//! the site and change it. It needs no login and is never limited.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::directory::DirectoryChanges;
use super::http::Shared;
use groupsweep_atlassian_sim::{CLOUD_ID, DIRECTORY_ID, ORG_ID, OTHER_DIRECTORY_ID, Settings};

/// Changes of the set-up at run time; what is left out stays.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// Percent of calls that fail on the way.
    pub faults_percent: Option<u32>,
    /// DELETE calls per second; 0: no limit.
    pub rate: Option<u32>,
    /// DELETE calls that may come at once.
    pub burst: Option<u32>,
    /// How long every answer takes, in milliseconds.
    pub latency_ms: Option<u64>,
    pub profiles: BTreeMap<String, String>,
    /// What the site says of its groups and accounts.
    pub directory: DirectoryChanges,
}

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/__sim/members", get(members))
        .route("/__sim/ids", get(ids))
        .route("/__sim/memberships", get(memberships))
        .route("/__sim/requests", get(requests).delete(forget))
        .route("/__sim/settings", axum::routing::post(change))
        .route("/__sim/{*rest}", axum::routing::any(nothing))
}

async fn members(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    // Group ids are UUIDs, which nothing encodes.
    let Some(group) = query.strip_prefix("groupId=") else {
        return refuse("members?groupId=ID");
    };
    let site = shared.site();
    let members = site.members(group);
    if members.is_empty() {
        return json(&site.members_elsewhere(group));
    }
    json(&members)
}

/// The ids that paths of the gateway name.
async fn ids() -> Response {
    json(
        &json!({ "cloudId": CLOUD_ID, "orgId": ORG_ID, "directoryId": DIRECTORY_ID, "otherDirectoryId": OTHER_DIRECTORY_ID }),
    )
}

async fn memberships(State(shared): State<Arc<Shared>>) -> Response {
    json(&json!({ "count": shared.site().member_count() }))
}

async fn requests(State(shared): State<Arc<Shared>>) -> Response {
    json(&*shared.seen())
}

async fn forget(State(shared): State<Arc<Shared>>) -> Response {
    shared.seen().clear();
    StatusCode::NO_CONTENT.into_response()
}

async fn change(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let changes: Changes = match serde_json::from_slice(&body) {
        Ok(changes) => changes,
        Err(error) => return refuse(&error.to_string()),
    };
    let mut site = shared.site();
    // All or nothing: a misspelt profile must not leave half of the changes behind.
    let mut changed = site.settings().clone();
    if let Err(error) = apply(&changes, &mut changed) {
        return refuse(&error);
    }
    if let Err(error) = changes.directory.make(&mut site) {
        return refuse(&error);
    }
    *site.settings_mut() = changed;
    if let Some(latency) = changes.latency_ms {
        shared.set_latency(latency);
    }
    StatusCode::NO_CONTENT.into_response()
}

fn apply(changes: &Changes, settings: &mut Settings) -> Result<(), String> {
    if let Some(percent) = changes.faults_percent {
        settings.faults.percent = percent;
    }
    if let Some(rate) = changes.rate {
        settings.limits.rate = rate;
    }
    if let Some(burst) = changes.burst {
        settings.limits.burst = burst;
    }
    for (name, value) in &changes.profiles {
        settings
            .set_profile(name, value)
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "no such control").into_response()
}

fn json<T: Serialize + ?Sized>(body: &T) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

fn refuse(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, format!("{why}\n")).into_response()
}

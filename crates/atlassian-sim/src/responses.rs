//! The bodies of replies: error collections, pages of the edge, users and groups.

use serde_json::{Value, json};

use super::faults::FaultKind;
use super::model::{SimGroup, SimPerson};
use super::privacy;
use super::profiles::{
    AccountKinds, Emails, Profiles, RefusalBody, SuspendedAccount, Unauthorized,
};
use super::request::{Delivery, Reply};

const NOT_LOGGED_IN: &str = "Client must be authenticated to access this resource.";

/// A JSON reply.
pub(super) fn json(status: u16, body: &Value) -> Reply {
    let mut reply = Reply::empty(status).with("content-type", "application/json;charset=UTF-8");
    reply.body = body.to_string();
    reply
}

/// A reply with a short HTML page, as the edge and its proxies send them.
pub(super) fn page(status: u16, sentence: &str) -> Reply {
    let mut reply = Reply::empty(status).with("content-type", "text/html;charset=UTF-8");
    reply.body = format!(
        "<html><head><title>{sentence}</title></head><body><h1>{sentence}</h1></body></html>"
    );
    reply
}

pub(super) fn text(status: u16, sentence: &str) -> Reply {
    let mut reply = Reply::empty(status).with("content-type", "text/plain;charset=UTF-8");
    sentence.clone_into(&mut reply.body);
    reply
}

/// Jira's error collection.
pub(super) fn collection(status: u16, messages: &[String]) -> Reply {
    json(status, &json!({ "errorMessages": messages, "errors": {} }))
}

/// A login that is missing or refused.
pub(super) fn unauthorized(profile: Unauthorized, origin: &str, refused: bool) -> Reply {
    let reply = match profile {
        Unauthorized::Message => json(
            401,
            &json!({ "message": NOT_LOGGED_IN, "status-code": 401 }),
        ),
        Unauthorized::Collection => collection(401, &[NOT_LOGGED_IN.to_owned()]),
        Unauthorized::Html => page(401, "Unauthorized (401)"),
    };
    challenged(reply, origin, refused)
}

/// Adds to a 401 what a site's own host puts on it.
pub(super) fn challenged(reply: Reply, origin: &str, refused: bool) -> Reply {
    let host = origin.rsplit("://").next().unwrap_or(origin);
    let realm = format!("OAuth realm=\"https%3A%2F%2F{}\"", host.replace(':', "%3A"));
    let reply = reply.with("www-authenticate", realm);
    if refused { login_refused(reply) } else { reply }
}

/// Marks a reply to somebody whose login was refused.
pub(super) fn login_refused(reply: Reply) -> Reply {
    reply.with("x-seraph-loginreason", "AUTHENTICATED_FAILED")
}

/// The edge's refusal of a body where none belongs.
pub(super) fn edge_refusal() -> Reply {
    let mut reply = Reply::empty(403)
        .with("content-type", "text/html")
        .with("server", "CloudFront")
        .with("x-cache", "Error from cloudfront");
    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"><HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY><H1>403 ERROR</H1><H2>The request could not be satisfied.</H2></BODY></HTML>".clone_into(&mut reply.body);
    reply
}

/// What a fault on the way leaves of the reply.
pub(super) fn fault(kind: FaultKind) -> Reply {
    match kind {
        FaultKind::Unavailable => page(503, "Service Unavailable"),
        FaultKind::UnavailableRetryAfter => {
            text(503, "upstream connect error").with("retry-after", "1")
        }
        FaultKind::BadGateway => page(502, "Bad Gateway"),
        FaultKind::GatewayTimeout | FaultKind::GatewayTimeoutAfterEffect => {
            page(504, "Gateway Timeout")
        }
        FaultKind::CutAfterEffect => Reply {
            delivery: Delivery::CutAfterEffect,
            ..Reply::empty(500)
        },
    }
}

/// A 429 without its headers; `turn` counts them.
pub(super) fn throttled(profile: RefusalBody, turn: u64, message: String) -> Reply {
    let form = match (profile, turn % 3) {
        (RefusalBody::Mixed, 0) => RefusalBody::Json,
        (RefusalBody::Mixed, 1) => RefusalBody::Empty,
        (RefusalBody::Mixed, _) => RefusalBody::Html,
        (chosen, _) => chosen,
    };
    match form {
        RefusalBody::Mixed | RefusalBody::Json => collection(429, &[message]),
        RefusalBody::Empty => Reply::empty(429),
        RefusalBody::Html => page(429, "Oops - an error has occurred"),
    }
}

/// A user, as the REST API shows one; `base` ends in the API's version.
pub(super) fn user(profiles: &Profiles, base: &str, person: &SimPerson) -> Value {
    let email = privacy::email(profiles, person);
    let avatar = format!("{base}/avatar/{}", person.id);
    let mut shown = json!({
        "self": format!("{base}/user?accountId={}", person.id),
        "accountId": &*person.id,
        "accountType": kind(profiles, person, "unknown"),
        "avatarUrls": { "48x48": avatar },
        "displayName": privacy::name(profiles, person),
        "active": is_called_active(profiles, person),
        "timeZone": "Etc/UTC",
    });
    if !email.is_empty() {
        shown["emailAddress"] = json!(email);
    } else if profiles.emails == Emails::Null {
        shown["emailAddress"] = Value::Null;
    }
    shown
}

fn is_called_active(profiles: &Profiles, person: &SimPerson) -> bool {
    match profiles.suspended_account {
        SuspendedAccount::Inactive => person.is_active(),
        SuspendedAccount::Active => person.active,
    }
}

/// The kind of an account. `untold` is the product's value for an unknown kind.
pub(super) fn kind(profiles: &Profiles, person: &SimPerson, untold: &'static str) -> &'static str {
    match (profiles.account_kinds, is_app(person)) {
        (AccountKinds::Untold, _) => untold,
        (AccountKinds::Told, true) => "app",
        (AccountKinds::Told, false) => "atlassian",
    }
}

/// Apps' own accounts have addresses of this kind.
fn is_app(person: &SimPerson) -> bool {
    person.email.ends_with("@connect.atlassian.com")
}

/// A group in a list.
pub(super) fn group(base: &str, group: &SimGroup) -> Value {
    json!({
        "name": &*group.name,
        "groupId": &*group.id,
        "self": format!("{base}/group?groupId={}", group.id),
    })
}

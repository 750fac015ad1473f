//! Groups and users, as the organization shows them.

use serde_json::{Value, json};

use super::roles;
use crate::model::{Directory, SimGroup, SimPerson};
use crate::profiles::SyncedFlags;
use crate::responses::is_app;
use crate::settings::Settings;

/// A group with its directory, its number there, and what else was asked for.
pub(super) fn group(
    settings: &Settings,
    (directory_id, directory): (&str, &Directory),
    (number, group): (u32, &SimGroup),
    expand: &[String],
) -> Value {
    let synced = settings.synced_groups.contains(&*group.id);
    let told_by = |flag: SyncedFlags| {
        let profile = settings.profiles.synced_flags;
        synced && (profile == SyncedFlags::All || profile == flag)
    };
    let modifiable = !told_by(SyncedFlags::Modifiable);
    let mut shown = json!({
        "id": &*group.id,
        "name": &*group.name,
        "description": "",
        "directoryId": directory_id,
        "managementAccess": { "readable": true, "modifiable": modifiable, "deletable": modifiable },
        "externalSynced": told_by(SyncedFlags::ExternalSynced),
        "managedBy": if told_by(SyncedFlags::ManagedBy) { "external" } else { "admins" },
    });
    let wants = |field: &str| expand.iter().any(|one| one == field);
    if wants("counts.users") {
        shown["counts"]["users"] = json!(directory.shown().members(number, true).len());
    }
    if wants("counts.resources") {
        shown["counts"]["resources"] = json!(roles::of_group(settings, &group.name).len());
    }
    shown
}

/// A user. `status` is made of the two others.
pub(super) fn user(person: &SimPerson) -> Value {
    let (status, account, membership) = if person.suspended {
        ("suspended", "active", "suspended")
    } else if person.active {
        ("active", "active", "active")
    } else {
        ("deactivated", "inactive", "active")
    };
    json!({
        "accountId": &*person.id,
        "accountType": if is_app(person) { "app" } else { "atlassian" },
        "status": status,
        "accountStatus": account,
        "membershipStatus": membership,
        "name": &*person.name,
        "nickname": &*person.name,
        "email": &*person.email,
        "emailVerified": true,
    })
}

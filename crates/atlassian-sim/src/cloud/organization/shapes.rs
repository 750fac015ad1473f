//! Groups and users, as the organization shows them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::roles::{self, Grant};
use crate::model::{Directory, SimGroup, SimPerson};
use crate::profiles::SyncedFlags;
use crate::settings::Settings;

/// A group with its directory, its number there, and the requested optional fields.
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

/// The states of a person's account: its own, that of its membership of the organization, and what both make.
pub(super) struct States {
    pub(super) account: &'static str,
    pub(super) membership: &'static str,
    pub(super) composite: &'static str,
}

/// Nobody's account belongs to a domain of the organization.
pub(super) const CLAIM_STATUS: &str = "unmanaged";
/// Nobody uses two-step login.
pub(super) const MFA_ENABLED: bool = false;

pub(super) fn states(person: &SimPerson) -> States {
    let (composite, account, membership) = if person.suspended {
        ("suspended", "active", "suspended")
    } else if person.active {
        ("active", "active", "active")
    } else {
        ("deactivated", "inactive", "active")
    };
    States {
        account,
        membership,
        composite,
    }
}

pub(super) fn user(person: &SimPerson) -> Value {
    let states = states(person);
    json!({
        "accountId": &*person.id,
        // The only kind that is documented, of apps too.
        "accountType": "atlassian",
        "status": states.composite,
        "accountStatus": states.account,
        "membershipStatus": states.membership,
        "claimStatus": CLAIM_STATUS,
        "mfaEnabled": MFA_ENABLED,
        "name": &*person.name,
        "nickname": &*person.name,
        "email": &*person.email,
        "emailVerified": true,
    })
}

/// Adds the requested optional fields. This site does not know when a product was last used.
pub(super) fn expand(
    user: &mut Value,
    wanted: &[String],
    (directory, number): (&Directory, u32),
    grants: &[Grant],
) {
    let wants = |field: &str| wanted.iter().any(|one| one == field);
    if wants("groups") {
        let groups = directory.shown().groups_of(number).iter();
        let shown = groups
            .filter_map(|group| directory.group_at(*group))
            .map(|group| json!({ "id": &*group.id, "name": &*group.name, "description": "" }));
        user["groups"] = shown.collect();
    }
    if wants("platformRoles") {
        let is_of_platform = |grant: &&Grant| grant.owner() == "platform";
        let roles: BTreeSet<&str> = grants
            .iter()
            .filter(is_of_platform)
            .map(|grant| grant.role)
            .collect();
        user["platformRoles"] = json!(roles);
    }
    if wants("counts.resources") {
        let resources: BTreeSet<&str> = grants.iter().map(|grant| &*grant.resource).collect();
        user["counts"] = json!({ "resources": resources.len() });
    }
    if wants("productAccess") {
        user["productAccess"] = json!([]);
    }
}

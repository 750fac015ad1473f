//! The site's sentences, in its two languages.

use super::profiles::Language;
use super::request::SimRequest;

/// A sentence of the site.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    NotAMember { group: &'a str },
    AlreadyMember { group: &'a str },
    UnknownGroup { group: &'a str },
    UnknownUser,
    AccountMissing,
    AccountTooLong,
    GroupMissing,
    BothGroups,
    BadBody,
    BadNumber,
    NotSiteAdmin,
    OwnLastAdminGroup { group: &'a str },
    Synced,
    MayNotBrowse,
    PermissionMissing,
    UnknownPermission { key: &'a str },
    UnknownAccessType,
    NoSiteAdminGroups,
    NoSeats,
    Throttled,
}

/// The language a request is answered in: the caller's own, unless the request forces another.
pub(super) fn language(request: &SimRequest, of_profile: Language) -> Language {
    let forced = request
        .header("x-force-accept-language")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    match request.header("accept-language") {
        Some(wanted) if forced && wanted.trim_start().starts_with("de") => Language::German,
        Some(_) if forced => Language::English,
        _ => of_profile,
    }
}

impl Text<'_> {
    pub(super) fn in_language(self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::German => self.german(),
        }
    }

    fn english(self) -> String {
        match self {
            Self::NotAMember { group } => format!(
                "Cannot remove user from group '{group}' since user is not a member of '{group}'"
            ),
            Self::AlreadyMember { group } => {
                format!("Cannot add user. User is already a member of '{group}'")
            }
            Self::UnknownGroup { group } => format!("The group '{group}' does not exist."),
            Self::UnknownUser => {
                "Specified user does not exist or you do not have required permissions".to_owned()
            }
            Self::AccountMissing => {
                "The 'accountId' query parameter needs to be provided".to_owned()
            }
            Self::AccountTooLong => {
                "The 'accountId' must not be longer than 128 characters".to_owned()
            }
            Self::GroupMissing => {
                "Either the 'groupId' or the 'groupname' query parameter needs to be provided"
                    .to_owned()
            }
            Self::BothGroups => {
                "Only one of 'groupId' and 'groupname' may be provided".to_owned()
            }
            Self::BadBody => "Can not deserialize the request body.".to_owned(),
            Self::BadNumber => "A paging parameter is not a valid number.".to_owned(),
            Self::NotSiteAdmin => {
                "You do not have permission to change group memberships.".to_owned()
            }
            Self::OwnLastAdminGroup { group } => format!(
                "You are trying to leave all of the administration groups {group}. You cannot delete your own administration permission"
            ),
            Self::Synced => {
                "Cannot edit group memberships, as external user management is enabled, please contact your JIRA administrators.".to_owned()
            }
            Self::MayNotBrowse => {
                "Browse users and groups permission is required to view groups.".to_owned()
            }
            Self::PermissionMissing => "The 'permissions' query parameter is required.".to_owned(),
            Self::UnknownPermission { key } => format!("Unrecognized permission: {key}"),
            Self::UnknownAccessType => "The 'accessType' is not known.".to_owned(),
            Self::NoSiteAdminGroups => {
                "Couldn't retrieve groups with the site-admin accessType.".to_owned()
            }
            Self::NoSeats => "There are not enough seats left to add this user.".to_owned(),
            Self::Throttled => "Rate limit exceeded.".to_owned(),
        }
    }

    fn german(self) -> String {
        match self {
            Self::NotAMember { group } => format!(
                "Benutzer kann nicht aus der Gruppe „{group}“ entfernt werden, da er kein Mitglied von „{group}“ ist"
            ),
            Self::AlreadyMember { group } => format!(
                "Benutzer kann nicht hinzugefügt werden. Er ist bereits Mitglied von „{group}“"
            ),
            Self::UnknownGroup { group } => format!("Die Gruppe „{group}“ existiert nicht."),
            Self::UnknownUser => "Der angegebene Benutzer existiert nicht oder Sie haben nicht die erforderlichen Berechtigungen".to_owned(),
            Self::AccountMissing => "Der Parameter „accountId“ muss angegeben werden".to_owned(),
            Self::AccountTooLong => "„accountId“ darf höchstens 128 Zeichen lang sein".to_owned(),
            Self::GroupMissing => "„groupId“ oder „groupname“ muss angegeben werden".to_owned(),
            Self::BothGroups => "Nur „groupId“ oder „groupname“ darf angegeben werden".to_owned(),
            Self::BadBody => "Der Inhalt der Anfrage ist nicht lesbar.".to_owned(),
            Self::BadNumber => "Ein Parameter zum Blättern ist keine gültige Zahl.".to_owned(),
            Self::NotSiteAdmin => "Sie dürfen Gruppenmitgliedschaften nicht ändern.".to_owned(),
            Self::OwnLastAdminGroup { group } => format!(
                "Sie versuchen, alle Administrationsgruppen ({group}) zu verlassen. Sie können Ihre eigene Berechtigung nicht löschen"
            ),
            Self::Synced => "Gruppenmitgliedschaften können nicht bearbeitet werden, da die externe Benutzerverwaltung aktiviert ist.".to_owned(),
            Self::MayNotBrowse => "Die Berechtigung zum Durchsuchen von Benutzern und Gruppen ist erforderlich.".to_owned(),
            Self::PermissionMissing => "Der Parameter „permissions“ ist erforderlich.".to_owned(),
            Self::UnknownPermission { key } => format!("Unbekannte Berechtigung: {key}"),
            Self::UnknownAccessType => "Unbekannter „accessType“.".to_owned(),
            Self::NoSiteAdminGroups => "Gruppen mit dem „accessType“ site-admin konnten nicht abgerufen werden.".to_owned(),
            Self::NoSeats => "Es sind nicht genügend Lizenzen verfügbar, um diesen Benutzer hinzuzufügen.".to_owned(),
            Self::Throttled => "Zu viele Anfragen.".to_owned(),
        }
    }
}

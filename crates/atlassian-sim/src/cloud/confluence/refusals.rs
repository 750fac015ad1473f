//! Confluence's refusals, in its own shape and in the two languages this site speaks.

use serde_json::json;

use crate::profiles::Language;
use crate::request::Reply;
use crate::responses::json as json_reply;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ConfluenceError {
    NotLoggedIn,
    NotSiteAdmin,
    NotViewable,
    BadAccessType,
    GroupMissing,
    AccountMissing,
    BadBody,
    BadNumber,
    /// A limit above this.
    TooMany(usize),
    UnknownGroup,
    UnknownUser,
    AlreadyMember,
    Synced {
        status: u16,
    },
    NoSeats,
}

impl ConfluenceError {
    pub(super) fn reply(self, language: Language) -> Reply {
        let status = self.status();
        let message = match language {
            Language::English => self.english(),
            Language::German => self.german(),
        };
        let body = json!({
            "statusCode": status,
            "data": {
                "authorized": !matches!(status, 401 | 403),
                "valid": false,
                "errors": [{ "message": { "translation": message, "args": [] } }],
                "successful": false,
            },
            "message": message,
        });
        json_reply(status, &body)
    }

    fn status(self) -> u16 {
        match self {
            Self::NotLoggedIn => 401,
            Self::NotSiteAdmin | Self::NotViewable => 403,
            Self::GroupMissing
            | Self::AccountMissing
            | Self::BadBody
            | Self::BadNumber
            | Self::BadAccessType
            | Self::TooMany(_)
            | Self::AlreadyMember => 400,
            Self::UnknownGroup | Self::UnknownUser => 404,
            Self::Synced { status } => status,
            // A known bug: a permanent refusal looks like a server error.
            Self::NoSeats => 500,
        }
    }

    fn english(self) -> String {
        match self {
            Self::NotLoggedIn => "User is not logged in to Confluence".to_owned(),
            Self::NotSiteAdmin => "User is not a site administrator".to_owned(),
            Self::NotViewable => "User is not permitted to view groups".to_owned(),
            Self::BadAccessType => "accessType is user, admin or site-admin".to_owned(),
            Self::GroupMissing => "The groupId is missing".to_owned(),
            Self::AccountMissing => "The accountId is missing".to_owned(),
            Self::BadBody => "The request body cannot be read".to_owned(),
            Self::BadNumber => "start and limit must be numbers".to_owned(),
            Self::TooMany(most) => format!("The limit must not be greater than {most}"),
            Self::UnknownGroup => "No group was found for the given id".to_owned(),
            Self::UnknownUser => "No user was found for the given accountId".to_owned(),
            Self::AlreadyMember => "The user is in the group already".to_owned(),
            Self::Synced { .. } => "The group is managed by an external directory".to_owned(),
            Self::NoSeats => "com.netflix.hystrix.exception.HystrixRuntimeException: AddUserToGroupsIdentityPlatformCommand failed and no fallback available.".to_owned(),
        }
    }

    fn german(self) -> String {
        match self {
            Self::NotLoggedIn => "Der Benutzer ist nicht bei Confluence angemeldet".to_owned(),
            Self::NotSiteAdmin => "Der Benutzer ist kein Site-Administrator".to_owned(),
            Self::NotViewable => "Der Benutzer darf Gruppen nicht ansehen".to_owned(),
            Self::BadAccessType => "accessType ist user, admin oder site-admin".to_owned(),
            Self::GroupMissing => "Die groupId fehlt".to_owned(),
            Self::AccountMissing => "Die accountId fehlt".to_owned(),
            Self::BadBody => "Der Inhalt der Anfrage ist nicht lesbar".to_owned(),
            Self::BadNumber => "start und limit müssen Zahlen sein".to_owned(),
            Self::TooMany(most) => format!("limit darf nicht größer als {most} sein"),
            Self::UnknownGroup => "Zu dieser Kennung gibt es keine Gruppe".to_owned(),
            Self::UnknownUser => "Zu dieser accountId gibt es keinen Benutzer".to_owned(),
            Self::AlreadyMember => "Der Benutzer ist schon in der Gruppe".to_owned(),
            Self::Synced { .. } => {
                "Die Gruppe wird von einem externen Verzeichnis verwaltet".to_owned()
            }
            Self::NoSeats => self.english(),
        }
    }
}

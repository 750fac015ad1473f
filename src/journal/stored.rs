//! A head's forms in storage: the present one, and those of earlier versions, which are still read.

use serde::{Deserialize, Serialize};

use crate::domain::{CloudId, DirectoryId, Moment, OrgId};
use crate::import::FileMark;
use crate::plan::{Action, LeftOut, Purpose};
use crate::product::{Confluence, Door, Endpoint, Jira, Organization};
use crate::run::{Outcome, Tally};

use super::frame::{Damaged, Kind, is_of, open, seal};
use super::head::{Head, Progress, Standing, Undone, Verified};

/// What every form begins with.
#[derive(Serialize, Deserialize)]
struct Common<Doing> {
    id: String,
    /// The purpose; in earlier forms the action alone.
    doing: Doing,
    site: Option<String>,
    account: String,
    account_name: String,
    email: Option<String>,
    file: FileMark,
    created: Moment,
    undoes: Option<String>,
    progress: StoredProgress,
}

/// What versions after 0.5 add: what was left out of the plan, and what became of the run later, and whose the record is.
#[derive(Serialize, Deserialize, Default)]
struct Later {
    left_out: LeftOut,
    undone: Option<Undone>,
    verified: Option<Verified>,
    generation: u32,
}

/// How far a run is, with the counts that every form has, in their order there.
#[derive(Serialize, Deserialize)]
struct StoredProgress {
    counts: [u32; COUNTED.len()],
    standing: Standing,
    at: Moment,
}

/// The outcomes that every form counts.
const COUNTED: [Outcome; 5] = [
    Outcome::Done,
    Outcome::Already,
    Outcome::Failed,
    Outcome::InDoubt,
    Outcome::NotTried,
];

impl StoredProgress {
    fn of(progress: Progress) -> Self {
        Self {
            counts: COUNTED.map(|outcome| progress.counts.of(outcome)),
            standing: progress.standing,
            at: progress.at,
        }
    }

    /// `since_check`: rows that changed between the check and their call, which earlier forms did not tell apart.
    fn progress(self, since_check: u32) -> Progress {
        let counted = COUNTED.into_iter().zip(self.counts);
        Progress {
            counts: Tally::counted(counted.chain([(Outcome::SinceCheck, since_check)])),
            standing: self.standing,
            at: self.at,
        }
    }
}

/// An endpoint as it is stored: its kind, then the ids that belong to it.
#[derive(Serialize, Deserialize)]
enum StoredEndpoint {
    JiraOnSite,
    JiraOnGateway(String),
    ConfluenceOnSite,
    ConfluenceOnGateway(String),
    Organization(String, Option<String>),
}

impl StoredEndpoint {
    fn of(endpoint: &Endpoint) -> Self {
        match endpoint {
            Endpoint::Jira(Jira { door: Door::Site }) => Self::JiraOnSite,
            Endpoint::Jira(Jira {
                door: Door::Gateway(cloud),
            }) => Self::JiraOnGateway(cloud.as_str().to_owned()),
            Endpoint::Confluence(Confluence { door: Door::Site }) => Self::ConfluenceOnSite,
            Endpoint::Confluence(Confluence {
                door: Door::Gateway(cloud),
            }) => Self::ConfluenceOnGateway(cloud.as_str().to_owned()),
            Endpoint::Organization(Organization { org, directory }) => Self::Organization(
                org.as_str().to_owned(),
                directory.as_ref().map(|id| id.as_str().to_owned()),
            ),
        }
    }

    fn endpoint(&self) -> Option<Endpoint> {
        let gateway = |cloud: &str| CloudId::parse(cloud).map(Door::Gateway);
        Some(match self {
            Self::JiraOnSite => Endpoint::Jira(Jira { door: Door::Site }),
            Self::JiraOnGateway(cloud) => Endpoint::Jira(Jira {
                door: gateway(cloud)?,
            }),
            Self::ConfluenceOnSite => Endpoint::Confluence(Confluence { door: Door::Site }),
            Self::ConfluenceOnGateway(cloud) => Endpoint::Confluence(Confluence {
                door: gateway(cloud)?,
            }),
            Self::Organization(org, directory) => Endpoint::Organization(Organization {
                org: OrgId::parse(org)?,
                directory: match directory {
                    None => None,
                    Some(id) => Some(DirectoryId::parse(id)?),
                },
            }),
        })
    }
}

/// Earlier records say what was done and which run was taken back; together they tell the purpose.
fn purpose_of(action: Action, undoes: Option<&String>) -> Purpose {
    match (action, undoes) {
        (Action::Remove, None) => Purpose::Remove,
        (Action::Add, None) => Purpose::Add,
        (Action::Remove, Some(_)) => Purpose::UndoAddition,
        (Action::Add, Some(_)) => Purpose::UndoRemoval,
    }
}

fn head_of(
    common: Common<Purpose>,
    endpoint: Option<StoredEndpoint>,
    later: Later,
    since_check: u32,
) -> Result<Head, Damaged> {
    // Heads of version 0.4 and before have none: theirs is Jira's, on the site's own host.
    let endpoint = match endpoint {
        None => Endpoint::default(),
        Some(stored) => stored.endpoint().ok_or(Damaged::Garbled)?,
    };
    Ok(Head {
        id: common.id,
        purpose: common.doing,
        site: common.site,
        account: common.account,
        account_name: common.account_name,
        email: common.email,
        file: common.file,
        created: common.created,
        undoes: common.undoes,
        progress: common.progress.progress(since_check),
        endpoint,
        left_out: later.left_out,
        undone: later.undone,
        verified: later.verified,
        generation: later.generation,
    })
}

impl Common<Action> {
    fn with_purpose(self) -> Common<Purpose> {
        Common {
            doing: purpose_of(self.doing, self.undoes.as_ref()),
            id: self.id,
            site: self.site,
            account: self.account,
            account_name: self.account_name,
            email: self.email,
            file: self.file,
            created: self.created,
            undoes: self.undoes,
            progress: self.progress,
        }
    }
}

/// A head as it is stored.
pub(super) fn write_head(head: &Head) -> Vec<u8> {
    let head = head.clone();
    let common = Common {
        id: head.id,
        doing: head.purpose,
        site: head.site,
        account: head.account,
        account_name: head.account_name,
        email: head.email,
        file: head.file,
        created: head.created,
        undoes: head.undoes,
        progress: StoredProgress::of(head.progress),
    };
    let since_check = head.progress.counts.of(Outcome::SinceCheck);
    let later = Later {
        left_out: head.left_out,
        undone: head.undone,
        verified: head.verified,
        generation: head.generation,
    };
    let endpoint = StoredEndpoint::of(&head.endpoint);
    seal(
        Kind::HeadSinceCheck,
        &(common, endpoint, later, since_check),
    )
}

/// A head out of storage, in whichever form it is.
pub(super) fn read_head(bytes: &[u8]) -> Result<Head, Damaged> {
    if is_of(Kind::Head, bytes) {
        let common: Common<Action> = open(Kind::Head, bytes)?;
        return head_of(common.with_purpose(), None, Later::default(), 0);
    }
    if is_of(Kind::Entry, bytes) {
        let (common, endpoint): (Common<Action>, _) = open(Kind::Entry, bytes)?;
        return head_of(common.with_purpose(), Some(endpoint), Later::default(), 0);
    }
    if is_of(Kind::HeadOfPurpose, bytes) {
        let (common, endpoint, later) = open(Kind::HeadOfPurpose, bytes)?;
        return head_of(common, Some(endpoint), later, 0);
    }
    let (common, endpoint, later, since_check) = open(Kind::HeadSinceCheck, bytes)?;
    head_of(common, Some(endpoint), later, since_check)
}

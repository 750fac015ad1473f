//! A run in a few words: what the list of past runs shows without reading the plan.

use serde::{Deserialize, Serialize};

use crate::connect::{Account, Caller, Connection, Target};
use crate::domain::{AccountId, CloudId, DirectoryId, Moment, OrgId, SiteAddress};
use crate::import::FileMark;
use crate::plan::{Action, Plan};
use crate::product::{Confluence, Door, Endpoint, Jira, Organization};
use crate::run::{Outcome, Phase, Run};

use super::frame::{Damaged, Kind, is_of, open, seal};

/// A run's head.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// The run's own name, drawn when it began.
    pub id: String,
    /// What it does.
    pub action: Action,
    /// The site's origin; none for the practice site.
    pub site: Option<String>,
    /// The account's id; empty for an organization API key.
    pub account: String,
    /// The account's display name.
    pub account_name: String,
    /// The account's email, where the site shows it.
    pub email: Option<String>,
    /// The file it was chosen from.
    pub file: FileMark,
    /// When it was made.
    pub created: Moment,
    /// The run that this one takes back.
    pub undoes: Option<String>,
    /// How far it is, as of the last writing.
    pub progress: Progress,
    /// The API that it calls. Heads of version 0.4 and before have none: theirs is Jira's, on the site's own host.
    #[serde(skip)]
    pub endpoint: Endpoint,
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

/// How far a run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Progress {
    /// Rows per outcome, in the order of [`Outcome::ALL`].
    pub counts: [u32; 5],
    /// Where it stands.
    pub standing: Standing,
    /// When that was.
    pub at: Moment,
}

/// Where a run stands, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Standing {
    /// Something was left under way or stopped.
    Open,
    /// What was released is settled; rows may be left that were never asked for.
    Settled,
}

impl Head {
    /// The head of a run that begins.
    #[must_use]
    pub fn new(id: String, plan: &Plan, undoes: Option<String>, now: Moment) -> Self {
        let Connection {
            target,
            endpoint,
            caller,
        } = plan.connection();
        let account = caller.account();
        let mut counts = [0; 5];
        counts[Outcome::NotTried as usize] = u32::try_from(plan.items().len()).unwrap_or(u32::MAX);
        Self {
            id,
            action: plan.action(),
            site: match target {
                Target::Practice => None,
                Target::Site(address) => Some(address.origin()),
            },
            account: account.map_or_else(String::new, |account| account.id.as_str().to_owned()),
            account_name: caller.name().to_owned(),
            email: account.and_then(|account| account.email.clone()),
            file: plan.file().clone(),
            created: now,
            undoes,
            progress: Progress {
                counts,
                standing: Standing::Open,
                at: now,
            },
            endpoint: endpoint.clone(),
        }
    }

    /// The same head with the run's progress.
    #[must_use]
    pub fn of(&self, run: &Run, now: Moment) -> Self {
        let standing = match run.phase() {
            Phase::Finished | Phase::Ready => Standing::Settled,
            Phase::Running | Phase::Paused(_) | Phase::Stopped | Phase::Halted(_) => Standing::Open,
        };
        Self {
            progress: Progress {
                counts: Outcome::ALL.map(|outcome| run.tally().of(outcome)),
                standing,
                at: now,
            },
            ..self.clone()
        }
    }

    /// The site as people call it.
    #[must_use]
    pub fn site_name(&self) -> &str {
        let origin = self.site.as_deref().unwrap_or("Practice site");
        origin.split_once("://").map_or(origin, |(_, host)| host)
    }

    /// Site and account as they were proven when the run began.
    ///
    /// # Errors
    /// [`Damaged`] if they are none.
    pub fn connection(&self) -> Result<Connection, Damaged> {
        let garbled = Damaged::Garbled;
        let target = match &self.site {
            None => Target::Practice,
            Some(origin) => {
                Target::Site(SiteAddress::parse_for_relay(origin).map_err(|_| garbled)?)
            }
        };
        Ok(Connection {
            target,
            endpoint: self.endpoint.clone(),
            caller: if self.account.is_empty() {
                Caller::OrganizationKey
            } else {
                Caller::Account(Account {
                    id: AccountId::parse(&self.account).map_err(|_| garbled)?,
                    name: self.account_name.clone(),
                    email: self.email.clone(),
                })
            },
        })
    }

    /// As it is stored.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        seal(Kind::Entry, &(self, StoredEndpoint::of(&self.endpoint)))
    }

    /// Out of storage.
    ///
    /// # Errors
    /// [`Damaged`] says why not.
    pub fn read(bytes: &[u8]) -> Result<Self, Damaged> {
        if is_of(Kind::Head, bytes) {
            return open(Kind::Head, bytes);
        }
        let (mut head, stored): (Self, StoredEndpoint) = open(Kind::Entry, bytes)?;
        head.endpoint = stored.endpoint().ok_or(Damaged::Garbled)?;
        Ok(head)
    }
}

//! The site: what it is made of and how it is looked at from outside. `dispatch`
//! answers for it.

use std::collections::BTreeMap;

use super::account::SimLogin;
use super::faults::FaultBook;
use super::model::{Directory, SeedMembership};
use super::rate::Bucket;
use super::settings::Settings;

/// A whole site in memory.
#[derive(Clone, Debug)]
pub struct Site {
    pub(super) settings: Settings,
    pub(super) directory: Directory,
    /// Groups of another site of the organization.
    #[cfg(feature = "cloud")]
    pub(super) elsewhere: Directory,
    /// By the endpoint's name.
    pub(super) buckets: BTreeMap<&'static str, Bucket>,
    pub(super) book: FaultBook,
    pub(super) turn: u64,
    /// 429 replies so far.
    pub(super) refusals: u64,
}

impl Site {
    /// An empty site.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let mut directory = Directory::default();
        if let SimLogin::Accounts(accounts) = &settings.login {
            for account in accounts {
                directory.account(
                    &account.account_id,
                    &account.display_name,
                    &account.email,
                    true,
                );
            }
        }
        Self {
            settings,
            directory,
            #[cfg(feature = "cloud")]
            elsewhere: Directory::default(),
            buckets: BTreeMap::new(),
            book: FaultBook::default(),
            turn: 0,
            refusals: 0,
        }
    }

    /// A site with these memberships where everybody is "Practice admin": what the page practises on.
    #[must_use]
    pub fn practice(seats: impl IntoIterator<Item = SeedMembership>) -> Self {
        let mut site = Self::new(Settings::practice());
        site.seed(seats);
        site
    }

    /// Adds memberships that were always there.
    pub fn seed(&mut self, seats: impl IntoIterator<Item = SeedMembership>) {
        for seat in seats {
            self.add_member(
                &seat.group_id,
                &seat.group_name,
                &seat.account_id,
                &seat.display_name,
                &seat.email,
                seat.active,
            );
        }
    }

    /// Adds one membership that was always there, with its group and account
    /// unless these are known: then they stay as first told.
    pub fn add_member(
        &mut self,
        group_id: &str,
        group_name: &str,
        account_id: &str,
        display_name: &str,
        email: &str,
        active: bool,
    ) {
        let group = self.directory.group(group_id, group_name);
        let account = self
            .directory
            .account(account_id, display_name, email, active);
        self.directory.seed(group, account);
    }

    /// Adds a group without members, unless it is known.
    pub fn add_group(&mut self, group_id: &str, group_name: &str) {
        self.directory.group(group_id, group_name);
    }

    /// Adds an account without groups, unless it is known.
    pub fn add_account(&mut self, account_id: &str, display_name: &str, email: &str, active: bool) {
        self.directory
            .account(account_id, display_name, email, active);
    }

    /// Whether the site has a group or an account with this id.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        let directory = &self.directory;
        directory.find_group(id).is_some() || directory.find_account(id).is_some()
    }

    /// Whether the site has an account with this id.
    #[must_use]
    pub fn knows_account(&self, id: &str) -> bool {
        self.directory.find_account(id).is_some()
    }

    /// Calls a group or an account something else from now on; false if the site has neither with this id.
    pub fn rename(&mut self, id: &str, name: &str) -> bool {
        self.directory.rename_group(id, name)
            || self
                .directory
                .change_person(id, |one| one.name = name.into())
    }

    /// Gives an account another email; false if the site has no such account.
    pub fn change_email(&mut self, account_id: &str, email: &str) -> bool {
        self.directory
            .change_person(account_id, |one| one.email = email.into())
    }

    /// Suspends an account's membership of the directory, which takes it out of the lists of members and leaves it
    /// in its groups; false if the site has no such account.
    pub fn suspend(&mut self, account_id: &str) -> bool {
        self.directory
            .change_person(account_id, |one| one.suspended = true)
    }

    /// Whether the account is in the group now, whatever reads still show.
    #[must_use]
    pub fn is_member(&self, group_id: &str, account_id: &str) -> bool {
        let group = self.directory.find_group(group_id);
        let account = self.directory.find_account(account_id);
        match (group, account) {
            (Some(group), Some(account)) => self.directory.truth().contains(group, account),
            _ => false,
        }
    }

    /// Account ids of a group's members now, inactive ones included, sorted.
    #[must_use]
    pub fn members(&self, group_id: &str) -> Vec<&str> {
        self.directory.member_ids(group_id)
    }

    /// Memberships of all groups now.
    #[must_use]
    pub fn member_count(&self) -> usize {
        self.directory.truth().count()
    }

    /// How the site is set up.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes the set-up from the next request on.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

//! A simulated site, one route to it, and the journeys: remove or add, verify, take it back, verify that.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::{mpsc, oneshot};
use groupsweep_atlassian_sim::{
    Credential, Right, Settings, SimAccount, SimLogin, SimRequest, Site, TokenScopes,
};
use groupsweep_core::atlassian::{ApiHost, Endpoint};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{AccountId, Membership, ReaderTime, Span, Timestamp, TransportError};
use groupsweep_core::plan::{
    Action, Approved, Confirmation, MembersSeen, Plan, Proposal, Purpose, Scope,
};
use groupsweep_core::precheck::Precheck;
use groupsweep_core::report::wording::{verification, why};
use groupsweep_core::run::{Absence, Event, Outcome, Phase, ProofVerdict, Rate, Run, TrialState};
use groupsweep_core::verify::Verifier;
use groupsweep_driver::ports::Clock;
use groupsweep_driver::{Driver, Ports, drive, precheck, prove, settle, verify};

use super::profiles::BASE;
use super::rows::{CALLER, GROUPS, MEMBERS, Member, RowCase, SYNCED};
use crate::support::drive::{FakeClock, FakeSite, Notebook, Ticking, run_until_stuck};
use crate::support::{SITE, account, caller, connection, group, table};

/// Whether the site is asked about the rows before the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Check {
    Made,
    Skipped,
}

/// How a site answers: its switches, and who calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    pub(super) switches: &'static [(&'static str, &'static str)],
    pub(super) right: Right,
    /// Jira says of a removal that there was nothing to remove as it says of any other: only the check could know.
    pub(super) is_silent_on_nothing: bool,
}

/// One row after a run and its reading.
pub(super) struct RowStory {
    pub(super) row: &'static str,
    pub(super) outcome: Outcome,
    pub(super) is_unconfirmed: bool,
    pub(super) sentence: String,
    pub(super) was_member: bool,
    pub(super) is_member: bool,
    /// What the reading after the run saw. `None` if it saw nothing.
    pub(super) listed: Option<bool>,
}

/// One journey's end.
pub(super) struct Story {
    pub(super) purpose: Purpose,
    pub(super) phase: Phase,
    pub(super) rows: Vec<RowStory>,
    /// The proofs of the trials, each with whether the person was a member before and after.
    pub(super) proofs: Vec<(ProofVerdict, bool, bool)>,
    pub(super) verified: String,
    /// What did not come to its end.
    pub(super) stuck: Option<&'static str>,
}

/// A site, a route, a clock.
pub(super) struct World {
    site: Rc<RefCell<Site>>,
    endpoint: Endpoint,
    /// The login as the relay adds it to each call.
    authorization: String,
    clock: Rc<FakeClock>,
    /// Calls that reached the site.
    calls: Rc<Cell<usize>>,
    /// Those calls, with the status of each answer.
    pub(super) log: Rc<RefCell<Vec<(SimRequest, u16)>>>,
    /// The next drive is stopped after so many calls.
    pub(super) stop_after: Cell<Option<usize>>,
}

impl World {
    pub(super) fn new(endpoint: &Endpoint, profile: Profile) -> Self {
        let login = |name: &str, token: &str| {
            SimAccount::new(
                &format!("{name}@example.com"),
                token,
                &account(CALLER),
                profile.right,
            )
        };
        let accounts = vec![
            login("plain", "t"),
            login("scoped", "t").scoped(TokenScopes::All),
            SimAccount {
                credential: Credential::OrganizationKey(TokenScopes::All),
                ..login("key", "t-key")
            },
        ];
        let authorization = match endpoint.api_host() {
            Some(ApiHost::Site) => basic("plain@example.com:t"),
            Some(ApiHost::Gateway(_)) => basic("scoped@example.com:t"),
            None => "Bearer t-key".to_owned(),
        };
        Self::of_logins(endpoint, authorization, accounts, profile)
    }

    /// The site with these logins; the calls carry `authorization`.
    pub(super) fn of_logins(
        endpoint: &Endpoint,
        authorization: String,
        accounts: Vec<SimAccount>,
        profile: Profile,
    ) -> Self {
        let mut settings = Settings {
            login: SimLogin::Accounts(accounts),
            synced_groups: [group(SYNCED)].into(),
            ..Settings::default()
        };
        for (name, value) in BASE.iter().chain(profile.switches) {
            settings.set_profile(name, value).unwrap();
            match *name {
                "fault-kinds" => settings.faults.percent = 30,
                "refusal-body" | "reset-format" => {
                    settings.limits.rate = 1;
                    settings.limits.burst = 1;
                }
                _ => {}
            }
        }
        let clock = FakeClock::new();
        let mut site = Site::new(settings);
        for (g, name) in GROUPS {
            site.add_group(&group(g), name);
        }
        for Member {
            group: g,
            user,
            active,
            suspended,
        } in MEMBERS
        {
            let name = format!("User {user}");
            let group_name = GROUPS.iter().find(|(one, _)| *one == g).unwrap().1;
            site.add_member(&group(g), group_name, &account(user), &name, "", active);
            if suspended {
                site.suspend(&account(user));
            }
        }
        Self {
            site: Rc::new(RefCell::new(site)),
            endpoint: endpoint.clone(),
            authorization,
            clock,
            calls: Rc::default(),
            log: Rc::default(),
            stop_after: Cell::new(None),
        }
    }

    pub(super) fn planned(
        &self,
        rows: &[RowCase],
        purpose: Purpose,
        check: Check,
    ) -> Option<Rc<RefCell<Run>>> {
        let lines: Vec<String> = rows.iter().map(RowCase::line).collect();
        let table = Arc::new(table(format!(
            "{}\n{}",
            crate::support::HEADINGS,
            lines.join("\n")
        )));
        let mut choice = SelectionHistory::new(Arc::clone(&table));
        choice.set(table.row_numbers(), true);
        let mut connection = connection();
        connection.endpoint = self.endpoint.clone();
        caller(&mut connection).id = AccountId::parse(&account(CALLER)).unwrap();
        self.checked(Proposal::of_choice(&choice, purpose, connection)?, check)
    }

    /// The run of a proposal, which remembers who was in the groups at the check.
    pub(super) fn checked(&self, mut proposal: Proposal, check: Check) -> Option<Rc<RefCell<Run>>> {
        if check == Check::Made {
            let reading = Precheck::of(&proposal, Rate::of_model(1000));
            let (_cancel, cancelled) = oneshot::channel();
            let asking = precheck(reading, self.transport(), self.time(), |_| {}, cancelled);
            proposal.learn(run_until_stuck(&self.clock, asking, |_| false)?);
        }
        for item in 0..proposal.items().len() {
            // A group that an identity provider manages stays protected where the site says so.
            let _ = proposal.unprotect(item, "for this test");
        }
        let seen = Arc::clone(&proposal.facts().members_seen);
        let plan = proposal.freeze().ok()?;
        Some(run_of(plan, Some(seen).filter(|seen| !seen.is_empty())))
    }

    /// `before`: whether the person of each item was a member before its first call.
    pub(super) fn run(
        &self,
        purpose: Purpose,
        run: &Rc<RefCell<Run>>,
        rows: &[RowCase],
        before: &[bool],
    ) -> Story {
        let plan = Arc::clone(run.borrow().plan());
        let mut proofs = Vec::new();
        let mut stuck = None;
        let tries = Cell::new(0);
        let can_try = || run.borrow().can_try() && !run.borrow().trial_is_done() && tries.get() < 6;
        while plan.action() == Action::Remove && can_try() {
            tries.set(tries.get() + 1);
            let trial = run.borrow().next_trial();
            let approved = Approved::for_trial(&plan, trial, &Confirmation::OneRow).unwrap();
            if !self.drive(run, Event::Release(approved)) {
                stuck = Some("the trial");
                break;
            }
            if run.borrow().trial_state() == TrialState::Removed {
                let membership = plan.items()[trial].membership.clone();
                let absence = run.borrow().absence_after_trial();
                match self.prove(membership.clone(), absence) {
                    Some(verdict) => {
                        proofs.push((verdict.clone(), before[trial], self.holds(&membership)));
                        self.settle(run, Event::ReadBack(trial, verdict));
                    }
                    None => stuck = Some("the proof"),
                }
            }
            if run.borrow().needs_acceptance() {
                break;
            }
        }
        let needs_acceptance = run.borrow().needs_acceptance();
        let typed = if needs_acceptance {
            Confirmation::TypedSiteNameWithoutProof(SITE.into())
        } else {
            Confirmation::TypedSiteName(SITE.into())
        };
        let approved = Approved::check(&plan, Scope::Remaining, &typed).unwrap();
        if stuck.is_none() && !self.drive(run, Event::Release(approved)) {
            stuck = Some("the run");
        }
        let (verified, listings) = self.verify(purpose, run);
        let run = run.borrow();
        let tell = |item: usize| {
            let record = &run.records()[item];
            let membership = &plan.items()[item].membership;
            RowStory {
                row: rows.iter().find(|row| row.is(membership)).unwrap().name,
                outcome: record.outcome(),
                is_unconfirmed: record.is_done_unconfirmed(),
                sentence: why(record, plan.action()),
                was_member: before[item],
                is_member: self.holds(membership),
                listed: listings
                    .iter()
                    .find(|(one, _)| *one == item)
                    .map(|(_, listed)| *listed),
            }
        };
        assert_eq!(
            run.tally().selected() as usize,
            plan.items().len(),
            "the books balance"
        );
        let counted: u32 = Outcome::ALL
            .iter()
            .map(|outcome| run.tally().of(*outcome))
            .sum();
        assert_eq!(counted as usize, plan.items().len(), "the books balance");
        Story {
            purpose,
            phase: run.phase(),
            rows: (0..plan.items().len()).map(tell).collect(),
            proofs,
            verified,
            stuck,
        }
    }

    pub(super) fn drive(&self, run: &Rc<RefCell<Run>>, first: Event) -> bool {
        let (orders, inbox) = mpsc::unbounded();
        let stop_at = self.stop_after.get().map(|more| self.calls.get() + more);
        let ports = Ports {
            transport: self.transport(),
            clock: self.time(),
            journal: Rc::new(Notebook::default()),
        };
        let driver = Driver::of(run).unwrap();
        run_until_stuck(
            &self.clock,
            drive(driver, first, inbox, ports, || {}),
            |_| {
                let is_due = stop_at.is_some_and(|at| self.calls.get() >= at);
                let stops = is_due && self.stop_after.take().is_some();
                stops && orders.unbounded_send(Event::Stop).is_ok()
            },
        )
        .is_some()
    }

    fn settle(&self, run: &Rc<RefCell<Run>>, event: Event) {
        let driver = Driver::of(run).unwrap();
        let now = self.time().now();
        let settling = settle(driver, event, Rc::new(Notebook::default()), now);
        run_until_stuck(&self.clock, settling, |_| false).unwrap();
    }

    fn prove(&self, membership: Membership, absence: Absence) -> Option<ProofVerdict> {
        let (_cancel, cancelled) = oneshot::channel();
        let proving = prove(
            membership,
            self.endpoint.clone(),
            absence,
            self.transport(),
            self.time(),
            |_| {},
            cancelled,
        );
        run_until_stuck(&self.clock, proving, |_| false)
    }

    /// Reads the groups back and passes the result to the run. Returns the sentence, and what was seen of each row.
    fn verify(&self, purpose: Purpose, run: &Rc<RefCell<Run>>) -> (String, Vec<(usize, bool)>) {
        let Some(verifying) = Verifier::of(&run.borrow(), Verifier::gentle()) else {
            return (String::new(), Vec::new());
        };
        let (_cancel, cancelled) = oneshot::channel();
        let reading = verify(verifying, self.transport(), self.time(), |_| {}, cancelled);
        let read = run_until_stuck(&self.clock, reading, |_| false).expect("the reading ends");
        let listings = read.listings();
        self.settle(run, Event::Verified(listings.clone()));
        let sentence = verification(purpose, &read.facts(), ReaderTime::UTC);
        // The time of day is another with every change of the pace.
        let sentence = sentence
            .split(", read at")
            .next()
            .unwrap_or_default()
            .to_owned();
        (sentence, listings)
    }

    pub(super) fn holds(&self, membership: &Membership) -> bool {
        let (group, account) = (membership.group.as_str(), membership.account.as_str());
        self.site.borrow().is_member(group, account)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.time().now()
    }

    fn time(&self) -> Rc<Ticking> {
        Rc::new(Ticking(Rc::clone(&self.clock)))
    }

    /// What the relay does: words the call, adds the login, passes the answer on.
    fn transport(&self) -> Rc<FakeSite> {
        let (site, endpoint, clock) = (
            Rc::clone(&self.site),
            self.endpoint.clone(),
            Rc::clone(&self.clock),
        );
        let (calls, log) = (Rc::clone(&self.calls), Rc::clone(&self.log));
        let authorization = self.authorization.clone();
        FakeSite::new(&self.clock, Span(40), move |call| {
            calls.set(calls.get() + 1);
            let now = Timestamp(clock.now_millis());
            let Some(worded) = endpoint.request(call) else {
                return Err(TransportError::NoSuchCall);
            };
            let request = SimRequest::relayed(&worded).with_header("authorization", &authorization);
            let delivery = site.borrow_mut().answer(now, &request);
            log.borrow_mut().push((request, delivery.status));
            delivery.into_answer()
        })
    }
}

pub(super) fn run_of(plan: Plan, seen: Option<Arc<MembersSeen>>) -> Rc<RefCell<Run>> {
    let mut run = Run::new(Arc::new(plan), Rate::per_second(50));
    if let Some(seen) = seen {
        run.remember_members(seen);
    }
    Rc::new(RefCell::new(run))
}

fn basic(login: &str) -> String {
    use base64::Engine as _;
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(login)
    )
}

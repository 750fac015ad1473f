//! For any file and any site: each removal that is sent is one whose row names what the site calls that account and
//! group, or one that a person let go by name with a reason. From the bytes of the file to the calls.

mod spoiled;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::support::sweep::Sweep;
use crate::support::{Dice, account, connection, group};
use groupsweep_atlassian_sim::{SeedMembership, SimRequest, Site};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{Answer, SiteCall, Timestamp, TransportError};
use groupsweep_core::import::read;
use groupsweep_core::plan::{Category, FreezeError, Proposal, Purpose, Scope};
use groupsweep_core::precheck::Precheck;
use groupsweep_core::reads::ReadEvent;
use groupsweep_core::run::Rate;
use spoiled::spoil;

const GIVEN: [&str; 10] = [
    "Ines", "Tobias", "Mira", "Pavel", "Ruth", "Greta", "Jan", "Omar", "Yuki", "Dana",
];
const FAMILY: [&str; 8] = [
    "Varga",
    "Okoro",
    "Lindqvist",
    "Sato",
    "Amari",
    "Moll",
    "Novak",
    "Ortiz",
];
const TEAMS: [&str; 4] = ["Contractors", "Team North", "Sales, EMEA", "Guests"];

/// A row as it is meant to be read: the ids, and the names and the email beside them.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    group: String,
    team: String,
    account: String,
    name: String,
    email: String,
}

/// What the site holds.
struct Truth {
    names: Vec<String>,
    emails: Vec<String>,
    /// What privacy settings hide from the caller.
    hides_names: bool,
    hides_emails: bool,
    teams: Vec<String>,
    seats: Vec<(usize, usize)>,
}

impl Truth {
    fn any(dice: &mut Dice) -> Self {
        let people = 3 + dice.below(14);
        let names: Vec<String> = (0..people).map(|_| person(dice)).collect();
        let mut seats = Vec::new();
        for user in 0..people {
            seats.extend(
                (0..TEAMS.len())
                    .filter(|_| dice.below(2) == 0)
                    .map(|g| (g, user)),
            );
        }
        let emails = names.iter().enumerate();
        Self {
            emails: emails.map(|(n, name)| address(name, n)).collect(),
            hides_names: dice.below(4) == 0,
            hides_emails: dice.below(3) == 0,
            names,
            teams: TEAMS.map(str::to_owned).to_vec(),
            seats,
        }
    }

    fn site(&self) -> Site {
        let mut site = Site::practice(self.seats.iter().map(|(g, user)| SeedMembership {
            group_id: group(*g),
            group_name: self.teams[*g].clone(),
            account_id: account(*user),
            display_name: self.names[*user].clone(),
            email: self.emails[*user].clone(),
            active: true,
        }));
        let shown = |is_hidden| if is_hidden { "hidden" } else { "shown" };
        for (profile, is_hidden) in [("names", self.hides_names), ("emails", self.hides_emails)] {
            let settings = site.settings_mut();
            settings.set_profile(profile, shown(is_hidden)).unwrap();
        }
        site
    }

    fn export(&self) -> Vec<Line> {
        let line = |(g, user): &(usize, usize)| Line {
            group: group(*g),
            team: self.teams[*g].clone(),
            account: account(*user),
            name: self.names[*user].clone(),
            email: self.emails[*user].clone(),
        };
        self.seats.iter().map(line).collect()
    }

    /// Whether nothing that the site shows of a row's ids is otherwise in the row.
    fn agrees(&self, line: &Line) -> bool {
        let user = (0..self.names.len()).find(|user| account(*user) == line.account);
        let team = (0..self.teams.len()).find(|g| group(*g) == line.group);
        user.is_some_and(|user| self.agrees_on_person(user, line))
            && team.is_some_and(|g| self.teams[g].to_lowercase() == line.team.to_lowercase())
    }

    fn agrees_on_person(&self, user: usize, line: &Line) -> bool {
        let same_name = words(&self.names[user]) == words(&line.name);
        let email = if self.hides_emails {
            ""
        } else {
            &*self.emails[user]
        };
        let in_file = line.email.to_lowercase();
        match (email, &*in_file) {
            ("", _) => self.hides_names || same_name,
            // The address alone: it is made of the name.
            (email, "") if self.hides_names => {
                let named = local(email).replace(|c: char| c.is_numeric(), "");
                words(&named) == words(&line.name)
            }
            (_, "") => same_name,
            // The same email decides. The same local part with another domain also needs the name.
            (email, other) if email == other => true,
            (email, other) => local(email) == local(other) && !self.hides_names && same_name,
        }
    }
}

/// `ines.varga7@acme.example`
fn address(name: &str, number: usize) -> String {
    let local = name.to_lowercase().replace(' ', ".");
    format!("{local}{number}@acme.example")
}

/// The local part. A number distinguishes people with the same name.
fn local(email: &str) -> String {
    let local = email.split('@').next().unwrap_or_default();
    local.replace('.', " ")
}

fn person(dice: &mut Dice) -> String {
    format!("{} {}", GIVEN[dice.below(10)], FAMILY[dice.below(8)])
}

/// The words of a name, in any order and spelling.
fn words(name: &str) -> BTreeSet<String> {
    let words = name.split([' ', ',']).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The file, with a manager's id beside the person's; some programs lose quotation marks or cells.
fn written(dice: &mut Dice, lines: &[Line]) -> String {
    let mut columns = [
        "Group id",
        "Group name",
        "User id",
        "User name",
        "email",
        "Manager id",
        "Manager",
    ];
    for at in (1..columns.len()).rev() {
        columns.swap(at, dice.below(at + 1));
    }
    let loses_quotes = dice.below(3) == 0;
    let mut text = columns.join(",");
    for line in lines {
        let boss = dice.below(4);
        let mut cells: Vec<String> = columns
            .iter()
            .map(|column| {
                let cell = match *column {
                    "Group id" => line.group.clone(),
                    "Group name" => line.team.clone(),
                    "User id" => line.account.clone(),
                    "User name" => line.name.clone(),
                    "email" => line.email.clone(),
                    "Manager id" => account(boss),
                    _ => format!("Boss {boss}"),
                };
                match cell.contains(',') && !loses_quotes {
                    true => format!("\"{cell}\""),
                    false => cell,
                }
            })
            .collect();
        if dice.below(25) == 0 && !cells.iter().any(|cell| cell.contains(',')) {
            cells.remove(dice.below(cells.len()));
        }
        text.push('\n');
        text.push_str(&cells.join(","));
    }
    text
}

fn answer(site: &mut Site, call: &SiteCall, now: Timestamp) -> Result<Answer, TransportError> {
    let request = SimRequest::of_call(call).unwrap();
    site.answer(now, &request).into_answer()
}

/// The check before the run, answered by the site.
fn check(proposal: &mut Proposal, site: &mut Site, now: &mut Timestamp) {
    let mut precheck = Precheck::of(proposal, Rate::of_model(1000));
    let (mut waiting, mut event) = (Vec::new(), ReadEvent::Timer);
    while !precheck.is_done() {
        let todo = precheck.step(event, *now);
        waiting.extend(todo.calls);
        event = match waiting.is_empty() {
            true if precheck.is_done() => break,
            true => {
                *now = todo.wake_at.unwrap();
                ReadEvent::Timer
            }
            false => {
                let (read_id, call) = waiting.remove(0);
                now.0 += 20;
                ReadEvent::Answered(read_id, answer(site, &call, *now))
            }
        };
    }
    proposal.learn(precheck.into_facts());
}

#[derive(Default, Debug)]
struct CasesSeen {
    sent: usize,
    let_go: usize,
    held: usize,
    stopped: usize,
    unusable: usize,
}

fn go(seed: u64, seen: &mut CasesSeen) {
    let mut dice = Dice(seed);
    let mut truth = Truth::any(&mut dice);
    let mut lines = truth.export();
    spoil(&mut dice, &mut truth, &mut lines);
    let text = written(&mut dice, &lines);
    let Ok(table) = read("export.csv", text.as_bytes(), None) else {
        return;
    };
    let table = Arc::new(table);
    seen.unusable += table.unusable_count();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let Some(mut proposal) = Proposal::of_choice(&choice, Purpose::Remove, connection()) else {
        return;
    };
    let (mut site, mut now) = (truth.site(), Timestamp(1_800_000_000_000));
    check(&mut proposal, &mut site, &mut now);
    let mut let_go = BTreeSet::new();
    for item in 0..proposal.items().len() {
        let is_held = proposal.sort(item) == Category::OtherName;
        seen.held += usize::from(is_held);
        if is_held && dice.below(4) == 0 && proposal.unprotect(item, "I asked them").is_ok() {
            let_go.insert(proposal.items()[item].row);
        }
    }
    let plan = match proposal.freeze() {
        Ok(plan) => Arc::new(plan),
        Err(why) => {
            seen.stopped += usize::from(matches!(why, FreezeError::IdsDoNotFit(_)));
            return;
        }
    };
    let mut sweep = Sweep::new(Arc::clone(&plan), 50);
    sweep.now = now;
    for scope in [Scope::Trial, Scope::Remaining] {
        if scope == Scope::Remaining && !sweep.run.trial_is_done() {
            break;
        }
        sweep.release(scope);
        sweep.play(|call| {
            now.0 += 20;
            answer(&mut site, call, now)
        });
    }
    for (_, call) in &sweep.sent {
        let SiteCall::Remove(membership) = call else {
            continue;
        };
        seen.sent += 1;
        let item = plan
            .items()
            .iter()
            .find(|item| item.membership == *membership);
        let row = item.expect("what is sent is in the plan").row;
        let line = &lines[row.0 as usize];
        assert_eq!(
            (membership.group.as_str(), membership.account.as_str()),
            (&*line.group, &*line.account),
            "seed {seed}: row {row:?} was read otherwise\n{text}"
        );
        let is_let_go = let_go.contains(&row);
        seen.let_go += usize::from(is_let_go);
        assert!(
            is_let_go || truth.agrees(line),
            "seed {seed}: {line:?} was sent; the site has {:?} {:?}\n{text}",
            truth.names,
            truth.teams
        );
        if is_let_go {
            let why = plan
                .summary()
                .unprotected
                .iter()
                .find(|(it, _)| *it == row.0);
            assert_eq!(why.unwrap().1.reason, "I asked them");
        }
    }
}

#[test]
fn each_removal_sent_names_whom_the_site_means_or_was_let_go_by_name_with_a_reason() {
    let mut seen = CasesSeen::default();
    for seed in 1..600 {
        go(seed, &mut seen);
    }
    let CasesSeen {
        sent,
        let_go,
        held,
        stopped,
        unusable,
    } = seen;
    assert!(
        sent > 2000 && let_go > 30 && held > 200 && stopped > 30 && unusable > 100,
        "{seen:?}"
    );
}

//! Asking the site about a proposal, against the simulated site's own model.

use std::sync::Arc;

use crate::support::{account, answer, connection, export, group, json, table};
use groupsweep_atlassian_sim::{DIRECTORY_ID, ORG_ID, SeedMembership, SimRequest, Site};
use groupsweep_core::atlassian::{Endpoint, Organization};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{
    Access, Answer, App, DirectoryId, OrgId, SiteCall, Timestamp, TransportError,
};
use groupsweep_core::plan::{
    ActiveMembers, Category, FreezeError, Proposal, Protection, Purpose, RowsRead, SiteFacts,
};
use groupsweep_core::precheck::{PrecheckStage, Survey};
use groupsweep_core::run::Rate;
use groupsweep_core::verify::{CallId, ReadEvent};

pub(crate) type Reply = Result<Answer, TransportError>;

/// Every row of these memberships proposed.
fn proposal(memberships: &[(usize, usize)]) -> Proposal {
    let table = Arc::new(table(export(memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap()
}

pub(crate) fn seat(g: usize, name: &str, u: usize, email: &str, active: bool) -> SeedMembership {
    SeedMembership {
        group_id: group(g),
        group_name: name.to_owned(),
        account_id: account(u),
        display_name: format!("User {u}"),
        email: email.to_owned(),
        active,
    }
}

/// The model with these memberships, everybody active and nobody an app.
fn site(memberships: &[(usize, usize)]) -> Site {
    Site::rehearsal(
        memberships
            .iter()
            .map(|(g, u)| seat(*g, &format!("Group {g}"), *u, "", true)),
    )
}

pub(crate) struct Asked {
    pub(crate) facts: SiteFacts,
    pub(crate) calls: Vec<SiteCall>,
    pub(crate) ended: Timestamp,
}

/// Asks to the end, one answer after the other; time moves when nothing else does.
pub(crate) fn ask_with(
    proposal: &Proposal,
    script: impl FnMut(&SiteCall, Timestamp) -> Reply,
) -> Asked {
    ask_at(Timestamp(1_800_000_000_000), proposal, script)
}

/// The same, begun at this moment.
pub(crate) fn ask_at(
    mut now: Timestamp,
    proposal: &Proposal,
    mut script: impl FnMut(&SiteCall, Timestamp) -> Reply,
) -> Asked {
    let mut survey = Survey::of(proposal, Rate::of_model(1000));
    let mut waiting: Vec<(CallId, SiteCall)> = Vec::new();
    let mut calls = Vec::new();
    let mut event = ReadEvent::Timer;
    for _ in 0..100_000 {
        let todo = survey.step(event, now);
        for (ticket, call) in todo.calls {
            assert!(!call.is_change(), "{call:?}");
            calls.push(call.clone());
            waiting.push((ticket, call));
        }
        assert!(waiting.len() <= 6);
        if survey.is_done() {
            let facts = survey.into_facts();
            return Asked {
                facts,
                calls,
                ended: now,
            };
        }
        event = if waiting.is_empty() {
            now = todo.wake_at.expect("something is waited for");
            ReadEvent::Timer
        } else {
            let (ticket, call) = waiting.remove(0);
            now = Timestamp(now.0 + 20);
            ReadEvent::Answered(ticket, script(&call, now))
        };
    }
    panic!("it asks for ever")
}

fn ask(proposal: &Proposal, site: &mut Site) -> Asked {
    ask_with(proposal, |call, now| {
        site.answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer()
    })
}

#[test]
fn every_row_is_sorted_by_what_the_site_says() {
    let mut proposal = proposal(&[(1, 1), (1, 2), (7, 1), (1, 8)]);
    let mut site = site(&[(1, 1), (2, 2)]);
    let asked = ask(&proposal, &mut site);
    proposal.learn(asked.facts);
    let sorts: Vec<Category> = (0..4).map(|item| proposal.sort(item)).collect();
    assert_eq!(
        sorts,
        [
            Category::WillChange,
            Category::Already,
            Category::NotFound,
            Category::NotFound
        ]
    );
}

#[test]
fn large_groups_are_sorted_row_by_row_too() {
    let all: Vec<_> = (0..400).map(|user| (user % 3, user)).collect();
    let gone = |(_, user): &&(usize, usize)| user % 7 != 0;
    let members: Vec<_> = all.iter().filter(gone).copied().collect();
    let mut proposal = proposal(&all);
    let asked = ask(&proposal, &mut site(&members));
    proposal.learn(asked.facts);
    for (item, (_, user)) in all.iter().enumerate() {
        let expected = match user % 7 {
            // Whoever is in no group at all is not known to this site.
            0 => Category::NotFound,
            _ => Category::WillChange,
        };
        assert_eq!(proposal.sort(item), expected, "{user}");
    }
    let pages = asked.calls.len();
    assert!(pages < 40, "{pages} calls for 400 rows in three groups");
}

#[test]
fn administration_access_and_apps_are_told_by_the_site() {
    let mut site = Site::rehearsal([
        seat(1, "site-admins", 1, "", true),
        seat(1, "site-admins", 2, "", false),
        seat(2, "jira-software-users", 1, "x@connect.atlassian.com", true),
        seat(
            2,
            "jira-software-users",
            3,
            "bot@connect.atlassian.com",
            true,
        ),
        seat(4, "jira-administrators", 1, "", true),
    ]);
    let mut proposal = proposal(&[(1, 1), (1, 2), (2, 3), (4, 1)]);
    proposal.learn(ask(&proposal, &mut site).facts);
    assert_eq!(proposal.protections(0)[0], Protection::SiteAdministration);
    assert_eq!(proposal.protections(2)[0], Protection::AppAccount);
    assert_eq!(
        proposal.protections(3)[0],
        Protection::ProductAdministration
    );
    let facts = proposal.facts();
    assert_eq!(facts.by_name, None);
    let apps: Vec<_> = facts.apps.values().cloned().collect();
    assert_eq!(apps, [vec![App::Jira]]);
    let staff: &ActiveMembers = facts
        .staff
        .values()
        .find(|staff| !staff.people.is_empty())
        .unwrap();
    assert!(staff.is_whole);
    assert_eq!(
        facts.staff.len(),
        2,
        "of the administration groups, and of no other"
    );
}

#[test]
fn deactivated_people_and_apps_do_not_count_as_those_who_stay() {
    let mut site = Site::rehearsal([
        seat(1, "site-admins", 1, "", true),
        seat(1, "site-admins", 2, "", false),
        seat(1, "site-admins", 3, "bot@connect.atlassian.com", true),
    ]);
    let mut proposal = proposal(&[(1, 1)]);
    proposal.learn(ask(&proposal, &mut site).facts);
    assert!(proposal.unprotect(0, "left the company").is_err());
}

#[test]
fn a_site_that_does_not_tell_its_administration_groups_has_them_told_by_name() {
    for profile in ["empty", "500"] {
        let mut site = Site::rehearsal([seat(1, "site-admins", 1, "", true)]);
        site.settings_mut()
            .set_profile("site-admin-groups", profile)
            .unwrap();
        let text = export(&[(1, 1)]).replace("Group 1", "site-admins");
        let table = Arc::new(table(&text));
        let mut choice = SelectionHistory::new(Arc::clone(&table));
        choice.set(table.row_numbers(), true);
        let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
        proposal.learn(ask(&proposal, &mut site).facts);
        assert!(proposal.facts().by_name.is_some(), "{profile}");
        assert_eq!(
            proposal.protections(0),
            [Protection::AdministrationByName],
            "{profile}"
        );
        assert!(
            proposal.facts().staff.len() == 1,
            "{profile}: its members are asked for"
        );
    }
}

#[test]
fn who_administers_is_asked_before_an_addition_too() {
    let mut site = Site::rehearsal([
        seat(1, "site-admins", 1, "", true),
        seat(2, "Group 2", 2, "", true),
    ]);
    let table = Arc::new(table(export(&[(1, 2), (2, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Add, connection()).unwrap();
    proposal.learn(ask(&proposal, &mut site).facts);
    assert_eq!(
        proposal.protections(0),
        [Protection::SiteAdministration, Protection::OtherGroup],
        "the file calls the group Group 1"
    );
    assert_eq!(
        (proposal.sort(1), proposal.going()),
        (Category::WillChange, 1)
    );
}

#[test]
fn a_site_that_answers_nothing_of_it_leaves_rows_unchecked_and_ends() {
    let mut proposal = proposal(&[(1, 1), (2, 2)]);
    let asked = ask_with(&proposal, |_, _| Ok(json(404, "{}")));
    assert_eq!(asked.facts.staff.len(), 0);
    let calls = asked.calls.len();
    assert!(calls <= 12, "{calls}");
    proposal.learn(asked.facts);
    assert_eq!(proposal.count(Category::NotFound), 2);
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::NothingLeft,
        "what the site does not know is not sent by itself"
    );
    proposal.leave_out(Category::NotFound, false);
    assert!(proposal.freeze().is_ok(), "unless somebody asks for it");
    let forbidden = || Ok(json(403, "{\"errorMessages\":[\"no\"]}"));
    proposal.learn(ask_with(&proposal, |_, _| forbidden()).facts);
    assert_eq!(proposal.count(Category::NotChecked), 2);
    assert_eq!(proposal.facts().unchecked.len(), 1, "each reason once");
}

#[test]
fn a_check_says_how_many_rows_it_could_read_and_why_it_read_none() {
    let mut site = site(&[(0, 0), (1, 1), (1, 2)]);
    let whole = proposal(&[(0, 0), (1, 1), (1, 2)]);
    let read = |asked: Asked| asked.facts.rows_read(3);
    assert_eq!(read(ask(&whole, &mut site)), RowsRead::All);
    let part = ask_with(&whole, |call, now| match call {
        SiteCall::Members { group: id, .. } if id.as_str() == group(1) => {
            Ok(json(403, "{\"errorMessages\":[]}"))
        }
        _ => site
            .answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer(),
    });
    assert_eq!(read(part), RowsRead::AllBut(2));
    let page = [("content-type", "text/html")];
    let blocked = ask_with(&whole, |_, _| Ok(answer(403, &page, "<p>IP allowlist")));
    let RowsRead::Nothing(why) = read(blocked) else {
        panic!("nothing was read");
    };
    assert!(why.contains("IP allowlist"), "{why}");
}

#[test]
fn passing_faults_are_tried_again_and_the_sites_pace_is_kept() {
    let mut site = site(&[(1, 1)]);
    let proposal = proposal(&[(1, 1)]);
    let (mut turn, mut held) = (0, None::<Timestamp>);
    let asked = ask_with(&proposal, |call, now| {
        turn += 1;
        if let Some(until) = held.take() {
            assert!(now >= until, "asked {} ms too early", until.0 - now.0);
        }
        match turn {
            2 => Ok(answer(503, &[], "")),
            4 => Err(TransportError::Cut),
            9 => {
                held = Some(Timestamp(now.0 + 2000));
                Ok(answer(429, &[("retry-after", "2")], ""))
            }
            _ => site
                .answer(now, &SimRequest::of_call(call).unwrap())
                .into_answer(),
        }
    });
    let facts = asked.facts;
    assert_eq!(
        (facts.by_name, facts.apps_unread, facts.accounts_unread),
        (
            Some("the site lists no group that gives site administration".into()),
            None,
            None
        )
    );
}

#[test]
fn a_short_page_of_accounts_calls_nobody_unknown() {
    let all: Vec<_> = (0..30).map(|user| (1, user)).collect();
    let mut site = site(&all);
    let proposal = proposal(&all);
    let asked = ask_with(&proposal, |call, now| {
        if let SiteCall::Accounts(accounts) = call {
            // A site that gives ten on a page whatever it is asked for.
            let values: Vec<String> = accounts
                .iter()
                .take(10)
                .map(|id| {
                    format!(
                        "{{\"accountId\":\"{}\",\"accountType\":\"atlassian\",\"active\":true}}",
                        id.as_str()
                    )
                })
                .collect();
            let last = accounts.len() <= 10;
            return Ok(json(
                200,
                &format!("{{\"isLast\":{last},\"values\":[{}]}}", values.join(",")),
            ));
        }
        site.answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer()
    });
    assert_eq!(asked.facts.accounts_unread, None);
    let few = asked
        .calls
        .iter()
        .filter(|call| matches!(call, SiteCall::Accounts(_)))
        .count();
    assert_eq!(few, 3, "one long question, two short ones");
}

#[test]
fn access_groups_are_read_page_by_page() {
    let proposal = proposal(&[(1, 1)]);
    let mut asked_from = Vec::new();
    ask_with(&proposal, |call, _| match call {
        SiteCall::GroupsGranting {
            access: Access::Admin,
            start_at,
        } => {
            asked_from.push(*start_at);
            let last = *start_at >= 2;
            Ok(json(
                200,
                &format!(
                    "{{\"isLast\":{last},\"values\":[{{\"groupId\":\"{}\"}},{{}}]}}",
                    group(1)
                ),
            ))
        }
        _ => Ok(json(404, "{}")),
    });
    assert_eq!(asked_from, [0, 2]);
}

#[test]
fn a_cancelled_check_keeps_what_is_known_and_sends_nothing_more() {
    let all: Vec<_> = (0..200).map(|user| (user, user)).collect();
    let proposal = proposal(&all);
    let mut survey = Survey::of(&proposal, Rate::of_model(1000));
    let now = Timestamp(1_800_000_000_000);
    assert!(!survey.step(ReadEvent::Timer, now).calls.is_empty());
    assert_eq!(survey.progress().stage, PrecheckStage::Rules);
    let todo = survey.step(ReadEvent::Cancel, now);
    assert!(todo.calls.is_empty() && survey.is_done());
    let facts = survey.into_facts();
    assert_eq!(facts.by_name.as_deref(), Some("the check was cancelled"));
    assert_eq!(facts.standings.len(), 200);
}

#[test]
fn a_token_refused_on_the_way_ends_the_check() {
    let all: Vec<_> = (0..200).map(|user| (user, user)).collect();
    let proposal = proposal(&all);
    let asked = ask_with(&proposal, |_, _| Ok(json(401, "{}")));
    assert!(asked.calls.len() < 20, "{}", asked.calls.len());
    assert!(asked.facts.by_name.is_some());
}

/// As proposed to the organization's directory.
fn by_the_organization(memberships: &[(usize, usize)]) -> Proposal {
    let table = Arc::new(table(export(memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = Endpoint::Organization(Organization {
        org: OrgId::parse(ORG_ID).unwrap(),
        directory: DirectoryId::parse(DIRECTORY_ID),
    });
    Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap()
}

#[test]
fn a_short_page_of_groups_hides_none_that_is_kept_elsewhere() {
    let all: Vec<_> = (0..30).map(|group| (group, 1)).collect();
    for (a_page, known) in [(10, true), (20, true), (5, false)] {
        let mut proposal = by_the_organization(&all);
        let asked = ask_with(&proposal, |call, _| {
            let SiteCall::GroupsById(groups) = call else {
                return Ok(json(404, "{}"));
            };
            let data: Vec<String> = groups
                .iter()
                .take(a_page)
                .map(|id| format!("{{\"id\":\"{}\",\"externalSynced\":true}}", id.as_str()))
                .collect();
            let next = match groups.len() > a_page {
                true => "{\"next\":\"more\"}",
                false => "{}",
            };
            let body = format!("{{\"data\":[{}],\"links\":{next}}}", data.join(","));
            Ok(json(200, &body))
        });
        let is_unread = asked.facts.kept_unread.is_some();
        proposal.learn(asked.facts);
        let held =
            (0..30).filter(|at| proposal.protections(*at) == [Protection::ExternallyManaged]);
        assert_eq!(held.count() == 30, known, "{a_page} on a page");
        assert_ne!(is_unread, known, "{a_page} on a page");
    }
}

#[test]
fn a_group_of_another_directory_is_unknown_and_not_called_already_gone() {
    let mut proposal = by_the_organization(&[(1, 1)]);
    let nothing = || Ok(json(200, "{\"data\":[],\"links\":{}}"));
    let asked = ask_with(&proposal, |_, _| nothing());
    proposal.learn(asked.facts);
    assert_eq!(proposal.sort(0), Category::NotFound);
}

#[test]
fn lists_of_groups_that_begin_anew_on_each_page_are_not_read_for_ever() {
    let mut proposal = proposal(&[(1, 1)]);
    let groups: Vec<String> = (100..150)
        .map(|one| format!("{{\"groupId\":\"{}\",\"name\":\"G\"}}", group(one)))
        .collect();
    let body = format!("{{\"isLast\":false,\"values\":[{}]}}", groups.join(","));
    let asked = ask_with(&proposal, |call, _| match call {
        SiteCall::GroupsGranting { .. } => Ok(json(200, &body)),
        _ => Ok(json(404, "{}")),
    });
    assert!(asked.calls.len() < 1000, "{} calls", asked.calls.len());
    proposal.learn(asked.facts);
    let facts = proposal.facts();
    assert!(facts.by_name.is_some() && facts.apps_unread.is_some());
}

/// Numbers without a pattern, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

const GIVEN: [&str; 8] = [
    "Ines", "Tobias", "Mira", "Pavel", "Ruth", "Greta", "Jan", "Ömer",
];
const FAMILY: [&str; 6] = ["Varga", "Okoro", "Lindqvist", "Sato", "Amari", "Moll"];

/// For any file and any site: what is sent names the person and the group as the site does, or somebody let it go.
#[test]
fn no_row_is_sent_whose_names_are_not_the_sites_unless_it_was_let_go_with_a_reason() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut sent, mut held, mut let_go, mut stopped) = (0, 0, 0, 0);
    for _ in 0..300 {
        let people = 2 + dice.below(12);
        let name = |dice: &mut Dice| format!("{} {}", GIVEN[dice.below(8)], FAMILY[dice.below(6)]);
        let on_site: Vec<String> = (0..people).map(|_| name(&mut dice)).collect();
        let groups_on_site = ["Team", "Contractors", "Guests"];
        // What the file says is mostly true.
        let mut in_file = on_site.clone();
        for _ in 0..dice.below(10) {
            let (a, b) = (dice.below(people), dice.below(people));
            match dice.below(3) {
                0 => in_file.swap(a, b),
                1 => in_file[a] = name(&mut dice),
                _ => in_file[a] = in_file[a].to_uppercase(),
            }
        }
        let mut groups_in_file = groups_on_site;
        if dice.below(5) == 0 {
            groups_in_file[dice.below(3)] = "Old name";
        }
        let mut text = "Group id,Group name,User id,User name".to_owned();
        let mut seats = Vec::new();
        for user in 0..people {
            for g in 0..3 {
                if dice.below(2) == 0 {
                    continue;
                }
                let (id, file_name) = (group(g), &in_file[user]);
                text.push_str(&format!(
                    "\n{id},{},{},{file_name}",
                    groups_in_file[g],
                    account(user)
                ));
                let mut one = seat(g, groups_on_site[g], user, "", true);
                one.display_name = on_site[user].clone();
                if dice.below(10) > 0 {
                    seats.push(one);
                }
            }
        }
        if !text.contains('\n') {
            continue;
        }
        let table = Arc::new(table(&text));
        let mut choice = SelectionHistory::new(Arc::clone(&table));
        choice.set(table.row_numbers(), true);
        let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
        let facts = ask(&proposal, &mut Site::rehearsal(seats)).facts;
        proposal.learn(facts);
        for item in 0..proposal.items().len() {
            if proposal.sort(item) == Category::OtherName && dice.below(6) == 0 {
                proposal.unprotect(item, "I know this person").unwrap();
                let_go += 1;
            }
        }
        held += proposal.count(Category::OtherName);
        let plan = match proposal.freeze() {
            Ok(plan) => plan,
            Err(FreezeError::IdsDoNotFit(_)) => {
                stopped += 1;
                continue;
            }
            Err(_) => continue,
        };
        let reasons: Vec<u32> = plan
            .summary()
            .unprotected
            .iter()
            .map(|(row, _)| *row)
            .collect();
        for item in plan.items() {
            let user = (0..people).find(|user| account(*user) == item.membership.account.as_str());
            let site_name = &on_site[user.unwrap()];
            let g = (0..3)
                .find(|g| group(*g) == item.membership.group.as_str())
                .unwrap();
            let same = item.user_name.to_lowercase() == site_name.to_lowercase()
                && *item.group_name == *groups_on_site[g];
            assert!(
                same || reasons.contains(&item.row.0),
                "{} of {} was sent; the site says {site_name} of {}",
                item.user_name,
                item.group_name,
                groups_on_site[g]
            );
            sent += 1;
        }
    }
    assert!(
        sent > 1000 && held > 100 && let_go > 20 && stopped > 5,
        "{sent} {held} {let_go} {stopped}"
    );
}

fn clock(moment: Timestamp) -> String {
    format!(
        "+{} s",
        (moment - Timestamp(1_800_000_000_000)).in_seconds()
    )
}

#[test]
fn somebody_suspended_is_not_called_already_gone() {
    let mut site = site(&[(1, 1), (1, 2), (1, 3), (2, 4)]);
    assert!(site.suspend(&account(2)));
    let mut proposal = proposal(&[(1, 1), (1, 2), (1, 4)]);
    let asked = ask(&proposal, &mut site);
    let people = asked
        .calls
        .iter()
        .filter(|call| matches!(call, SiteCall::GroupsOf(_)));
    assert_eq!(
        people.count(),
        1,
        "only who is absent and not known to be active"
    );
    proposal.learn(asked.facts);
    let sorts: Vec<Category> = (0..3).map(|item| proposal.sort(item)).collect();
    assert_eq!(
        sorts,
        [
            Category::WillChange,
            Category::WillChange,
            Category::Already
        ]
    );
}

#[test]
fn whoever_is_in_no_group_and_not_known_to_exist_is_not_checked() {
    let mut proposal = proposal(&[(1, 1)]);
    let mut site = site(&[(1, 2)]);
    let asked = ask_with(&proposal, |call, now| match call {
        SiteCall::Accounts(_) => Ok(json(403, "{}")),
        SiteCall::GroupsOf(_) => Ok(json(200, "[]")),
        _ => site
            .answer(now, &SimRequest::of_call(call).unwrap())
            .into_answer(),
    });
    assert_eq!(asked.facts.unchecked.len(), 1);
    proposal.learn(asked.facts);
    assert_eq!(proposal.sort(0), Category::NotChecked);
}

#[test]
fn whole_lists_are_kept_with_the_names_that_the_site_gives() {
    let proposal = proposal(&[(1, 1), (2, 2)]);
    let mut site = site(&[(1, 1), (1, 3), (2, 2)]);
    let seen = ask(&proposal, &mut site).facts.members_seen;
    let members = seen.of(&proposal.items()[0].membership.group).unwrap();
    let mut names: Vec<&str> = members.values().map(|name| &**name).collect();
    names.sort_unstable();
    assert_eq!(names, ["User 1", "User 3"]);
    let second = &proposal.items()[1].membership;
    assert!(seen.holds(&second.group, &second.account));
}

/// The survey a moment after its first calls got this answer.
fn after_the_first_answer(reply: &Reply) -> (Survey, Timestamp) {
    let proposal = proposal(&[(1, 1), (2, 2)]);
    let mut survey = Survey::of(&proposal, Rate::of_model(1000));
    let now = Timestamp(1_800_000_000_000);
    let (ticket, _) = survey.step(ReadEvent::Timer, now).calls.remove(0);
    let now = Timestamp(now.0 + 20);
    survey.step(ReadEvent::Answered(ticket, reply.clone()), now);
    (survey, now)
}

#[test]
fn a_long_pause_is_told_with_its_end_and_the_way_on() {
    let (survey, now) = after_the_first_answer(&Ok(answer(429, &[("retry-after", "86400")], "")));
    let sentence = survey.progress().wait_sentence(now, clock).unwrap();
    assert!(
        sentence.starts_with("The site asked for a pause until +8640"),
        "{sentence}"
    );
    assert!(
        sentence.ends_with("Wait, or go on without the check."),
        "{sentence}"
    );
    let later = Timestamp(now.0 + 86_500_000);
    assert_ne!(
        survey.progress().wait_sentence(later, clock),
        Some(sentence),
        "the pause is over"
    );
}

#[test]
fn a_silent_site_is_told_after_five_seconds_without_an_event() {
    let (survey, now) = after_the_first_answer(&Err(TransportError::SiteUnreachable));
    let at = |seconds: u64| {
        let now = Timestamp(now.0 + 1000 * seconds);
        survey.progress().wait_sentence(now, clock)
    };
    assert_eq!(at(4), None);
    let sentence = at(6).unwrap();
    assert!(
        sentence.starts_with("Site not responding, retry 2 of 3. No answer since +0 s."),
        "{sentence}"
    );
}

#[test]
fn answers_that_are_no_json_end_the_check_in_seconds_with_the_reason() {
    let page = || {
        Ok(answer(
            200,
            &[("content-type", "text/html")],
            "<html>log in</html>",
        ))
    };
    let moved = || Ok(answer(302, &[("location", "https://id.example")], ""));
    let no_words = || Ok(answer(403, &[], ""));
    for (reply, why) in [
        (page as fn() -> Reply, "web page"),
        (moved, "redirects the calls"),
        (no_words, "403"),
    ] {
        let all: Vec<_> = (0..90).map(|user| (user, user)).collect();
        let mut proposal = proposal(&all);
        let mut last = Timestamp(0);
        let asked = ask_with(&proposal, |_, now| {
            last = now;
            reply()
        });
        let took = last - Timestamp(1_800_000_000_000);
        assert!(took.in_seconds() < 10, "{why}: {took:?}");
        proposal.learn(asked.facts);
        assert_eq!(proposal.count(Category::NotChecked), 90, "{why}");
        let reasons = &proposal.facts().unchecked;
        assert!(
            reasons.len() == 1 && reasons[0].contains(why),
            "{reasons:?}"
        );
    }
}

//! "Not there" is not "done": a row is already gone only if the site knows its account and its group.

use std::sync::Arc;

use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Organization};
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{AccountId, DirectoryId, GroupId, OrgId, Purpose, SiteCall};
use groupsweep_core::plan::{MembersSeen, Plan, Proposal, Scope};
use groupsweep_core::run::{
    Batch, Event, HaltReason, JournalEntry, Outcome, Phase, Rate, Run, TrialState,
};

use crate::support::replies::{groups_of, masked, removed};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{account, answer, connection, export, group, json, plan_of, table};

/// What the site holds of the row's account and group.
#[derive(Clone, Copy)]
struct SiteTruth {
    account: bool,
    group: bool,
    /// The person is in another group.
    elsewhere: bool,
}

const BOTH: SiteTruth = SiteTruth {
    account: true,
    group: true,
    elsewhere: true,
};
const NO_GROUPS: SiteTruth = SiteTruth {
    elsewhere: false,
    ..BOTH
};
const NO_ACCOUNT: SiteTruth = SiteTruth {
    account: false,
    elsewhere: false,
    ..BOTH
};
const NO_GROUP: SiteTruth = SiteTruth {
    group: false,
    ..BOTH
};

fn jira() -> Endpoint {
    Endpoint::default()
}

fn confluence() -> Endpoint {
    Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    })
}

fn organization() -> Endpoint {
    let id = "11111111-2222-4333-8444-555555555555";
    Endpoint::Organization(Organization {
        org: OrgId::parse(id).unwrap(),
        directory: DirectoryId::parse(id),
    })
}

fn plan(endpoint: Endpoint) -> Arc<Plan> {
    let table = Arc::new(table(export(&[(1, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = endpoint;
    let proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
    Arc::new(proposal.freeze().unwrap())
}

/// A list in the three products' words at once.
fn list(values: &[String]) -> Reply {
    let values = values.join(",");
    Ok(json(
        200,
        &format!(
            "{{\"isLast\":true,\"values\":[{values}],\"results\":[{values}],\"_links\":{{}},\"data\":[{values}],\"links\":{{}}}}"
        ),
    ))
}

pub(super) fn of_groups(ids: &[String]) -> Reply {
    let one = |id: &String| format!("{{\"name\":\"n\",\"groupId\":\"{id}\",\"id\":\"{id}\"}}");
    list(&ids.iter().map(one).collect::<Vec<_>>())
}

pub(super) fn of_people(ids: &[String]) -> Reply {
    let one = |id: &String| format!("{{\"accountId\":\"{id}\",\"active\":true}}");
    list(&ids.iter().map(one).collect::<Vec<_>>())
}

/// A site that answers a removal of what it does not know with 404, and lists of unknown accounts with an empty list.
fn lenient(truth: SiteTruth, call: &SiteCall) -> Reply {
    match call {
        SiteCall::Remove(_) => masked(),
        SiteCall::GroupsOf(_) if truth.elsewhere => of_groups(&[group(5)]),
        SiteCall::GroupsOf(_) => of_groups(&[]),
        SiteCall::Accounts(_) if truth.account => of_people(&[account(1)]),
        SiteCall::Accounts(_) => of_people(&[]),
        SiteCall::GroupsById(_) if truth.group => of_groups(&[group(1)]),
        SiteCall::GroupsById(_) => of_groups(&[]),
        SiteCall::Members { .. } if truth.group => of_people(&[account(9)]),
        SiteCall::Members { .. } => of_people(&[]),
        other => panic!("{other:?}"),
    }
}

fn after(endpoint: Endpoint, seen: bool, script: impl FnMut(&SiteCall) -> Reply) -> Sweep {
    let mut sweep = Sweep::new(plan(endpoint), 50);
    if seen {
        let mut members = MembersSeen::default();
        let person = (AccountId::parse(&account(1)).unwrap(), "Uma Khan".into());
        members.keep(&GroupId::parse(&group(1)).unwrap(), [person].into());
        sweep.run.remember_members(Arc::new(members));
    }
    sweep.release(Scope::Trial);
    sweep.play(script);
    sweep
}

#[test]
fn per_product_what_is_not_shown_to_exist_is_not_found_and_never_already_gone() {
    use Outcome::{Failed, NoChange, SinceCheck};
    for (name, endpoint, truth, seen, outcome) in [
        ("Jira", jira(), BOTH, false, NoChange),
        ("Jira", jira(), NO_GROUPS, false, NoChange),
        ("Jira", jira(), NO_ACCOUNT, false, Failed),
        ("Jira", jira(), NO_GROUP, false, Failed),
        // The check saw the person there: the membership is gone, whoever is asked now.
        ("Jira", jira(), NO_ACCOUNT, true, SinceCheck),
        // A group that was deleted since: nobody took the person out of it.
        ("Jira", jira(), NO_GROUP, true, Failed),
        ("Confluence", confluence(), NO_GROUP, true, Failed),
        ("Organization", organization(), NO_GROUP, true, Failed),
        ("Confluence", confluence(), BOTH, false, NoChange),
        ("Confluence", confluence(), NO_GROUPS, false, NoChange),
        ("Confluence", confluence(), NO_ACCOUNT, false, Failed),
        ("Confluence", confluence(), NO_GROUP, false, Failed),
        ("Confluence", confluence(), NO_GROUPS, true, SinceCheck),
        ("Organization", organization(), BOTH, false, NoChange),
        ("Organization", organization(), NO_GROUPS, false, NoChange),
        ("Organization", organization(), NO_ACCOUNT, false, Failed),
        ("Organization", organization(), NO_GROUP, false, Failed),
        ("Organization", organization(), NO_ACCOUNT, true, SinceCheck),
    ] {
        let sweep = after(endpoint, seen, |call| lenient(truth, call));
        let SiteTruth {
            account,
            group,
            elsewhere,
        } = truth;
        let case = format!(
            "{name}: account {account}, group {group}, elsewhere {elsewhere}, seen {seen}: {}",
            sweep.reason(0)
        );
        assert_eq!(sweep.outcome(0), outcome, "{case}");
        let not_found = sweep.reason(0).starts_with("Not found: ");
        assert_eq!(not_found, outcome == Failed, "{case}");
        assert_eq!(sweep.removals_of(0), 1, "{case}");
        assert_eq!(sweep.run.phase(), Phase::Finished, "{case}");
    }
}

#[test]
fn an_account_that_the_lookup_does_not_know_is_not_found() {
    for endpoint in [jira(), confluence(), organization()] {
        let sweep = after(endpoint, false, |_| masked());
        assert_eq!(sweep.outcome(0), Outcome::Failed);
        assert!(
            sweep
                .reason(0)
                .starts_with("Not found: the site does not know this account (404)."),
            "{}",
            sweep.reason(0)
        );
    }
}

#[test]
fn a_site_that_will_not_say_whether_it_knows_them_proves_nothing() {
    let forbidden = || Ok(answer(403, &[], ""));
    for silent in [
        SiteCall::Accounts(Vec::new()),
        SiteCall::GroupsById(Vec::new()),
    ] {
        let is_silent =
            |call: &SiteCall| std::mem::discriminant(call) == std::mem::discriminant(&silent);
        let sweep = after(jira(), false, |call| match call {
            call if is_silent(call) => forbidden(),
            call => lenient(NO_GROUPS, call),
        });
        assert_eq!(sweep.outcome(0), Outcome::Failed);
        assert!(sweep.reason(0).contains("(403)"), "{}", sweep.reason(0));
    }
}

#[test]
fn the_words_not_a_member_are_proof_with_404_too() {
    let words = "Cannot remove user from group 'x' since user is not a member of 'x'";
    let sweep = after(jira(), false, |_| Ok(crate::support::error(404, words)));
    assert_eq!(sweep.outcome(0), Outcome::NoChange);
}

#[test]
fn many_unknown_accounts_do_not_say_that_a_right_is_missing() {
    let mut sweep = Sweep::of_rows(8, 50);
    sweep.play(|call| match call {
        SiteCall::Accounts(_) => of_people(&[]),
        SiteCall::GroupsOf(_) => groups_of(&[]),
        _ => masked(),
    });
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.count(Outcome::Failed), 8);
}

#[test]
fn an_unknown_group_is_asked_about_once_and_its_other_rows_are_not_sent() {
    let rows: Vec<_> = (0..40).map(|user| (user % 2, user)).collect();
    let table = Arc::new(table(export(&rows)));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    let unknown = group(1);
    sweep.play(|call| match call {
        SiteCall::Remove(one) if one.group.as_str() == unknown => masked(),
        SiteCall::Remove(_) => removed(),
        SiteCall::GroupsOf(_) => groups_of(&[&group(0)]),
        _ => of_groups(&[]),
    });
    assert_eq!(sweep.run.phase(), Phase::Finished);
    assert_eq!(sweep.count(Outcome::Done), 20);
    assert_eq!(sweep.count(Outcome::Failed), 20);
    let sent = (0..40).filter(|item| rows[*item].0 == 1 && sweep.removals_of(*item) > 0);
    assert!(sent.count() <= 2, "one, and what was under way");
    assert!((0..40).filter(|item| rows[*item].0 == 1).all(|item| {
        let reason = sweep.reason(item);
        reason.starts_with("Not found: ")
            && (sweep.removals_of(item) > 0 || reason.contains("Group 1"))
    }));
}

#[test]
fn a_trial_that_was_not_found_is_known_by_its_record_and_not_by_its_words() {
    let table = Arc::new(table(export(&[(0, 0), (1, 1)])));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
    sweep.release(Scope::Trial);
    sweep.play(|_| masked());
    assert_eq!(sweep.run.trial_state(), TrialState::NotFound);
    let replayed = |batches: Vec<Batch>| {
        let run = Run::recover(Arc::clone(&sweep.plan), Rate::DEFAULT, batches, true);
        run.trial_state()
    };
    assert_eq!(replayed(sweep.journal.clone()), TrialState::NotFound);

    // A record of an older version has the words alone.
    let mut older = sweep.journal.clone();
    for batch in &mut older {
        let is_known = |entry: &&JournalEntry| !matches!(entry, JournalEntry::NotFound { .. });
        batch.entries = batch.entries.iter().filter(is_known).cloned().collect();
    }
    assert!(sweep.reason(0).starts_with("Not found: "));
    assert_eq!(replayed(older), TrialState::NotRemoved);
}

#[test]
fn a_group_that_is_deleted_while_the_run_goes_on_is_not_found() {
    let rows: Vec<_> = (0..20).map(|user| (0, user)).collect();
    let table = Arc::new(table(export(&rows)));
    let mut sweep = Sweep::new(plan_of(&table, table.row_numbers()), 1);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    let mut removals = 0;
    sweep.play(|call| match call {
        SiteCall::Remove(_) if removals < 5 => {
            removals += 1;
            removed()
        }
        SiteCall::Remove(_) => masked(),
        SiteCall::GroupsOf(_) => groups_of(&[&group(7)]),
        _ => of_groups(&[]),
    });
    assert_eq!(sweep.count(Outcome::Done), 6);
    assert_eq!(sweep.count(Outcome::Failed), 14);
    let reason = sweep.reason(19);
    assert!(reason.starts_with("Not found: "), "{reason}");
}

/// A run by the organization, halted by the first row behind the trial, which can never pass.
fn halted_by_a_row(script: impl Fn(&SiteCall) -> Reply + Copy) -> Sweep {
    let table = Arc::new(table(export(&[(0, 0), (1, 1), (2, 2), (3, 3)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    connection.endpoint = organization();
    let proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
    let mut sweep = Sweep::new(Arc::new(proposal.freeze().unwrap()), 1);
    sweep.release(Scope::Trial);
    sweep.play(script);
    sweep.release_without_proof();
    sweep.play(script);
    assert_eq!(sweep.run.phase(), Phase::Halted(HaltReason::Right));
    sweep
}

fn refuses_group_one(call: &SiteCall) -> Reply {
    match call {
        SiteCall::Remove(one) if one.group.as_str() == group(1) => Ok(json(
            403,
            "{\"errors\":[{\"status\":\"403\",\"code\":\"ADMIN-403-3\",\"title\":\"Forbidden\"}]}",
        )),
        _ => Ok(answer(204, &[], "")),
    }
}

fn assert_all_but_the_refused_row_are_done(mut sweep: Sweep) {
    sweep.step(Event::Resume);
    sweep.play(refuses_group_one);
    assert_eq!(sweep.run.phase(), Phase::Finished);
    let outcomes: Vec<Outcome> = (0..4).map(|item| sweep.outcome(item)).collect();
    let done = Outcome::Done;
    assert_eq!(outcomes, [done, Outcome::Failed, done, done]);
}

#[test]
fn a_row_that_the_organization_refuses_for_good_does_not_keep_the_others_back() {
    assert_all_but_the_refused_row_are_done(halted_by_a_row(refuses_group_one));
}

#[test]
fn such_a_row_says_what_the_organization_said_of_it() {
    let reason = "This API key may not manage the organization (403): \u{201c}Forbidden\u{201d}.";
    assert_eq!(halted_by_a_row(refuses_group_one).reason(1), reason);
}

#[test]
fn such_a_row_does_not_come_first_after_a_reload_either() {
    let mut sweep = halted_by_a_row(refuses_group_one);
    sweep.crash();
    assert_all_but_the_refused_row_are_done(sweep);
}

//! "Already a member" right after a removal: only a member who is listed is a member.

mod from_outside;

use std::sync::Arc;

use groupsweep_atlassian_sim::{SeedMembership, SimRequest, Site};
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, Span, Timestamp, TransportError};
use groupsweep_core::plan::{Action, Category, MembershipStatus, Plan, Proposal, Scope};
use groupsweep_core::run::{Event, Outcome, UndoScope};

use crate::precheck::ask_at;
use crate::run::no_op_products::plan;
use crate::support::replies::{groups_of, masked, removed};
use crate::support::sweep::{Reply, Sweep};
use crate::support::{answer, error, group, json};
use from_outside::{from_outside, undo_from_outside};

const ROWS: usize = 8;

fn already() -> Reply {
    Ok(error(
        400,
        "Cannot add user. User is already a member of '{1}'",
    ))
}

fn added() -> Reply {
    Ok(json(201, "{\"name\":\"g\"}"))
}

/// A finished removal of eight rows, by a site that answers as `site` does.
fn removal(mut site: impl FnMut(&SiteCall, Timestamp) -> Reply) -> Sweep {
    let seen = [MembershipStatus::Member; ROWS];
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Remove, &seen), 50);
    for scope in [Scope::Trial, Scope::Remaining] {
        sweep.release(scope);
        play(&mut sweep, &mut site);
    }
    assert_eq!(sweep.run.tally().of(Outcome::Done) as usize, ROWS);
    sweep
}

/// The undo of that run, not begun.
fn undo_of(removal: &Sweep) -> Sweep {
    let back = removal
        .run
        .way_back(UndoScope::EVERYTHING, removal.now)
        .unwrap();
    let mut undo = Sweep::new(Arc::new(back), 50);
    undo.now = removal.now + Span::seconds(1);
    undo
}

/// Lets the site answer every call at its time until the run is at rest.
fn play(sweep: &mut Sweep, mut site: impl FnMut(&SiteCall, Timestamp) -> Reply) {
    while !sweep.calls.is_empty() || sweep.wake() {
        if let Some((_, call)) = sweep.calls.first().cloned() {
            sweep.pass(Span(7));
            let reply = site(&call, sweep.now);
            sweep.reply(reply);
        }
    }
}

/// A site on which everybody of the plan is a member.
fn site_of(plan: &Plan, profiles: &[(&str, &str)]) -> Site {
    let seed = plan.items().iter().map(|item| SeedMembership {
        group_id: item.membership.group.as_str().to_owned(),
        group_name: item.group_name.to_string(),
        account_id: item.membership.account.as_str().to_owned(),
        active: true,
        ..SeedMembership::default()
    });
    let mut site = Site::practice(seed);
    site.settings_mut().limits.rate = 0;
    for (name, value) in profiles {
        site.settings_mut().set_profile(name, value).unwrap();
    }
    site
}

fn ask(site: &mut Site, call: &SiteCall, now: Timestamp) -> Reply {
    site.answer(now, &SimRequest::of_call(call).unwrap())
        .into_answer()
}

#[test]
fn a_site_that_is_seconds_late_gets_everybody_back() {
    for profiles in [
        &[("late-already-member-seconds", "5")][..],
        &[("late-already-member-seconds", "5"), ("stale-seconds", "5")],
        &[
            ("late-already-member-seconds", "40"),
            ("stale-seconds", "50"),
        ],
    ] {
        let seen = [MembershipStatus::Member; ROWS];
        let mut site = site_of(&plan(Endpoint::default(), Action::Remove, &seen), profiles);
        let removal = removal(|call, now| ask(&mut site, call, now));
        assert_eq!(site.member_count(), 0);
        let mut undo = undo_of(&removal);
        undo.release(Scope::Remaining);
        play(&mut undo, |call, now| ask(&mut site, call, now));
        assert_eq!(undo.count(Outcome::Done) as usize, ROWS, "{profiles:?}");
        assert_eq!(site.member_count(), ROWS, "{profiles:?}");
    }
}

#[test]
fn a_check_soon_after_the_removal_does_not_believe_who_is_a_member() {
    let seen = [MembershipStatus::Member; ROWS];
    let late = [("stale-seconds", "50")];
    for (after, sort, members) in [
        (Span::seconds(1), Category::NotChecked, true),
        (Span::seconds(59), Category::WillChange, false),
        (Span::seconds(90), Category::WillChange, false),
    ] {
        let mut site = site_of(&plan(Endpoint::default(), Action::Remove, &seen), &late);
        let removal = removal(|call, now| ask(&mut site, call, now));
        let [told, _] = from_outside(&removal);
        let mut proposal = Proposal::of_plan(
            &told
                .way_back(UndoScope::EVERYTHING, removal.now + after)
                .unwrap(),
        )
        .unwrap();
        let asked = ask_at(removal.now + after, &proposal, |call, now| {
            ask(&mut site, call, now)
        });
        assert_eq!(
            asked.facts.unchecked.join(";"),
            if members {
                "people were removed less than a minute before the check, and the site may still show them as members"
            } else {
                ""
            }
        );
        assert!(asked.facts.members_seen.is_empty() || !members);
        proposal.learn(asked.facts);
        assert_eq!(proposal.count(sort), ROWS, "{after:?}");
    }
}

#[test]
fn a_check_a_minute_after_the_removal_is_believed() {
    let seen = [MembershipStatus::Member; ROWS];
    let before = plan(Endpoint::default(), Action::Remove, &seen);
    let removal = removal(|_, _| removed());
    // Somebody else has added all of them again.
    let mut site = site_of(&before, &[]);
    for told in from_outside(&removal) {
        let mut undo = undo_from_outside(&told, removal.now, Span::seconds(61), &mut site);
        assert_eq!(
            undo.plan.summary().sorted.0[Category::Already as usize].0 as usize,
            ROWS
        );
        undo.release(Scope::Remaining);
        let began = undo.now;
        play(&mut undo, |call, now| ask(&mut site, call, now));
        assert_eq!(undo.count(Outcome::NoChange) as usize, ROWS);
        assert!(undo.now < began + Span::seconds(2));
    }
}

/// An undo whose additions are answered with "already a member" and whose readings with these groups.
fn undo_answered(listed: &[&str]) -> Sweep {
    let mut undo = undo_of(&removal(|_, _| removed()));
    undo.release(Scope::Remaining);
    play(&mut undo, |call, _| match call {
        SiteCall::Add(_) => already(),
        _ => groups_of(listed),
    });
    undo
}

fn additions_of(sweep: &Sweep, item: usize) -> Vec<Timestamp> {
    let call = Action::Add.call(sweep.plan.items()[item].membership.clone());
    let sent = sweep.sent.iter().filter(|(_, one)| *one == call);
    sent.map(|(at, _)| *at).collect()
}

#[test]
fn whoever_is_never_listed_is_not_called_a_member_and_can_be_sent_again() {
    let mut undo = undo_answered(&[]);
    assert_eq!(undo.count(Outcome::Failed) as usize, ROWS);
    let tries = additions_of(&undo, 0);
    assert_eq!(tries.len(), 6);
    let waits: Vec<u64> = tries.windows(2).map(|two| (two[1] - two[0]).0).collect();
    for (wait, least) in waits.iter().zip([2_000, 4_000, 8_000, 16_000, 30_000]) {
        assert!((least..least * 3 / 2).contains(wait), "{waits:?}");
    }
    assert_eq!(
        undo.reason(0),
        "The site answered that this person is already a member. No list has confirmed that the membership is there. Right after a removal the site may say so by mistake, so send the row again later."
    );
    undo.release(Scope::Failed);
    play(&mut undo, |_, _| added());
    assert_eq!(undo.count(Outcome::Done) as usize, ROWS);
}

#[test]
fn in_the_first_minute_of_an_undo_a_list_that_shows_the_person_may_be_late() {
    let groups: Vec<String> = (0..ROWS).map(group).collect();
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    let mut undo = undo_of(&removal(|_, _| removed()));
    undo.release(Scope::Remaining);
    let began = undo.now;
    play(&mut undo, |call, _| match call {
        SiteCall::Add(_) => already(),
        _ => groups_of(&groups),
    });
    assert_eq!(undo.count(Outcome::NoChange) as usize, ROWS);
    for record in undo.run.records() {
        assert!(record.finished_at().unwrap() >= began + Span::seconds(60));
    }
    assert_eq!(additions_of(&undo, 0).len(), 6, "a minute, and not longer");
}

#[test]
fn a_reading_that_fails_makes_nobody_a_member() {
    let unread: [fn() -> Reply; 3] = [
        || Ok(error(403, "No")),
        || Err(TransportError::Cut),
        || Ok(json(200, "{\"isLast\":false,\"total\":900,\"values\":[]}")),
    ];
    for reading in unread {
        let mut undo = undo_of(&removal(|_, _| removed()));
        undo.release(Scope::Remaining);
        play(&mut undo, |call, _| match call {
            SiteCall::Add(_) => already(),
            _ => reading(),
        });
        assert_eq!(undo.count(Outcome::Failed) as usize, ROWS);
        let reason = undo.reason(0);
        assert!(reason.starts_with("The site answered that this person is already a member."));
        assert!(reason.contains("could not be read"), "{reason}");
    }
}

#[test]
fn a_reload_in_the_wait_leaves_no_row_out() {
    let mut undo = undo_of(&removal(|_, _| removed()));
    undo.release(Scope::Remaining);
    for _ in 0..6 {
        match undo.next_call() {
            SiteCall::Add(_) => undo.reply(already()),
            _ => undo.reply(groups_of(&[])),
        }
    }
    undo.crash();
    undo.step(Event::Resume);
    play(&mut undo, |call, _| match call {
        SiteCall::Add(_) => added(),
        other => panic!("{other:?}"),
    });
    assert_eq!(undo.count(Outcome::Done) as usize, ROWS);
}

/// An addition whose check saw nobody in the groups, during the reading after "already a member".
fn asking_after_already() -> Sweep {
    let seen = [MembershipStatus::NoMember; 2];
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Add, &seen), 50);
    sweep.release(Scope::Remaining);
    while !matches!(sweep.calls.first(), Some((_, SiteCall::GroupsOf(_)))) {
        sweep.next_call();
        if let Some((_, SiteCall::Add(_))) = sweep.calls.first() {
            sweep.reply(already());
        }
    }
    sweep
}

#[test]
fn whoever_was_added_by_somebody_else_stays_theirs_when_the_reading_is_cut_short() {
    for cut_short in [
        |sweep: &mut Sweep| sweep.step(Event::Stop),
        |sweep: &mut Sweep| {
            sweep.crash();
        },
    ] {
        let mut sweep = asking_after_already();
        cut_short(&mut sweep);
        assert_eq!(sweep.outcome(0), Outcome::NotTried);
        sweep.step(Event::Resume);
        let (first, second) = (group(0), group(1));
        play(&mut sweep, |call, _| match call {
            SiteCall::Add(_) => already(),
            _ => groups_of(&[&first, &second]),
        });
        assert_eq!(sweep.outcome(0), Outcome::SinceCheck);
        assert!(!sweep.run.is_to_undo(0, UndoScope::CERTAIN));
    }
}

#[test]
fn a_login_that_may_not_read_fails_the_row_and_halts_nothing() {
    let seen = [MembershipStatus::NotChecked; 2];
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Add, &seen), 50);
    sweep.release(Scope::Remaining);
    let scope = [("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK")];
    let mut answers = 0;
    play(&mut sweep, |call, _| match call {
        SiteCall::Add(_) => {
            answers += 1;
            if answers == 1 { already() } else { added() }
        }
        _ => Ok(answer(401, &scope, "")),
    });
    assert_eq!(sweep.count(Outcome::Failed), 1);
    assert_eq!(sweep.count(Outcome::Done), 1);
    assert_eq!(
        sweep.reason(0),
        "The site answered that this person is already a member. The membership could not be read back."
    );
}

#[test]
fn a_removal_whose_refusal_such_a_login_cannot_read_back_fails_and_halts_nothing() {
    let seen = [MembershipStatus::Member; 7];
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Remove, &seen), 50);
    let scope = [("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK")];
    let mut removals = 0;
    for part in [Scope::Trial, Scope::Remaining] {
        sweep.release(part);
        play(&mut sweep, |call, _| match call {
            SiteCall::Remove(_) => {
                removals += 1;
                if (2..=4).contains(&removals) {
                    masked()
                } else {
                    removed()
                }
            }
            _ => Ok(answer(401, &scope, "")),
        });
    }
    let count = |outcome| {
        (0..7)
            .filter(|item| sweep.outcome(*item) == outcome)
            .count()
    };
    // Three in a row are no refusals of the group or the right either.
    assert_eq!([count(Outcome::Done), count(Outcome::Failed)], [4, 3]);
    let reason = sweep.reason(1);
    assert!(reason.contains("(404)"), "{reason}");
    assert!(reason.ends_with(" could not be read back."), "{reason}");
}

#[test]
fn an_addition_that_the_check_saw_open_is_believed_from_a_list_alone() {
    let seen = [MembershipStatus::NoMember, MembershipStatus::NotChecked];
    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Add, &seen), 50);
    sweep.release(Scope::Remaining);
    let mut answers = 0;
    play(&mut sweep, |call, _| match call {
        SiteCall::Add(_) => {
            answers += 1;
            if answers <= 4 { already() } else { added() }
        }
        _ => groups_of(&[]),
    });
    assert_eq!(sweep.count(Outcome::Done), 2);

    let mut sweep = Sweep::new(plan(Endpoint::default(), Action::Add, &seen), 50);
    sweep.release(Scope::Remaining);
    let began = sweep.now;
    let (first, second) = (group(0), group(1));
    play(&mut sweep, |call, _| match call {
        SiteCall::Add(_) => already(),
        _ => groups_of(&[&first, &second]),
    });
    assert_eq!(sweep.outcome(0), Outcome::SinceCheck);
    assert_eq!(sweep.outcome(1), Outcome::NoChange);
    assert!(
        sweep.now < began + Span::seconds(2),
        "nothing was removed before it"
    );
}

/// The machine's clock was an hour fast when the undo began, and is right when it is resumed after a reload.
#[test]
fn an_undo_that_began_by_a_fast_clock_believes_the_lists_a_minute_after_it_is_resumed() {
    let groups: Vec<String> = (0..ROWS).map(group).collect();
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    let removal = removal(|_, _| removed());
    let mut undo = undo_of(&removal);
    undo.now = removal.now + Span::seconds(3_600);
    undo.release(Scope::Remaining);
    undo.crash();
    undo.now = removal.now + Span::seconds(300);
    undo.step(Event::Resume);
    play(&mut undo, |call, _| match call {
        SiteCall::Add(_) => already(),
        _ => groups_of(&groups),
    });
    assert_eq!(undo.count(Outcome::Failed), 0, "{:?}", undo.run.tally());
}

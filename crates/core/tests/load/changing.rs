//! Groups that change while they are read: nobody who was there all the time is lost or listed twice.

use std::collections::BTreeSet;

use groupsweep_atlassian_sim::Site;
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{Action, Membership, SiteCall};
use groupsweep_core::load::{GroupListReader, Loading};

use crate::load::reader::{accounts, ask, fast, loading, picked, play, site};
use crate::support::{Dice, account, group, json};

fn change(
    site: &mut Site,
    action: Action,
    g: usize,
    u: usize,
    now: groupsweep_core::domain::Timestamp,
) {
    let call = action.call(Membership {
        group: groupsweep_core::domain::GroupId::parse(&group(g)).unwrap(),
        account: groupsweep_core::domain::AccountId::parse(&account(u)).unwrap(),
    });
    ask(site, &Endpoint::default(), &call, now).unwrap();
}

#[test]
fn somebody_who_leaves_in_front_hides_nobody_behind() {
    let mut site = site(&[300]);
    let mut loading = loading(1);
    let mut turn = 0;
    let seen = play(&mut loading, |call, now| {
        turn += 1;
        if turn == 2 {
            change(&mut site, Action::Remove, 0, 3, now);
        }
        ask(&mut site, &Endpoint::default(), call, now)
    });
    let loaded = loading.into_loaded();
    let stayed: Vec<String> = (0..300).filter(|u| *u != 3).map(account).collect();
    assert_eq!(accounts(&loaded, 0), stayed);
    assert!(seen.sent.len() > 8, "it was read again");
}

#[test]
fn whoever_was_there_all_the_time_is_there_once_whatever_changes() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut site = site(&[400]);
        // People who come and go are every seventh; the others stay.
        let mut loading = loading(1);
        let mut changes = 0;
        play(&mut loading, |call, now| {
            if changes < 6 && dice.below(3) == 0 {
                changes += 1;
                let who = dice.below(57) * 7;
                let action = *dice.pick(&[Action::Remove, Action::Add]);
                change(&mut site, action, 0, who, now);
            }
            ask(&mut site, &Endpoint::default(), call, now)
        });
        let loaded = loading.into_loaded();
        if loaded.groups.is_empty() {
            assert!(
                loaded.missing[0].why.contains("changed"),
                "{}",
                loaded.missing[0].why
            );
            continue;
        }
        let read = accounts(&loaded, 0);
        let known: BTreeSet<&String> = read.iter().collect();
        assert_eq!(
            known.len(),
            read.len(),
            "somebody is there twice, seed {seed}"
        );
        for stays in (0..400).filter(|u| u % 7 != 0) {
            assert!(
                known.contains(&account(stays)),
                "{stays} is lost, seed {seed}"
            );
        }
    }
}

#[test]
fn a_group_that_changes_at_every_reading_is_left_out_whole_and_named() {
    let mut site = site(&[300, 10]);
    let mut loading = loading(2);
    let mut next = 0;
    play(&mut loading, |call, now| {
        if matches!(call, SiteCall::Members { start_at, .. } if *start_at > 0) {
            change(&mut site, Action::Remove, 0, next, now);
            next += 1;
        }
        ask(&mut site, &Endpoint::default(), call, now)
    });
    assert_eq!(loading.progress().entries, 10);
    let loaded = loading.into_loaded();
    assert_eq!(loaded.groups.len(), 1);
    assert_eq!(&*loaded.missing[0].group.name, "Group 0");
    assert!(loaded.missing[0].why.contains("changed"));
    assert!(
        !String::from_utf8(loaded.export())
            .unwrap()
            .contains(&group(0))
    );
}

#[test]
fn a_site_that_counts_more_than_it_lists_is_said_to() {
    let mut site = site(&[70]);
    let mut loading = loading(1);
    let seen = play(&mut loading, |call, now| {
        let mut answer = ask(&mut site, &Endpoint::default(), call, now)?;
        answer.body = answer.body.replace("\"total\":70", "\"total\":71");
        Ok(answer)
    });
    let loaded = loading.into_loaded();
    assert_eq!(accounts(&loaded, 0).len(), 70);
    let note = loaded.groups[0].note.clone().unwrap();
    assert!(
        note.contains("a total of 71") && note.contains("returned 70"),
        "{note}"
    );
    assert_eq!(seen.sent.len(), 8, "two pages, four readings");
}

#[test]
fn a_moving_total_costs_readings_and_no_people() {
    let mut site = site(&[130]);
    site.settings_mut()
        .set_profile("moving-total", "on")
        .unwrap();
    let mut loading = loading(1);
    play(&mut loading, |call, now| {
        ask(&mut site, &Endpoint::default(), call, now)
    });
    assert_eq!(accounts(&loading.into_loaded(), 0).len(), 130);
}

#[test]
fn a_border_between_two_people_without_ids_lies_elsewhere_at_the_next_reading() {
    let page = |start: usize, last: bool| {
        let end = (start + 50).min(80);
        let one = |u: usize| match u {
            49 => "{\"accountId\":\"unknown\",\"displayName\":\"\",\"active\":false}".to_owned(),
            u => format!(
                "{{\"accountId\":\"{}\",\"displayName\":\"User {u}\",\"active\":true,\"accountType\":\"atlassian\"}}",
                account(u)
            ),
        };
        let values: Vec<String> = (start..end).map(one).collect();
        format!(
            "{{\"total\":80,\"isLast\":{last},\"values\":[{}]}}",
            values.join(",")
        )
    };
    let mut loading = Loading::of_groups(Endpoint::default(), picked(1), fast());
    play(&mut loading, |call, _| {
        let SiteCall::Members { start_at, .. } = call else {
            panic!("{call:?}");
        };
        let start = *start_at as usize;
        Ok(json(200, &page(start, start > 0)))
    });
    let loaded = loading.into_loaded();
    let people = &loaded.groups[0].people;
    let known = people.iter().filter(|one| one.account.is_some()).count();
    assert_eq!(known, 79);
    assert!(people.len() > known, "the corrupted one is told of too");
}

#[test]
fn the_list_of_groups_is_read_again_when_it_changed() {
    let mut site = site(&[1; 160]);
    let mut listing = GroupListReader::of_all(Endpoint::default(), fast());
    let mut turn = 0;
    play(&mut listing, |call, now| {
        turn += 1;
        let mut answer = ask(&mut site, &Endpoint::default(), call, now)?;
        if turn == 2 {
            // As if a group of the first page had been deleted.
            answer.body = answer.body.replacen("\"groupId\"", "\"gone\"", 1);
        }
        Ok(answer)
    });
    assert_eq!(listing.into_groups().unwrap().groups.len(), 160);
}

/// A site that filters its pages: only this many of the fifty after an index are shown.
fn filtered(start_at: u32, shown: &dyn Fn(usize) -> bool) -> crate::support::sweep::Reply {
    let from = start_at as usize;
    let to = (from + 50).min(200);
    let values: Vec<String> = (from..to)
        .filter(|user| shown(*user))
        .map(|user| format!("{{\"accountId\":\"{}\",\"active\":true}}", account(user)))
        .collect();
    let values = values.join(",");
    Ok(json(
        200,
        &format!(
            "{{\"isLast\":{},\"total\":200,\"values\":[{values}]}}",
            to == 200
        ),
    ))
}

#[test]
fn a_group_whose_pages_leave_people_out_is_not_said_to_have_changed() {
    let an_empty_page = |user: usize| !(90..160).contains(&user);
    let a_short_page = |user: usize| user == 0 || !user.is_multiple_of(10);
    let shown: [&dyn Fn(usize) -> bool; 2] = [&an_empty_page, &a_short_page];
    for shown in shown {
        let mut loading = loading(1);
        play(&mut loading, |call, _| match call {
            SiteCall::Members { start_at, .. } => filtered(*start_at, shown),
            other => panic!("{other:?}"),
        });
        let loaded = loading.into_loaded();
        assert_eq!(
            loaded.missing[0].why,
            "its pages have gaps, so nobody can tell whether the list is complete"
        );
    }
}

//! Groups of several pages: read to the end, or people asked instead; a group
//! that changes meanwhile hides nobody.

use std::collections::BTreeSet;

use groupsweep_core::domain::{SiteCall, Span, TransportError};
use groupsweep_core::run::Rate;

use crate::support::replies::{groups_of, throttled};
use crate::support::sweep::Reply;
use crate::support::{Dice, account, answer, group, json};
use crate::verify::reader::{Reader, added, others, page, page_of, swept};

fn starts(calls: &[SiteCall]) -> Vec<u32> {
    let start = |call: &SiteCall| match call {
        SiteCall::Members { start_at, .. } => Some(*start_at),
        _ => None,
    };
    calls.iter().filter_map(start).collect()
}

fn rows_of_one_group(rows: usize) -> Vec<(usize, usize)> {
    (0..rows).map(|n| (0, n)).collect()
}

#[test]
fn every_page_is_read_each_from_the_last_one_of_the_page_before() {
    let sweep = swept(&rows_of_one_group(30));
    let mut all = others(119);
    all.insert(118, account(4));
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { start_at, .. } => page_of(&all, *start_at),
        SiteCall::GroupsOf(_) => groups_of(&[&group(0)]),
        other => panic!("{other:?}"),
    });
    assert_eq!(starts(&done.calls)[..3], [0, 49, 98]);
    assert_eq!(done.told.groups[0].not_as_planned, [4]);
    assert_eq!(done.listings().len(), 30);
}

#[test]
fn people_are_asked_where_that_needs_fewer_calls() {
    for (rows, members, people) in [
        (1, 50, 0),
        (1, 51, 1),
        (2, 99, 0),
        (2, 100, 2),
        (3, 5000, 3),
    ] {
        let sweep = swept(&rows_of_one_group(rows));
        let all = others(members);
        let done = Reader::of(&sweep, 10).read(|call, _| match call {
            SiteCall::Members { start_at, .. } => page_of(&all, *start_at),
            _ => groups_of(&[&group(3)]),
        });
        assert_eq!(done.asked_people(), people, "{rows} rows of {members}");
        assert!(done.told.is_as_planned());
        assert!(done.calls.len() <= rows + 1);
    }
}

#[test]
fn a_person_is_asked_once_for_all_their_groups() {
    // Two people in ten large groups each.
    let memberships: Vec<_> = (0..20).map(|n| (n / 2, n % 2)).collect();
    let sweep = swept(&memberships);
    let all = others(500);
    let mut still = 0;
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { .. } => page_of(&all, 0),
        SiteCall::GroupsOf(one) if one.as_str() == account(1) => {
            still += 1;
            groups_of(&[&group(4).to_uppercase()])
        }
        _ => groups_of(&[]),
    });
    let pages = starts(&done.calls).len();
    assert_eq!(pages, 10);
    assert!(still >= 1, "the second person is in group 4 still");
    assert_eq!(done.told.groups[4].not_as_planned, [9]);
    assert!(done.asked_people() <= 2 * 5 + 6, "{}", done.asked_people());
}

#[test]
fn a_shift_between_two_pages_is_noticed_and_people_are_asked() {
    // Somebody early on the list leaves between the pages: with 50 a page and no overlap, the
    // person at place 50 would be on neither.
    let sweep = swept(&rows_of_one_group(20));
    let mut all = others(80);
    all[50] = account(3);
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { start_at: 0, .. } => {
            let reply = page_of(&all, 0);
            all.remove(10);
            all.push("someone:new".into());
            reply
        }
        SiteCall::Members { start_at, .. } => page_of(&all, *start_at),
        SiteCall::GroupsOf(one) if one.as_str() == account(3) => groups_of(&[&group(0)]),
        _ => groups_of(&[]),
    });
    assert_eq!(done.told.groups[0].not_as_planned, [3]);
    assert!(done.asked_people() >= 20);
}

#[test]
fn pages_that_do_not_tell_make_it_ask_people() {
    type PageScript = fn(u32) -> Reply;
    let odd: [(&str, PageScript); 6] = [
        ("one page for ever", |_| page(&others(50), 0, 500, false)),
        ("one page for ever, and no total", |_| {
            page(&others(50), 0, 0, false)
        }),
        ("an empty page", |start| match start {
            0 => page_of(&others(120), 0),
            _ => page(&[], start, 120, false),
        }),
        ("an empty first page", |_| page(&[], 0, 10, false)),
        ("last before its total", |_| page(&others(3), 0, 40, true)),
        ("members without ids", |_| {
            let body = "{\"total\":90,\"values\":[{\"active\":true},{\"active\":true}]}";
            Ok(json(200, body))
        }),
    ];
    for (name, script) in odd {
        let sweep = swept(&rows_of_one_group(20));
        let done = Reader::of(&sweep, 10).read(|call, _| match call {
            SiteCall::Members { start_at, .. } => script(*start_at),
            _ => groups_of(&[]),
        });
        assert_eq!(done.asked_people(), 20, "{name}");
        assert!(done.told.is_as_planned(), "{name}");
        assert!(done.calls.len() <= 25, "{name}: {}", done.calls.len());
    }
}

#[test]
fn a_page_that_creeps_on_by_one_is_given_up() {
    let sweep = swept(&rows_of_one_group(12));
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { start_at, .. } => {
            let from = *start_at as usize;
            page(&others(from + 2)[from..], *start_at, 0, false)
        }
        _ => groups_of(&[]),
    });
    assert!(starts(&done.calls).len() <= 13);
    assert_eq!(done.asked_people(), 12);
}

/// A site where people of no plan come and go all the time, whose totals move, and which fails now and then.
struct Restless {
    dice: Dice,
    members: Vec<BTreeSet<String>>,
    /// Between 0 and 3 members come or go before every answer.
    moves: usize,
}

impl Restless {
    fn answer(&mut self, call: &SiteCall) -> Reply {
        let at = self.dice.below(self.members.len());
        for _ in 0..self.dice.below(self.moves + 1) {
            // Ids before, among and after those of the plan.
            let other = format!("{:x}:{}", self.dice.below(16), self.dice.below(60));
            if !self.members[at].remove(&other) {
                self.members[at].insert(other);
            }
        }
        match self.dice.below(25) {
            0 => return Err(TransportError::Cut),
            1 => return Ok(answer(503, &[("retry-after", "2")], "")),
            2 => return throttled(&[("retry-after", "1")]),
            3 => return Ok(answer(200, &[("content-type", "text/html")], "<html>")),
            _ => {}
        }
        match call {
            SiteCall::Members {
                group: id,
                start_at,
            } => {
                let n = (0..9).find(|n| group(*n) == id.as_str()).unwrap();
                let all: Vec<String> = self.members[n].iter().cloned().collect();
                let from = (*start_at as usize).min(all.len());
                let until = (from + 50).min(all.len());
                let total = (all.len() + self.dice.below(3)).saturating_sub(1);
                page(&all[from..until], *start_at, total, until == all.len())
            }
            SiteCall::GroupsOf(one) => {
                let listed = (0..self.members.len())
                    .filter(|n| self.members[*n].contains(one.as_str()))
                    .map(group);
                let ids: Vec<String> = listed.collect();
                groups_of(&ids.iter().map(String::as_str).collect::<Vec<_>>())
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn on_a_restless_site_what_it_is_sure_of_is_true() {
    let (mut sure, mut all) = (0, 0);
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let rows = 1 + dice.below(60);
        let groups = 1 + dice.below(3);
        let memberships: BTreeSet<(usize, usize)> = (0..rows)
            .map(|_| (dice.below(groups), dice.below(80)))
            .collect();
        let memberships: Vec<_> = memberships.into_iter().collect();
        let adding = dice.below(3) == 0;
        let mut sweep = swept(&memberships);
        if adding {
            sweep.run = added(&memberships);
        }
        let members = (0..groups).map(|_| {
            let size = dice.below(200);
            others(size).into_iter().collect::<BTreeSet<_>>()
        });
        let mut site = Restless {
            members: members.collect(),
            moves: dice.below(4),
            dice: Dice(seed ^ 0xF00D),
        };
        let listed: Vec<bool> = memberships.iter().map(|_| dice.below(4) == 0).collect();
        for ((g, u), listed) in memberships.iter().zip(&listed) {
            if *listed {
                site.members[*g].insert(account(*u));
            }
        }
        let done = Reader::of(&sweep, 10).read(|call, _| site.answer(call));
        for (item, said) in done.listings() {
            assert_eq!(said, listed[item], "seed {seed}, item {item}");
        }
        for group in &done.told.groups {
            for item in &group.not_as_planned {
                assert_eq!(listed[*item], !adding, "seed {seed}");
            }
        }
        let facts = done.told.facts();
        assert_eq!(facts.rows as usize, memberships.len());
        assert!(done.took < Span::seconds(500), "{:?}", done.took);
        sure += done.listings().len();
        all += memberships.len();
    }
    assert!(sure * 1000 >= all * 999, "{sure} of {all}");
    assert_eq!(
        Rate::per_second(10),
        groupsweep_core::verify::Verifier::gentle()
    );
}

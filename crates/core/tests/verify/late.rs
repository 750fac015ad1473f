//! Lists that lag: read again after growing waits, all groups together.

use groupsweep_core::domain::{ReaderTime, SiteCall, Span, Timestamp};
use groupsweep_core::plan::Purpose;
use groupsweep_core::report::wording::verification;

use groupsweep_core::reads::{ReadEvent, Wait};

use crate::support::replies::groups_of;
use crate::support::{account, group};
use crate::verify::reader::{Reader, others, page, page_of, swept};

/// The index of a call's group in a list of `(group, person)` pairs.
fn number_of(call: &SiteCall) -> usize {
    let SiteCall::Members { group: id, .. } = call else {
        panic!("{call:?}")
    };
    (0..100).find(|n| group(*n) == id.as_str()).unwrap()
}

#[test]
fn who_shows_up_late_is_as_planned() {
    let sweep = swept(&[(0, 0), (1, 1), (2, 2)]);
    let shown_at = [Span::ZERO, Span::seconds(6), Span::seconds(40)];
    let began = sweep.now;
    let done = Reader::of(&sweep, 10).read(|call, now| {
        let n = number_of(call);
        let still = now < began + shown_at[n];
        page_of(&if still { vec![account(n)] } else { others(2) }, 0)
    });
    assert!(done.told.is_as_planned());
    assert!(done.took > Span::seconds(40) && done.took < Span::seconds(62));
    // 0: once. 1: at 0, 1, 3 and 7 s. 2: at 0, 1, 3, 7, 15, 30 and 60 s.
    let of = |n: usize| {
        done.calls
            .iter()
            .filter(|call| number_of(call) == n)
            .count()
    };
    assert_eq!([of(0), of(1), of(2)], [1, 4, 7]);
}

#[test]
fn all_groups_wait_together_and_a_minute_is_the_end() {
    let memberships: Vec<_> = (0..30).map(|n| (n, n)).collect();
    let sweep = swept(&memberships);
    let done = Reader::of(&sweep, 10).read(|call, _| page_of(&[account(number_of(call))], 0));
    assert_eq!(done.calls.len(), 30 * 7);
    assert!(done.took < Span::seconds(80), "{:?}", done.took);
    assert!(done.listings().iter().all(|(_, listed)| *listed));
    assert_eq!(done.listings().len(), 30);
    assert_eq!(done.told.facts().rows_not_as_planned, 30);
}

#[test]
fn only_who_is_late_is_asked_again() {
    // 40 rows of a group of 200: first five pages, then one person.
    let memberships: Vec<_> = (0..40).map(|n| (0, n)).collect();
    let sweep = swept(&memberships);
    let mut all = others(199);
    all.insert(120, account(7));
    let mut asked = 0;
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { start_at, .. } => page_of(&all, *start_at),
        SiteCall::GroupsOf(one) => {
            assert_eq!(one.as_str(), account(7));
            asked += 1;
            if asked < 3 {
                groups_of(&[&group(0)])
            } else {
                groups_of(&[&group(9)])
            }
        }
        other => panic!("{other:?}"),
    });
    assert!(done.told.is_as_planned());
    assert_eq!((done.calls.len(), done.asked_people()), (5 + 3, 3));
    assert!(done.took >= Span::seconds(7) && done.took < Span::seconds(9));
}

#[test]
fn a_reading_cut_short_while_it_waits_is_not_sure_of_who_was_late() {
    let sweep = swept(&[(0, 0), (0, 1)]);
    let mut turn = 0;
    let done = Reader::of(&sweep, 10).read(|_, _: Timestamp| {
        turn += 1;
        match turn {
            1 => page(&[account(1)], 0, 1, true),
            _ => crate::support::replies::dead_token(),
        }
    });
    assert_eq!(done.listings(), [(0, false)]);
    assert_eq!(done.told.groups[0].unread.as_ref().unwrap().items, [1]);
    assert_eq!(done.why(0), "the site no longer accepts the token (401)");
}

#[test]
fn a_reading_cut_short_before_its_minute_is_over_disproves_nothing() {
    let sweep = swept(&[(0, 0)]);
    let mut reader = Reader::of(&sweep, 10);
    reader.step(ReadEvent::Timer);
    // Six readings, with half a minute before the last.
    for _ in 0..6 {
        while !reader.calls.is_empty() {
            reader.go_on(&mut |_, _| page_of(&[account(0)], 0));
        }
        if reader.sent.len() < 6 {
            reader.go_on(&mut |_, _| unreachable!("nothing is asked"));
        }
    }
    assert_eq!(reader.sent.len(), 6);
    reader.step(ReadEvent::Cancel);
    let done = reader.end();
    assert_eq!(done.listings(), [], "half a minute is no minute");
    assert_eq!(done.told.groups[0].unread.as_ref().unwrap().items, [0]);
}

#[test]
fn a_row_that_failed_is_not_asked_again_with_those_who_are_late() {
    let mut sweep = swept(&[(0, 0), (0, 1)]);
    // The first reading disproves one removal: that row failed.
    sweep.step(groupsweep_core::run::Event::Verified(vec![(0, true)]));
    let all = [others(5000), vec![account(0)]].concat();
    let mut asked = Vec::new();
    let done = Reader::of(&sweep, 10).read(|call, _| match call {
        SiteCall::Members { start_at, .. } => page_of(&all, *start_at),
        SiteCall::GroupsOf(one) => {
            asked.push(one.as_str().to_owned());
            groups_of(&[&group(0)])
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(asked.iter().filter(|one| **one == account(0)).count(), 1);
    assert_eq!(asked.iter().filter(|one| **one == account(1)).count(), 7);
    assert_eq!(done.listings(), [(0, true), (1, true)]);
}

#[test]
fn a_reading_that_waits_to_read_again_says_until_when() {
    let sweep = swept(&[(0, 0), (1, 1)]);
    let mut reader = Reader::of(&sweep, 10);
    let wait = |reader: &Reader| reader.verifying.progress().waiting.at(reader.now);
    reader.step(ReadEvent::Timer);
    assert_eq!(wait(&reader), None, "calls are under way");
    let mut late = |call: &SiteCall, _| page_of(&[account(number_of(call))], 0);
    while reader.sent.len() < 2 || !reader.calls.is_empty() {
        reader.go_on(&mut late);
    }
    let at = reader.wake_at.unwrap();
    assert_eq!(wait(&reader), Some(Wait::Again { at }));
    assert_eq!(
        Wait::Again { at }.sentence(|_| "10:42:07 UTC".to_owned()),
        "Some memberships are not as planned yet. The site can take up to a minute, so they are read again at 10:42:07 UTC."
    );
}

#[test]
fn whoever_was_seen_gone_and_is_listed_again_was_added_back() {
    let mut sweep = swept(&[(0, 0), (0, 1)]);
    sweep.step(groupsweep_core::run::Event::Verified(vec![(0, false)]));
    let read = |verifying: Reader| {
        verifying.read(|call, _| match call {
            SiteCall::GroupsOf(_) => groups_of(&[&group(0)]),
            _ => page(&[account(0), account(1)], 0, 2, true),
        })
    };
    let done = read(Reader::of(&sweep, 10));
    assert_eq!(done.told.groups[0].changed_back, [0]);
    assert_eq!(done.told.groups[0].not_as_planned, [1]);
    let facts = done.told.facts();
    assert_eq!((facts.rows_changed_back, facts.rows_not_as_planned), (1, 1));
    assert_eq!(
        verification(Purpose::Remove, &facts, ReaderTime::UTC)
            .split(", read")
            .next(),
        Some(
            "0 of 2 memberships in 1 group are gone; 1 is still there; 1 was removed and is in the group again"
        )
    );
    assert_eq!(done.listings(), [(0, true), (1, true)]);

    // After an undo, groups that contradict the run say nothing about the run.
    let mut reader = Reader::of(&sweep, 10);
    reader.verifying.set_undone();
    let done = read(reader);
    assert_eq!(done.told.groups[0].changed_back, [0, 1]);
    assert!(done.listings().is_empty() && !done.told.is_unread());
}

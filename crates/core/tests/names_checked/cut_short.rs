//! A check that is cut short, after one that was not.

use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::{Category, MembershipStatus, Purpose, RowsRead, Seen, SiteFacts};

use super::{proposal, site};

#[test]
fn a_second_check_without_an_answer_keeps_how_the_first_found_the_rows() {
    let people = [(1, "Ines"), (2, "Mira"), (3, "Ruth")];
    let rows = people.map(|(at, name)| (1, "Team", at, name));
    let mut proposal = proposal(&rows, Purpose::Remove);
    let check = |statuses: &[MembershipStatus], at| SiteFacts {
        statuses: statuses.to_vec(),
        checked_at: at,
        ..site(3, &people, &[(1, "Team")])
    };
    let [gone, member] = [MembershipStatus::NoMember, MembershipStatus::Member];
    let first = Some(Timestamp(1_800_000_000_000));
    proposal.learn(check(&[gone, member, MembershipStatus::UserUnknown], first));
    proposal.leave_out(Category::Already, true);
    assert_eq!(proposal.going(), 1);

    // Ended before it asked for a list.
    proposal.learn(check(&[], None));
    assert_eq!(proposal.sort(0), Category::Already);
    assert_eq!(proposal.sort(2), Category::NotFound);
    assert_eq!(proposal.going(), 1, "what was left out stays so");
    assert_eq!(proposal.facts().checked_at, None);
    // Rows are sorted by it, and a run does not rely on facts that may be outdated.
    let seen = [0, 1, 2].map(|item| proposal.facts().found(item));
    assert_eq!(seen, [MembershipStatus::NotChecked; 3]);
    let read = proposal.facts().rows_read(3);
    assert!(matches!(read, RowsRead::Nothing(_)), "this check read none");

    // What it could read counts, and the other rows were looked at earlier than that.
    let later = Some(Timestamp(1_800_000_600_000));
    let unread = MembershipStatus::NotChecked;
    proposal.learn(check(&[member, unread, unread], later));
    assert_eq!(proposal.sort(0), Category::WillChange);
    assert_eq!(proposal.sort(1), Category::WillChange);
    assert_eq!(proposal.facts().rows_read(3), RowsRead::AllBut(2));
    assert_eq!(proposal.facts().checked_at, later);
    let frozen = proposal.clone().freeze().unwrap();
    let saw = |item: usize| {
        let row = frozen.items()[item].row;
        frozen.summary().before.saw(row)
    };
    assert_eq!([saw(0), saw(1)], [Seen::Member, Seen::NotChecked]);
    proposal.learn(check(&[member; 3], later));
    assert_eq!(proposal.facts().rows_read(3), RowsRead::All);
    assert_eq!(proposal.facts().checked_at, later);
}

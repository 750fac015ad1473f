//! Names that are not those of the site: no such row is sent.

use super::{ask, seat};
use crate::support::{Dice, account, connection, group, table};
use groupsweep_atlassian_sim::Site;
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::Timestamp;
use groupsweep_core::plan::{Category, FreezeError, Proposal, Purpose};
use std::sync::Arc;

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
        let facts = ask(&proposal, &mut Site::practice(seats)).facts;
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

pub(super) fn clock(moment: Timestamp) -> String {
    format!(
        "+{} s",
        (moment - Timestamp(1_800_000_000_000)).in_seconds()
    )
}

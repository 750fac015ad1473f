//! Memberships that are read back: every product answers a question of its own for an account's groups.

use groupsweep::plan::Action;
use groupsweep::takeaway::Recipe;

use crate::answers::{plan, site};
use crate::fake::{Act, Fake, JSON};
use crate::shell::{Desk, Tool, everywhere};
use crate::stage::said;

const FOUND: &str = "Reading the membership back showed";
const NO_NAMES: [(&str, &str); 1] = [("CHECK_NAMES", "no")];

/// The status of a change that was made on Jira is one that the other two never answer.
fn others(site: &Fake, action: Action) -> [(Recipe, &'static str); 2] {
    let confluence = Recipe::confluence(&site.origin, action).unwrap();
    let organization = Recipe::organization(&site.origin, action).unwrap();
    [(confluence, "admin@example.com\n"), (organization, "")]
}

#[test]
fn a_removal_that_no_answer_confirms_is_read_back_on_every_product() {
    for tool in everywhere("reading back") {
        for number in 0..2 {
            let site = site(Action::Remove, &[true; 3]);
            let [confluence, organization] = others(&site, Action::Remove);
            let (recipe, email) = [confluence, organization][number].clone();
            // No page of the site makes calls to the organization.
            if email.is_empty() && tool == Tool::Console {
                continue;
            }
            let odd = Act::Only("202 Accepted", "", "");
            site.next([Act::Plain, odd.clone(), odd.clone(), odd]);
            site.next([Act::Only("404 Not Found", JSON, "{}")]);
            let desk = Desk::by(tool, &site, &plan(&site, Action::Remove, &[0; 3]), &recipe);
            let output = desk.run_as(email, "yes\nyes\n", &NO_NAMES);
            desk.ended(&output, 2);
            let told = [0, 1, 2].map(|user| desk.told(user));
            let words = [0, 1, 2].map(|at: usize| told[at].0.as_str());
            assert_eq!(
                words,
                ["removed", "in_doubt", "failed"],
                "{tool:?} {told:?} {}",
                said(&output)
            );
            assert!(told[0].1.contains(FOUND), "{}", told[0].1);
            assert!(
                told[2].1.ends_with("The person is still in the group."),
                "{}",
                told[2].1
            );
            assert_eq!([0, 1, 2].map(|user| site.readings(user)), [1, 3, 1]);
        }
    }
}

#[test]
fn an_addition_that_no_answer_confirms_is_read_back_on_the_organization() {
    for tool in everywhere("reading an addition back") {
        if tool == Tool::Console {
            continue;
        }
        let site = site(Action::Add, &[true; 2]);
        site.next([Act::Plain, Act::Only("404 Not Found", JSON, "{}")]);
        let [_, (recipe, email)] = others(&site, Action::Add);
        let desk = Desk::by(tool, &site, &plan(&site, Action::Add, &[0; 2]), &recipe);
        let output = desk.run_as(email, "yes\n", &NO_NAMES);
        desk.ended(&output, 2);
        let (word, reason) = desk.told(0);
        assert_eq!(word, "added", "{tool:?} {reason}");
        assert!(reason.contains(FOUND), "{reason}");
        let (word, reason) = desk.told(1);
        assert_eq!(word, "failed", "{tool:?} {reason}");
        assert!(
            reason.ends_with("The person is not in the group."),
            "{reason}"
        );
    }
}

#[test]
fn groups_of_an_account_that_nothing_shows_to_exist_prove_nothing() {
    for tool in everywhere("an account that nothing shows") {
        for (switch, word) in [(&NO_NAMES[..], "in_doubt"), (&[], "removed")] {
            let site = site(Action::Remove, &[true; 3]);
            site.next([Act::Plain, Act::Instead("202 Accepted", "", "")]);
            // Not checked before.
            let desk = Desk::with(tool, &site, &plan(&site, Action::Remove, &[0, 2, 0]));
            desk.run_with(switch);
            let (told, reason) = desk.told(1);
            assert_eq!(told, word, "{tool:?} {switch:?} {reason}");
        }
    }
}

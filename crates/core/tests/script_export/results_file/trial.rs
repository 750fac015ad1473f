//! The first row of a script: what proves that it did what it should.

use super::{ROWS, desk, words};
use crate::script_export::answers;
use crate::script_export::fake_site::{Act, Fake};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, everywhere};
use crate::support::export;
use groupsweep_core::plan::Action;

#[test]
fn three_rows_without_an_answer_of_the_site_end_it() {
    for shell in everywhere("three rows without an answer") {
        let rows: Vec<_> = (0..6).map(|user| (0, user)).collect();
        let site = Fake::of(&rows);
        let desk = Desk::new(shell, &site, &export(&rows));
        let odd = Act::Only(
            "200 OK",
            "Content-Type: text/plain\r\n",
            "Access is blocked",
        );
        site.next([Act::Plain]);
        site.next(vec![odd; 9]);
        let output = desk.run();
        desk.ended(&output, 3);
        assert!(
            said(&output).contains("Three consecutive rows"),
            "{}",
            said(&output)
        );
        let outcomes: Vec<_> = (0..6).map(|user| desk.told(user).0).collect();
        assert_eq!(
            outcomes,
            [
                "removed",
                "in_doubt",
                "in_doubt",
                "in_doubt",
                "not_tried",
                "not_tried"
            ]
        );
    }
}

#[test]
fn a_trial_that_finds_nothing_to_do_proves_nothing_so_the_next_row_is_tried() {
    for shell in everywhere("a trial that proves nothing") {
        let site = Fake::of(&ROWS[1..]);
        site.name_user(0, "User 0", None);
        let desk = Desk::new(shell, &site, &export(&ROWS));
        let output = desk.run_answering("no\n", &[]);
        desk.ended(&output, 3);
        assert_eq!(
            words(&desk),
            ["gone_since_check", "removed", "not_tried", "not_tried"]
        );
    }
}

#[test]
fn a_removal_is_what_a_removal_looks_like() {
    for shell in everywhere("a removal's answer") {
        for (headers, body) in [
            ("Content-Type: text/plain\r\n", "Access is blocked"),
            (
                "Content-Type: application/json\r\n",
                "{\"error\":\"proxy_authentication_required\"}",
            ),
            (
                "Content-Type: application/json\r\n",
                "{\"errorMessages\":[\"no\"]}",
            ),
            ("Content-Type: application/json;charset=nonsense\r\n", "x"),
        ] {
            let (site, desk) = desk(shell);
            site.next(vec![Act::Only("200 OK", headers, body); 12]);
            let output = desk.run();
            desk.ended(&output, 3);
            assert!((0..4).all(|user| site.is_member(usize::from(user == 3), user)));
            assert_eq!(
                words(&desk),
                ["in_doubt", "not_tried", "not_tried", "not_tried"]
            );
        }
    }
}

#[test]
fn a_row_seen_gone_whose_removal_is_confirmed_says_that_it_may_have_been_made_again() {
    for shell in everywhere("seen gone and confirmed") {
        let site = answers::site(Action::Remove, &[true; 2]);
        let plan = answers::plan(&site, Action::Remove, &[0, 1]);
        let desk = Desk::with(shell, &site, &plan);
        desk.run();
        let reason = "The check found that this person was not a member. Jira confirmed the change all the same. Somebody may have added this person in between.";
        assert_eq!(
            desk.told(1),
            ("already_gone".to_owned(), reason.to_owned()),
            "{shell:?}"
        );
    }
}

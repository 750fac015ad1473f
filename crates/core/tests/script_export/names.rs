//! The names in the plan against the names on the site, as the scripts compare them: the verdicts are the page's own.

use groupsweep_core::identity::{Described, compare_group, compare_person};

use groupsweep_core::plan::{Action, HeldBackBefore};

use crate::script_export::fake_site::Fake;
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, everywhere};
use crate::support::{HEADINGS, account, export, group, table};

/// The file's name and email, the site's name and email.
const PEOPLE: [[&str; 4]; 56] = [
    [
        "Ines Varga",
        "ines@a.example",
        "Ines Varga",
        "ines@a.example",
    ],
    [
        "Ines Varga",
        "ines@a.example",
        "Tobias Okoro",
        "tobias@a.example",
    ],
    ["Ines Varga", "ines@a.example", "Tobias Okoro", ""],
    ["Ines Varga", "", "INES  VARGA", ""],
    ["Ines Varga", "", "Varga, Ines", ""],
    ["Ines Varga", "", "I. Varga", ""],
    ["Ines M. Varga", "", "Ines Maria Varga", ""],
    ["Ines Varga", "", "Ines Maria Varga", ""],
    ["Ines Varga", "", "Ines", ""],
    ["Ines Varga", "", "ivarga", ""],
    ["Ines Varga", "", "I. V.", ""],
    ["Ines Varga", "", "", ""],
    ["Ines Varga", "", "Former user", ""],
    [
        "Ines Varga",
        "ines@a.example",
        "Ines Okoro",
        "ines@a.example",
    ],
    [
        "Ines Varga",
        "ines@a.example",
        "Ines Varga",
        "ines@b.example",
    ],
    [
        "Ines Varga",
        "ines@a.example",
        "Ines Varga",
        "iv2@a.example",
    ],
    [
        "Ines Varga",
        "ines@a.example",
        "Ina Okoro",
        "ines@b.example",
    ],
    ["Ines Varga", "INES@A.EXAMPLE", "Someone", "ines@a.example"],
    ["Jürgen Müller", "", "Juergen Mueller", ""],
    ["Jürgen Müller", "", "Jurgen Muller", ""],
    ["Ju\u{308}rgen Mu\u{308}ller", "", "Jürgen Müller", ""],
    ["Søren Ångström", "", "Soren Angstrom", ""],
    ["Weiß, Łukasz", "", "LUKASZ WEISS", ""],
    ["José Núñez", "", "Jose Nunez", ""],
    ["Seán O'Brien", "", "Sean O\u{2019}Brien", ""],
    ["Seán O'Brien", "", "Sean OBrien", ""],
    ["Anne-Marie Duval", "", "Anne Marie Duval", ""],
    ["张伟", "", "张 伟", ""],
    ["张伟", "", "李娜", ""],
    ["Иван Петров", "", "ИВАН ПЕТРОВ", ""],
    ["Иван Петров", "", "Пётр Иванов", ""],
    ["ΜΑΡΙΑ ΠΑΠΠΑ", "", "Μαρία Παππά", ""],
    ["Ines\u{200b} Varga", "", "Ines\u{a0}Varga", ""],
    ["Ines Varga", "", "Ines\tVarga (External)", ""],
    ["Back\\slash \"Q\" Varga", "", "Back\\slash \"Q\" Varga", ""],
    ["=Ines Varga", "", "=Ines Varga", ""],
    ["Ines Varga", "", "Varga", ""],
    ["", "ines.varga@a.example", "Ines Varga", ""],
    ["", "ines.varga@a.example", "Tobias Okoro", ""],
    ["Anna Schmidt", "", "Hanna Schmidt", ""],
    ["Ines Varga", "", "\u{1f600} Ines Varga", ""],
    ["𝔘 Varga", "", "Ines Varga", ""],
    ["User 007", "", "User 7", ""],
    ["★", "", "★", ""],
    ["★", "", "☆", ""],
    ["\u{1f31f}", "", "\u{1f31f}", ""],
    ["\u{1f31f}", "", "\u{1f31f}\u{1f31f}", ""],
    ["\u{1f31f}", "", "Ines Varga", ""],
    ["Ines Varga", "", "\u{1f31f}", ""],
    ["\u{1f31f} Ines", "", "Ines", ""],
    ["\u{2b50}\u{fe0f}", "", "\u{2b50}", ""],
    ["\u{1f31f}", "ines@a.example", "☆", ""],
    ["-", "", "Ines Varga", ""],
    ["Ines Varga", "", "…", ""],
    ["★", "ines@a.example", "Ines Varga", "ines@b.example"],
    ["", "ines.varga@a.example", "★", ""],
];

fn described<'a>(name: &'a str, email: &'a str) -> Described<'a> {
    Described { name, email }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn a_row_is_held_back_where_the_page_would_hold_it_back() {
    let memberships: Vec<_> = (0..PEOPLE.len()).map(|user| (0, user)).collect();
    let mut file = HEADINGS.to_owned();
    for (user, [name, email, ..]) in PEOPLE.iter().enumerate() {
        file.push_str(&format!(
            "\r\n{},Group 0,{},{},{email},Active,None",
            group(0),
            account(user),
            quoted(name)
        ));
    }
    for shell in everywhere("names") {
        let site = Fake::of(&memberships);
        for (user, [_, _, name, email]) in PEOPLE.iter().enumerate() {
            site.name_user(user, name, Some(*email).filter(|email| !email.is_empty()));
        }
        let desk = Desk::new(shell, &site, &file);
        let output = desk.run();
        desk.ended(&output, 2);
        for (user, [name, email, site_name, site_email]) in PEOPLE.iter().enumerate() {
            let verdict = compare_person(described(name, email), described(site_name, site_email));
            let (word, reason) = desk.told(user);
            let held = word == "kept";
            assert_eq!(
                held,
                verdict.disagrees(),
                "{shell:?}: {:?} {verdict:?} {word} {reason}",
                PEOPLE[user]
            );
            assert_eq!(site.changes(user), usize::from(!held));
            assert_eq!(site.is_member(0, user), held);
        }
        let (_, reason) = desk.told(1);
        assert_eq!(
            reason,
            "The plan calls this account “Ines Varga” (ines@a.example), the site calls it “Tobias Okoro” (tobias@a.example). Nothing was sent."
        );
        assert!(
            said(&output).contains("In five rows, the account has a different name on the site")
        );
        assert!(
            said(&output).contains("4 rows were sent without comparing names"),
            "{}",
            said(&output)
        );
        // One read for ten people: 56 people, one group, and who is logged in.
        let reads = site
            .seen()
            .iter()
            .filter(|(method, _)| method == "GET")
            .count();
        assert_eq!(reads, 6 + 1 + 1);
    }
}

#[test]
fn five_rows_of_someone_else_are_asked_about() {
    let memberships: Vec<_> = (0..7).map(|user| (0, user)).collect();
    for shell in everywhere("five rows of someone else") {
        let site = Fake::of(&memberships);
        for user in 0..7 {
            site.name_user(user, &format!("Other {}", user + 100), None);
        }
        let desk = Desk::new(shell, &site, &export(&memberships));
        let output = desk.run_answering("no\n", &[]);
        desk.ended(&output, 1);
        let words: Vec<_> = (0..7).map(|user| desk.told(user).0).collect();
        assert_eq!(words, [vec!["kept"; 5], vec!["not_tried"; 2]].concat());
        // Import knows them, with the reason of each.
        let results = table(std::fs::read(&desk.results).unwrap());
        let held = HeldBackBefore::of(&results, Action::Remove);
        assert_eq!(held.reasons().len(), 5, "{held:?}");
        assert!((0..7).all(|user| site.changes(user) == 0));
    }
}

#[test]
fn a_no_where_nothing_was_sent_names_no_row_that_was() {
    let memberships: Vec<_> = (0..7).map(|user| (0, user)).collect();
    for shell in everywhere("nothing was sent") {
        let site = Fake::of(&memberships);
        for user in 0..7 {
            site.name_user(user, &format!("Other {}", user + 100), None);
        }
        let desk = Desk::new(shell, &site, &export(&memberships));
        let text = said(&desk.run_answering("no\n", &[]));
        assert!(!text.contains("that was sent is not done"), "{text}");
    }
}

#[test]
fn five_rows_of_someone_else_are_asked_about_once() {
    let memberships: Vec<_> = (0..9)
        .map(|user| (usize::from(user > 4) * user, user))
        .collect();
    for shell in everywhere("asked about once") {
        let site = Fake::of(&memberships);
        for user in 0..5 {
            site.name_user(user, &format!("Other {}", user + 100), None);
        }
        // Held back for another reason.
        site.name_group(5, "Externals");
        site.name_group(6, "Externals");
        let desk = Desk::new(shell, &site, &export(&memberships));
        let text = said(&desk.run());
        let asked = text.matches("In five rows, the account").count();
        assert_eq!(asked, 1, "{shell:?} {text}");
        assert_eq!([desk.told(7).0, desk.told(8).0], ["removed", "removed"]);
    }
}

#[test]
fn a_plan_without_names_is_sent_without_a_comparison() {
    for tool in everywhere("ids alone") {
        let site = Fake::of(&[(0, 0), (0, 1)]);
        let ids = format!(
            "groupId,accountId\n{0},{1}\n{0},{2}\n",
            group(0),
            account(0),
            account(1)
        );
        let desk = Desk::new(tool, &site, &ids);
        let output = desk.run();
        let told = [0, 1].map(|user| desk.told(user).0);
        assert_eq!(told, ["removed"; 2], "{tool:?} {}", said(&output));
        assert!(
            said(&output).contains("2 rows were sent without comparing names"),
            "{tool:?}"
        );
    }
}

#[test]
fn a_renamed_group_is_held_back_and_the_switch_lets_it_go() {
    let names = [
        ("Group 0", "group  0"),
        ("Group 1", "Externals"),
        ("Group 2", "Group-2"),
        ("Group 3", ""),
        ("Group 4", "\u{1f31f} Group 4"),
    ];
    let memberships: Vec<_> = (0..names.len()).map(|row| (row, row)).collect();
    for shell in everywhere("a renamed group") {
        let site = Fake::of(&memberships);
        for (number, (_, name)) in names.iter().enumerate() {
            site.name_group(number, name);
        }
        let desk = Desk::new(shell, &site, &export(&memberships));
        let output = desk.run();
        desk.ended(&output, 2);
        for (number, (file, name)) in names.iter().enumerate() {
            let held = compare_group(file, name).disagrees();
            assert_eq!(desk.told(number).0 == "kept", held, "{shell:?} {name}");
        }
        assert_eq!(
            desk.told(1).1,
            "The plan calls this group “Group 1”, the site calls it “Externals”. It is another group, or it was renamed. Nothing was sent."
        );
        let output = desk.run_with(&[("CHECK_NAMES", "no")]);
        desk.ended(&output, 0);
        assert!((0..names.len()).all(|row| desk.told(row).0 == "removed"));
    }
}

#[test]
fn what_the_site_does_not_know_is_not_already_gone() {
    let memberships = [(0, 0), (0, 1), (1, 2)];
    for shell in everywhere("unknown to the site") {
        let site = Fake::of(&memberships);
        site.forget_user(0);
        let desk = Desk::new(shell, &site, &export(&memberships));
        let output = desk.run();
        desk.ended(&output, 2);
        let (word, reason) = desk.told(0);
        assert_eq!(
            (word.as_str(), reason.as_str()),
            (
                "failed",
                "The site does not know this user, so nothing was sent."
            )
        );
        assert_eq!(site.changes(0), 0);
        assert_eq!([desk.told(1).0, desk.told(2).0], ["removed", "removed"]);
    }
}

#[test]
fn names_that_the_site_does_not_give_end_it_before_anything_is_sent() {
    let memberships = [(0, 0), (0, 1)];
    let html = ("Content-Type: text/html\r\n", "<html>Log in</html>");
    let json = "Content-Type: application/json\r\n";
    for shell in everywhere("names that are not given") {
        for (status, headers, body, words) in [
            (
                "403 Forbidden",
                json,
                "{\"errorMessages\":[\"Browse users and groups permission is required\"]}",
                "Browse users",
            ),
            (
                "200 OK",
                html.0,
                html.1,
                "request for names could not be read",
            ),
            (
                "200 OK",
                json,
                "{\"values\":[{\"groupId\":\"",
                "request for names could not be read",
            ),
            ("404 Not Found", json, "{}", "(404)"),
        ] {
            let site = Fake::of(&memberships);
            let me = (
                "200 OK",
                json,
                "{\"accountId\":\"me\",\"displayName\":\"Ada\"}",
            );
            site.next_reads([me, (status, headers, body)]);
            let desk = Desk::new(shell, &site, &export(&memberships));
            let output = desk.run();
            desk.ended(&output, 1);
            assert!(said(&output).contains(words), "{}", said(&output));
            assert!(
                said(&output).contains("without comparing names"),
                "{}",
                said(&output)
            );
            assert_eq!(site.changes(0) + site.changes(1), 0);
        }
    }
}

#[test]
fn whoever_was_known_by_the_email_is_known_by_it_again_in_the_results() {
    for tool in everywhere("known by the email") {
        let rows = [(0, 0), (0, 1)];
        let site = Fake::of(&rows);
        site.name_user(1, "Completely Different", Some("user1@domain.example"));
        let desk = Desk::new(tool, &site, &export(&rows));
        let output = desk.run();
        desk.ended(&output, 0);
        let results = table(std::fs::read(&desk.results).unwrap());
        for (row, user) in [0, 1].into_iter().zip(0..) {
            let email = results.users().nth(row).unwrap().email.to_owned();
            assert_eq!(email, format!("user{user}@domain.example"), "{tool:?}");
        }
    }
}

/// A `sed` that cannot fold names, as on a machine whose `sed` does not read the script's commands.
const SED_THAT_FAILS: &str =
    "#!/bin/sh\n[ \"$1\" != -nE ] || exit 1\nPATH=$REAL_PATH exec sed \"$@\"\n";

#[cfg(unix)]
#[test]
fn names_that_cannot_be_compared_here_end_it_before_anything_is_sent() {
    use std::os::unix::fs::PermissionsExt as _;

    let site = Fake::of(&[(0, 0), (0, 1)]);
    let desk = Desk::new(Tool::Bash, &site, &export(&[(0, 0), (0, 1)]));
    let sed = desk.folder.join("sed");
    std::fs::write(&sed, SED_THAT_FAILS).unwrap();
    std::fs::set_permissions(&sed, std::fs::Permissions::from_mode(0o755)).unwrap();
    let real = std::env::var("PATH").unwrap();
    let first = format!("{}:{real}", desk.folder.display());
    let output = desk.run_with(&[("PATH", &first), ("REAL_PATH", &real)]);
    desk.ended(&output, 1);
    assert!(
        said(&output).contains("The names could not be compared, so nothing more is sent."),
        "{}",
        said(&output)
    );
    assert_eq!(site.changes(0) + site.changes(1), 0);
}

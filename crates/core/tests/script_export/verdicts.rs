//! The page's name tables in the scripts: they hold back the same rows as the page.

use groupsweep_core::identity::{Described, compare_group, compare_person};

use crate::identity::{NAMES, OTHER_GROUPS, PEOPLE, SAME_GROUPS};
use crate::script_export::fake_site::Fake;
use crate::script_export::shell::{Desk, everywhere};
use crate::support::{HEADINGS, account, group};

/// A row of an export. Its cells are quoted: names hold commas.
fn line(g: usize, group_name: &str, u: usize, [name, email]: [&str; 2]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let (group_name, name) = (quoted(group_name), quoted(name));
    format!(
        "\r\n{},{group_name},{},{name},{email},Active,None",
        group(g),
        account(u)
    )
}

#[test]
fn people_of_the_pages_tables_are_held_back_as_on_the_page() {
    let names = NAMES
        .iter()
        .flat_map(|(one, other, _)| [[*one, "", *other, ""], [*other, "", *one, ""]]);
    let people = PEOPLE
        .iter()
        .map(|(name, email, site, mail, _)| [*name, *email, *site, *mail]);
    let cases: Vec<[&str; 4]> = names.chain(people).collect();
    let memberships: Vec<_> = (0..cases.len()).map(|user| (0, user)).collect();
    let mut file = HEADINGS.to_owned();
    for (user, [name, email, ..]) in cases.iter().enumerate() {
        file.push_str(&line(0, "Group 0", user, [*name, *email]));
    }
    let mut wrong = Vec::new();
    for tool in everywhere("people of the page's tables") {
        let site = Fake::of(&memberships);
        for (user, [_, _, name, email]) in cases.iter().enumerate() {
            site.name_user(user, name, Some(*email).filter(|email| !email.is_empty()));
        }
        let desk = Desk::new(tool, &site, &file);
        desk.run();
        for (user, case) in cases.iter().enumerate() {
            let [name, email, site_name, site_email] = *case;
            let described = |name, email| Described { name, email };
            let page = compare_person(described(name, email), described(site_name, site_email));
            let (word, reason) = desk.told(user);
            if (word == "kept") != page.disagrees() {
                wrong.push(format!("{tool:?} {case:?} {page:?}: {word} {reason}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn groups_of_the_pages_tables_are_held_back_as_on_the_page() {
    let cases: Vec<_> = SAME_GROUPS.iter().chain(OTHER_GROUPS).collect();
    let memberships: Vec<_> = (0..cases.len()).map(|row| (row, row)).collect();
    let mut file = HEADINGS.to_owned();
    for (row, (name, _)) in cases.iter().enumerate() {
        file.push_str(&line(row, name, row, [&format!("User {row}"), ""]));
    }
    let mut wrong = Vec::new();
    for tool in everywhere("groups of the page's tables") {
        let site = Fake::of(&memberships);
        for (row, (_, name)) in cases.iter().enumerate() {
            site.name_group(row, name);
        }
        let desk = Desk::new(tool, &site, &file);
        desk.run();
        for (row, (name, site_name)) in cases.iter().enumerate() {
            let page = compare_group(name, site_name);
            let (word, reason) = desk.told(row);
            if (word == "kept") != page.disagrees() {
                wrong.push(format!(
                    "{tool:?} {name} | {site_name} {page:?}: {word} {reason}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Lines of a keep list that protect nobody.

use crate::support::{HEADINGS, account, group, line, table};

use groupsweep_core::choose::groups_by_name;

use super::{five, list};

#[test]
fn ignored_lines_are_told_with_what_is_in_them() {
    let of = |lines: &str| list(&format!("{}\n{lines}", account(1))).ignored_in_words();
    assert_eq!(of(""), None);
    assert_eq!(
        of("site-admins").unwrap(),
        "1 line of your keep list is ignored and protects nobody: \"site-admins\". Enter emails and ids, not names."
    );
    assert_eq!(
        of("a b\nc d\ne f\ng h\ni j").unwrap(),
        "5 lines of your keep list are ignored and protect nobody: \"a b\", \"c d\", \"e f\" and 2 more. Enter emails and ids, not names."
    );
}

#[test]
fn a_line_that_is_the_name_of_a_group_can_become_its_id() {
    let table = five();
    let name = table.groups()[0].name.clone();
    let text = format!("{}\n {} \nnobodys-name", account(1), name.to_uppercase());
    let found = groups_by_name(&text, &table);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id.as_str(), group(0));
    let fixed = found[0].put_into(&text);
    assert_eq!(
        fixed,
        format!("{}\n# {name}\n{}\nnobodys-name", account(1), group(0))
    );
    assert_eq!(list(&fixed).not_understood, ["nobodys-name"]);
}

#[test]
fn a_list_of_nothing_but_a_name_can_become_its_id() {
    let found = groups_by_name("Group 0", &five());
    assert_eq!(list(&found[0].put_into("Group 0")).named().groups, 1);
}

#[test]
fn an_invisible_character_in_a_line_does_not_hide_the_name_in_it() {
    let text = "Group\u{200b} 0";
    let found = groups_by_name(text, &five());
    assert_eq!(list(&found[0].put_into(text)).named().groups, 1);
}

#[test]
fn a_name_among_the_cells_of_a_row_cannot_become_an_id() {
    let table = table(format!("{HEADINGS}\n{}", line(0, 0)).replace("Group 0", "ops1team"));
    assert_eq!(groups_by_name("ops1team", &table).len(), 1);
    assert_eq!(groups_by_name("Name,User id\nOps,ops1team", &table), []);
}

#[test]
fn a_name_that_two_groups_of_the_file_have_becomes_neither() {
    let other = line(1, 1).replacen("Group 1", "Group 0", 1);
    let table = table(format!("{HEADINGS}\n{}\n{other}", line(0, 0)));
    let text = format!("{}\nGroup 0", account(1));
    assert_eq!(table.groups()[1].name, "Group 0");
    assert_eq!(groups_by_name(&text, &table), []);
}

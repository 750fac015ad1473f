//! Group names to ids: never by a guess, and the file's bytes stay what they are.

use std::sync::Arc;

use groupsweep_core::atlassian::SiteGroup;
use groupsweep_core::choose::SelectionHistory;
use groupsweep_core::domain::{GroupId, RowNo};
use groupsweep_core::import::{
    ColumnMap, GroupIdsByName, ImportError, Importer, Role, Table, read,
};
use groupsweep_core::load::{Resolution, fill_in, names_of, names_to_look_up, resolve};
use groupsweep_core::plan::Action;
use groupsweep_core::report::{FormulaGuard, results_csv};

use crate::support::{account, connection, freeze_choice, group};

fn on_the_site(groups: &[(usize, &str)]) -> Vec<SiteGroup> {
    let one = |(n, name): &(usize, &str)| SiteGroup {
        id: GroupId::parse(&group(*n)).ok(),
        has_id: true,
        name: (*name).to_owned(),
        managed_by: None,
        is_team: false,
    };
    groups.iter().map(one).collect()
}

fn told(name: &str, groups: &[(usize, &str)]) -> Resolution {
    let mut resolved = resolve(vec![name.to_owned()], &on_the_site(groups));
    resolved.remove(0).resolution
}

fn id(n: usize) -> GroupId {
    GroupId::parse(&group(n)).unwrap()
}

#[test]
fn an_exact_name_counts_before_one_in_other_letters() {
    let groups = [(1, "Sales"), (2, "sales"), (3, "SALES")];
    assert_eq!(told("sales", &groups), Resolution::Exact(id(2)));
    assert_eq!(told(" Sales ", &groups), Resolution::Exact(id(1)));
    assert_eq!(told("sAles", &groups), Resolution::Several(3));
}

#[test]
fn a_name_in_other_letters_is_shown_and_not_taken() {
    let groups = [(1, "Sales"), (2, "Support")];
    let other = told("sales", &groups);
    assert_eq!(
        other,
        Resolution::OtherCase {
            id: id(1),
            name: "Sales".to_owned()
        }
    );
    let resolved = resolve(vec!["sales".to_owned()], &on_the_site(&groups));
    assert!(fill_in("s", &resolved, |_| false).ids["sales"].is_err());
    assert_eq!(fill_in("s", &resolved, |_| true).ids["sales"], Ok(id(1)));
}

#[test]
fn two_groups_of_one_name_are_not_guessed_between() {
    let groups = [(1, "Sales"), (2, "Sales"), (3, "Support")];
    assert_eq!(told("Sales", &groups), Resolution::Several(2));
    assert_eq!(told("Nobody", &groups), Resolution::Nowhere);
    assert_eq!(told("Sale", &groups), Resolution::Nowhere, "no likeness");
    let resolved = resolve(vec!["Sales".to_owned()], &on_the_site(&groups));
    assert!(
        fill_in("s", &resolved, |_| true).ids["Sales"].is_err(),
        "no tick helps"
    );
}

const HEADINGS: &str = "Group id,Group name,User id,User name,note";

fn file() -> String {
    let row = |g: &str, name: &str, u: usize| {
        format!("{g},{name},{},User {u},\"a \"\"b\"\"\"\n", account(u))
    };
    let mut text = format!("{HEADINGS}\n");
    text += &row("", "Sales", 1);
    text += &row("", "support", 1);
    text += &row("", "Twins", 2);
    text += &row("", "Nobody", 2);
    text += &row(&group(9), "Sales", 3);
    text += &row("", " Sales", 4);
    text += &row("", "", 5);
    text += &row("7.12E+23", "Sales", 6);
    text
}

fn names(ticked: bool) -> Arc<GroupIdsByName> {
    let groups = on_the_site(&[(1, "Sales"), (2, "Support"), (3, "Twins"), (4, "Twins")]);
    let table = read("f.csv", file().as_bytes(), None).unwrap();
    let resolved = resolve(names_of(&table), &groups);
    assert_eq!(resolved.len(), 4);
    Arc::new(fill_in("mysite.atlassian.net", &resolved, |_| ticked))
}

fn filled(text: &str, columns: Option<ColumnMap>, names: Arc<GroupIdsByName>) -> Table {
    let mut importer = Importer::new("f.csv", text.len(), columns).with_names(Some(names));
    importer.feed(text.as_bytes()).unwrap();
    importer.finish().unwrap()
}

#[test]
fn rows_get_the_ids_that_were_shown_and_the_others_say_why_not() {
    let table = filled(&file(), None, names(false));
    let group_of = |row: u32| table.membership(RowNo(row)).map(|one| one.group);
    assert_eq!(group_of(0), Some(id(1)));
    assert_eq!(group_of(5), Some(id(1)));
    assert_eq!(group_of(4), Some(id(9)), "an id in the file stays");
    let titles = |row: u32| {
        let found = table.findings().of_row(RowNo(row));
        found.iter().map(|one| one.kind.title()).collect::<Vec<_>>()
    };
    assert_eq!(titles(1), ["Group name differs in capitalization"]);
    assert_eq!(titles(2), ["Several groups have this name"]);
    assert_eq!(titles(3), ["No group has this name"]);
    assert_eq!(titles(6), ["No group id"]);
    assert_eq!(
        titles(7),
        ["Group id unreadable"],
        "only an empty cell is filled in"
    );
    assert_eq!(table.unusable_count(), 5);
    let filled_in: Vec<&str> = table
        .groups()
        .iter()
        .filter(|one| one.is_filled_in)
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(filled_in, ["Sales"]);
    let ticked = filled(&file(), None, names(true));
    assert_eq!(ticked.membership(RowNo(1)).unwrap().group, id(2));
    assert_eq!(
        names_of(&table).len(),
        3,
        "what is still open can be looked up again"
    );
}

#[test]
fn a_second_look_up_adds_and_takes_nothing_back() {
    let site = "mysite.atlassian.net";
    let first = names(true);
    let table = filled(&file(), None, Arc::clone(&first));
    let open = names_to_look_up(&table, Some(&first), site);
    assert_eq!(open, ["Twins", "Nobody"]);
    let found = resolve(open, &on_the_site(&[(5, "Nobody")]));
    let both = Arc::new(fill_in(site, &found, |_| false).after(Some(&first)));
    let table = filled(&file(), None, both);
    let group_of = |row: u32| table.membership(RowNo(row)).map(|one| one.group);
    assert_eq!(
        [0, 1, 3, 5].map(group_of),
        [1, 2, 5, 1].map(|n| Some(id(n)))
    );
    assert_eq!(group_of(2), None);
}

#[test]
fn another_sites_ids_are_looked_up_anew() {
    let first = names(true);
    let table = filled(&file(), None, Arc::clone(&first));
    let other = "other.atlassian.net";
    let mut open = names_to_look_up(&table, Some(&first), other);
    open.sort();
    assert_eq!(open, ["Nobody", "Sales", "Twins", "support"]);
    let found = resolve(open, &on_the_site(&[(8, "Sales")]));
    let names = fill_in(other, &found, |_| false).after(Some(&first));
    assert_eq!(names.site, other);
    assert_eq!(names.ids["Sales"], Ok(id(8)));
    assert!(names.ids["support"].is_err());
}

#[test]
fn an_id_that_was_filled_in_and_one_that_was_written_are_one_group() {
    let text = format!(
        "{HEADINGS}\n,Sales,{},U,\n{},Sales,{},U,\n",
        account(1),
        group(1),
        account(1)
    );
    let table = filled(&text, None, names(false));
    assert_eq!(table.groups().len(), 1);
    assert_eq!(
        table.unusable_count(),
        1,
        "the same membership twice is sent once"
    );
}

#[test]
fn results_hold_the_files_own_cells_byte_for_byte() {
    let text = file();
    let table = Arc::new(filled(&text, None, names(false)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let plan = freeze_choice(&choice, Action::Remove, connection()).unwrap();
    assert_eq!(plan.items()[0].membership.group, id(1));
    let run = groupsweep_core::run::Run::new(Arc::new(plan), groupsweep_core::run::Rate::DEFAULT);
    let results = results_csv(&run, text.as_bytes(), FormulaGuard::Off).unwrap();
    let results = String::from_utf8(results).unwrap();
    for (written, own) in results.lines().zip(text.lines()) {
        assert!(written.starts_with(&format!("{own},")), "{written}");
    }
}

#[test]
fn a_file_with_names_only_is_read_where_the_admin_says_that_a_cell_is_one_group() {
    let text = format!(
        "Group name,User id\nSales,{}\nTwins,{}\n",
        account(1),
        account(2)
    );
    let Err(ImportError::OnlyNames { columns, .. }) = read("f.csv", text.as_bytes(), None) else {
        panic!("it is read without a word");
    };
    assert_eq!(columns.get(Role::GroupName), Some(0));
    let table = read("f.csv", text.as_bytes(), Some((*columns).clone())).unwrap();
    assert_eq!((table.len(), table.unusable_count()), (2, 2));
    let table = filled(&text, Some(*columns), names(false));
    assert_eq!(table.membership(RowNo(0)).unwrap().group, id(1));
    assert!(table.membership(RowNo(1)).is_none());
}

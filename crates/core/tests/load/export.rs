//! What was loaded, as the export that the site would have given.

use std::sync::Arc;

use groupsweep_core::atlassian::{AccountKind, Endpoint, Person};
use groupsweep_core::domain::{AccountId, GroupId, RowNo};
use groupsweep_core::import::{Role, read};
use groupsweep_core::load::{GroupMembers, Loaded, LoadedGroup, MissingGroup};

use crate::load::reader::{ask, loading, play, site};
use crate::support::{account, group};

fn person(u: usize, name: &str, active: Option<bool>) -> Person {
    Person {
        account: Some(AccountId::parse(&account(u)).unwrap()),
        name: name.to_owned(),
        email: Some(format!("user{u}@domain.example")),
        active,
        kind: AccountKind::Person,
    }
}

fn loaded(name: &str, people: Vec<Person>) -> Loaded {
    let group = GroupMembers {
        id: GroupId::parse(&group(1)).unwrap(),
        name: Arc::from(name),
    };
    Loaded {
        groups: vec![LoadedGroup {
            group,
            people,
            note: None,
        }],
        missing: Vec::new(),
    }
}

#[test]
fn the_export_is_read_like_a_file_of_the_site() {
    let mut site = site(&[3, 70]);
    let mut loading = loading(2);
    play(&mut loading, |call, now| {
        ask(&mut site, &Endpoint::default(), call, now)
    });
    let table = read("made.csv", &loading.into_loaded().export(), None).unwrap();
    assert_eq!((table.len(), table.unusable_count()), (73, 0));
    assert!(table.findings().is_empty());
    assert_eq!(table.headings().len(), 6);
    let roles = [
        Role::GroupId,
        Role::UserId,
        Role::GroupName,
        Role::UserName,
        Role::Email,
        Role::UserStatus,
    ];
    assert!(
        roles
            .iter()
            .all(|role| table.columns().get(*role).is_some())
    );
    let membership = table.membership(RowNo(3)).unwrap();
    assert_eq!(membership.group.as_str(), group(1));
    assert_eq!(membership.account.as_str(), account(0));
    let statuses: Vec<&str> = table.statuses().iter().map(String::as_str).collect();
    assert_eq!(
        statuses,
        ["Inactive", "Active"],
        "every fifth is deactivated"
    );
}

#[test]
fn cells_are_quoted_and_cannot_become_formulas() {
    let odd = vec![
        person(1, "Doe, \"Jo\"\r\nhn", Some(true)),
        person(2, "=HYPERLINK(1)", Some(false)),
        person(3, "", None),
    ];
    let table = read("made.csv", &loaded("a;b,\"c\"", odd).export(), None).unwrap();
    assert_eq!(table.len(), 3);
    assert_eq!(table.groups()[0].name, "a;b,\"c\"");
    let users: Vec<_> = table.users().map(|user| (user.name, user.status)).collect();
    assert_eq!(users[0], ("Doe, \"Jo\"\r\nhn", "Active"));
    assert_eq!(users[1], ("'=HYPERLINK(1)", "Inactive"));
    assert_eq!(users[2].1, "");
}

#[test]
fn a_record_without_an_id_is_a_row_that_cannot_be_sent_and_no_row_that_is_not_there() {
    let mut corrupted = person(1, "Somebody", Some(false));
    corrupted.account = None;
    let table = read(
        "made.csv",
        &loaded("g", vec![corrupted, person(2, "B", None)]).export(),
        None,
    )
    .unwrap();
    assert_eq!((table.len(), table.unusable_count()), (2, 1));
    assert_eq!(table.findings().by_title(1)[0].title, "User id unreadable");
}

#[test]
fn the_name_says_site_and_time_and_what_is_missing() {
    let mut all = loaded("g", vec![person(1, "A", None)]);
    let name = |loaded: &Loaded| loaded.file_name("mysite.atlassian.net", "25 Nov 2026 10:42");
    assert_eq!(name(&all), "mysite.atlassian.net, 25 Nov 2026 10:42.csv");
    all.missing.push(MissingGroup {
        group: all.groups[0].group.clone(),
        why: "it changed".into(),
    });
    assert_eq!(
        name(&all),
        "mysite.atlassian.net, 25 Nov 2026 10:42, 1 of 2 groups.csv"
    );
}

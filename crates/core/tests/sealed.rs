//! A plan sealed by one admin and opened by another: exactly that, or nothing.

use std::sync::Arc;

use crate::support::stored::frozen;
use crate::support::{account, caller, connection, export, table};
use groupsweep_core::choose::{KeepList, SelectionHistory};
use groupsweep_core::connect::Target;
use groupsweep_core::domain::{AccountId, Timestamp};
use groupsweep_core::import::{ImportError, read};
use groupsweep_core::journal::{RunHeader, read_plan, write_plan};
use groupsweep_core::plan::{
    Category, FreezeError, MembershipStatus, Plan, Proposal, ProposalOrigin, Purpose, SealError,
    SiteFacts, UnprotectError, open_sealed, seal_plan,
};
use groupsweep_core::report::{ReceiptFacts, receipt_json};
use groupsweep_core::run::{Rate, Run};

const NOW: Timestamp = Timestamp(1_795_430_527_000);

/// A plan of these memberships whose protected rows were let go.
fn plan(memberships: &[(usize, usize)], facts: SiteFacts) -> Plan {
    let table = Arc::new(table(export(memberships)));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap();
    proposal.learn(facts);
    for item in 0..proposal.items().len() {
        proposal.unprotect(item, "agreed with the team").unwrap();
    }
    proposal.freeze().unwrap()
}

fn facts(rows: usize) -> SiteFacts {
    SiteFacts {
        statuses: vec![MembershipStatus::Member; rows],
        ..SiteFacts::default()
    }
}

fn sealed() -> String {
    seal_plan(&plan(&[(1, 1), (1, 2), (2, 1)], facts(3)), NOW).text
}

#[test]
fn rows_that_an_earlier_run_left_in_doubt_are_so_for_the_second_admin_too() {
    let mut frozen = frozen(&plan(&[(1, 1), (1, 2), (2, 1)], facts(3)));
    frozen.summary.before.in_doubt = [1].into();
    let first = Plan::thaw(frozen).unwrap();
    let opened = open_sealed(seal_plan(&first, NOW).text.as_bytes()).unwrap();
    let second = opened.propose(&connection()).unwrap().freeze().unwrap();
    assert_eq!(second.summary().before.in_doubt, [1].into());
}

#[test]
fn what_is_opened_is_what_was_sealed() {
    let first = plan(&[(1, 1), (1, 2), (2, 1)], facts(3));
    let opened = open_sealed(seal_plan(&first, NOW).text.as_bytes()).unwrap();
    assert_eq!(opened.by.seal, seal_plan(&first, NOW).seal);
    assert_eq!(opened.items(), first.items());
    assert_eq!(opened.file(), first.file());
    assert_eq!(opened.target, connection().target);
    assert_eq!(
        (opened.by.name.as_str(), opened.at.as_str()),
        ("Ada Admin", "2026-11-23T10:42:07.000Z")
    );
    let second = opened.propose(&connection()).unwrap().freeze().unwrap();
    assert_eq!(second.items(), first.items());
    assert_eq!(second.summary().sealed.as_ref(), Some(&opened.by));
    assert!(second.table().is_none());
}

#[test]
fn whatever_is_changed_in_words_or_numbers_is_refused() {
    let text = sealed();
    for (from, to) in [
        (account(2), account(3)),
        (
            "mysite.atlassian.net".to_owned(),
            "mysite2.atlassian.net".to_owned(),
        ),
        ("Ada Admin".to_owned(), "Eve Admin".to_owned()),
        ("User 2".to_owned(), "User 4".to_owned()),
        (
            "\"memberships\":3".to_owned(),
            "\"memberships\":2".to_owned(),
        ),
        ("2026-11-23".to_owned(), "2026-11-24".to_owned()),
        ("\"remove\"".to_owned(), "\"add\"".to_owned()),
    ] {
        assert!(text.contains(&from), "{from}");
        let changed = text.replacen(&from, &to, 1);
        assert_eq!(
            open_sealed(changed.as_bytes()),
            Err(SealError::Changed),
            "{from}"
        );
    }
    let again = text.replacen(
        "\"rows\":[[0",
        "\"rows\":[[9,\"00000000-0000-4000-8000-000000000001\",\"x1\",\"\",\"\"],[0",
        1,
    );
    assert_eq!(
        open_sealed(again.as_bytes()),
        Err(SealError::Changed),
        "a row more"
    );
}

/// JSON says the same in many ways. A file that was touched is another file.
#[test]
fn what_changes_no_row_is_refused_too() {
    let text = sealed();
    let line = text.trim_end();
    let whole = open_sealed(text.as_bytes()).unwrap();
    assert_eq!(
        open_sealed(line.as_bytes()),
        Ok(whole),
        "without the line end"
    );
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let sorted = serde_json::to_string(&value).unwrap();
    assert_ne!(sorted, line, "keys in the order of the alphabet");
    let seal = format!(",\"sha256\":{}", value["sha256"]);
    let mut other = vec![
        ("a mark before it", format!("\u{feff}{text}")),
        ("a blank before it", format!(" {text}")),
        ("two line ends", format!("{text}\n")),
        ("a line end of Windows", format!("{line}\r\n")),
        ("text after it", format!("{line} 1")),
        ("the same once more", format!("{line}{line}")),
        ("laid out", serde_json::to_string_pretty(&value).unwrap()),
        ("keys in another order", sorted),
        (
            "the seal twice",
            line.replacen(&seal, &format!("{seal}{seal}"), 1),
        ),
    ];
    for (what, from, to) in [
        ("a key more", "{\"sealed\":{", "{\"sealed\":{\"extra\":1,"),
        (
            "a key more outside",
            "{\"sealed\":",
            "{\"extra\":1,\"sealed\":",
        ),
        (
            "a key twice",
            "\"action\":\"remove\"",
            "\"action\":\"remove\",\"action\":\"remove\"",
        ),
        ("a blank", "\":", "\": "),
        (
            "a number with a fraction",
            "\"memberships\":3",
            "\"memberships\":3.0",
        ),
        (
            "a number with a power",
            "\"memberships\":3",
            "\"memberships\":3e0",
        ),
        (
            "a row with a zero less than none",
            "\"rows\":[[0",
            "\"rows\":[[-0",
        ),
        ("a letter by its number", "Ada Admin", "\\u0041da Admin"),
        ("a slash with a backslash", "https://", "https:\\/\\/"),
        (
            "a list for an object",
            "\"sealed_by\":{\"id\":\"63b6efaab790087ed712a5c1\",\"name\":\"Ada Admin\"}",
            "\"sealed_by\":[\"63b6efaab790087ed712a5c1\",\"Ada Admin\"]",
        ),
    ] {
        assert!(text.contains(from), "{what}");
        other.push((what, text.replacen(from, to, 1)));
    }
    for (what, changed) in other {
        let opened = open_sealed(changed.as_bytes());
        let refused = [Err(SealError::Changed), Err(SealError::NoPlan)];
        assert!(refused.contains(&opened), "{what}: {opened:?}");
    }
}

#[test]
fn one_byte_that_differs_is_enough() {
    let text = sealed();
    let bytes = text.as_bytes();
    let mut opened = Vec::new();
    let mut try_it = |what: &str, at: usize, changed: &[u8]| {
        if open_sealed(changed).is_ok() {
            opened.push(format!("{what} at {at}"));
        }
        assert!(
            read("plan.json", changed, None).is_err(),
            "{what} at {at}: no table is read from it"
        );
    };
    for at in 0..=bytes.len() {
        for byte in *b" \t\n\r\"\\,:0aZ{}[]\0\xef\xff" {
            let mut longer = bytes.to_vec();
            longer.insert(at, byte);
            try_it("one more", at, &longer);
        }
        if at == bytes.len() {
            break;
        }
        let mut shorter = bytes.to_vec();
        shorter.remove(at);
        try_it("one less", at, &shorter);
        for bit in 0..8 {
            let mut other = bytes.to_vec();
            other[at] ^= 1 << bit;
            try_it("another", at, &other);
        }
    }
    let line_end = bytes.len() - 1;
    assert_eq!(opened, [format!("one less at {line_end}")]);
}

#[test]
fn another_version_says_so() {
    let newer = sealed().replacen(
        "\"format_version\":1",
        "\"format_version\":2,\"new\":true",
        1,
    );
    assert_eq!(open_sealed(newer.as_bytes()), Err(SealError::OtherVersion));
}

#[test]
fn a_sealed_plan_runs_on_its_own_site_alone() {
    let opened = open_sealed(sealed().as_bytes()).unwrap();
    let mut other = connection();
    other.target = Target::Practice;
    assert!(opened.propose(&other).is_none());
}

#[test]
fn a_row_that_is_protected_for_the_second_admin_keeps_the_whole_plan_back() {
    let opened = open_sealed(sealed().as_bytes()).unwrap();
    let mut second = connection();
    caller(&mut second).id = AccountId::parse(&account(2)).unwrap();
    let mut proposal = opened.propose(&second).unwrap();
    proposal.learn(facts(3));
    assert_eq!(
        proposal.freeze().unwrap_err(),
        FreezeError::SealedAndProtected { rows: 1 }
    );
    proposal.unprotect(1, "I know that this is me").unwrap();
    let rows: Vec<u32> = proposal
        .freeze()
        .unwrap()
        .items()
        .iter()
        .map(|item| item.row.0)
        .collect();
    assert_eq!(rows, [0, 2, 1], "all of them, the caller's own last");
}

#[test]
fn the_first_admins_reason_is_told_and_lets_nothing_go() {
    let apps = |rows: usize| SiteFacts {
        app_accounts: [AccountId::parse(&account(1)).unwrap()].into(),
        ..facts(rows)
    };
    let first = plan(&[(1, 1), (1, 2)], apps(2));
    assert_eq!(first.summary().unprotected.len(), 1);
    let opened = open_sealed(seal_plan(&first, NOW).text.as_bytes()).unwrap();
    let mut proposal = opened.propose(&connection()).unwrap();
    for learnt in [apps(2), apps(2)] {
        proposal.learn(learnt);
        assert_eq!(proposal.first_reason(0), Some("agreed with the team"));
        assert_eq!(proposal.first_reason(1), None);
        assert_eq!(
            (proposal.reason(0), proposal.sort(0)),
            (None, Category::Protected)
        );
        assert_eq!(
            proposal.freeze().unwrap_err(),
            FreezeError::SealedAndProtected { rows: 1 }
        );
    }
    proposal.unprotect(0, "I asked the app's owner").unwrap();
    let plan = proposal.freeze().unwrap();
    assert_eq!(plan.items().len(), 2);
    let reasons = &plan.summary().unprotected;
    assert_eq!(reasons[0].1.reason, "I asked the app's owner");
    assert_eq!(plan.summary().first_reasons[&0], "agreed with the team");

    let head = RunHeader::new("0001".into(), &plan, None, NOW);
    let parts: Vec<Vec<u8>> = write_plan(&head, &plan).collect();
    let head = head.bound_to(&parts);
    let kept = read_plan(&head, &parts).unwrap();
    assert_eq!(kept.summary(), plan.summary(), "the record keeps them");

    let run = Run::new(Arc::new(kept), Rate::DEFAULT);
    let receipt = receipt_json(&run, &ReceiptFacts::default());
    let receipt: serde_json::Value = serde_json::from_str(&receipt).unwrap();
    let told = &receipt["plan"];
    assert_eq!(told["unprotected"][0]["reason"], "I asked the app's owner");
    let first = &told["sealed_by"]["first_admins_reasons"];
    let expected = serde_json::json!([{"row": 2, "reason": "agreed with the team"}]);
    assert_eq!(first, &expected);
}

#[test]
fn a_row_on_the_keep_list_of_the_second_machine_keeps_the_plan_back_and_no_reason_helps() {
    let opened = open_sealed(sealed().as_bytes()).unwrap();
    let mut proposal = opened.propose(&connection()).unwrap();
    proposal.learn(facts(3));
    for entry in [account(2), crate::support::group(2)] {
        let list = Arc::new(KeepList::read(&entry, NOW).unwrap());
        assert!(proposal.keep_back(Some(&list)), "{entry}");
        assert_eq!(proposal.count(Category::Protected), 1);
        let kept = (0..3)
            .find(|item| proposal.sort(*item) == Category::Protected)
            .unwrap();
        assert_eq!(
            proposal.unprotect(kept, "but it must go"),
            Err(UnprotectError::OnKeepList)
        );
        assert_eq!(
            proposal.freeze().unwrap_err(),
            FreezeError::SealedAndProtected { rows: 1 }
        );
        assert!(
            !proposal.keep_back(Some(&list)),
            "laid twice it changes nothing"
        );
        assert!(proposal.keep_back(None));
        assert!(proposal.freeze().is_ok());
    }
}

#[test]
fn a_row_that_comes_onto_the_keep_list_loses_the_reason_it_was_let_go_for() {
    let opened = open_sealed(sealed().as_bytes()).unwrap();
    let mut second = connection();
    caller(&mut second).id = AccountId::parse(&account(2)).unwrap();
    let mut proposal = opened.propose(&second).unwrap();
    proposal.unprotect(1, "I know that this is me").unwrap();
    let list = Arc::new(KeepList::read(&account(2), NOW).unwrap());
    proposal.keep_back(Some(&list));
    assert_eq!(
        (proposal.sort(1), proposal.reason(1)),
        (Category::Protected, None)
    );
}

#[test]
fn a_reason_for_a_row_that_was_left_out_keeps_no_plan_from_being_opened() {
    let table = Arc::new(table(export(&[(1, 1), (1, 2), (2, 1)])));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let mut connection = connection();
    caller(&mut connection).id = AccountId::parse(&account(1)).unwrap();
    let mut proposal = Proposal::of_choice(&choice, Purpose::Remove, connection).unwrap();
    let mut facts = facts(3);
    facts.statuses[2] = MembershipStatus::NoMember;
    proposal.learn(facts);
    for own in [0, 2] {
        proposal.unprotect(own, "I leave both").unwrap();
    }
    proposal.leave_out(Category::Already, true);
    let first = proposal.freeze().unwrap();
    let reasons = &first.summary().unprotected;
    assert_eq!((reasons.len(), reasons[0].0), (1, 0), "of what is sent");
    let opened = open_sealed(seal_plan(&first, NOW).text.as_bytes()).unwrap();
    assert_eq!(opened.items(), first.items());
}

#[test]
fn nothing_of_a_sealed_plan_is_left_out() {
    let opened = open_sealed(sealed().as_bytes()).unwrap();
    let mut proposal = opened.propose(&connection()).unwrap();
    assert!(matches!(proposal.origin(), ProposalOrigin::Sealed(_)));
    proposal.leave_out(Category::NotChecked, true);
    assert_eq!(proposal.going(), 3);
}

#[test]
fn import_knows_a_sealed_plan_for_what_it_is() {
    for text in [sealed(), format!("\u{feff}  {}", sealed())] {
        let refused = read("plan.json", text.as_bytes(), None).unwrap_err();
        assert_eq!(refused, ImportError::SealedPlan);
    }
    let csv = format!(
        "Group id,User id\n{},groupsweep-sealed-plan",
        crate::support::group(1)
    );
    assert!(
        read("export.csv", csv.as_bytes(), None).is_ok(),
        "a cell may say anything"
    );
}

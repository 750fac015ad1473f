//! The keep list: what is on it can not be ticked by any way, in any file, and no step brings it back.

mod columns;
mod ignored;

use std::sync::Arc;

use crate::support::{
    HEADINGS, account, connection, export, group, line, plan_of, table, table_and_plan,
};
use groupsweep_core::choose::{
    Keep, KeepDraft, KeepList, Kept, KeptBy, ListMode, PeopleFilter, PeopleList, SavedSelection,
    SelectionHistory,
};
use groupsweep_core::domain::{AccountId, RowNo, Timestamp};
use groupsweep_core::import::{SAMPLE, Table};
use groupsweep_core::journal::{DecodeError, read_draft, read_keep, write_draft, write_keep};
use groupsweep_core::plan::{
    Action, Category, Plan, Proposal, Protection, Purpose, SiteFacts, SitePerson, UnprotectError,
};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn list(text: &str) -> Arc<KeepList> {
    Arc::new(KeepList::read(text, NOW).unwrap())
}

fn on(table: &Table, text: &str) -> Keep {
    Keep::On(Arc::new(Kept::of(table, &list(text))))
}

fn ticked(choice: &SelectionHistory) -> Vec<u32> {
    choice.selection().iter().map(|row| row.0).collect()
}

fn rows<const N: usize>(numbers: [u32; N]) -> [RowNo; N] {
    numbers.map(RowNo)
}

/// Row 0: group 0, person 0; row 1: 1, 1; row 2: 0, 1; row 3: 2, 2; row 4: 1, 3.
fn five() -> Arc<Table> {
    Arc::new(table(export(&[(0, 0), (1, 1), (0, 1), (2, 2), (1, 3)])))
}

#[test]
fn whoever_is_on_the_list_can_not_be_ticked_by_any_way() {
    let table = five();
    // A person by email in other letters, a group in capitals.
    let text = format!("USER1@Domain.Example\n{}", group(2).to_uppercase());
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set_keep(on(&table, &text));
    choice.set(table.row_numbers(), true);
    assert_eq!(ticked(&choice), [0, 4]);
    choice.set_all(table.usable(), true);
    assert_eq!(ticked(&choice), [0, 4]);
    choice.invert(table.usable());
    assert!(choice.selection().is_empty());
    choice.invert(table.usable());
    assert_eq!(ticked(&choice), [0, 4]);
    assert_eq!(choice.tickable().to_vec(), [0, 4]);
    let plan = crate::support::freeze_choice(&choice, Action::Remove, connection()).unwrap();
    assert_eq!(plan.items().len(), 2);
    assert!(plan.kept_by(&list(&text)).is_empty());
}

#[test]
fn a_list_that_is_laid_later_takes_ticks_and_no_step_brings_them_back() {
    let table = five();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(rows([1, 2]), true);
    choice.set(rows([0, 3]), true);
    choice.set(rows([2]), false);
    choice.undo();
    choice.set_keep(on(&table, &account(1)));
    assert_eq!(ticked(&choice), [0, 3]);
    while choice.can_undo() {
        choice.undo();
        assert!(ticked(&choice).iter().all(|row| ![1, 2].contains(row)));
    }
    while choice.can_redo() {
        choice.redo();
        assert!(ticked(&choice).iter().all(|row| ![1, 2].contains(row)));
    }
    // Not even once the list is taken away: only the admin ticks them again.
    choice.set_keep(Keep::Off);
    while choice.can_undo() {
        choice.undo();
        assert!(ticked(&choice).iter().all(|row| ![1, 2].contains(row)));
    }
    choice.set(rows([1]), true);
    assert_eq!(ticked(&choice), [1]);
}

#[test]
fn what_a_list_took_out_of_the_steps_does_not_come_back_with_the_list_gone() {
    let table = five();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(rows([0, 1]), true);
    choice.set(rows([1]), false);
    choice.set(rows([3]), true);
    choice.undo();
    choice.set_keep(on(&table, &format!("{}\n{}", account(1), account(2))));
    choice.set_keep(Keep::Off);
    choice.undo();
    assert_eq!(ticked(&choice), [0]);
    choice.redo();
    choice.redo();
    assert_eq!(ticked(&choice), [0]);
}

#[test]
fn a_keep_list_and_a_list_of_people_hold_together_in_any_order() {
    let table = five();
    let only = Arc::new(PeopleList::read(&format!("{}\n{}", account(0), account(1))).unwrap());
    let guard = || Some(PeopleFilter::of(&table, &only, ListMode::Only));
    let mut one = SelectionHistory::new(Arc::clone(&table));
    one.set_keep(on(&table, &group(0)));
    one.set_guard(guard());
    let mut other = SelectionHistory::new(Arc::clone(&table));
    other.set_guard(guard());
    other.set_keep(on(&table, &group(0)));
    for choice in [&mut one, &mut other] {
        assert_eq!(choice.tickable().to_vec(), [1]);
        choice.set_guard(None);
        assert_eq!(choice.tickable().to_vec(), [1, 3, 4]);
    }
}

#[test]
fn as_long_as_the_list_is_unknown_nothing_can_be_ticked_and_nothing_is_lost() {
    let table = five();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set(rows([0, 1]), true);
    choice.set_keep(Keep::Unknown);
    choice.set(table.row_numbers(), true);
    choice.invert(table.usable());
    choice.set_all(table.usable(), true);
    choice.undo();
    choice.redo();
    assert!(choice.selection().is_empty() && !choice.can_undo() && !choice.can_redo());
    assert!(crate::support::freeze_choice(&choice, Action::Remove, connection()).is_none());
    // Nor are the ticks forgotten that wait for it.
    let draft = read_draft(&write_draft(&SavedSelection::of(&choice, NOW).unwrap())).unwrap();
    assert_eq!(ticked(&draft.choice(&table).unwrap()), [0, 1]);
    choice.set_keep(Keep::Unknown);
    choice.set_keep(on(&table, &account(1)));
    assert_eq!(ticked(&choice), [0]);
}

#[test]
fn a_keep_list_lies_over_the_same_file_read_again() {
    let table = five();
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set_keep(on(&table, &account(0)));
    choice.set(table.row_numbers(), true);
    let again = five();
    let carried = choice.carried_to(&again).unwrap();
    assert_eq!(ticked(&carried), [1, 2, 3, 4]);
    assert!(!carried.tickable().contains(0) && !carried.can_undo());
    choice.set_keep(Keep::Unknown);
    let mut carried = choice.carried_to(&again).unwrap();
    assert!(carried.selection().is_empty());
    carried.set_keep(Keep::Off);
    assert_eq!(ticked(&carried), [1, 2, 3, 4]);
}

#[test]
fn open_rows_of_a_results_file_are_not_ticked_where_they_are_kept() {
    let added = "outcome,http_status,reason,attempts,finished_at";
    let text = format!(
        "{HEADINGS},{added}\n{},failed,500,,4,\n{},not_tried,,,0,\n",
        line(0, 0),
        line(1, 1)
    );
    let table = Arc::new(table(text));
    let mut choice = SelectionHistory::of_open_rows(Arc::clone(&table));
    assert_eq!(ticked(&choice), [0, 1]);
    choice.set_keep(on(&table, "user1@domain.example"));
    assert_eq!(ticked(&choice), [0]);
}

#[test]
fn somebody_on_it_by_one_of_two_emails_is_kept_with_every_row() {
    let other = line(1, 0).replace("user0@domain.example", "old@domain.example");
    let table = table([HEADINGS, &line(0, 0), &other, &line(0, 1)].join("\n"));
    let kept = Kept::of(&table, &list("old@domain.example"));
    assert_eq!(kept.rows().to_vec(), [0, 1]);
    assert!(kept.missing.is_empty());
    assert_eq!(
        kept.rows_by_entry(&table),
        [("old@domain.example", 2)],
        "both emails are of one account"
    );
}

#[test]
fn each_row_says_why_and_each_entry_without_a_row_is_told() {
    let table = five();
    let text = format!(
        "{}\n{}\nnobody@domain.example\n{}",
        account(1),
        group(1),
        group(9)
    );
    let kept = Kept::of(&table, &list(&text));
    let why = |row: u32| kept.why(&table, RowNo(row));
    assert_eq!(
        [0, 1, 2, 3, 4, 9].map(why),
        [
            None,
            Some(KeptBy::Both),
            Some(KeptBy::Person),
            None,
            Some(KeptBy::Group),
            None
        ]
    );
    assert_eq!(kept.missing, ["nobody@domain.example".to_owned(), group(9)]);
    // Row 1 is protected by the person and by the group.
    let (account, own, other) = (account(1), group(1), group(9));
    let counts = [
        (&*account, 2),
        (&*own, 2),
        ("nobody@domain.example", 0),
        (&*other, 0),
    ];
    assert_eq!(kept.rows_by_entry(&table), counts);
    assert_eq!(kept.rows().to_vec(), [1, 2, 4]);
    assert_eq!(kept.rows_counted_again(&counts), 1, "row 1 counts twice");
}

#[test]
fn a_draft_never_drops_what_another_tab_saved() {
    let draft = KeepDraft {
        base: "one@domain.example\n".into(),
        text: "one@domain.example\ntwo@domain.example".into(),
    };
    assert_eq!(draft.over(&draft.base), draft.text);
    assert_eq!(
        draft.over("one@domain.example\nthree@domain.example"),
        "one@domain.example\nthree@domain.example\ntwo@domain.example"
    );
    assert_eq!(draft.over(""), "two@domain.example");
    assert_eq!(draft.over("two@domain.example"), "two@domain.example");
}

#[test]
fn only_rows_that_could_be_sent_are_counted() {
    let table = table([HEADINGS, &line(0, 0), &line(0, 0), &line(0, 1)].join("\n"));
    let kept = Kept::of(&table, &list(&account(0)));
    assert_eq!(kept.rows().to_vec(), [0], "the second is a duplicate");
    assert_eq!(kept.rows_by_entry(&table), [(&*account(0), 1)]);
}

#[test]
fn a_stored_list_comes_back_as_it_was_written() {
    let text = "# the board\nboss@domain.example\nsite-admins\n";
    let list = KeepList::read(text, NOW).unwrap();
    let back = read_keep(&write_keep(&list)).unwrap();
    assert_eq!((back.text(), back.changed), (text, NOW));
    assert_eq!(back, list);
}

#[test]
fn a_damaged_list_is_no_empty_list() {
    let bytes = write_keep(&list("boss@domain.example"));
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(read_keep(&damaged).is_err(), "byte {at}");
        assert!(read_keep(&bytes[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(read_keep(&[]), Err(DecodeError::Garbled));
    // Ticks in its place are no list either.
    let table = Arc::new(table(SAMPLE));
    let mut choice = SelectionHistory::new(table);
    choice.set(rows([0]), true);
    let draft = write_draft(&SavedSelection::of(&choice, NOW).unwrap());
    assert_eq!(read_keep(&draft), Err(DecodeError::Garbled));
}

#[test]
fn a_plan_tells_which_of_its_items_are_kept_by_now() {
    let (table, plan) = table_and_plan(6);
    let by_email = list("user2@domain.example");
    let by_id = list(&format!("{}\n{}", account(1), group(0).to_uppercase()));
    assert_eq!(plan.kept_by(&by_email), [2]);
    assert_eq!(plan.kept_by(&by_id), [0, 1, 3]);
    // A plan from the journal or a file has no table, and so no emails.
    let frozen = groupsweep_core::plan::Frozen {
        purpose: plan.purpose(),
        items: plan.items().to_vec(),
        connection: connection(),
        summary: plan.summary().clone(),
        source: groupsweep_core::plan::Source::of_mark(table.mark()),
    };
    let bare = Plan::thaw(frozen).unwrap();
    assert_eq!(bare.kept_by(&by_id), [0, 1, 3]);
    assert!(bare.kept_by(&by_email).is_empty());
    assert_eq!(
        plan_of(&table, rows([4])).kept_by(&by_id),
        Vec::<usize>::new()
    );
}

/// Rows of ids only: what a restore file and Atlassian's own recipe have.
fn proposal_without_emails(keep: &str) -> Proposal {
    let text = format!(
        "groupId,accountId\n{},{}\n{},{}\n",
        group(0),
        account(1),
        group(1),
        account(2)
    );
    let table = Arc::new(table(text));
    let mut choice = SelectionHistory::new(Arc::clone(&table));
    choice.set_keep(on(&table, keep));
    choice.set(table.row_numbers(), true);
    Proposal::of_choice(&choice, Purpose::Remove, connection()).unwrap()
}

fn with_emails<const N: usize>(people: [(usize, &str); N]) -> SiteFacts {
    let person = |(number, email): (usize, &str)| {
        let shown = SitePerson {
            email: email.into(),
            ..SitePerson::default()
        };
        (AccountId::parse(&account(number)).unwrap(), shown)
    };
    SiteFacts {
        people: people.into_iter().map(person).collect(),
        ..SiteFacts::default()
    }
}

#[test]
fn somebody_who_is_kept_by_email_is_held_back_by_the_sites_email_where_the_file_has_none() {
    let mut proposal = proposal_without_emails("boss@domain.example");
    assert_eq!(proposal.count(Category::Protected), 0, "nobody knows yet");
    proposal.learn(with_emails([
        (1, "Boss@Domain.example"),
        (2, "ann@domain.example"),
    ]));
    assert_eq!(proposal.protections(0), [Protection::KeepList]);
    assert!(proposal.protections(1).is_empty());
    assert_eq!(
        proposal.unprotect(0, "he must go"),
        Err(UnprotectError::OnKeepList)
    );
    let plan = proposal.freeze().unwrap();
    assert_eq!(plan.items().len(), 1);
    assert_eq!(plan.items()[0].membership.account.as_str(), account(2));
    assert_eq!(proposal.keep_list_note(), None, "both were compared");
}

#[test]
fn a_plan_says_of_how_many_rows_nobody_shows_an_email_to_compare_with_the_list() {
    let mut proposal = proposal_without_emails("boss@domain.example\nceo@domain.example");
    proposal.learn(with_emails([(2, "ann@domain.example")]));
    assert_eq!(
        proposal.keep_list_note().unwrap(),
        "Your keep list has 2 emails. For 1 row, neither the file nor the site shows the person's email to compare with it. To be sure, add account ids to the list."
    );
    let by_ids = proposal_without_emails(&account(9));
    assert_eq!(by_ids.keep_list_note(), None, "ids need no email");
}

/// The list may be changed after the trial: the run still knows the emails that the check read.
#[test]
fn a_list_that_changes_after_the_check_is_compared_with_the_emails_that_the_check_read() {
    let mut proposal = proposal_without_emails(&account(9));
    proposal.learn(with_emails([
        (1, "Boss@Domain.example"),
        (2, "ann@domain.example"),
    ]));
    let plan = proposal.freeze().unwrap();
    assert_eq!(plan.kept_by(&list("boss@domain.example")), [0]);
    let undo = plan.back(|_| true).unwrap();
    assert_eq!(undo.kept_by(&list("ann@domain.example")), [1]);
}

#[test]
fn a_later_check_that_reads_no_emails_lets_nobody_go_who_was_held_back() {
    let mut proposal = proposal_without_emails("boss@domain.example");
    proposal.learn(with_emails([(1, "boss@domain.example")]));
    proposal.learn(SiteFacts::default());
    assert_eq!(proposal.protections(0), [Protection::KeepList]);
}

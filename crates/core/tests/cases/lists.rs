//! Lists of people and keep lists over an export: the same people are found whichever list names them.

use std::sync::Arc;

use groupsweep_core::choose::{
    KeepList, Kept, ListMode, Objection, PeopleFilter, PeopleList, SavedSelection,
    SelectionHistory, keep_lines,
};
use groupsweep_core::domain::Timestamp;
use groupsweep_core::import::{Table, text_of};
use groupsweep_core::journal::{read_draft, write_draft};

use super::{bytes, table};

/// Names of the people whose rows a list of people guards.
fn guarded(table: &Table, list: &str) -> Vec<String> {
    let list = Arc::new(PeopleList::of_bytes(&bytes(list)).unwrap());
    let guard = PeopleFilter::of(table, &list, ListMode::Keep);
    assert!(guard.missing.is_empty(), "{:?}", guard.missing);
    names(table, guard.theirs())
}

/// The same of the keep list.
fn kept(table: &Table, list: &str) -> Vec<String> {
    let list = Arc::new(KeepList::read(&text_of(&bytes(list)), Timestamp(0)).unwrap());
    let kept = Kept::of(table, &list);
    assert!(kept.missing.is_empty(), "{:?}", kept.missing);
    names(table, kept.rows())
}

fn names(table: &Table, rows: &groupsweep_core::choose::BitSet) -> Vec<String> {
    let rows = table.row_numbers().filter(|row| rows.contains(row.index()));
    let mut names: Vec<String> = rows
        .map(|row| {
            table
                .user(table.row(row).unwrap().user)
                .unwrap()
                .name
                .to_owned()
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn the_email_beside_a_number_that_can_be_no_atlassian_id_wins() {
    let base = table("00-base.csv");
    let expected = ["Ines Varga", "Pavel Sato"];
    assert_eq!(guarded(&base, "09a-hr-keep-these.csv"), expected);
    assert_eq!(kept(&base, "09a-hr-keep-these.csv"), expected);
}

/// What `Get-MgUser | Export-Csv` of Microsoft Entra ID writes: the id is none of Atlassian's, and looks like a
/// group's.
const OTHER_SYSTEM: &str = "\u{feff}\"Id\",\"DisplayName\",\"Mail\"
\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\",\"Ines Varga\",\"I.Varga@acme.example\"
\"3f2504e0-4f89-41d3-9a0c-0305e82c3302\",\"Pavel Sato\",\"p.sato@acme.example; pavel@acme.example\"
\"3f2504e0-4f89-41d3-9a0c-0305e82c3303\",\"Nobody\",\"\"
";

#[test]
fn the_email_beside_an_id_of_another_system_counts_as_well() {
    let base = table("00-base.csv");
    let expected = ["Ines Varga", "Pavel Sato"];
    let ids = ["01", "02", "03"].map(|end| format!("3f2504e0-4f89-41d3-9a0c-0305e82c33{end}"));
    let people = Arc::new(PeopleList::read(OTHER_SYSTEM).unwrap());
    let guard = PeopleFilter::of(&base, &people, ListMode::Keep);
    assert_eq!(names(&base, guard.theirs()), expected);
    assert!(ids.iter().all(|id| people.entries().contains(id)));
    assert_eq!(
        guard.missing,
        ids[2..],
        "only an id without an email is missing"
    );
    // As it is read, and as the dialog adds a file to a list of lines.
    for text in [OTHER_SYSTEM, &keep_lines(OTHER_SYSTEM)] {
        let list = KeepList::read(text, Timestamp(0)).unwrap();
        assert_eq!((list.named().emails, list.named().groups), (3, 1), "{text}");
        assert_eq!(list.len(), 4);
        assert!(list.not_understood.is_empty());
        let kept = Kept::of(&base, &Arc::new(list));
        assert_eq!(names(&base, kept.rows()), expected);
        assert_eq!(kept.missing, ids[2..], "{text}");
    }
}

/// What a mail program and Entra ID put into one cell.
#[test]
fn the_keep_list_reads_the_cells_of_emails_that_the_list_of_people_reads() {
    let base = table("00-base.csv");
    let text = "Name,Mail\nIne,Ines Varga <i.varga@acme.example>\nPavel,p.sato@acme.example; pavel@acme.example\n";
    let people = Arc::new(PeopleList::read(text).unwrap());
    let guard = PeopleFilter::of(&base, &people, ListMode::Keep);
    let keep = Arc::new(KeepList::read(text, Timestamp(0)).unwrap());
    let kept = Kept::of(&base, &keep);
    assert_eq!(names(&base, kept.rows()), names(&base, guard.theirs()));
}

/// A keep list errs towards protecting: of what system an id is shows only where it has a colon.
#[test]
fn the_keep_list_counts_the_email_beside_an_id_without_a_colon() {
    let base = table("00-base.csv");
    let text = "id,email\n0123456789abcdef0123456789abcdef,i.varga@acme.example\n";
    let keep = Arc::new(KeepList::read(text, Timestamp(0)).unwrap());
    let kept = Kept::of(&base, &keep);
    assert_eq!(names(&base, kept.rows()), ["Ines Varga"]);
}

#[test]
fn the_id_beside_an_email_counts_too_and_in_the_dialogs_lines_as_well() {
    let text = "id,email\n0123456789abcdef0123456789abcdef,i.varga@acme.example\n";
    for text in [text, &keep_lines(text)] {
        let named = KeepList::read(text, Timestamp(0)).unwrap().named();
        assert_eq!((named.emails, named.accounts), (1, 1), "{text}");
    }
}

#[test]
fn of_a_line_that_meets_nobody_only_the_email_is_missing() {
    let base = table("00-base.csv");
    let id = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    let text = format!("Id,Mail\n{id},nobody@acme.example\n");
    let people = Arc::new(PeopleList::read(&text).unwrap());
    let guard = PeopleFilter::of(&base, &people, ListMode::Keep);
    assert_eq!(guard.missing, ["nobody@acme.example"]);
    let kept = |text: &str| {
        let list = KeepList::read(text, Timestamp(0)).unwrap();
        Kept::of(&base, &Arc::new(list))
    };
    assert_eq!(kept(&text).missing, ["nobody@acme.example"]);
    // Alone on a line of its own too, it is missing as any other.
    let twice = format!("{text}{id},\n");
    assert_eq!(kept(&twice).missing.len(), 2);
    // The id of a group of this file meets it, and the owner beside it is not missing.
    let group = "32833106-536e-45df-80b2-d002cc92d33d";
    let kept = kept(&format!("Id,Mail\n{group},nobody@acme.example\n"));
    assert!(kept.missing.is_empty(), "{:?}", kept.missing);
    assert_eq!(names(&base, kept.rows()), ["Ines Varga", "Tobias Okoro"]);
}

#[test]
fn a_list_that_comes_back_misses_the_same() {
    let base = Arc::new(table("00-base.csv"));
    let text = format!("{OTHER_SYSTEM}3f2504e0-4f89-41d3-9a0c-0305e82c3304,,no@acme.example\n");
    let people = Arc::new(PeopleList::read(&text).unwrap());
    let mut choice = SelectionHistory::new(Arc::clone(&base));
    choice.set_guard(Some(PeopleFilter::of(&base, &people, ListMode::Keep)));
    let saved = SavedSelection::of(&choice, Timestamp(0)).unwrap();
    let back = read_draft(&write_draft(&saved)).unwrap();
    let guard = back.list_on(&base).unwrap();
    assert_eq!(guard, *choice.guard().unwrap());
    let missing = ["3f2504e0-4f89-41d3-9a0c-0305e82c3303", "no@acme.example"];
    assert_eq!(guard.missing, missing);
}

#[test]
fn a_list_of_groups_does_not_choose_their_owners() {
    let base = table("00-base.csv");
    let text =
        "Id,Name,Mail\n32833106-536e-45df-80b2-d002cc92d33d,Contractors,g.moll@acme.example\n";
    let laid = |text: &str, what| {
        let people = Arc::new(PeopleList::read(text).unwrap());
        PeopleFilter::of(&base, &people, what)
    };
    let only = laid(text, ListMode::Only);
    assert_eq!(only.objection(), Some(Objection::OnlyGroups));
    assert!(only.theirs().is_empty() && only.missing.is_empty());
    // In a list that protects people, one too many does no harm.
    let keep = laid(text, ListMode::Keep);
    assert_eq!(names(&base, keep.theirs()), ["Greta Moll"]);
    // Named on a line of her own, she is chosen.
    let both = laid(&format!("{text},,G.Moll@acme.example\n"), ListMode::Only);
    assert_eq!(names(&base, both.theirs()), ["Greta Moll"]);
}

#[test]
fn an_apostrophe_in_an_email_parts_it_nowhere() {
    let text = text_of(&bytes("00-base.csv")).replace("i.varga@", "v.o'hara@");
    let base = super::super::support::table(text);
    let uuid = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    for list in [
        "v.o'hara@acme.example".to_owned(),
        "Vera <v.o'hara@acme.example>, 'v.o'hara@acme.example'".to_owned(),
        "{'email':'v.o'hara@acme.example'}".to_owned(),
        format!("Id,Mail\n{uuid},v.o'hara@acme.example\n"),
    ] {
        let people = Arc::new(PeopleList::read(&list).unwrap());
        let guard = PeopleFilter::of(&base, &people, ListMode::Keep);
        assert_eq!(names(&base, guard.theirs()), ["Ines Varga"], "{list}");
        for text in [&list, &keep_lines(&list)] {
            let keep = Arc::new(KeepList::read(text, Timestamp(0)).unwrap());
            let kept = Kept::of(&base, &keep);
            assert_eq!(names(&base, kept.rows()), ["Ines Varga"], "{text}");
        }
    }
}

#[test]
fn an_id_that_only_atlassian_writes_counts_before_the_email_beside_it() {
    let base = table("00-base.csv");
    let text = "User id,email\n712020:7f453a0e-f509-4b4f-95de-6e91074206e2,p.sato@acme.example\n";
    let people = Arc::new(PeopleList::read(text).unwrap());
    let guard = PeopleFilter::of(&base, &people, ListMode::Only);
    assert_eq!(names(&base, guard.theirs()), ["Ines Varga"]);
}

/// Two unclosed quotes join three rows to one, and the first two would name nobody.
#[test]
fn stray_quotes_lose_nobody_from_a_list() {
    let base = table("00-base.csv");
    let open = "Name,Mail\n\"Ines (CEO,i.varga@acme.example\nPavel,p.sato@acme.example\n";
    let two = format!("{open}\"Pavel,p.sato@acme.example\n");
    let at_the_delimiter = format!("{open}Pavel\",p.sato@acme.example\n");
    for list in [open, &two, &at_the_delimiter] {
        let people = Arc::new(PeopleList::read(list).unwrap());
        let guard = PeopleFilter::of(&base, &people, ListMode::Keep);
        assert_eq!(
            names(&base, guard.theirs()),
            ["Ines Varga", "Pavel Sato"],
            "{list}"
        );
        let keep = Arc::new(KeepList::read(list, Timestamp(0)).unwrap());
        let kept = Kept::of(&base, &keep);
        assert_eq!(
            names(&base, kept.rows()),
            ["Ines Varga", "Pavel Sato"],
            "{list}"
        );
    }
}

#[test]
fn invisible_marks_on_either_side_hide_nobody() {
    let expected = ["Ines Varga", "Mira Lindqvist", "Pavel Sato"];
    for export in ["00-base.csv", "10c-export-zwnbsp-emails.csv"] {
        let table = table(export);
        assert_eq!(
            guarded(&table, "10a-list-zero-width.txt"),
            expected,
            "{export}"
        );
        assert_eq!(
            kept(&table, "10a-list-zero-width.txt"),
            expected,
            "{export}"
        );
    }
}

#[test]
fn both_lists_find_the_same_people_however_an_address_is_written() {
    let base = table("00-base.csv");
    for written in [
        "mailto:I.Varga@acme.example",
        "<i.varga@acme.example>,",
        "Ines Varga (i.varga@acme.example)",
        "\u{a0}i.varga@acme.example.",
        "'712020:7F453A0E-f509-4b4f-95de-6e91074206e2",
        "=\"712020:7f453a0e-f509-4b4f-95de-6e91074206e2\"",
        "[712020:7f453a0e-f509-4b4f-95de-6e91074206e2]",
    ] {
        let people = PeopleList::read(written).unwrap();
        let guard = PeopleFilter::of(&base, &Arc::new(people), ListMode::Keep);
        let list = KeepList::read(written, Timestamp(0)).unwrap();
        let kept = Kept::of(&base, &Arc::new(list));
        assert_eq!(names(&base, guard.theirs()), ["Ines Varga"], "{written}");
        assert_eq!(names(&base, kept.rows()), ["Ines Varga"], "{written}");
    }
}

#[test]
fn ids_of_groups_are_no_people_and_can_filter() {
    let base = table("00-base.csv");
    let list = Arc::new(PeopleList::of_bytes(&bytes("16-rm-groups.csv")).unwrap());
    let guard = PeopleFilter::of(&base, &list, ListMode::Only);
    assert_eq!(guard.objection(), Some(Objection::OnlyGroups));
    assert!(Objection::OnlyGroups.sentence().contains("group ids"));
    let named: Vec<&str> = guard
        .groups
        .iter()
        .map(|group| base.group(*group).unwrap().name.as_str())
        .collect();
    assert_eq!(named, ["Contractors", "Field Ops"]);
    let keep = KeepList::read(&text_of(&bytes("16-rm-groups.csv")), Timestamp(0)).unwrap();
    assert_eq!((keep.named().groups, keep.named().accounts), (2, 0));
}

#[test]
fn a_list_of_group_names_and_emails_is_a_list_of_people() {
    let base = table("00-base.csv");
    let list = PeopleList::of_bytes(&bytes("15-groupname-useremail.csv")).unwrap();
    let guard = PeopleFilter::of(&base, &Arc::new(list), ListMode::Keep);
    assert_eq!(
        names(&base, guard.theirs()),
        ["Ines Varga", "Pavel Sato", "Tobias Okoro"]
    );
    assert_eq!(guard.list.not_understood, ["Contractors, #"]);
}

#[test]
fn a_list_without_anybody_of_the_file_is_refused() {
    let base = table("00-base.csv");
    let list = Arc::new(PeopleList::read("nobody@acme.example").unwrap());
    let guard = PeopleFilter::of(&base, &list, ListMode::Keep);
    assert_eq!(guard.objection(), Some(Objection::NobodyHere));
}

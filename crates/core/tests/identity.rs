//! Whether the file and the site describe the same person or group.

use groupsweep_core::identity::{
    Described, NameMatch, NotComparable, Verdict, compare_emails, compare_group, compare_names,
    compare_person,
};

/// Names of one person as people write them, with what they show.
pub(crate) const NAMES: &[(&str, &str, NameMatch)] = &[
    ("Ines Varga", "Ines Varga", NameMatch::Same),
    ("Ines Varga", "ines  VARGA ", NameMatch::Same),
    ("Ines Varga", "Varga, Ines", NameMatch::Same),
    ("Ines\u{a0}Varga", "Ines Varga", NameMatch::Same),
    ("\u{200b}Ines Varga\u{202c}", "Ines Varga", NameMatch::Same),
    (
        "José Núñez",
        "Jose\u{301} Nu\u{301}n\u{303}ez",
        NameMatch::Same,
    ),
    ("José Núñez", "Jose Nunez", NameMatch::Same),
    ("Jürgen Müller", "Juergen Mueller", NameMatch::Same),
    ("Jürgen Müller", "Jurgen Muller", NameMatch::Same),
    ("Ju\u{308}rgen Mueller", "Jürgen Müller", NameMatch::Same),
    ("Søren Strauß", "Soren Strauss", NameMatch::Same),
    ("Łukasz Żak", "Lukasz Zak", NameMatch::Same),
    ("Sean O'Brien", "Sean OBrien", NameMatch::Same),
    ("Sean O’Brien", "Sean O'Brien", NameMatch::Same),
    ("Anne-Marie Duval", "Anne Marie Duval", NameMatch::Same),
    ("张伟", "张 伟", NameMatch::Same),
    ("Ёлкин Иван", "Иван ЕЛКИН", NameMatch::Same),
    ("I. Varga", "Ines Varga", NameMatch::Abbreviated),
    ("Varga, I.", "Ines Varga", NameMatch::Abbreviated),
    ("Ines Varga", "Ines M. Varga", NameMatch::Abbreviated),
    ("Ines Maria Varga", "Ines Varga", NameMatch::Abbreviated),
    (
        "Ines Varga",
        "Ines Varga (Contractor)",
        NameMatch::Abbreviated,
    ),
    ("ivarga", "Ines Varga", NameMatch::Similar),
    ("Ines", "Ines Varga", NameMatch::Similar),
    (
        "Ines Varga (Contractor)",
        "Ines Varga - External",
        NameMatch::Similar,
    ),
    (
        "Maria Garcia Lopez",
        "Maria Garcia Ruiz",
        NameMatch::Similar,
    ),
    ("🌟", "🌟\u{fe0f}", NameMatch::Same),
    ("★ ★", "★★", NameMatch::Same),
    ("🌟", "🌵", NameMatch::Different),
    ("🌟", "Ines Varga", NameMatch::Different),
    ("-", "Ines Varga", NameMatch::Unknown),
    ("…", "🌟", NameMatch::Unknown),
    ("Ines Varga", "Tobias Okoro", NameMatch::Different),
    ("Ines Varga", "Ines Okoro", NameMatch::Different),
    ("Ines Varga", "Irma Varga", NameMatch::Different),
    ("I. V.", "Ines Varga", NameMatch::Different),
    ("Jan Novak", "Jana Novak", NameMatch::Different),
    ("李伟", "张伟", NameMatch::Different),
    ("User 1", "User 12", NameMatch::Different),
    ("User 1", "User 2", NameMatch::Different),
    ("Kiosk 1", "Kiosk 12", NameMatch::Different),
    ("א כהן", "אברהם כהן", NameMatch::Different),
    ("И. Петров", "Иван Петров", NameMatch::Abbreviated),
    (
        "Оксана Дем\u{2bc}яненко",
        "Оксана Дем'яненко",
        NameMatch::Same,
    ),
    ("Νίκος Παππάς", "ΝΙΚΟΣ ΠΑΠΠΑΣ", NameMatch::Same),
    ("", "Ines Varga", NameMatch::Unknown),
    ("Ines Varga", " \u{200b} ", NameMatch::Unknown),
];

#[test]
fn names_are_compared_without_case_order_accents_and_initials_both_ways() {
    for (one, other, expected) in NAMES {
        assert_eq!(compare_names(one, other), *expected, "{one} | {other}");
        assert_eq!(compare_names(other, one), *expected, "{other} | {one}");
    }
}

/// File name, file email, site name, site email, verdict.
pub(crate) type PersonCase = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Verdict,
);

#[rustfmt::skip]
pub(crate) const PEOPLE: &[PersonCase] = &[
    // The same email decides, with any names.
    ("Ines Varga", "i.varga@acme.example", "Ines Varga-Okoro", "I.Varga@acme.example", Verdict::Same),
    ("Ines Varga", "i.varga@acme.example", "Nessie", "i.varga@acme.example", Verdict::Same),
    // No address to compare: the names decide.
    ("Ines Varga", "i.varga@acme.example", "Ines Varga", "", Verdict::Same),
    ("Ines Varga", "i.varga@acme.example", "Tobias Okoro", "", Verdict::Different),
    ("Ines Varga", "", "Ines", "", Verdict::Similar),
    // Another domain alone is no other person; another local part is doubtful.
    ("Ines Varga", "i.varga@acme.example", "Ines Varga", "i.varga@newco.example", Verdict::Same),
    ("Ines Varga", "i.varga@acme.example", "Ines Varga", "ines2@acme.example", Verdict::Similar),
    ("Ines Varga", "i.varga@acme.example", "Iris Vogel", "i.varga@newco.example", Verdict::Similar),
    ("Ines Varga", "i.varga@acme.example", "Tobias Okoro", "t.okoro@acme.example", Verdict::Different),
    // Only an address here, only a name there.
    ("", "i.varga@acme.example", "Ines Varga", "", Verdict::Same),
    ("", "ivarga@acme.example", "Ines Varga", "", Verdict::Same),
    ("", "ines.varga2@acme.example", "Ines Varga", "", Verdict::Same),
    ("", "ines.varga.ext@acme.example", "Ines Varga (Contractor)", "", Verdict::Same),
    ("", "i.varga@acme.example", "Tobias Okoro", "", Verdict::Different),
    ("", "x4711@acme.example", "Tobias Okoro", "", Verdict::Unknown(NotComparable::NotInFile)),
    ("Ines Varga", "", "", "t.okoro@acme.example", Verdict::Different),
    // Nothing to compare.
    ("", "", "Ines Varga", "i.varga@acme.example", Verdict::Unknown(NotComparable::NotInFile)),
    ("Ines Varga", "i.varga@acme.example", "", "", Verdict::Unknown(NotComparable::HiddenBySite)),
    ("Ines Varga", "", "Former user", "", Verdict::Unknown(NotComparable::HiddenBySite)),
    // Unless the address is there all the same.
    ("Ines Varga", "i.varga@acme.example", "Former user", "t.okoro@acme.example", Verdict::Different),
];

#[test]
fn a_person_is_compared_by_address_first_and_by_name_where_there_is_none() {
    for (file_name, file_email, site_name, site_email, expected) in PEOPLE {
        let file = Described {
            name: file_name,
            email: file_email,
        };
        let site = Described {
            name: site_name,
            email: site_email,
        };
        assert_eq!(compare_person(file, site), *expected, "{file:?} | {site:?}");
    }
}

/// Names of one group.
pub(crate) const SAME_GROUPS: &[(&str, &str)] = &[
    ("All employees", "all  Employees "),
    ("Équipe", "E\u{301}quipe"),
    ("Sales, EMEA", "sales,  emea"),
    ("dev\u{200b}-ops", "dev-ops"),
    ("\u{2764}\u{fe0f} team", "\u{2764} Team"),
    ("dev\u{2014}ops", "dev \u{2014} ops"),
    ("a  +\u{a0}b", "a+b"),
    ("O'Brien team", "O'BRIEN Team"),
    ("=SUM(A1)", "=sum(a1)"),
];

#[test]
fn a_group_is_the_same_whatever_its_case_white_space_and_unicode_form() {
    for (file, site) in SAME_GROUPS {
        assert_eq!(compare_group(file, site), Verdict::Same, "{file} | {site}");
    }
}

#[test]
fn a_group_whose_name_was_guarded_against_formulas_is_the_same_group() {
    for name in ["=SUM(A1)", "+team", "-old", "@all", "\u{ff1d}1"] {
        let guarded = format!("'{name}");
        assert_eq!(compare_group(&guarded, name), Verdict::Same, "{name}");
    }
    assert_eq!(compare_group("'team", "team"), Verdict::Different);
}

/// Names of two groups.
pub(crate) const OTHER_GROUPS: &[(&str, &str)] = &[
    ("Contractors", "All employees"),
    ("admins", "admins-emea"),
    ("dev-ops", "dev ops"),
    ("team 1", "team 2"),
    ("team 1", "team 12"),
    ("team 12", "team 1 2"),
    ("floor-1-room-2", "floor-2-room-1"),
    ("floor 1-room 2", "floor-1 room 2"),
    ("a-b c", "a b-c"),
    ("-team", "team-"),
    ("'a b", "a 'b"),
    ("Müller", "Mueller"),
    ("a+b", "a-b"),
    ("a|b", "a b"),
    ("O'Brien team", "OBrien team"),
    ("'team", "team"),
    ("Dem\u{2bc}yan", "Demyan"),
    ("\u{1f525} team", "\u{1f4a7} team"),
    ("\u{1f525}", "\u{1f4a7}"),
    ("dev\u{2014}ops", "dev ops"),
];

#[test]
fn a_group_of_another_name_is_another_group() {
    for (file, site) in OTHER_GROUPS {
        assert_eq!(
            compare_group(file, site),
            Verdict::Different,
            "{file} | {site}"
        );
    }
    assert_eq!(
        compare_group(" ", "Staff"),
        Verdict::Unknown(NotComparable::NotInFile)
    );
    assert_eq!(
        compare_group("Staff", ""),
        Verdict::Unknown(NotComparable::HiddenBySite)
    );
}

#[test]
fn addresses_with_nothing_on_one_side_of_the_at_sign_show_nothing() {
    use groupsweep_core::identity::EmailMatch;
    for (one, other) in [
        ("@acme.example", "a@acme.example"),
        ("", "a@b.example"),
        ("ines", "ines"),
    ] {
        assert_eq!(
            compare_emails(one, other),
            EmailMatch::Unknown,
            "{one} | {other}"
        );
    }
}

#[test]
fn an_address_is_the_same_whatever_stands_around_it_and_however_its_letters_are_written() {
    use groupsweep_core::identity::EmailMatch;
    for (one, other) in [
        ("mailto:ines@acme.example", "Ines@acme.example"),
        ("<ines@acme.example>;", "ines@acme.example"),
        ("in\u{200b}es@acme.example", "ines@acme.example"),
        ("zoe\u{308}@acme.example", "zo\u{eb}@acme.example"),
    ] {
        assert_eq!(
            compare_emails(one, other),
            EmailMatch::Same,
            "{one} | {other}"
        );
    }
}

//! Whole files that cannot be used: each says why, and what to do.

use groupsweep_core::import::{ImportError, read};

use crate::support::HEADINGS;

fn every_refusal() -> Vec<(Vec<u8>, ImportError)> {
    let other = |missing: &[&'static str]| ImportError::OtherHeadings {
        missing: missing.to_vec(),
        headings: Vec::new(),
        columns: Box::default(),
    };
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        (text(""), ImportError::Empty),
        (text("\n\r\n  \n"), ImportError::Empty),
        (text("\u{feff}"), ImportError::Empty),
        (text(HEADINGS), ImportError::NoRows),
        (
            text(&format!("\u{feff}{HEADINGS}\r\n\r\n")),
            ImportError::NoRows,
        ),
        (
            text(&format!("{HEADINGS},\"open\n1,2,3")),
            ImportError::NoRows,
        ),
        (b"PK\x03\x04rest".to_vec(), ImportError::Workbook),
        (b"PK\x05\x06rest".to_vec(), ImportError::Workbook),
        (vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1], ImportError::Workbook),
        (b"\x1f\x8b\x08rest".to_vec(), ImportError::Compressed),
        (b"%PDF-1.7".to_vec(), ImportError::Binary),
        (b"Group id,User id\n\0\0".to_vec(), ImportError::Binary),
        (
            (0..4096_u32).map(|at| (at * 37 % 256) as u8).collect(),
            ImportError::Binary,
        ),
        (
            text("User id,User name,email,Group membership\nx,y,z,\"a,b\"\n"),
            ImportError::NotPivoted,
        ),
        (
            text("Group name,User id,User name\n\"a, b\",y,z\n"),
            ImportError::OnlyNames {
                headings: Vec::new(),
                columns: Box::default(),
            },
        ),
        (
            text("group_name,username,full_name,email,active\na,b,c,d,Yes\n"),
            ImportError::OldExport,
        ),
        (
            text("Name,Email,Atlassian ID,Status\na,b,c,d\n"),
            ImportError::ManagedAccounts,
        ),
        (text("Group id,Name\n1,2\n"), other(&["User id"])),
        (text("a,b\n1,2\n"), other(&["Group id", "User id"])),
        (text("{\"json\": true}"), other(&["Group id", "User id"])),
        (vec![0xFF; 100], other(&["Group id", "User id"])),
    ]
}

#[test]
fn each_foreign_file_is_refused_for_its_own_reason() {
    for (bytes, why) in every_refusal() {
        let shown = String::from_utf8_lossy(&bytes).into_owned();
        let got = read("x.csv", &bytes, None).unwrap_err();
        match (&got, &why) {
            (
                ImportError::OtherHeadings { missing, .. },
                ImportError::OtherHeadings {
                    missing: expected, ..
                },
            ) => {
                assert_eq!(missing, expected, "{shown:?}");
            }
            (ImportError::OnlyNames { columns, .. }, ImportError::OnlyNames { .. }) => {
                assert!(columns.can_be_read() && !columns.is_complete());
            }
            _ => assert_eq!(got, why, "{shown:?}"),
        }
    }
}

#[test]
fn each_refusal_says_what_to_do() {
    let large = ([].to_vec(), ImportError::TooLarge);
    for (_, why) in every_refusal().into_iter().chain([large]) {
        let sentence = why.to_string();
        let told = [
            "Export again",
            "Save it as CSV",
            "save it as CSV",
            "Export fewer",
            "Unpack it",
        ]
        .iter()
        .any(|step| sentence.contains(step));
        assert!(told && sentence.ends_with('.'), "{sentence}");
    }
}

#[test]
fn missing_headings_are_named() {
    let refused = read("x", b"a,b\n1,2\n", None).unwrap_err().to_string();
    assert!(
        refused.contains("\"Group id\" and \"User id\""),
        "{refused}"
    );
}

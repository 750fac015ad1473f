//! Hard files, and what reading each must give. Beside `NAME` stands `NAME.json`:
//! either rows, findings and memberships, or parts of the sentence that refuses it.
//! Bytes and expectations are compiled in, so that the same cases run in a browser.

mod made;

use std::borrow::Cow;
use std::collections::BTreeMap;

use groupsweep_core::import::{ImportError, Importer, Table};
use serde::Deserialize;

/// Lists files of this folder, each with its sidecar.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!($name).as_slice(), include_str!(concat!($name, ".json")))),*]
    };
}

/// Every file: its name, its bytes, its sidecar. One that is missing here fails a native test.
const FILES: &[(&str, &[u8], &str)] = &files![
    "account-unknown.csv",
    "accounts-differ-in-case.csv",
    "accounts-from-domains.csv",
    "apostrophes-are-no-quotes.csv",
    "article.csv",
    "blank-lines-everywhere.csv",
    "blank-lines.csv",
    "bom-only.csv",
    "bytes-of-no-encoding-in-an-id.csv",
    "bytes-of-no-encoding.csv",
    "comma.csv",
    "cr.csv",
    "crlf.csv",
    "dates-as-numbers.csv",
    "dates-iso.csv",
    "dates-with-dots.csv",
    "dates-with-slashes.csv",
    "dates.csv",
    "delimiters-in-headings.csv",
    "duplicate-headings.csv",
    "duplicate-id-headings.csv",
    "duplicates-that-differ-elsewhere.csv",
    "duplicates.csv",
    "email-instead-of-an-id.csv",
    "empty-group-ids.csv",
    "empty-trailing-columns-and-headings.csv",
    "empty-trailing-columns.csv",
    "empty-user-ids.csv",
    "empty.csv",
    "empty.zip",
    "every-cell-quoted-bom.csv",
    "every-cell-quoted.csv",
    "every-kind-of-account.csv",
    "export-after-september-2021.csv",
    "export-before-september-2021-semicolon.csv",
    "export-before-september-2021.csv",
    "export-with-app-roles.csv",
    "export.csv.gz",
    "export.zip",
    "formulas-in-names.csv",
    "headings-and-blank-lines.csv",
    "headings-as-names.csv",
    "headings-in-any-case.csv",
    "headings-only-no-line-end.csv",
    "headings-only.csv",
    "ids-of-129-characters.csv",
    "ids-that-bend-a-url.csv",
    "ids-with-blanks-around.csv",
    "json.csv",
    "letters-behind-a-closing-quote.csv",
    "line-breaks-in-quotes.csv",
    "lost-leading-zero.csv",
    "managed-accounts-semicolon.csv",
    "managed-accounts-without-ids.csv",
    "managed-accounts.csv",
    "mixed-line-ends.csv",
    "more-commas-than-semicolons.csv",
    "more-pipes-than-tabs.csv",
    "more-semicolons-than-commas.csv",
    "names-of-one-blank.csv",
    "no-break-space-around-ids.csv",
    "no-group-membership.csv",
    "no-headings-bad-first-row.csv",
    "no-headings-more-commas.csv",
    "no-headings-one-row.csv",
    "no-headings-semicolon.csv",
    "no-headings-separator-line.csv",
    "no-headings-utf-16le.csv",
    "no-headings.csv",
    "no-last-line-end.csv",
    "no-usable-row.csv",
    "not-pivoted-group-name-first.csv",
    "not-pivoted-semicolon.csv",
    "not-pivoted.csv",
    "nul-everywhere.csv",
    "nul-in-a-group-id.csv",
    "nul-in-a-name.csv",
    "nul-in-a-user-name.csv",
    "nul-in-an-id.csv",
    "old-workbook.xls",
    "one-group-id-two-names.csv",
    "one-user-id-two-emails.csv",
    "only-two-columns.csv",
    "other-column-order.csv",
    "picture.csv",
    "pipe.csv",
    "quote-closed-rows-later.csv",
    "quote-never-closed-in-the-middle.csv",
    "quote-never-closed-last-cell.csv",
    "quote-never-closed.csv",
    "quoted-empty-trailing-columns.csv",
    "quoted-nothing-lines.csv",
    "quotes-inside-bare-cells.csv",
    "quotes.csv",
    "ragged.csv",
    "renamed-headings.csv",
    "rows-of-delimiters.csv",
    "scientific-ids-semicolon.csv",
    "scientific-ids.csv",
    "second-byte-order-mark.csv",
    "second-headings-in-another-order.csv",
    "second-headings-of-the-article.csv",
    "second-headings.csv",
    "semicolon.csv",
    "semicolons-pasted-behind.csv",
    "separator-line-alone-wins.csv",
    "separator-line-bom.csv",
    "separator-line-capitals.csv",
    "separator-line-caret.csv",
    "separator-line-cr.csv",
    "separator-line-only.csv",
    "separator-line-quoted.csv",
    "separator-line-tab.csv",
    "separator-line-that-lies.csv",
    "separator-line.csv",
    "spreadsheet-errors.csv",
    "tab.csv",
    "trailing-blank-lines.csv",
    "two-groups-one-name.csv",
    "unquoted-comma-in-a-name.csv",
    "unquoted-comma-that-shifts-a-word.csv",
    "utf-16be-bom.csv",
    "utf-16be-headings-only.csv",
    "utf-16be-zero-low-byte.csv",
    "utf-16be.csv",
    "utf-16le-blank-lines.csv",
    "utf-16le-bom-only.csv",
    "utf-16le-bom.csv",
    "utf-16le-half-a-pair.csv",
    "utf-16le-half-letter.csv",
    "utf-16le-not-pivoted.csv",
    "utf-16le-semicolon-cr.csv",
    "utf-16le-separator-line.csv",
    "utf-16le-unicode-text.csv",
    "utf-16le-zero-low-byte.csv",
    "utf-16le.csv",
    "utf-8-and-windows-1252.csv",
    "utf-8-bom.csv",
    "utf-8.csv",
    "web-page.csv",
    "windows-1252-semicolon.csv",
    "windows-1252-separator-line.csv",
    "windows-1252.csv",
    "workbook-named.csv",
    "workbook.xlsx",
];

/// A file, and what reading it must give.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) bytes: Cow<'static, [u8]>,
    pub(crate) fact: String,
    pub(crate) expected: Expected,
}

/// What reading must give.
pub(crate) enum Expected {
    Read(Read),
    /// Parts of the sentence.
    Refused(Vec<String>),
}

/// What a table must say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Read {
    pub(crate) rows: usize,
    pub(crate) unusable: usize,
    pub(crate) delimiter: char,
    pub(crate) encoding: String,
    pub(crate) byte_order_mark: bool,
    /// The file has a row of headings.
    pub(crate) headings: bool,
    /// Rows under each title.
    pub(crate) findings: BTreeMap<String, usize>,
    /// One for each row: nothing where it cannot be sent; group id and user id; the names of both
    /// behind them where they matter.
    pub(crate) members: Vec<Option<Vec<String>>>,
}

#[derive(Deserialize)]
struct Sidecar {
    fact: String,
    refused: Option<Vec<String>>,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

/// The files of this folder.
pub(crate) fn files() -> Vec<Case> {
    FILES
        .iter()
        .map(|(name, bytes, sidecar)| Case::of_file(name, bytes, sidecar))
        .collect()
}

/// Files too large to be kept: made when they are needed.
pub(crate) fn made() -> Vec<Case> {
    made::cases()
}

impl Case {
    fn of_file(name: &'static str, bytes: &'static [u8], sidecar: &str) -> Self {
        let sidecar: Sidecar =
            serde_json::from_str(sidecar).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        let expected = match sidecar.refused {
            Some(parts) => Expected::Refused(parts),
            None => {
                let read = serde_json::from_value(sidecar.rest.into());
                Expected::Read(read.unwrap_or_else(|error| panic!("{name}.json: {error}")))
            }
        };
        Self {
            name,
            bytes: Cow::Borrowed(bytes),
            fact: sidecar.fact,
            expected,
        }
    }

    /// Reads the file in blocks of so many bytes.
    pub(crate) fn read_in_blocks(&self, size: usize) -> Result<Table, ImportError> {
        let mut importer = Importer::new(self.name, self.bytes.len(), None);
        for block in self.bytes.chunks(size) {
            importer.feed(block)?;
        }
        importer.finish()
    }

    /// What is wrong with how the file was read; nothing if all is well.
    pub(crate) fn complaints(&self, found: &Result<Table, ImportError>) -> Vec<String> {
        match (&self.expected, found) {
            (Expected::Read(read), Ok(table)) => read.complaints(table),
            (Expected::Refused(parts), Err(refusal)) => {
                let sentence = refusal.to_string();
                let missing = parts.iter().filter(|part| !sentence.contains(*part));
                missing
                    .map(|part| format!("the refusal does not say {part:?}: {sentence}"))
                    .collect()
            }
            (Expected::Read(_), Err(refusal)) => vec![format!("refused: {refusal}")],
            (Expected::Refused(parts), Ok(table)) => {
                vec![format!(
                    "read, {} rows; the refusal should say {parts:?}",
                    table.len()
                )]
            }
        }
    }
}

impl Read {
    fn complaints(&self, table: &Table) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut compare = |what: &str, found: String, expected: String| {
            if found != expected {
                complaints.push(format!("{what}: {found}, expected {expected}"));
            }
        };
        let text = |what: &dyn std::fmt::Debug| format!("{what:?}");
        compare("rows", text(&table.len()), text(&self.rows));
        compare(
            "unusable rows",
            text(&table.unusable_count()),
            text(&self.unusable),
        );
        compare(
            "delimiter",
            text(&char::from(table.delimiter())),
            text(&self.delimiter),
        );
        compare(
            "encoding",
            text(&table.encoding().label()),
            text(&self.encoding),
        );
        compare(
            "byte order mark",
            text(&table.has_byte_order_mark()),
            text(&self.byte_order_mark),
        );
        compare(
            "row of headings",
            text(&table.has_headings()),
            text(&self.headings),
        );
        let mut findings: BTreeMap<String, usize> = BTreeMap::new();
        for finding in table.findings().all() {
            let title = finding.kind.title().to_owned();
            *findings.entry(title).or_default() += 1;
        }
        compare("findings", text(&findings), text(&self.findings));
        compare(
            "expected members",
            text(&self.members.len()),
            text(&self.rows),
        );
        for (row, expected) in table.row_numbers().zip(&self.members) {
            let member = member(table, row, expected.as_ref().map_or(2, Vec::len));
            compare(
                &format!("row {}", row.index()),
                text(&member),
                text(expected),
            );
        }
        complaints
    }
}

/// The membership of a row, as a sidecar writes it, with so many texts.
fn member(table: &Table, row: groupsweep_core::domain::RowNo, texts: usize) -> Option<Vec<String>> {
    let membership = table.membership(row)?;
    let row = table.row(row)?;
    let mut all = vec![
        membership.group.as_str().to_owned(),
        membership.account.as_str().to_owned(),
        table.group(row.group)?.name.clone(),
        table.user(row.user)?.name.to_owned(),
    ];
    all.truncate(texts);
    Some(all)
}

/// Everything a table says, as text: equal texts, equal tables.
pub(crate) fn told(found: &Result<Table, ImportError>) -> String {
    let table = match found {
        Ok(table) => table,
        Err(refusal) => return format!("{refusal:?}"),
    };
    let mut text = format!(
        "{:?} {:?} {:?} {} {:?} {:?} {} {}\n",
        table.headings(),
        table.columns(),
        table.origin(),
        table.delimiter(),
        table.encoding(),
        table.first_cells(),
        table.widest(),
        table.size(),
    );
    for row in table.row_numbers() {
        let at = table.row(row);
        let group = at.and_then(|row| table.group(row.group));
        let user = at.and_then(|row| table.user(row.user));
        let findings = table.findings().of_row(row);
        text.push_str(&format!(
            "{:?} {at:?} {:?} {user:?} {findings:?}\n",
            table.start_of(row),
            group.map(|group| (&group.id, &group.name)),
        ));
    }
    text
}

//! Why a whole file cannot be used, each with one sentence and what to do next.

use super::columns::ColumnMap;

/// Why a file cannot be imported.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ImportError {
    /// No bytes, or only blank lines.
    #[error("This file is empty. {EXPORT_AGAIN}")]
    Empty,
    /// A heading row without rows below it.
    #[error("This file has headings but no rows. {EXPORT_AGAIN}")]
    NoRows,
    /// An Excel workbook or another zip archive.
    #[error(
        "This is an Excel workbook or a zip archive. Open it and save it as CSV (comma separated, UTF-8), then drop the CSV. The export itself comes as a CSV file."
    )]
    Workbook,
    /// A compressed file other than a zip archive.
    #[error("This file is compressed. Unpack it, then drop the CSV that is in it.")]
    Compressed,
    /// A plan that another admin sealed.
    #[error("This is a sealed plan, not an export. Drop it on Import, without other files.")]
    SealedPlan,
    /// A run's record.
    #[error(
        "This is a run record, not an export. Drop it on Import, without other files, before a run begins."
    )]
    RunRecord,
    #[error("This file is not text. {EXPORT_AGAIN}")]
    Binary,
    /// Over 4 GiB: offsets into the file would not fit into 32 bits.
    #[error("This file is larger than 4 GiB. Export fewer groups at a time.")]
    TooLarge,
    /// User rows without a group id: exported without "Pivot to column".
    #[error("This export has one row per user and no group ids. {EXPORT_AGAIN}")]
    NotPivoted,
    /// Group names without ids: exported without "Pivot to column", or a list whose ids the site can supply.
    #[error(
        "This file has group names and no group ids. If it has one row per user, with all groups in one cell: {EXPORT_AGAIN} If each row is one user in one group, press \"Read with these columns\", then \"Look up the group ids\"."
    )]
    OnlyNames {
        /// The first row.
        headings: Vec<String>,
        /// The columns that are known.
        columns: Box<ColumnMap>,
    },
    /// Group names beside emails, without ids: a list from another program.
    #[error(
        "This file lists group names and email addresses, without ids. Press \"Load from the site\" to load the members of these groups with their ids. Then open \"List of people\" on Choose and choose this file there. The list names people only, so set the filter to one group at a time: otherwise, a person's rows in the other loaded groups are selected too."
    )]
    NamesAndEmails,
    /// One column of group ids, and nothing else.
    #[error(
        "This file lists only group ids and no people. Import an export, or press \"Load from the site\". Then open \"List of people\" on Choose and choose this file there to see only these groups."
    )]
    OnlyGroupIds,
    /// Two headings name the same id, and the admin must say which column is meant.
    #[error(
        "Two headings of this file mean {}, so it is unclear which column is meant. Choose the column below. The file is read after that.",
        quoted(twice)
    )]
    TwoColumns {
        /// Labels of the ids that have two columns.
        twice: Vec<&'static str>,
        /// The first row.
        headings: Vec<String>,
        /// The known columns, without those that are in question.
        columns: Box<ColumnMap>,
    },
    /// The site export used before September 2021: no ids.
    #[error("This is the export used before September 2021; it has no ids. {EXPORT_AGAIN}")]
    OldExport,
    /// The managed-accounts or domain export: no groups.
    #[error("This is an export of managed accounts; it has no groups. {EXPORT_AGAIN}")]
    ManagedAccounts,
    /// Some other file, or one with renamed headings. If `missing` is empty, both ids were given the same column.
    #[error("{}", other_headings(missing))]
    OtherHeadings {
        /// Labels of the missing id columns.
        missing: Vec<&'static str>,
        /// The first row, to choose the columns from.
        headings: Vec<String>,
        /// The known columns. For the others, what their cells look like.
        columns: Box<ColumnMap>,
    },
}

const EXPORT_AGAIN: &str = "Export again in Atlassian Administration (Users, Export users) with \"Group membership\" and \"Pivot to column\" selected.";

fn quoted(labels: &[&str]) -> String {
    let quoted: Vec<String> = labels.iter().map(|label| format!("\"{label}\"")).collect();
    quoted.join(" and ")
}

fn other_headings(missing: &[&str]) -> String {
    if missing.is_empty() {
        return "Group id and user id are the same column. Choose another column for one of them."
            .to_owned();
    }
    let heading = match missing {
        [_] => "heading",
        _ => "headings",
    };
    format!(
        "Not a membership export: the first row has no {heading} {}. {EXPORT_AGAIN} If only the headings have other names, choose the columns below.",
        quoted(missing)
    )
}

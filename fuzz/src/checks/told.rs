//! Everything that a table says.

use std::fmt::Write as _;

use groupsweep_core::import::{ImportError, PersonText, SeenIn, Table};

/// As text: equal texts, equal tables.
pub(crate) fn told(found: &Result<Table, ImportError>) -> String {
    match found {
        Ok(table) => {
            let mut text = of_the_file(table);
            add_groups_and_people(&mut text, table);
            add_rows(&mut text, table);
            text
        }
        Err(refusal) => format!("{refusal:?}"),
    }
}

fn of_the_file(table: &Table) -> String {
    format!(
        "{:?}\n{:?} {:?} {:?} {:?}\n{:?} {} {:?} {} {} {} {} {} {}\n",
        table.mark(),
        table.headings(),
        table.has_headings(),
        table.columns(),
        table.first_cells(),
        table.encoding(),
        table.has_byte_order_mark(),
        table.origin(),
        table.has_separator_line(),
        table.delimiter(),
        table.windows_1252_rows(),
        table.widest(),
        table.own_columns(),
        table.unusable_count(),
    )
}

fn add_groups_and_people(text: &mut String, table: &Table) {
    for group in table.groups() {
        let _ = writeln!(text, "{:?} {:?}", group.id, group.name);
    }
    for (user, number) in table.users().zip(0..) {
        let seen = (0..table.columns().seen().len()).map(SeenIn::Column);
        let seen: Vec<_> = seen.map(|place| table.seen(number, place)).collect();
        let _ = writeln!(
            text,
            "{user:?} {} {seen:?} {:?}",
            table.account_of(number),
            table.domain_of(number)
        );
    }
    let ranks =
        [PersonText::Id, PersonText::Name, PersonText::Email].map(|by| table.user_ranks(by));
    let _ = writeln!(
        text,
        "{:?} {:?} {:?} {} {ranks:?}",
        table.statuses(),
        table.org_roles(),
        table.domains(),
        table.account_count()
    );
}

fn add_rows(text: &mut String, table: &Table) {
    for row in table.row_numbers() {
        let _ = writeln!(
            text,
            "{:?} {:?} {:?} {:?}",
            table.start_of(row),
            table.row(row),
            table.membership(row),
            table.findings().of_row(row)
        );
    }
}

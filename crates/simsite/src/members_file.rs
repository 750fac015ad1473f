//! Reads memberships from an export of Atlassian Administration, pivoted: one row per
//! user and group.

use std::io::Read;

use groupsweep_atlassian_sim::SeedMembership;

/// The columns of a seat, with the headings each may have.
const HEADINGS: [&[&str]; 6] = [
    &["groupid"],
    &["groupname"],
    &["userid", "accountid"],
    &["username"],
    &["email"],
    &["userstatus"],
];

/// The memberships of a file. Rows without a group or without a user are no memberships.
///
/// # Errors
/// The file is no CSV, or has no column of group ids or of user ids.
pub fn read_seats(file: impl Read) -> Result<Vec<SeedMembership>, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let heading = reader.headers().map_err(|error| error.to_string())?;
    let columns = HEADINGS.map(|names| {
        heading
            .iter()
            .position(|cell| names.contains(&plain(cell).as_str()))
    });
    if columns[0].is_none() || columns[2].is_none() {
        return Err("the file needs the columns \"Group id\" and \"User id\"".to_owned());
    }
    let mut seats = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let [
            group_id,
            group_name,
            account_id,
            display_name,
            email,
            status,
        ] = columns.map(|at| {
            let cell = at.and_then(|at| record.get(at)).unwrap_or("");
            cell.trim().to_owned()
        });
        if group_id.is_empty() || account_id.is_empty() {
            continue;
        }
        let inactive = ["inactive", "suspended", "deactivated"];
        let active = !inactive.contains(&status.to_ascii_lowercase().as_str());
        seats.push(SeedMembership {
            group_id,
            group_name,
            account_id,
            display_name,
            email,
            active,
        });
    }
    Ok(seats)
}

/// A heading without blanks, case and byte order mark.
fn plain(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}')
        .collect::<String>()
        .to_lowercase()
}

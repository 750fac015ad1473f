//! Group ids, account ids and row numbers. Ids are opaque, but checked before use.

use std::fmt;
use std::sync::Arc;

use groupsweep_sheet::trimmed;

/// Longest id that the site accepts, in characters (Jira Cloud platform API).
const MAX_ID: usize = 128;
/// Longest cell that is parsed as an id, in bytes. Readers truncate longer text (at 4 KiB and more). A cell
/// with very many spaces could have, after the cut, a character that makes it another id or an invalid one.
const MAX_CELL: usize = 1024;

/// A group's id: a UUID, stored in lower case (`e7b24a95-307c-4179-b143-18071d986420`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(Arc<str>);

/// An account's id, opaque, 1 to 128 of `A-Z a-z 0-9 : _ -`.
///
/// Shapes seen: 24 hex digits, `712020:{uuid}`, `qm:{uuid}:{uuid}`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(Arc<str>);

/// Why a cell is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum IdError {
    #[error("the id is empty")]
    Empty,
    /// A spreadsheet turned the id into a number like `7.12E+20`; the digits are lost.
    #[error("a spreadsheet turned the id into a number and lost digits; export the file again")]
    ScientificNotation,
    /// Group ids are UUIDs, and this is not one.
    #[error("this is not a group id, which has 36 characters and four hyphens")]
    NotAUuid,
    /// Account ids consist of letters, digits, `:`, `_` and `-` only.
    #[error(
        "this is not a user id, which has only letters, digits, colons, underscores and hyphens"
    )]
    ForeignCharacter,
    /// Longer than 128 characters.
    #[error("the id is longer than the 128 characters the site allows")]
    TooLong,
    /// The literal `unknown`, which the site gives to corrupted records.
    #[error(
        "the export says \"unknown\" in place of the id: Atlassian's record of this account is damaged"
    )]
    CorruptedAccount,
    /// A spreadsheet rounded a long number: it replaced the last digits with zeros.
    #[error(
        "a spreadsheet rounded the id: its last digits were replaced by zeros and cannot be restored; export the file again and do not save it in a spreadsheet"
    )]
    Rounded,
    /// The file describes two different people under this id.
    #[error(
        "the file has this id beside two different people, so at least one of these rows has the wrong id; compare with the original export"
    )]
    TwoPeople,
    /// The cell is empty, and several groups on the site have the name in this row.
    #[error(
        "the id is empty, and several groups on the site have this name; put the id of the right one into the file"
    )]
    NameNotUnique,
    /// The cell is empty, and no group on the site has the name in this row.
    #[error("the id is empty, and no group on the site has this name")]
    NameUnknown,
    /// The cell is empty, and a group on the site has this row's name with other capitalization.
    #[error(
        "the id is empty, and the name of the group on the site differs in capitalization; if it is the right group, select it under Group names to ids"
    )]
    NameInOtherCase,
}

impl IdError {
    /// Whether this comes from looking up the row's group name for an empty cell.
    #[must_use]
    pub fn is_of_a_name(self) -> bool {
        matches!(
            self,
            Self::NameNotUnique | Self::NameUnknown | Self::NameInOtherCase
        )
    }
}

impl GroupId {
    /// Checks that a cell holds a group id and returns it without surrounding spaces.
    ///
    /// # Errors
    /// [`IdError`] if the cell holds no valid id.
    pub fn check(cell: &str) -> Result<&str, IdError> {
        let id = not_spreadsheet_damage(cell)?;
        if !is_uuid(id) || cell.len() > MAX_CELL {
            return Err(IdError::NotAUuid);
        }
        Ok(id)
    }

    /// Reads a group id from a cell, ignoring surrounding spaces.
    ///
    /// # Errors
    /// [`IdError`] if the cell holds no valid id.
    pub fn parse(cell: &str) -> Result<Self, IdError> {
        let id = Self::check(cell)?;
        Ok(Self(id.to_ascii_lowercase().into()))
    }

    /// The id as sent to the site.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AccountId {
    /// Checks that a cell holds an account id and returns it without surrounding spaces.
    ///
    /// # Errors
    /// [`IdError`] if the cell holds no valid id.
    pub fn check(cell: &str) -> Result<&str, IdError> {
        let id = not_spreadsheet_damage(cell)?;
        if id.len() > MAX_ID || cell.len() > MAX_CELL {
            return Err(IdError::TooLong);
        }
        if !id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'-'))
        {
            return Err(IdError::ForeignCharacter);
        }
        if id.eq_ignore_ascii_case("unknown") {
            return Err(IdError::CorruptedAccount);
        }
        if is_rounded(id) {
            return Err(IdError::Rounded);
        }
        Ok(id)
    }

    /// Reads an account id from a cell, ignoring surrounding spaces.
    ///
    /// # Errors
    /// [`IdError`] if the cell holds no valid id.
    pub fn parse(cell: &str) -> Result<Self, IdError> {
        let id = Self::check(cell)?;
        Ok(Self(id.into()))
    }

    /// The id as sent to the site.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn not_spreadsheet_damage(cell: &str) -> Result<&str, IdError> {
    let id = trimmed(cell);
    if id.is_empty() {
        return Err(IdError::Empty);
    }
    if is_scientific(id) {
        return Err(IdError::ScientificNotation);
    }
    Ok(id)
}

/// Whether the text is a number such as `7.12E+20` or `6,28E+23`: digits, a decimal mark, an exponent.
fn is_scientific(id: &str) -> bool {
    // A quick check first: the first character that is not a digit rules out nearly every id.
    let behind_digits = id.bytes().find(|byte| !byte.is_ascii_digit());
    if !matches!(behind_digits, Some(b'.' | b',' | b'e' | b'E')) {
        return false;
    }
    let Some((mantissa, exponent)) = id.split_once(['e', 'E']) else {
        return false;
    };
    let Some(exponent) = exponent.strip_prefix(['+', '-']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(exponent) && mantissa.split(['.', ',']).all(digits)
}

/// Significant digits of a 64-bit floating-point number. Spreadsheets keep 15 or 17 digits and write zeros
/// for the rest.
const MAX_DIGITS: usize = 17;
/// From this many digits on, trailing zeros come from rounding. Shorter numbers are personnel numbers and may
/// end in zeros.
const LONG_NUMBER: usize = 20;

/// Whether the text is a long number whose last digits are all zeros, such as `557058123456789000000000`. One
/// in ten million real ids of 24 digits ends so by chance.
fn is_rounded(id: &str) -> bool {
    // A quick check first: the last character rules out nearly every id.
    id.ends_with('0')
        && id.len() >= LONG_NUMBER
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && id.trim_end_matches('0').len() <= MAX_DIGITS
}

fn is_uuid(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Reads a UUID, ignoring surrounding spaces. `None` if it is not a UUID.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let id = text.trim();
                is_uuid(id).then(|| Self(id.to_ascii_lowercase().into()))
            }

            /// The id in lower case, as used in URLs.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

uuid_id! {
    /// A site's cloud id, which identifies it on Atlassian's gateway.
    CloudId
}
uuid_id! {
    /// An organization's id, as shown in the URL of its administration.
    OrgId
}
uuid_id! {
    /// The id of an organization's directory, which holds its users and groups.
    DirectoryId
}

/// One person in one group: what a removal removes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Membership {
    pub group: GroupId,
    pub account: AccountId,
}

/// A data row of the file, counted from 0 after the heading. Selection, plan and results all use rows of the
/// file, never positions on screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RowNo(pub u32);

impl RowNo {
    /// The row number that a spreadsheet shows; the heading is row 1.
    #[must_use]
    pub fn spreadsheet_row(self) -> u32 {
        self.0.saturating_add(2)
    }

    /// The index into per-row arrays.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_account_id_shape_is_accepted() {
        for id in [
            "63b6efaab790087ed712a5c1",
            "712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74",
            "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077",
            "qm:00000000-0000-0000-0000-000000000000:63b6efaab790087ed712a5c1",
            "5b10a2844c20165700ede21g",
        ] {
            assert_eq!(
                AccountId::parse(id).map(|id| id.as_str().to_owned()),
                Ok(id.to_owned())
            );
        }
    }

    #[test]
    fn a_group_id_is_a_uuid_in_any_case() {
        let id = GroupId::parse(" E7B24A95-307C-4179-B143-18071D986420 ");
        assert_eq!(
            id.map(|id| id.as_str().to_owned()),
            Ok("e7b24a95-307c-4179-b143-18071d986420".to_owned())
        );
        assert_eq!(GroupId::parse("Engineering"), Err(IdError::NotAUuid));
        assert_eq!(GroupId::parse("  "), Err(IdError::Empty));
    }

    #[test]
    fn spreadsheet_damage_is_named_and_never_repaired() {
        assert_eq!(
            AccountId::parse("7.12E+20"),
            Err(IdError::ScientificNotation)
        );
        assert_eq!(
            AccountId::parse("6,28E+23"),
            Err(IdError::ScientificNotation)
        );
        assert_eq!(GroupId::parse("5E+10"), Err(IdError::ScientificNotation));
        // 24 hex digits that contain an `e` are not a number.
        assert!(AccountId::parse("5e10a2844c20165700ede21a").is_ok());
    }

    #[test]
    fn a_long_number_that_was_rounded_is_damage() {
        for id in ["557058123456789000000000", "628300000000000000000000"] {
            assert_eq!(AccountId::parse(id), Err(IdError::Rounded), "{id}");
        }
        for id in [
            "557058123456789012345678",
            "557058123456789012345000",
            "10000",
            "5b10a284400000000000000",
        ] {
            assert!(AccountId::parse(id).is_ok(), "{id}");
        }
    }

    #[test]
    fn ids_that_could_bend_a_url_are_refused() {
        for id in ["a/b", "a?b", "a&b=c", "a b", "../x", "a%2Fb", "ä", "a\nb"] {
            assert_eq!(
                AccountId::parse(id),
                Err(IdError::ForeignCharacter),
                "{id:?}"
            );
        }
        assert_eq!(AccountId::parse(&"a".repeat(129)), Err(IdError::TooLong));
        assert_eq!(AccountId::parse("unknown"), Err(IdError::CorruptedAccount));
    }
}

//! Group ids, account ids and rows: opaque to us, but checked before use.

use std::fmt;
use std::sync::Arc;

/// Longest id the site accepts, in characters (Jira Cloud platform API).
const MAX_ID: usize = 128;
/// Longest cell that is looked at for an id, in bytes. Readers cut longer texts off (at 4 KiB and more), and
/// behind blanks without end could stand what makes the cell another id, or none.
const MAX_CELL: usize = 1024;

/// A group's id: a UUID, kept in lower case (`e7b24a95-307c-4179-b143-18071d986420`).
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
    /// The cell is empty.
    #[error("the id is empty")]
    Empty,
    /// A spreadsheet turned the id into a number like `7.12E+20`; the digits are lost.
    #[error("a spreadsheet turned the id into a number and lost digits; export the file again")]
    ScientificNotation,
    /// Group ids are UUIDs and this is none.
    #[error("this is not a group id, which has 36 characters and four hyphens")]
    NotAUuid,
    /// Only letters, digits, `:`, `_` and `-` occur in account ids.
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
    /// A spreadsheet kept the first digits of a long number and wrote zeros for the others.
    #[error(
        "a spreadsheet rounded the id: its last digits were replaced by zeros and cannot be restored; export the file again and do not save it in a spreadsheet"
    )]
    Rounded,
    /// The file describes two different people under this id.
    #[error(
        "the file has this id beside two different people, so at least one of these rows has the wrong id; compare with the original export"
    )]
    TwoPeople,
    /// The cell is empty, and several groups of the site have the name beside it.
    #[error(
        "the id is empty, and several groups on the site have this name; put the id of the right one into the file"
    )]
    NameNotUnique,
    /// The cell is empty, and no group of the site has the name beside it.
    #[error("the id is empty, and no group on the site has this name")]
    NameUnknown,
    /// The cell is empty, and a group of the site has the name beside it but for capital letters.
    #[error(
        "the id is empty, and the name of the group on the site differs in capitalization; if it is the right group, select it under Group names to ids"
    )]
    NameInOtherCase,
}

impl IdError {
    /// Whether a look-up of the name beside an empty cell found this.
    #[must_use]
    pub fn is_of_a_name(self) -> bool {
        matches!(
            self,
            Self::NameNotUnique | Self::NameUnknown | Self::NameInOtherCase
        )
    }
}

impl GroupId {
    /// Whether a cell holds a group id; gives it without the blanks around it.
    ///
    /// # Errors
    /// [`IdError`] says what is wrong with the cell.
    pub fn check(cell: &str) -> Result<&str, IdError> {
        let id = not_spreadsheet_damage(cell)?;
        if !is_uuid(id) || cell.len() > MAX_CELL {
            return Err(IdError::NotAUuid);
        }
        Ok(id)
    }

    /// Reads a group id from a cell, ignoring blanks around it.
    ///
    /// # Errors
    /// [`IdError`] says what is wrong with the cell.
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
    /// Whether a cell holds an account id; gives it without the blanks around it.
    ///
    /// # Errors
    /// [`IdError`] says what is wrong with the cell.
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

    /// Reads an account id from a cell, ignoring blanks around it.
    ///
    /// # Errors
    /// [`IdError`] says what is wrong with the cell.
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
    let id = cell.trim();
    if id.is_empty() {
        return Err(IdError::Empty);
    }
    if is_scientific(id) {
        return Err(IdError::ScientificNotation);
    }
    Ok(id)
}

/// `7.12E+20`, `6,28E+23`: digits, one decimal mark, an exponent.
fn is_scientific(id: &str) -> bool {
    // Nearly every id shows with its first letter that it is none.
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

/// Digits that a binary number of 64 bits can hold; spreadsheets keep 15 or 17 of them and write zeros for the rest.
const MAX_DIGITS: usize = 17;
/// An id of so many digits is no chance product of fewer: shorter numbers are personnel numbers and may end in zeros.
const LONG_NUMBER: usize = 20;

/// `557058123456789000000000`: a long number whose last digits are all zeros. One in ten million ids of 24 digits
/// ends so by itself.
fn is_rounded(id: &str) -> bool {
    // Nearly every id shows with its last letter that it is none.
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
            /// Reads a UUID, ignoring blanks around it; none if it is no UUID.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                let id = text.trim();
                is_uuid(id).then(|| Self(id.to_ascii_lowercase().into()))
            }

            /// The id as it stands in an address, in lower case.
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
    /// The id of a site behind Atlassian's gateway: the cloud id.
    CloudId
}
uuid_id! {
    /// An organization's id, as it stands in the address of its administration.
    OrgId
}
uuid_id! {
    /// The id of a directory of an organization: where its users and groups are kept.
    DirectoryId
}

/// One person's place in one group: what a removal removes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Membership {
    pub group: GroupId,
    pub account: AccountId,
}

/// A data row of the file, counted from 0 behind the heading. Selection,
/// plan and results all speak of rows of the file, never of places on screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RowNo(pub u32);

impl RowNo {
    /// The number a spreadsheet shows beside this row: the heading is row 1.
    #[must_use]
    pub fn spreadsheet_row(self) -> u32 {
        self.0.saturating_add(2)
    }

    /// Index into per-row arrays.
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
        // 24 hex digits with an `e` in them are no number.
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

//! Makes the types of the switches, their names and their list out of one table.

macro_rules! profiles {
    ($($(#[doc = $doc:literal])* $profile:ident, $field:ident = $name:literal {
        $(#[$first_doc:meta])* $first:ident = $first_word:literal
        $(, $(#[$value_doc:meta])* $value:ident = $word:literal)+ $(,)?
    })+) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
            pub enum $profile {
                $(#[$first_doc])*
                #[default]
                $first,
                $($(#[$value_doc])* $value,)+
            }

            impl $profile {
                fn from_word(word: &str) -> Option<Self> {
                    match word {
                        $first_word => Some(Self::$first),
                        $($word => Some(Self::$value),)+
                        _ => None,
                    }
                }
            }
        )+

        /// How this site answers what is undocumented.
        #[derive(Clone, PartialEq, Eq, Debug, Default)]
        pub struct Profiles {
            $($(#[doc = $doc])* pub $field: $profile,)+
        }

        impl Profiles {
            /// Every switch with its values, the default first.
            pub const LIST: &'static [(&'static str, &'static [&'static str])] = &[
                $(($name, &[$first_word, $($word),+])),+
            ];

            /// What every switch is about, and where its answers are known from.
            pub const SOURCES: &'static [(&'static str, &'static str)] =
                &[$(($name, concat!($($doc),*))),+];

            /// Sets a switch by name; false if there is no such name or value.
            pub(super) fn set(&mut self, name: &str, value: &str) -> bool {
                match name {
                    $($name => put(&mut self.$field, $profile::from_word(value)),)+
                    _ => false,
                }
            }
        }
    };
}

pub(super) use profiles;

pub(super) fn put<T>(field: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *field = value;
            true
        }
        None => false,
    }
}

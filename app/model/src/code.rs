//! Codes that people print on labels and type: valid by construction, folded to half width.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::text::fold_width;

/// Why a text cannot be a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing is left after trimming.
    #[error("empty")]
    Empty,
    /// More characters than the bound of the type.
    #[error("longer than {max} characters")]
    TooLong {
        /// The bound in characters.
        max: usize,
    },
    /// The first character that cannot stand in the code.
    #[error("{character:?} cannot stand in a code")]
    Character {
        /// That character.
        character: char,
    },
}

fn parse_code(raw: &str, max: usize, allowed: fn(char) -> bool) -> Result<String, CodeError> {
    let folded = fold_width(raw);
    let code = folded.trim();
    if code.is_empty() {
        return Err(CodeError::Empty);
    }
    if code.chars().count() > max {
        return Err(CodeError::TooLong { max });
    }
    if is_dots(code) {
        return Err(CodeError::Character { character: '.' });
    }
    match code.chars().find(|c| c.is_control() || !allowed(*c)) {
        Some(character) => Err(CodeError::Character { character }),
        None => Ok(code.to_owned()),
    }
}

/// Whether a URL takes it for a step through its folders (RFC 3986, 5.2.4): clients cut `/items/..` down to `/`, so
/// such a code could never be asked for.
fn is_dots(code: &str) -> bool {
    matches!(code, "." | "..")
}

macro_rules! code {
    ($($(#[$doc:meta])* $name:ident ($max:literal, $allowed:expr);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The bound in characters.
            pub const MAX_CHARS: usize = $max;

            /// Folds to half width, trims and checks.
            ///
            /// # Errors
            /// [`CodeError`] names the first character that cannot stand in the code; `.` and `..` are none.
            pub fn parse(raw: &str) -> Result<Self, CodeError> {
                parse_code(raw, $max, $allowed).map(Self)
            }

            /// The folded text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = CodeError;
            fn from_str(raw: &str) -> Result<Self, CodeError> {
                Self::parse(raw)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = String::deserialize(deserializer)?;
                Self::parse(&raw).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

/// Codes stand in paths of URLs, which a slash or a backslash would break.
fn no_slash(c: char) -> bool {
    c != '/' && c != '\\'
}

/// Letters and digits of ASCII, hyphen, underscore, dot.
fn plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

code! {
    /// Item code as printed on labels (品目コード): 1–40 characters, unique in a tenant.
    ItemCode(40, no_slash);
    /// Warehouse code: 1–20 characters, unique in a tenant; it stands in the URL.
    WarehouseCode(20, no_slash);
    /// Location code (棚番): 1–40 characters, unique in a warehouse.
    LocationCode(40, no_slash);
    /// Partner code: 1–40 characters, unique in a tenant.
    PartnerCode(40, no_slash);
    /// Stock status code: `good`, `hold`, `damaged` or the tenant's own.
    StatusCode(20, plain);
    /// Reason of an adjustment: `damage`, `loss`, `found`, `other` or the tenant's own.
    ReasonCode(20, plain);
    /// Customer ID (顧客ID), case-sensitive: 1–40 of ASCII letters, digits, hyphen, underscore, dot.
    CustomerId(40, plain);
    /// Slip number (伝票番号), ours, unique in a tenant and kind; it fits in a URL.
    SlipNumber(30, plain);
    /// Lot number as printed by the maker: 1–40 characters.
    LotNumber(40, |_| true);
}

/// User ID (ユーザーID): 1–60 characters without spaces; its case does not matter, so it is kept in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct LoginName(String);

impl LoginName {
    /// The bound in characters.
    pub const MAX_CHARS: usize = 60;

    /// Folds to half width and lower case, trims and checks.
    ///
    /// # Errors
    /// [`CodeError`] names the first character that cannot stand in a user ID.
    pub fn parse(raw: &str) -> Result<Self, CodeError> {
        parse_code(raw, Self::MAX_CHARS, |c| !c.is_whitespace()).map(|code| Self(code.to_lowercase()))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for LoginName {
    type Err = CodeError;
    fn from_str(raw: &str) -> Result<Self, CodeError> {
        Self::parse(raw)
    }
}

impl<'de> Deserialize<'de> for LoginName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(deserializer)?;
        Self::parse(&raw).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_and_half_width_are_one_code() {
        assert_eq!(ItemCode::parse(" Ａ－０１ ").unwrap(), ItemCode::parse("A-01").unwrap());
    }

    #[test]
    fn the_first_wrong_character_is_named() {
        assert_eq!(ItemCode::parse("A/1"), Err(CodeError::Character { character: '/' }));
        assert_eq!(ItemCode::parse("A\t1"), Err(CodeError::Character { character: '\t' }));
        assert_eq!(ItemCode::parse("  "), Err(CodeError::Empty));
        assert_eq!(ItemCode::parse(&"9".repeat(41)), Err(CodeError::TooLong { max: 40 }));
    }

    #[test]
    fn a_step_through_folders_of_a_url_is_no_code() {
        for dots in [".", "..", "．", " .. ", "\u{2025}"] {
            assert_eq!(ItemCode::parse(dots), Err(CodeError::Character { character: '.' }), "{dots}");
            assert_eq!(WarehouseCode::parse(dots), Err(CodeError::Character { character: '.' }), "{dots}");
            assert!(SlipNumber::parse(dots).is_err() && LoginName::parse(dots).is_err(), "{dots}");
        }
        for code in ["...", "A.1", ".1", "1."] {
            assert_eq!(ItemCode::parse(code).unwrap().as_str(), code);
        }
    }

    #[test]
    fn case_matters_in_a_customer_id_and_not_in_a_user_id() {
        assert_ne!(CustomerId::parse("Acme").unwrap(), CustomerId::parse("acme").unwrap());
        assert_eq!(LoginName::parse("Tanaka").unwrap(), LoginName::parse("tanaka").unwrap());
    }
}

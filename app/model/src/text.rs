//! Folding of text and the texts of slips and masters.

use unicode_normalization::UnicodeNormalization;

/// Full-width letters, digits and signs become half width (NFKC), so that "Ａ－０１" and "A-01" are one.
/// Dashes of any kind become the hyphen.
#[must_use]
pub fn fold_width(raw: &str) -> String {
    raw.nfkc().map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// Hyphens, dashes and minus signs; not 長音, which is a letter.
#[must_use]
pub const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

//! Folding of text and the texts of slips and masters.

/// Full-width letters, digits and signs become half width (NFKC), so that "Ａ－０１" and "A-01" are one.
/// Dashes of any kind become the hyphen.
#[must_use]
pub fn fold_width(raw: &str) -> String {
    // Codes are folded wherever they are read, and nearly all of them are half width already.
    if raw.is_ascii() {
        return raw.to_owned();
    }
    nfkc(raw).chars().map(|c| if is_dash(c) { '-' } else { c }).collect()
}

/// Compatibility characters as what they stand for, composed.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn nfkc(raw: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    raw.nfkc().collect()
}

/// The browser knows these tables; ours would be a fifth of what a first page loads.
#[cfg(target_arch = "wasm32")]
pub(crate) fn nfkc(raw: &str) -> String {
    if raw.is_ascii() { raw.to_owned() } else { js_sys::JsString::from(raw).normalize("NFKC").into() }
}

/// A number without its thousands separators; `None` where a comma does not stand between groups of three digits, as
/// the decimal commas of other countries do: what they mean must not be guessed.
pub(crate) fn ungrouped(number: &str) -> Option<String> {
    let whole = number.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = whole.len() > first.len();
    let begins_right = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let rest_is_right = groups.all(|group| group.len() == 3) && !number[whole.len()..].contains(',');
    (rest_is_right && (begins_right || !is_grouped)).then(|| number.replace(',', ""))
}

/// Hyphens, dashes and minus signs; not 長音, which is a letter.
#[must_use]
pub const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

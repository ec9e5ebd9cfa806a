//! The key under which texts are searched: width, case, kana kind and dash kind do not matter.

use crate::text::{is_dash, nfkc};

/// NFKC, hiragana to katakana, case folded, one dash, one 長音, runs of white space as one space.
#[must_use]
pub fn search_key(raw: &str) -> String {
    let mut key = String::with_capacity(raw.len());
    let composed = nfkc(raw);
    for c in composed.chars().flat_map(char::to_lowercase).map(one_kind) {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && (key.is_empty() || key.ends_with(' ')) {
            continue;
        }
        key.push(c);
    }
    key.truncate(key.trim_end().len());
    key
}

fn one_kind(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        '\u{301C}' | '\u{FF5E}' => '~',
        c if is_dash(c) => '-',
        c => c,
    }
}

/// The words of a query, folded as the key is; each must be found.
#[must_use]
pub fn words(query: &str) -> Vec<String> {
    search_key(query).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_kana_and_dashes_do_not_matter() {
        for form in ["ﾁｮｺﾚｰﾄ Ａ－１", "ちょこれーと a-1", "チョコレート　A‐1"] {
            assert_eq!(search_key(form), "チョコレート a-1", "{form}");
        }
    }

    #[test]
    fn empty_queries_have_no_words() {
        assert!(words(" 　 ").is_empty());
        assert_eq!(words("ＡＢ　ｃ"), ["ab", "c"]);
    }
}

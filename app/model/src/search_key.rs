//! The key under which texts are searched: width, case, kana kind and dash kind do not matter.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::text::is_dash;

/// NFKC, hiragana to katakana, case folded, one dash, one 長音, runs of white space as one space.
#[must_use]
pub fn search_key(raw: &str) -> String {
    let mut key = String::with_capacity(raw.len());
    let folded = raw.nfkc().flat_map(char::to_lowercase).map(one_kind);
    for c in folded {
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

/// The 1- and 2-grams of a search key, each once, without those that hold a space.
#[must_use]
pub fn grams(key: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for word in key.split(' ') {
        let mut previous: Option<char> = None;
        for c in word.chars() {
            grams.insert(c.to_string());
            if let Some(before) = previous {
                grams.insert([before, c].iter().collect());
            }
            previous = Some(c);
        }
    }
    grams
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
    fn grams_are_of_one_and_two_characters() {
        let grams: Vec<String> = grams("お茶 x").into_iter().collect();
        assert_eq!(grams, ["x", "お", "お茶", "茶"]);
    }

    #[test]
    fn empty_queries_have_no_words() {
        assert!(words(" 　 ").is_empty());
        assert_eq!(words("ＡＢ　ｃ"), ["ab", "c"]);
    }
}

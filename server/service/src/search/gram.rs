//! Which pieces of a search key stand in the index, and which of them a query asks for.
//!
//! Every pair of neighbouring characters is a gram, so that queries of two Japanese characters are answered. Single
//! characters are grams where they are a word to a Japanese reader (茶, 酒) or end a word; of any other single
//! character (kana, letters, digits) the grams that begin with it tell where it occurs. Triples of ASCII stand there
//! too, since pairs of digits are in every other code.

use std::collections::BTreeSet;

/// The grams of a search key, each once.
pub(crate) fn index_grams(key: &str) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for word in key.split(' ') {
        let chars: Vec<char> = word.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            if is_word(*c) || at + 1 == chars.len() {
                grams.insert(c.to_string());
            }
        }
        grams.extend(chars.windows(2).map(String::from_iter));
        grams.extend(chars.windows(3).filter(|three| all_ascii(three)).map(String::from_iter));
    }
    grams
}

/// What the index is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Probe {
    /// This gram.
    Gram(String),
    /// All grams that begin with this character.
    Beginning(char),
}

/// The most grams of a query that are compared to find the rarest.
const PROBES_MAX: usize = 8;

/// The grams that every hit for these words has; the shortest selection that still knows the rare ones.
pub(crate) fn probes(words: &[String]) -> Vec<Probe> {
    let mut probes = BTreeSet::new();
    for word in words {
        let chars: Vec<char> = word.chars().collect();
        match chars.as_slice() {
            [] => {}
            [one] if is_word(*one) => drop(probes.insert(Probe::Gram(word.clone()))),
            [one] => drop(probes.insert(Probe::Beginning(*one))),
            _ if chars.len() > 2 && all_ascii(&chars) => {
                probes.extend(chars.windows(3).map(|three| Probe::Gram(String::from_iter(three))));
            }
            _ => probes.extend(chars.windows(2).map(|two| Probe::Gram(String::from_iter(two)))),
        }
    }
    // Whole grams say more than beginnings, and they come first.
    probes.into_iter().take(PROBES_MAX).collect()
}

fn all_ascii(chars: &[char]) -> bool {
    chars.iter().all(char::is_ascii_graphic)
}

/// Whether a character is a word of its own: not ASCII and not kana.
fn is_word(c: char) -> bool {
    !c.is_ascii() && !matches!(c, '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(grams: impl IntoIterator<Item = String>) -> String {
        grams.into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pairs_words_of_one_character_ends_and_ascii_triples_are_indexed() {
        assert_eq!(listed(index_grams("お茶 abc")), "ab abc bc c お茶 茶");
        assert_eq!(listed(index_grams("チョコ")), "コ チョ ョコ");
    }

    #[test]
    fn every_query_that_a_key_contains_asks_for_grams_that_the_key_has() {
        let key = model::search_key::search_key("TEA-0012 静岡県産 特選お茶 500ml");
        let grams = index_grams(&key);
        let chars: Vec<char> = key.chars().collect();
        for from in 0..chars.len() {
            for to in from + 1..=chars.len() {
                let query: String = chars[from..to].iter().collect();
                for probe in probes(&model::search_key::words(&query)) {
                    let found = match &probe {
                        Probe::Gram(gram) => grams.contains(gram),
                        Probe::Beginning(c) => grams.iter().any(|gram| gram.starts_with(*c)),
                    };
                    assert!(found, "{query}: {probe:?}");
                }
            }
        }
    }

    #[test]
    fn long_queries_ask_for_a_bounded_number() {
        let words = model::search_key::words("とてもとても長い名前の品目をさがしています");
        assert_eq!(probes(&words).len(), PROBES_MAX);
    }
}

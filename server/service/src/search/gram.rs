//! Which pieces of a search key stand in the index, and which of them a query asks for.
//!
//! Every pair of neighbouring characters is a gram, so that queries of two Japanese characters are answered. Single
//! characters are grams where they are a word to a Japanese reader (茶, 酒) or end a word; of any other single
//! character (kana, letters, digits) the grams that begin with it tell where it occurs. Pairs with a digit are in every
//! other code, so stretches of ASCII have others instead: from each character on up to [`LONG`] in a row, whose
//! beginnings tell nearly every code apart, and triples, along which what is in many rows is walked.

use std::collections::BTreeSet;

/// The most characters of a gram of ASCII.
const LONG: usize = 8;

/// The grams of a search key, each once.
pub(crate) fn index_grams(key: &str) -> BTreeSet<&str> {
    let mut grams = BTreeSet::new();
    each_gram(key, |gram| _ = grams.insert(gram));
    grams
}

/// Hands over the grams of a search key, some of them more than once.
pub(crate) fn each_gram<'k>(key: &'k str, mut found: impl FnMut(&'k str)) {
    for word in key.split(' ') {
        for (at, c) in word.char_indices() {
            let rest = &word[at..];
            let Some(next) = rest[c.len_utf8()..].chars().next() else {
                found(rest);
                continue;
            };
            if is_word(c) {
                found(&rest[..c.len_utf8()]);
            }
            if tells(&[c, next]) {
                found(&rest[..c.len_utf8() + next.len_utf8()]);
            }
            match rest.bytes().take(LONG).take_while(u8::is_ascii_graphic).count() {
                0 => {}
                stretch => {
                    found(&rest[..stretch]);
                    found(&rest[..stretch.min(3)]);
                }
            }
        }
    }
}

/// What the index is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Probe {
    /// This gram.
    Gram(String),
    /// All grams that begin so.
    Beginning(String),
}

/// The most grams of a query that are compared to find the rarest.
const PROBES_MAX: usize = 8;

/// The grams that every hit for some words has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Probes {
    /// Long stretches of ASCII: few rows have them.
    pub(crate) sharp: Vec<Probe>,
    /// The others, as far as they are compared.
    pub(crate) blunt: Vec<Probe>,
}

/// The grams that every hit for these words has; the shortest selection that still knows the rare ones.
pub(crate) fn probes(words: &[String]) -> Probes {
    let (mut sharp, mut blunt) = (BTreeSet::new(), BTreeSet::new());
    for word in words {
        let chars: Vec<char> = word.chars().collect();
        match chars.as_slice() {
            [] => {}
            [one] if is_word(*one) => drop(blunt.insert(Probe::Gram(word.clone()))),
            [_] => drop(blunt.insert(Probe::Beginning(word.clone()))),
            _ if chars.len() > 2 && all_ascii(&chars) => {
                let long = chars.len().min(LONG);
                if long > 3 {
                    let ends = [&chars[..long], &chars[chars.len() - long..]];
                    sharp.extend(ends.map(|end| Probe::Beginning(String::from_iter(end))));
                }
                blunt.extend(chars.windows(3).map(|three| Probe::Gram(String::from_iter(three))));
            }
            _ => blunt.extend(chars.windows(2).map(|two| match String::from_iter(two) {
                pair if tells(two) => Probe::Gram(pair),
                pair => Probe::Beginning(pair),
            })),
        }
    }
    // Whole grams say more than beginnings, and they come first.
    let few = |probes: BTreeSet<Probe>| probes.into_iter().take(PROBES_MAX).collect();
    Probes { sharp: few(sharp), blunt: few(blunt) }
}

fn all_ascii(chars: &[char]) -> bool {
    chars.iter().all(char::is_ascii_graphic)
}

/// Whether a pair of characters is a gram: not one of ASCII, unless both are letters.
fn tells(pair: &[char]) -> bool {
    !all_ascii(pair) || pair.iter().all(char::is_ascii_alphabetic)
}

/// Whether a character is a word of its own: not ASCII and not kana.
fn is_word(c: char) -> bool {
    !c.is_ascii() && !matches!(c, '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(key: &str) -> String {
        index_grams(key).into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pairs_words_of_one_character_ends_and_stretches_of_ascii_are_indexed() {
        assert_eq!(listed("お茶 abc"), "ab abc bc c お茶 茶");
        assert_eq!(listed("b-12茶"), "-12 12 2 2茶 b-1 b-12 茶");
        assert_eq!(
            listed("4901234567"),
            "012 01234567 123 1234567 234 234567 345 34567 456 4567 490 49012345 567 67 7 901 90123456"
        );
        assert_eq!(listed("チョコ"), "コ チョ ョコ");
    }

    #[test]
    fn every_query_that_a_key_contains_asks_for_grams_that_the_key_has() {
        let key = model::search_key::search_key("TEA-0012 静岡県産 特選お茶 500ml");
        let grams = index_grams(&key);
        let chars: Vec<char> = key.chars().collect();
        for from in 0..chars.len() {
            for to in from + 1..=chars.len() {
                let query: String = chars[from..to].iter().collect();
                let Probes { sharp, blunt } = probes(&model::search_key::words(&query));
                for probe in sharp.iter().chain(&blunt) {
                    let found = match probe {
                        Probe::Gram(gram) => grams.contains(gram.as_str()),
                        Probe::Beginning(beginning) => grams.iter().any(|gram| gram.starts_with(beginning)),
                    };
                    assert!(found, "{query}: {probe:?}");
                }
            }
        }
    }

    #[test]
    fn long_queries_ask_for_a_bounded_number() {
        let words = model::search_key::words("とてもとても長い名前の品目をさがしています");
        assert_eq!(probes(&words).blunt.len(), PROBES_MAX);
        let words = model::search_key::words("a-very-long-code-0123456789-abcdefghijklmnopqrstuvwxyz");
        let Probes { sharp, blunt } = probes(&words);
        assert_eq!((sharp.len(), blunt.len()), (2, PROBES_MAX));
    }
}

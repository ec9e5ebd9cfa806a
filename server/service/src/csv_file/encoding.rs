//! CP932 as Windows knows it, which differs from Unicode's own tables in a few signs.

use encoding_rs::{EncoderResult, SHIFT_JIS};

/// Signs that Windows and the rest of the world write with different characters; CP932 holds the second.
const ALIASES: [(char, char); 8] = [
    ('\u{301C}', '\u{FF5E}'), // 〜
    ('\u{2016}', '\u{2225}'), // ‖
    ('\u{2212}', '\u{FF0D}'), // −
    ('\u{2014}', '\u{2015}'), // —
    ('\u{00A2}', '\u{FFE0}'), // ¢
    ('\u{00A3}', '\u{FFE1}'), // £
    ('\u{00AC}', '\u{FFE2}'), // ¬
    ('\u{00A6}', '\u{FFE4}'), // ¦
];

fn windows(c: char) -> char {
    ALIASES.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

/// Whether two texts are one after a trip through CP932.
pub(crate) fn same_in_cp932(a: &str, b: &str) -> bool {
    a.chars().map(windows).eq(b.chars().map(windows))
}

/// The bytes of a text in CP932.
///
/// # Errors
/// The first character that CP932 cannot hold.
pub(super) fn cp932(text: &str) -> Result<Vec<u8>, char> {
    let text: String = text.chars().map(windows).collect();
    // WHATWG writes the yen sign and the overline as a backslash and a tilde: other characters after a round trip.
    if let Some(lost) = text.chars().find(|c| matches!(c, '\u{A5}' | '\u{203E}')) {
        return Err(lost);
    }
    let mut encoder = SHIFT_JIS.new_encoder();
    let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
    let mut bytes = Vec::with_capacity(room.unwrap_or(text.len() * 2));
    match encoder.encode_from_utf8_to_vec_without_replacement(&text, &mut bytes, true).0 {
        EncoderResult::Unmappable(lost) => Err(lost),
        EncoderResult::InputEmpty | EncoderResult::OutputFull => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_japanese_offices_survive_a_round_trip() {
        for text in ["〜", "－", "㈱", "髙", "﨑", "①", "Ⅲ", "ｱｲｳ", "−", "—", "\\~"] {
            let bytes = cp932(text).unwrap();
            let (back, _, damaged) = SHIFT_JIS.decode(&bytes);
            assert!(!damaged && same_in_cp932(text, &back), "{text} {back}");
        }
    }

    #[test]
    fn what_cp932_cannot_hold_is_named() {
        for (text, lost) in [("お茶😀", '😀'), ("𠮷野家", '𠮷'), ("¥", '¥'), ("é", 'é')] {
            assert_eq!(cp932(text), Err(lost));
        }
    }
}

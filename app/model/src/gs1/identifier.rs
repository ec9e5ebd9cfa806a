//! The application identifiers of GS1: how long each is and what may stand in it.
//!
//! GS1 General Specifications, figure 3.2-1 (identifiers) and 7.8.5-2 (lengths fixed in advance). Identifiers that
//! Kuramori makes no use of are known too, so that a label that carries them can still be read.

/// What may stand behind an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// How many characters from the left must be digits.
    pub digits: usize,
    /// Whether the last digit is a check digit over those before it.
    pub checked: bool,
}

const fn digits(length: usize) -> Format {
    Format { min: length, max: length, digits: length, checked: false }
}

const fn checked(length: usize) -> Format {
    Format { min: length, max: length, digits: length, checked: true }
}

const fn digits_up_to(max: usize) -> Format {
    Format { min: 1, max, digits: max, checked: false }
}

const fn text(max: usize) -> Format {
    Format { min: 1, max, digits: 0, checked: false }
}

/// `lead` digits, then up to `more` characters.
const fn led(lead: usize, more: usize) -> Format {
    Format { min: lead, max: lead + more, digits: lead, checked: false }
}

/// The identifier that a text begins with and the format of its value; `None` when GS1 knows no such identifier.
pub(super) fn identify(text: &str) -> Option<(&str, Format)> {
    (2..=4).find_map(|length| {
        let identifier = text.get(..length).filter(|head| head.bytes().all(|b| b.is_ascii_digit()))?;
        format_of(identifier).map(|format| (identifier, format))
    })
}

/// The format of a whole identifier.
pub(super) fn format_of(identifier: &str) -> Option<Format> {
    let number: u16 = identifier.parse().ok()?;
    match identifier.len() {
        2 => two_digits(number),
        3 => three_digits(number),
        4 => measure(number).or_else(|| four_digits(number)),
        _ => None,
    }
}

fn two_digits(identifier: u16) -> Option<Format> {
    Some(match identifier {
        0 => checked(18),
        1..=3 => checked(14),
        10 | 21 | 22 => text(20),
        11..=13 | 15..=17 => digits(6),
        20 => digits(2),
        30 | 37 => digits_up_to(8),
        90 => text(30),
        91..=99 => text(90),
        _ => return None,
    })
}

fn three_digits(identifier: u16) -> Option<Format> {
    Some(match identifier {
        235 => text(28),
        240 | 241 | 250 | 251 | 400 | 401 | 403 => text(30),
        242 => digits_up_to(6),
        243 | 254 | 420 | 710..=717 => text(20),
        253 => led(13, 17),
        255 => led(13, 12),
        402 => checked(17),
        410..=417 => checked(13),
        421 => led(3, 9),
        422 | 424 | 426 => digits(3),
        423 | 425 => led(3, 12),
        427 => text(3),
        _ => return None,
    })
}

/// Trade and logistic measures and amounts, whose last digit tells the decimals.
fn measure(identifier: u16) -> Option<Format> {
    let decimals_max = match identifier / 10 {
        310..=316 | 320..=337 | 340..=357 | 360..=369 | 395 => 5,
        390..=393 => 9,
        394 => 3,
        _ => return None,
    };
    if identifier % 10 > decimals_max {
        return None;
    }
    Some(match identifier / 10 {
        390 | 392 => digits_up_to(15),
        391 | 393 => led(3, 15),
        394 => digits(4),
        _ => digits(6),
    })
}

fn four_digits(identifier: u16) -> Option<Format> {
    Some(match identifier {
        7241 => digits(2),
        8111 => digits(4),
        4326 | 7006 | 8005 => digits(6),
        7250 => digits(8),
        4324 | 4325 | 7003 => digits(10),
        7251 => digits(12),
        7001 => digits(13),
        8001 => digits(14),
        8006 | 8026 => digits(18),
        4309 => digits(20),
        7252 => digits(1),
        8017 | 8018 => checked(18),
        7004 => digits_up_to(4),
        8019 => digits_up_to(10),
        8011 => digits_up_to(12),
        4307 | 4317 | 7010 => text(2),
        7008 => text(3),
        4321..=4323 | 7040 => text(4),
        7009 => text(10),
        7005 => text(12),
        4318 | 7020..=7022 | 7240 | 8002 | 8012 => text(20),
        7242 | 8013 | 8020 => text(25),
        4308 | 4319 | 7002 | 7023 | 7230..=7239 | 8004 | 8010 | 8030 => text(30),
        8007 => text(34),
        4300 | 4301 | 4310 | 4311 | 4320 => text(35),
        8009 => text(50),
        4302..=4306 | 4312..=4316 | 8110 | 8112 | 8200 => text(70),
        4330..=4333 => led(6, 1),
        7007 => led(6, 6),
        7011 => led(6, 4),
        7030..=7039 => led(3, 27),
        8003 => led(14, 16),
        8008 => led(8, 4),
        _ => return None,
    })
}

/// Whether the value's length is fixed in advance by the identifier's first two digits, so that nothing need stand
/// behind it.
pub(super) fn ends_by_itself(identifier: &str) -> bool {
    matches!(identifier.get(..2), Some("00" | "01" | "02" | "03" | "11" | "12" | "13" | "15" | "16" | "17" | "20"))
        || matches!(identifier.get(..2), Some("31" | "32" | "33" | "34" | "35" | "36" | "41"))
}

/// The characters that GS1 allows in a text: set 82, and the number sign of set 39.
pub(super) fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!\"#%&'()*+,-./:;<=>?_".contains(character)
}

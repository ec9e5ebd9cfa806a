use proptest::prelude::*;

use super::*;

const YEAR: i16 = 2026;

fn read(text: &str) -> Gs1 {
    Gs1::parse(text, YEAR).unwrap()
}

fn wrong(text: &str) -> (Gs1Problem, usize) {
    let error = Gs1::parse(text, YEAR).unwrap_err();
    (error.problem, error.position)
}

fn date(text: &str) -> Option<Date> {
    Date::parse(text).ok()
}

#[test]
fn one_scan_gives_item_lot_and_date() {
    let found = read("]C10104901234567894152612311012-AB\u{1d}3024");
    assert_eq!(found.gtin.as_deref(), Some("04901234567894"));
    assert_eq!(found.best_before, date("2026-12-31"));
    assert_eq!(found.lot.unwrap().as_str(), "12-AB");
    assert_eq!(found.count, Some(24));
}

#[test]
fn all_forms_say_the_same() {
    let plain = read("010490123456789417271231");
    assert_eq!(plain.use_by, date("2027-12-31"));
    let with_lot = read("01049012345678941727123110A/1");
    for text in [
        "]d201049012345678941727123110A/1",
        "]Q301049012345678941727123110A/1\u{1d}",
        "\u{1d}01049012345678941727123110A/1",
        "0104901234567894\u{241d}1727123110A/1",
        "(01)04901234567894(17)271231(10)A/1",
        "(01) 04901234567894 (17) 271231 (10) A/1",
        "（０１）０４９０１２３４５６７８９４（１７）２７１２３１（１０）Ａ／１",
        "https://id.gs1.org/01/04901234567894/10/A%2F1?17=271231",
        "HTTP://example.jp/shop/01/4901234567894/10/A%2f1?linkType=gs1:pip&17=271231#top",
    ] {
        assert_eq!(read(text), with_lot, "{text}");
    }
}

#[test]
fn errors_say_where() {
    assert_eq!(wrong("(01)04901234567890"), (Gs1Problem::CheckDigit, 18));
    assert_eq!(wrong("0104901234567890"), (Gs1Problem::CheckDigit, 16));
    assert_eq!(wrong("010490123456789405X"), (Gs1Problem::UnknownIdentifier, 17));
    assert_eq!(wrong("(01)04901234567894(05)1"), (Gs1Problem::UnknownIdentifier, 20));
    assert_eq!(wrong("0104901234567"), (Gs1Problem::TooShort, 14));
    assert_eq!(wrong("10123456789012345678901"), (Gs1Problem::Leftover, 23));
    assert_eq!(wrong("(01)049012345678944"), (Gs1Problem::Leftover, 19));
    assert_eq!(wrong("(17)261301"), (Gs1Problem::Date, 5));
    assert_eq!(wrong("(17)2X1301"), (Gs1Problem::Character, 6));
    assert_eq!(wrong("(10)A\u{1d}(10)B"), (Gs1Problem::Twice, 8));
    assert_eq!(wrong("(10)缶"), (Gs1Problem::Character, 5));
    assert_eq!(wrong(""), (Gs1Problem::Empty, 1));
    assert_eq!(wrong("https://a.jp/01/4901234567890"), (Gs1Problem::CheckDigit, 29));
    assert_eq!(wrong("https://a.jp/01/4901234567894/99"), (Gs1Problem::TooShort, 33));
    assert_eq!(wrong("https://a.jp/01/4901234567894?05=1"), (Gs1Problem::UnknownIdentifier, 31));
}

#[test]
fn day_zero_is_the_last_of_the_month() {
    assert_eq!(read("(15)280200").best_before, date("2028-02-29"));
    assert_eq!(read("(15)270200").best_before, date("2027-02-28"));
    assert_eq!(read("(15)261100").best_before, date("2026-11-30"));
}

#[test]
fn centuries_reach_from_49_years_back_to_50_ahead() {
    assert_eq!(read("(11)770101").production, date("1977-01-01"));
    assert_eq!(read("(11)760101").production, date("2076-01-01"));
    let year = |text: &str, year: i16| Gs1::parse(text, year).unwrap().production;
    assert_eq!(year("(11)000101", 1999), date("2000-01-01"));
    assert_eq!(year("(11)990101", 2001), date("1999-01-01"));
    assert_eq!(year("(11)450101", 1995), date("2045-01-01"));
}

#[test]
fn weights_are_in_kilograms() {
    assert_eq!(read("(3103)001250").weight.unwrap().kilograms().to_string(), "1.25");
    assert_eq!(read("(3100)000012").weight.unwrap().kilograms().to_string(), "12");
    assert_eq!(read("(3105)123456").weight.unwrap().kilograms().to_string(), "1.235");
    assert_eq!(wrong("(3106)123456"), (Gs1Problem::UnknownIdentifier, 2));
}

#[test]
fn a_pallet_says_what_is_inside() {
    let found = read("(00)149123450000000016(02)04901234567894(37)144");
    assert_eq!(found.sscc.as_deref(), Some("149123450000000016"));
    assert_eq!(found.contained.as_deref(), Some("04901234567894"));
    assert_eq!(found.contained_count, Some(144));
}

#[test]
fn other_identifiers_are_kept_and_do_no_harm() {
    let found = read("0104901234567894240ABC\u{1d}70032612311200\u{1d}91x");
    assert_eq!(found.others[0], ("240".to_owned(), "ABC".to_owned()));
    assert_eq!(found.others[1], ("7003".to_owned(), "2612311200".to_owned()));
}

#[test]
fn a_plain_barcode_is_not_taken_for_gs1() {
    for text in
        ["4901234567894", "14901234567891", "A-01-02", "ABC(1)", "https://kuramori.example/scan/check/SO-00000012"]
    {
        assert_eq!(Gs1::detect(text, YEAR), None, "{text}");
    }
    assert_eq!(Gs1::detect("0104901234567890", YEAR), None, "no GTIN behind the 01");
    assert!(Gs1::detect("(01)04901234567890", YEAR).unwrap().is_err());
    assert!(Gs1::detect("010490123456789417271231", YEAR).unwrap().is_ok());
}

#[test]
fn a_lot_takes_what_the_item_records() {
    let found = read("(01)04901234567894(15)261231(17)270131(10)L1");
    let lot = found.lot_of(true, ExpiryKind::UseBy);
    assert_eq!((lot.number.is_some(), lot.best_before, lot.use_by), (true, None, date("2027-01-31")));
    assert!(found.lot_of(false, ExpiryKind::None).is_none());
}

#[test]
fn the_public_error_names_problem_and_position() {
    let error = Gs1::parse("(01)04901234567890", YEAR).unwrap_err().public("(01)04901234567890");
    assert_eq!((error.get("problem"), error.get("position")), ("check_digit", "18"));
}

fn with_check_digit(body: &str) -> String {
    let digit = check_digit(body).unwrap();
    format!("{body}{digit}")
}

fn gtin() -> impl Strategy<Value = String> {
    "[0-9]{13}".prop_map(|body| with_check_digit(&body))
}

fn day() -> impl Strategy<Value = Date> {
    (0..36_000_i32).prop_map(|days| Date::new(1977, 1, 1).unwrap().plus_days(days).unwrap())
}

/// Without parentheses, which the printed form cannot tell from its own.
fn free_text() -> impl Strategy<Value = String> {
    "[-!\"%&'*+,./0-9:;<=>?A-Z_a-z]{1,20}"
}

prop_compose! {
    fn symbol()(
        sscc in proptest::option::of("[0-9]{17}".prop_map(|body| with_check_digit(&body))),
        gtin in proptest::option::of(gtin()),
        contained in proptest::option::of(gtin()),
        (production, best_before, use_by) in (proptest::option::of(day()), proptest::option::of(day()), proptest::option::of(day())),
        weight in proptest::option::of((0..=999_999_u32, 0..=5_u8)),
        lot in proptest::option::of(free_text().prop_filter_map("no lot number", |text| LotNumber::parse(&text).ok())),
        serial in proptest::option::of(free_text()),
        (count, contained_count) in (proptest::option::of(0..=99_999_999_u32), proptest::option::of(0..=99_999_999_u32)),
        other in proptest::option::of(free_text()),
    ) -> Gs1 {
        Gs1 {
            sscc, gtin, contained, production, best_before, use_by,
            weight: weight.map(|(digits, decimals)| Weight { digits, decimals }),
            lot, serial, count, contained_count,
            others: other.map(|value| ("91".to_owned(), value)).into_iter().collect(),
        }
    }
}

proptest! {
    #[test]
    fn element_strings_round_trip(symbol in symbol()) {
        prop_assume!(symbol != Gs1::default());
        prop_assert_eq!(&Gs1::parse(&symbol.element_string(), YEAR).unwrap(), &symbol);
        prop_assert_eq!(&Gs1::parse(&format!("]C1{}", symbol.element_string()), YEAR).unwrap(), &symbol);
        prop_assert_eq!(&Gs1::parse(&symbol.to_string(), YEAR).unwrap(), &symbol);
    }

    #[test]
    fn no_text_breaks_it(text in any::<String>()) {
        let _ = Gs1::parse(&text, YEAR);
        let _ = Gs1::detect(&text, YEAR);
    }

    #[test]
    fn no_text_that_looks_like_gs1_breaks_it(
        text in "(\\]C1|\\]d2|https://a/|\u{1d}|)(01|02|10|17|3103|/01/|\\(0?[0-9]{1,4}\\)|[0-9]{0,20}|[%?&=#/é ]|[ -~]{0,4}|\u{1d}){0,12}",
        year in i16::MIN..=i16::MAX,
    ) {
        let _ = Gs1::parse(&text, year);
        if let Err(error) = Gs1::parse(&text, YEAR) {
            prop_assert!(error.position >= 1 && error.position <= text.chars().count() + 1, "{} in {:?}", error.position, text);
        }
    }
}

//! Demo goods: the nth item is the same for the same seed, whatever was made before it.

use model::barcode::{Barcode, check_digit};
use model::item::{ExpiryKind, ItemBarcode, ItemView, TemperatureClass};
use model::{ItemCode, LocalInstant, Quantity, UnitPrice};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::words::{BRANDS, CATEGORIES, Category};
use crate::{Error, Result};

/// The random numbers of one thing.
pub(super) fn random(seed: u64, nth: usize) -> StdRng {
    StdRng::seed_from_u64(seed ^ (nth as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// One of a list.
pub(super) fn one_of<'a, T>(random: &mut StdRng, list: &'a [T]) -> &'a T {
    &list[random.random_range(0..list.len())]
}

/// Which line of goods the nth of `items` belongs to, and its number within it.
pub(super) fn category(nth: usize, items: usize) -> (&'static Category, usize) {
    let (mut begin, mut share) = (0, 0);
    for category in &CATEGORIES {
        share += category.share;
        let end = items * share / 100;
        if nth < end {
            return (category, nth - begin);
        }
        begin = end;
    }
    (&CATEGORIES[CATEGORIES.len() - 1], nth)
}

/// The nth of `items`.
pub(super) fn item(seed: u64, nth: usize, items: usize, at: LocalInstant) -> Result<ItemView> {
    let (category, number) = category(nth, items);
    let mut random = random(seed, nth);
    let (brand, brand_kana) = one_of(&mut random, &BRANDS);
    let (noun, noun_kana) = one_of(&mut random, category.nouns);
    let variant = one_of(&mut random, category.variants);
    let yen = random.random_range(category.price_yen.0..=category.price_yen.1);
    let safety = random.random_range(0..=4) * 12;
    let quantity = |units| Quantity::from_units(units).map_err(Error::internal);
    let has_expiry = category.expiry != ExpiryKind::None;
    Ok(ItemView {
        code: ItemCode::parse(&format!("{}-{:06}", category.prefix, number + 1)).map_err(Error::internal)?,
        name: format!("{brand} {noun}"),
        name2: (*variant).to_owned(),
        kana: format!("{brand_kana} {noun_kana}"),
        category: category.name.to_owned(),
        unit: category.unit.to_owned(),
        barcodes: barcodes(&mut random, nth, category)?,
        lot_managed: category.lot_managed,
        expiry: category.expiry,
        receive_limit_days: has_expiry.then_some(60),
        ship_limit_days: has_expiry.then_some(30),
        safety_stock: quantity(safety)?,
        reorder_point: quantity(safety * 2)?,
        tax: category.tax,
        temperature: match category.temperature {
            TemperatureClass::Frozen if random.random_bool(0.2) => TemperatureClass::Chilled,
            temperature => temperature,
        },
        unit_price: UnitPrice::from_ten_thousandths(yen * 10_000).map_err(Error::internal)?,
        note: String::new(),
        active: true,
        version: 1,
        updated_at: at,
    })
}

/// A JAN code for one, and for most items an ITF-14 for a case.
fn barcodes(random: &mut StdRng, nth: usize, category: &Category) -> Result<Vec<ItemBarcode>> {
    let prefix = if random.random_bool(0.5) { "45" } else { "49" };
    // The step has no factor in common with the range, so that no two items get the same number.
    let jan = checked(&format!("{prefix}{:010}", (nth * 7_919 + 1_000_000_007) % 10_000_000_000))?;
    let mut barcodes = vec![barcode(&jan, 1)?];
    if random.random_bool(0.7) {
        let case = checked(&format!("1{}", &jan[..12]))?;
        barcodes.push(barcode(&case, *one_of(random, category.case))?);
    }
    Ok(barcodes)
}

fn checked(body: &str) -> Result<String> {
    let digit = check_digit(body).ok_or_else(|| Error::internal("a barcode of something else than digits"))?;
    Ok(format!("{body}{digit}"))
}

fn barcode(text: &str, units: i64) -> Result<ItemBarcode> {
    let code = Barcode::parse(text).map_err(Error::internal)?;
    Ok(ItemBarcode { code, quantity: Quantity::from_units(units).map_err(Error::internal)? })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use model::Instant;
    use model::barcode::is_gtin;

    use super::*;

    #[test]
    fn goods_are_repeatable_rise_by_code_and_have_valid_barcodes() {
        let at = Instant::from_micros(0).at_offset(540);
        let items: Vec<ItemView> = (0..2000).map(|nth| item(7, nth, 2000, at).unwrap()).collect();
        assert!(items.windows(2).all(|pair| pair[0].code < pair[1].code));
        let codes: Vec<&str> = items.iter().flat_map(|item| &item.barcodes).map(|b| b.code.as_str()).collect();
        assert!(codes.iter().all(|code| is_gtin(code)));
        assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
        assert_eq!(item(7, 1234, 2000, at).unwrap(), items[1234]);
        assert_ne!(item(8, 1234, 2000, at).unwrap(), items[1234]);
    }
}

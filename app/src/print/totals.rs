//! The amounts of a delivery note: whole yen, totals a tax rate, one rounding a rate and document (適格請求書).

use model::item::TaxClass;
use model::{Quantity, UnitPrice};

/// The amount of a line in yen, before tax; a fraction of a yen is cut off.
#[must_use]
pub fn amount_yen(quantity: Quantity, price: UnitPrice) -> i64 {
    /// Thousandths of a unit times 1/10,000 yen.
    const SCALE: i128 = 10_000_000;
    let exact = i128::from(quantity.milli()) * i128::from(price.ten_thousandths());
    i64::try_from(exact / SCALE).unwrap_or(i64::MAX)
}

/// What one tax rate adds up to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateTotal {
    /// The rate.
    pub tax: TaxClass,
    /// In yen before tax.
    pub net_yen: i64,
    /// In yen; rounded once, a fraction is cut off.
    pub tax_yen: i64,
}

/// The rate in percent.
#[must_use]
pub const fn percent(tax: TaxClass) -> i64 {
    match tax {
        TaxClass::Standard => 10,
        TaxClass::Reduced => 8,
        TaxClass::Exempt => 0,
    }
}

/// The totals of the rates that occur, 10 % first.
#[must_use]
pub fn totals(lines: &[(TaxClass, i64)]) -> Vec<RateTotal> {
    [TaxClass::Standard, TaxClass::Reduced, TaxClass::Exempt]
        .into_iter()
        .filter(|tax| lines.iter().any(|(of, _)| of == tax))
        .map(|tax| {
            let net_yen: i64 = lines.iter().filter(|(of, _)| *of == tax).map(|(_, yen)| yen).sum();
            RateTotal { tax, net_yen, tax_yen: net_yen * percent(tax) / 100 }
        })
        .collect()
}

/// Yen with thousands separators.
#[must_use]
pub fn grouped(yen: i64) -> String {
    Quantity::from_units(yen).map_or_else(|_| yen.to_string(), Quantity::grouped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tax_is_rounded_once_a_rate_and_not_once_a_line() {
        let lines = [(TaxClass::Reduced, 99), (TaxClass::Reduced, 99), (TaxClass::Standard, 105)];
        let totals = totals(&lines);
        assert_eq!(totals[0], RateTotal { tax: TaxClass::Standard, net_yen: 105, tax_yen: 10 });
        // 99 × 8 % is 7.92 a line, 14 when cut off twice; 198 × 8 % is 15.84.
        assert_eq!(totals[1], RateTotal { tax: TaxClass::Reduced, net_yen: 198, tax_yen: 15 });
    }

    #[test]
    fn amounts_are_exact_before_they_are_cut() {
        let quantity = Quantity::parse("2.5").unwrap();
        assert_eq!(amount_yen(quantity, UnitPrice::parse("98.5").unwrap()), 246);
        assert_eq!(amount_yen(Quantity::MAX, UnitPrice::parse("99999999999.9999").unwrap()), i64::MAX);
    }
}

//! Where a receiving order stands, and which of its lines goods are for: pure decisions.

use crate::receiving::ReceivingState;
use crate::slip::LotRef;
use crate::{ItemId, Quantity, StatusId};

/// A line of an order as far as receiving goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// 1, 2, 3 …
    pub line: u32,
    pub item: ItemId,
    /// The planned lot, which may be none.
    pub lot: LotRef,
    pub status: StatusId,
    pub planned: Quantity,
    pub received: Quantity,
}

impl Expected {
    /// planned − received, never below zero.
    #[must_use]
    pub fn remaining(&self) -> Quantity {
        (self.planned - self.received).max(Quantity::ZERO)
    }
}

/// The state of an order that was neither cancelled nor closed by hand.
#[must_use]
pub fn state(lines: &[Expected]) -> ReceivingState {
    if lines.iter().all(|line| line.remaining().is_zero()) {
        ReceivingState::Received
    } else if lines.iter().any(|line| line.received.is_positive()) {
        ReceivingState::Partial
    } else {
        ReceivingState::Planned
    }
}

/// Goods that came, for a line that they name or for any of their item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub item: ItemId,
    /// What was said about the lot.
    pub lot: LotRef,
    pub status: Option<StatusId>,
    pub quantity: Quantity,
    pub line: Option<u32>,
}

/// The lot of goods for a line: what was said about it, completed by what was planned where that does not differ.
#[must_use]
pub fn lot_of(said: &LotRef, planned: &LotRef) -> LotRef {
    let dateless = said.best_before.is_none() && said.use_by.is_none();
    let same_number = said.number == planned.number || said.number.is_none();
    if dateless && same_number { planned.clone() } else { said.clone() }
}

/// A part of an arrival, for the line at a place of the order's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which arrival, by its place.
    pub arrival: usize,
    /// Which line of the order, by its place.
    pub expected: usize,
    pub quantity: Quantity,
}

/// Why arrivals cannot be shared out, by the place of the arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// The order has no such line, or none with this item.
    NotOnSlip { arrival: usize },
    /// More than remains.
    TooMany { arrival: usize, remaining: Quantity },
}

/// Shares arrivals out over the lines of an order: to the line that they name, else to lines of the item with
/// something remaining, those of the same lot and status first. What is over goes to the last of these lines when
/// `allow_over`.
///
/// # Errors
/// Every arrival that is not on the slip or too much.
pub fn share(arrivals: &[Arrival], lines: &[Expected], allow_over: bool) -> Result<Vec<Share>, Vec<ShareError>> {
    let mut remaining: Vec<Quantity> = lines.iter().map(Expected::remaining).collect();
    let (mut shares, mut errors) = (Vec::new(), Vec::new());
    for (arrival, goods) in arrivals.iter().enumerate() {
        let candidates = candidates(goods, lines);
        let Some(&last) = candidates.last() else {
            errors.push(ShareError::NotOnSlip { arrival });
            continue;
        };
        let open: Quantity = candidates.iter().map(|&place| remaining[place]).sum();
        if goods.quantity > open && !allow_over {
            errors.push(ShareError::TooMany { arrival, remaining: open });
            continue;
        }
        let mut left = goods.quantity;
        for &expected in &candidates {
            let fits = if expected == last { left } else { left.min(remaining[expected]) };
            if fits.is_positive() {
                shares.push(Share { arrival, expected, quantity: fits });
                remaining[expected] = (remaining[expected] - fits).max(Quantity::ZERO);
                left = left - fits;
            }
        }
    }
    if errors.is_empty() { Ok(shares) } else { Err(errors) }
}

/// The lines that goods may be for, best first.
fn candidates(goods: &Arrival, lines: &[Expected]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..lines.len())
        .filter(|&place| lines[place].item == goods.item)
        .filter(|&place| goods.line.is_none_or(|line| lines[place].line == line))
        .collect();
    let differs = |line: &Expected| {
        (lot_of(&goods.lot, &line.lot) != line.lot, goods.status.is_some_and(|status| status != line.status))
    };
    places.sort_by_key(|&place| (differs(&lines[place]), lines[place].line));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units(units: i64) -> Quantity {
        Quantity::from_units(units).unwrap()
    }

    fn expected(line: u32, item: i64, planned: i64, received: i64) -> Expected {
        let (lot, status) = (LotRef::default(), StatusId::new(0));
        Expected { line, item: ItemId::new(item), lot, status, planned: units(planned), received: units(received) }
    }

    fn arrival(item: i64, quantity: i64) -> Arrival {
        Arrival { item: ItemId::new(item), lot: LotRef::default(), status: None, quantity: units(quantity), line: None }
    }

    #[test]
    fn goods_fill_the_first_lines_with_something_remaining() {
        let lines = [expected(1, 7, 5, 4), expected(2, 8, 5, 0), expected(3, 7, 5, 0)];
        let shares = share(&[arrival(7, 3)], &lines, false).unwrap();
        assert_eq!(
            shares,
            [
                Share { arrival: 0, expected: 0, quantity: units(1) },
                Share { arrival: 0, expected: 2, quantity: units(2) }
            ]
        );
    }

    #[test]
    fn more_than_remains_goes_to_the_last_line_when_allowed() {
        let lines = [expected(1, 7, 5, 5)];
        let error = share(&[arrival(7, 1)], &lines, false).unwrap_err();
        assert_eq!(error, [ShareError::TooMany { arrival: 0, remaining: Quantity::ZERO }]);
        assert_eq!(share(&[arrival(7, 1)], &lines, true).unwrap().len(), 1);
    }

    #[test]
    fn goods_of_a_lot_go_to_the_line_that_planned_it() {
        let lot = |number: &str, day| LotRef {
            number: Some(crate::LotNumber::parse(number).unwrap()),
            best_before: day,
            use_by: None,
        };
        let day = crate::Date::new(2026, 11, 23).ok();
        let lines = [expected(1, 7, 5, 0), Expected { lot: lot("B", day), ..expected(2, 7, 5, 0) }];
        let goods = Arrival { lot: lot("B", None), ..arrival(7, 1) };
        assert_eq!(share(std::slice::from_ref(&goods), &lines, false).unwrap()[0].expected, 1);
        assert_eq!(lot_of(&goods.lot, &lines[1].lot), lot("B", day));
        assert_eq!(lot_of(&goods.lot, &lines[0].lot), goods.lot);
    }

    #[test]
    fn every_wrong_arrival_is_named() {
        let lines = [expected(1, 7, 5, 0)];
        let named = Arrival { line: Some(2), ..arrival(7, 1) };
        let errors = share(&[arrival(8, 1), named, arrival(7, 9)], &lines, false).unwrap_err();
        assert_eq!(errors.len(), 3);
    }

    proptest! {
        #[test]
        fn all_that_came_is_shared_out_and_no_line_gets_more_than_remains(
            plans in prop::collection::vec((1_i64..4, 1_i64..9, 0_i64..9), 1..6),
            goods in prop::collection::vec((1_i64..4, 1_i64..9), 1..5),
            allow_over: bool,
        ) {
            let lines: Vec<Expected> =
                (1..).zip(plans).map(|(line, (item, planned, received))| expected(line, item, planned, received)).collect();
            let arrivals: Vec<Arrival> = goods.into_iter().map(|(item, quantity)| arrival(item, quantity)).collect();
            let Ok(shares) = share(&arrivals, &lines, allow_over) else { return Ok(()) };
            for (place, goods) in arrivals.iter().enumerate() {
                let given: Quantity = shares.iter().filter(|s| s.arrival == place).map(|s| s.quantity).sum();
                prop_assert_eq!(given, goods.quantity);
            }
            for (place, line) in lines.iter().enumerate() {
                let got: Quantity = shares.iter().filter(|s| s.expected == place).map(|s| s.quantity).sum();
                prop_assert!(allow_over || got <= line.remaining());
            }
        }
    }
}

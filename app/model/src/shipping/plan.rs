//! Which goods an order gets: a pure decision over what was read. What it decides is only a wish until the guarded
//! write of the ledger has given it.

use crate::shipping::AllocationReason;
use crate::{Date, Instant, ItemId, LocationId, LotId, Quantity, StatusId};

/// What a line of an order still wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The line, for the answer; lines are served in this order, those that pin something first.
    pub line: u32,
    pub item: ItemId,
    /// Only this lot.
    pub lot: Option<LotId>,
    /// Only this status.
    pub status: Option<StatusId>,
    /// Above zero, or nothing is chosen.
    pub wanted: Quantity,
    /// Goods that expire before this day stay: the day of shipping plus the item's ship limit.
    pub expires_from: Date,
}

/// Goods that may be allocated: of a shippable status, at an active location that is not kept from allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supply {
    pub item: ItemId,
    pub location: LocationId,
    pub lot: LotId,
    pub status: StatusId,
    /// On hand − allocated.
    pub available: Quantity,
    /// The date of the lot, of either kind.
    pub expires_on: Option<Date>,
    /// When the first goods of this balance came.
    pub first_received_at: Instant,
    /// The place of its location on the walk; equal ones by code.
    pub walk: (i64, String),
}

/// Goods chosen for a line, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub line: u32,
    pub item: ItemId,
    pub location: LocationId,
    pub lot: LotId,
    pub status: StatusId,
    pub quantity: Quantity,
    pub reason: AllocationReason,
}

/// The goods of a warehouse, from which orders choose one after the other.
#[derive(Clone, Debug)]
pub struct Shelf(Vec<Supply>);

impl Shelf {
    /// Puts goods in the order in which they are taken: first expired first out (goods without a date last), then
    /// first in first out, then walking order.
    #[must_use]
    pub fn new(mut supplies: Vec<Supply>) -> Self {
        supplies.sort_by(|a, b| (a.item, rank(a)).cmp(&(b.item, rank(b))));
        Self(supplies)
    }

    /// Chooses goods for the demands of one order; the next order chooses from what is left.
    ///
    /// Never more than is available of a supply, however many lines want it, and never more than is wanted. Lines
    /// that pin a lot or a status choose first, since the others can take something else.
    pub fn choose(&mut self, demands: &[Demand]) -> Vec<Choice> {
        let mut order: Vec<&Demand> = demands.iter().collect();
        order.sort_by_key(|demand| (demand.lot.is_none(), demand.status.is_none(), demand.line));
        let mut choices = Vec::new();
        for demand in order {
            serve(demand, &mut self.0, &mut choices);
        }
        choices.sort_by_key(|choice| choice.line);
        choices
    }
}

/// What goods are taken by; the ids at the end only make the order total.
fn rank(supply: &Supply) -> (bool, Option<Date>, Instant, &(i64, String), LocationId, LotId, StatusId) {
    let Supply { expires_on, first_received_at, walk, location, lot, status, .. } = supply;
    (expires_on.is_none(), *expires_on, *first_received_at, walk, *location, *lot, *status)
}

fn suits(demand: &Demand, supply: &Supply) -> bool {
    supply.item == demand.item
        && supply.available.is_positive()
        && demand.lot.is_none_or(|lot| lot == supply.lot)
        && demand.status.is_none_or(|status| status == supply.status)
        && supply.expires_on.is_none_or(|date| date >= demand.expires_from)
}

/// Serves one line from a shelf that is sorted by item and rank.
fn serve(demand: &Demand, shelf: &mut [Supply], choices: &mut Vec<Choice>) {
    let begin = shelf.partition_point(|supply| supply.item < demand.item);
    let end = shelf.partition_point(|supply| supply.item <= demand.item);
    let shelf = &mut shelf[begin..end];
    let suitable: Vec<usize> = (0..shelf.len()).filter(|&place| suits(demand, &shelf[place])).collect();
    let mut left = demand.wanted;
    for (nth, &place) in suitable.iter().enumerate() {
        if !left.is_positive() {
            return;
        }
        let other = suitable.get(nth + 1).or_else(|| nth.checked_sub(1).and_then(|before| suitable.get(before)));
        let reason = reason(demand, &shelf[place], other.map(|&place| &shelf[place]));
        let supply = &mut shelf[place];
        let quantity = left.min(supply.available);
        left = left - quantity;
        supply.available = supply.available - quantity;
        let Supply { item, location, lot, status, .. } = *supply;
        choices.push(Choice { line: demand.line, item, location, lot, status, quantity, reason });
    }
}

/// The first rule by which the goods differ from their neighbour in the order of choice.
fn reason(demand: &Demand, chosen: &Supply, other: Option<&Supply>) -> AllocationReason {
    if demand.lot.is_some() {
        return AllocationReason::Pinned;
    }
    let expiry_decides = other.map_or(chosen.expires_on.is_some(), |other| other.expires_on != chosen.expires_on);
    if expiry_decides {
        return AllocationReason::ExpiresFirst;
    }
    match other {
        Some(other) if other.first_received_at == chosen.first_received_at => AllocationReason::WalkOrder,
        _ => AllocationReason::CameFirst,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ITEM: ItemId = ItemId::new(1);

    fn date(day: i8) -> Date {
        Date::new(2026, 11, day).unwrap()
    }

    fn units(units: i64) -> Quantity {
        Quantity::from_units(units).unwrap()
    }

    fn demand(line: u32, wanted: i64) -> Demand {
        Demand { line, item: ITEM, lot: None, status: None, wanted: units(wanted), expires_from: date(1) }
    }

    fn supply(location: i64, available: i64) -> Supply {
        Supply {
            item: ITEM,
            location: LocationId::new(location),
            lot: LotId::new(1),
            status: StatusId::new(1),
            available: units(available),
            expires_on: None,
            first_received_at: Instant::from_micros(0),
            walk: (location, String::new()),
        }
    }

    fn plan(demands: &[Demand], supplies: &[Supply]) -> Vec<Choice> {
        Shelf::new(supplies.to_vec()).choose(demands)
    }

    fn taken(choices: &[Choice]) -> Vec<(i64, Quantity, AllocationReason)> {
        choices.iter().map(|choice| (choice.location.get(), choice.quantity, choice.reason)).collect()
    }

    #[test]
    fn what_expires_first_goes_first_and_goods_without_a_date_last() {
        let late = Supply { expires_on: Some(date(20)), lot: LotId::new(2), ..supply(1, 5) };
        let soon = Supply { expires_on: Some(date(10)), lot: LotId::new(3), ..supply(2, 5) };
        let choices = plan(&[demand(1, 12)], &[supply(3, 5), late, soon]);
        let expires = AllocationReason::ExpiresFirst;
        assert_eq!(taken(&choices), [(2, units(5), expires), (1, units(5), expires), (3, units(2), expires)]);
    }

    #[test]
    fn what_came_first_goes_first_when_dates_are_equal_then_the_walk_decides() {
        let later = Supply { first_received_at: Instant::from_micros(9), ..supply(1, 5) };
        let choices = plan(&[demand(1, 6)], &[later.clone(), supply(2, 5)]);
        let came = AllocationReason::CameFirst;
        assert_eq!(taken(&choices), [(2, units(5), came), (1, units(1), came)]);
        let choices = plan(&[demand(1, 1)], &[supply(3, 5), supply(2, 5)]);
        assert_eq!(taken(&choices), [(2, units(1), AllocationReason::WalkOrder)]);
    }

    #[test]
    fn goods_below_the_ship_limit_stay() {
        let soon = Supply { expires_on: Some(date(10)), ..supply(1, 5) };
        let strict = Demand { expires_from: date(11), ..demand(1, 5) };
        assert!(plan(&[strict], std::slice::from_ref(&soon)).is_empty());
        let exact = Demand { expires_from: date(10), ..demand(1, 5) };
        assert_eq!(plan(&[exact], &[soon]).len(), 1);
    }

    #[test]
    fn the_next_order_gets_what_the_one_before_left() {
        let mut shelf = Shelf::new(vec![supply(1, 5)]);
        assert_eq!(shelf.choose(&[demand(1, 3)]).len(), 1);
        assert_eq!(shelf.choose(&[demand(1, 3)])[0].quantity, units(2));
        assert!(shelf.choose(&[demand(1, 3)]).is_empty());
    }

    #[test]
    fn a_line_that_pins_a_lot_chooses_before_one_that_takes_any() {
        let first = Supply { expires_on: Some(date(10)), ..supply(1, 5) };
        let second = Supply { expires_on: Some(date(20)), lot: LotId::new(2), ..supply(2, 5) };
        let pinned = Demand { lot: Some(LotId::new(1)), ..demand(2, 5) };
        let choices = plan(&[demand(1, 5), pinned], &[first, second]);
        assert_eq!(taken(&choices)[0].0, 2);
        assert_eq!(taken(&choices)[1], (1, units(5), AllocationReason::Pinned));
    }

    fn demands() -> impl Strategy<Value = Vec<Demand>> {
        let one = (1_i64..3, prop::option::of(1_i64..4), prop::option::of(1_i64..3), 0_i64..30_000, 1_i8..20);
        prop::collection::vec(one, 0..8).prop_map(|rows| {
            let lines = (1..).zip(rows);
            lines
                .map(|(line, (item, lot, status, wanted, from))| Demand {
                    line,
                    item: ItemId::new(item),
                    lot: lot.map(LotId::new),
                    status: status.map(StatusId::new),
                    wanted: Quantity::from_milli(wanted).unwrap(),
                    expires_from: date(from),
                })
                .collect()
        })
    }

    fn supplies() -> impl Strategy<Value = Vec<Supply>> {
        let one = (1_i64..3, 1_i64..4, 1_i64..3, -5_000_i64..20_000, prop::option::of(1_i8..20), 0_i64..3, 0_i64..3);
        prop::collection::vec(one, 0..12).prop_map(|rows| {
            let places = (1..).zip(rows);
            places
                .map(|(location, (item, lot, status, available, expires, received, walk))| Supply {
                    item: ItemId::new(item),
                    location: LocationId::new(location),
                    lot: LotId::new(lot),
                    status: StatusId::new(status),
                    available: Quantity::from_milli(available).unwrap(),
                    expires_on: expires.map(date),
                    first_received_at: Instant::from_micros(received),
                    walk: (walk, location.to_string()),
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn nothing_is_given_twice_and_nobody_gets_more_than_wanted(demands in demands(), supplies in supplies()) {
            let choices = plan(&demands, &supplies);
            for supply in &supplies {
                let given: Quantity =
                    choices.iter().filter(|c| c.location == supply.location).map(|c| c.quantity).sum();
                prop_assert!(given <= supply.available.max(Quantity::ZERO));
            }
            for demand in &demands {
                let got: Quantity = choices.iter().filter(|c| c.line == demand.line).map(|c| c.quantity).sum();
                prop_assert!(got <= demand.wanted);
            }
            for choice in &choices {
                prop_assert!(choice.quantity.is_positive());
                let demand = demands.iter().find(|d| d.line == choice.line).unwrap();
                let supply = supplies.iter().find(|s| s.location == choice.location).unwrap();
                prop_assert!(suits(demand, supply));
                prop_assert_eq!(choice.reason == AllocationReason::Pinned, demand.lot.is_some());
            }
        }

        #[test]
        fn a_line_is_short_only_when_nothing_suitable_is_left(demands in demands(), supplies in supplies()) {
            let choices = plan(&demands, &supplies);
            for demand in &demands {
                let got: Quantity = choices.iter().filter(|c| c.line == demand.line).map(|c| c.quantity).sum();
                if got == demand.wanted {
                    continue;
                }
                for supply in supplies.iter().filter(|supply| suits(demand, supply)) {
                    let given: Quantity =
                        choices.iter().filter(|c| c.location == supply.location).map(|c| c.quantity).sum();
                    prop_assert_eq!(given, supply.available);
                }
            }
        }

        #[test]
        fn of_the_goods_that_suit_a_line_the_better_are_taken_first(wanted in 1_i64..50_000, supplies in supplies()) {
            let demand = Demand { wanted: Quantity::from_milli(wanted).unwrap(), ..demand(1, 0) };
            let choices = plan(std::slice::from_ref(&demand), &supplies);
            let worst = choices.iter().filter_map(|c| supplies.iter().find(|s| s.location == c.location)).max_by(|a, b| rank(a).cmp(&rank(b)));
            for better in supplies.iter().filter(|s| suits(&demand, s) && worst.is_some_and(|worst| rank(s) < rank(worst))) {
                let given: Quantity = choices.iter().filter(|c| c.location == better.location).map(|c| c.quantity).sum();
                prop_assert_eq!(given, better.available);
            }
        }
    }
}

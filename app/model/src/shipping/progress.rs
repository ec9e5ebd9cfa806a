//! Where a shipping order stands, derived from its lines alone.

use crate::Quantity;
use crate::shipping::ShippingState;

/// The quantities of a line or of a whole order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub ordered: Quantity,
    /// Open allocations.
    pub allocated: Quantity,
    /// Of the open allocations, how much was checked.
    pub checked: Quantity,
    pub shipped: Quantity,
}

impl Progress {
    /// ordered − shipped − allocated: what the order still wants.
    #[must_use]
    pub fn short(self) -> Quantity {
        self.ordered - self.shipped - self.allocated
    }

    /// The sum of lines, or `None` beyond the range of quantities.
    #[must_use]
    pub fn total(lines: &[Self]) -> Option<Self> {
        let sum = |each: fn(&Self) -> Quantity| Quantity::checked_sum(lines.iter().map(each));
        Some(Self {
            ordered: sum(|line| line.ordered)?,
            allocated: sum(|line| line.allocated)?,
            checked: sum(|line| line.checked)?,
            shipped: sum(|line| line.shipped)?,
        })
    }
}

/// The state of an order that was not cancelled: what it needs next.
///
/// While something is short, that says more than what is checked of the rest. Once nothing is, what is held now says
/// more than what went before.
#[must_use]
pub fn state(lines: &[Progress]) -> ShippingState {
    let any = |each: fn(&Progress) -> Quantity| lines.iter().any(|line| each(line).is_positive());
    let all = |each: fn(&Progress) -> bool| lines.iter().all(each);
    let (is_held, has_begun_to_go) = (any(|line| line.allocated), any(|line| line.shipped));
    match (is_held, has_begun_to_go) {
        (false, false) => ShippingState::Open,
        (false, true) if all(|line| line.shipped == line.ordered) => ShippingState::Shipped,
        (_, true) if any(|line| line.short()) => ShippingState::PartlyShipped,
        (_, false) if any(|line| line.short()) => ShippingState::Short,
        _ if !any(|line| line.checked) => ShippingState::Allocated,
        _ if all(|line| line.checked == line.allocated) => ShippingState::Checked,
        _ => ShippingState::Checking,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(ordered: i64, allocated: i64, checked: i64, shipped: i64) -> Progress {
        let units = |units| Quantity::from_units(units).unwrap();
        Progress {
            ordered: units(ordered),
            allocated: units(allocated),
            checked: units(checked),
            shipped: units(shipped),
        }
    }

    #[test]
    fn an_order_walks_through_its_states() {
        let steps = [
            (ShippingState::Open, line(5, 0, 0, 0)),
            (ShippingState::Short, line(5, 3, 0, 0)),
            (ShippingState::Short, line(5, 3, 1, 0)),
            (ShippingState::Short, line(5, 3, 3, 0)),
            (ShippingState::Allocated, line(5, 5, 0, 0)),
            (ShippingState::Checking, line(5, 5, 1, 0)),
            (ShippingState::Checked, line(5, 5, 5, 0)),
            (ShippingState::PartlyShipped, line(5, 0, 0, 3)),
            (ShippingState::PartlyShipped, line(5, 1, 1, 3)),
            (ShippingState::Allocated, line(5, 2, 0, 3)),
            (ShippingState::Checking, line(5, 2, 1, 3)),
            (ShippingState::Checked, line(5, 2, 2, 3)),
            (ShippingState::Shipped, line(5, 0, 0, 5)),
        ];
        for (expected, line) in steps {
            assert_eq!(state(&[line]), expected, "{line:?}");
        }
    }

    #[test]
    fn one_short_line_makes_the_order_short() {
        assert_eq!(state(&[line(5, 5, 0, 0), line(2, 1, 0, 0)]), ShippingState::Short);
        assert_eq!(state(&[line(5, 0, 0, 5), line(2, 0, 0, 0)]), ShippingState::PartlyShipped);
    }

    #[test]
    fn totals_beyond_the_range_are_none_and_the_state_still_stands() {
        let most = Progress { ordered: Quantity::MAX, allocated: Quantity::MAX, ..Progress::default() };
        assert_eq!(Progress::total(&[most, line(1, 0, 0, 0)]), None);
        let checked = Progress { checked: Quantity::MAX, ..most };
        assert_eq!(state(&[checked, most]), ShippingState::Checking, "sums that both end at the range are not equal");
        assert_eq!(Progress::total(&[most, Progress::default()]), Some(most));
    }

    proptest! {
        #[test]
        fn an_order_is_shipped_only_when_nothing_is_left(rows in prop::collection::vec((1_i64..9, 0_i64..9, 0_i64..9, 0_i64..9), 1..6)) {
            let lines: Vec<Progress> = rows
                .into_iter()
                .map(|(ordered, shipped, allocated, checked)| {
                    let shipped = shipped.min(ordered);
                    let allocated = allocated.min(ordered - shipped);
                    line(ordered, allocated, checked.min(allocated), shipped)
                })
                .collect();
            let left = lines.iter().any(|line| line.shipped != line.ordered);
            prop_assert_eq!(state(&lines) == ShippingState::Shipped, !left);
            let total = Progress::total(&lines).unwrap();
            prop_assert_eq!(state(&lines) == ShippingState::Open, total.allocated.is_zero() && total.shipped.is_zero());
            let lacks = ShippingState::LACKING.contains(&state(&lines)) || state(&lines) == ShippingState::Open;
            prop_assert_eq!(lacks, total.short().is_positive());
        }
    }
}

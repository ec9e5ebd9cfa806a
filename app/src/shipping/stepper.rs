//! Where an order stands on its way: 引当 → ピッキング → 検品 → 出荷.

use leptos::prelude::*;
use model::Quantity;
use model::shipping::{ShippingLineView, ShippingOrderView};

use crate::i18n::{tu_string, use_i18n};

/// Sums over the lines of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// 指示数
    pub ordered: Quantity,
    /// 引当済
    pub allocated: Quantity,
    /// 検品済
    pub checked: Quantity,
    /// 出荷済
    pub shipped: Quantity,
    /// 欠品
    pub short: Quantity,
}

impl Totals {
    /// The sums of an order.
    #[must_use]
    pub fn of(order: &ShippingOrderView) -> Self {
        let lines = order.lines.iter();
        Self {
            ordered: lines.clone().map(|line| line.ordered).sum(),
            allocated: lines.clone().map(|line| line.allocated).sum(),
            checked: lines.clone().map(|line| line.checked).sum(),
            shipped: lines.clone().map(|line| line.shipped).sum(),
            short: lines.map(|line| line.short).sum(),
        }
    }

    /// What stays on the order when all that was checked is shipped.
    #[must_use]
    pub fn behind(self) -> Quantity {
        self.ordered - self.shipped - self.checked
    }

    /// Which of the four steps are done, and the one that can be taken now with what is held: of an order that lacks
    /// something, the first step stays undone while the others go on.
    fn steps(self) -> ([bool; 4], Option<usize>) {
        let gone = self.shipped >= self.ordered;
        let (is_held, is_begun) = (self.allocated.is_positive(), self.checked.is_positive());
        let is_checked = is_held && self.checked >= self.allocated;
        let current = match (is_held, is_begun, is_checked) {
            _ if gone => None,
            (false, ..) => Some(0),
            (true, false, _) => Some(1),
            (true, true, false) => Some(2),
            (true, true, true) => Some(3),
        };
        let is_whole = self.allocated + self.shipped >= self.ordered;
        ([is_whole, gone || is_begun, gone || is_checked, gone], current)
    }
}

/// The lines that a check is about: those that hold goods, and those of which something is short and stays behind.
#[must_use]
pub fn lines_to_check(order: &ShippingOrderView) -> Vec<&ShippingLineView> {
    let unfinished = order.state.is_unfinished();
    let concerns = |line: &&ShippingLineView| line.allocated.is_positive() || (unfinished && line.short.is_positive());
    order.lines.iter().filter(concerns).collect()
}

/// What is short of a line, as a badge.
#[must_use]
pub fn short(line: &ShippingLineView) -> Option<AnyView> {
    let i18n = use_i18n();
    line.short.is_positive().then(|| {
        let text = format!("{} {} {}", tu_string!(i18n, shipping.short), line.short.grouped(), line.unit);
        view! { <span class="badge danger">{text}</span> }.into_any()
    })
}

/// The four steps, done and to come.
#[component]
pub fn Stepper(totals: Totals) -> AnyView {
    let i18n = use_i18n();
    let words = [
        tu_string!(i18n, shipping.step_allocate),
        tu_string!(i18n, shipping.step_pick),
        tu_string!(i18n, shipping.step_check),
        tu_string!(i18n, shipping.step_ship),
    ];
    let (done, current) = totals.steps();
    let steps = words
        .into_iter()
        .enumerate()
        .map(|(step, word)| {
            view! {
                <li class:done=done[step] aria-current=(current == Some(step)).then_some("step")>{word}</li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label=tu_string!(i18n, shipping.steps)>{steps}</ol> }.into_any()
}

#[cfg(test)]
mod tests {
    use model::item::TaxClass;
    use model::shipping::ShippingState;
    use model::slip::{LotRef, SlipPartner};
    use model::{Instant, ItemCode, SlipNumber, UnitPrice, WarehouseCode};

    use super::*;

    /// A line of ten: so many held, checked and shipped.
    fn line(number: u32, [allocated, checked, shipped]: [i64; 3]) -> ShippingLineView {
        let quantity = |units| Quantity::from_units(units).unwrap();
        ShippingLineView {
            line: number,
            item: ItemCode::parse("TEA").unwrap(),
            name: "緑茶".to_owned(),
            name2: String::new(),
            unit: "本".to_owned(),
            lot: LotRef::default(),
            status: None,
            ordered: quantity(10),
            allocated: quantity(allocated),
            checked: quantity(checked),
            shipped: quantity(shipped),
            short: quantity(10 - shipped - allocated),
            unit_price: UnitPrice::default(),
            tax: TaxClass::Standard,
        }
    }

    fn order(state: ShippingState, lines: Vec<ShippingLineView>) -> ShippingOrderView {
        ShippingOrderView {
            number: SlipNumber::parse("SO-00000001").unwrap(),
            warehouse: WarehouseCode::parse("W1").unwrap(),
            customer: SlipPartner::default(),
            ship_to: SlipPartner::default(),
            original_number: String::new(),
            planned_on: None,
            note: String::new(),
            state,
            version: 1,
            created_at: Instant::from_micros(0).at_offset(540),
            created_by: String::new(),
            lines,
            allocations: Vec::new(),
            shipments: Vec::new(),
            shipment_count: 0,
        }
    }

    #[test]
    fn a_line_of_which_nothing_is_held_is_shown_as_long_as_it_is_short() {
        let lines = || vec![line(1, [10, 0, 0]), line(2, [0, 0, 0]), line(3, [0, 0, 10])];
        let shown = |order: &ShippingOrderView| lines_to_check(order).iter().map(|line| line.line).collect::<Vec<_>>();
        assert_eq!(shown(&order(ShippingState::Short, lines())), [1, 2]);
        assert_eq!(shown(&order(ShippingState::Cancelled, lines())), [1]);
    }

    #[test]
    fn what_is_short_stays_behind_although_all_that_is_held_was_checked() {
        let order = order(ShippingState::Checked, vec![line(1, [6, 6, 0]), line(2, [0, 0, 10])]);
        assert_eq!(Totals::of(&order).behind(), Quantity::from_units(4).unwrap());
    }

    #[test]
    fn the_current_step_is_the_one_that_what_is_held_waits_for() {
        let units = |units| Quantity::from_units(units).unwrap();
        for (ordered, allocated, checked, shipped, done, current) in [
            (5, 0, 0, 0, [false, false, false, false], Some(0)),
            (5, 5, 0, 0, [true, false, false, false], Some(1)),
            (5, 5, 2, 0, [true, true, false, false], Some(2)),
            (5, 5, 5, 0, [true, true, true, false], Some(3)),
            (5, 0, 0, 5, [true, true, true, true], None),
            (5, 3, 0, 0, [false, false, false, false], Some(1)),
            (5, 3, 1, 0, [false, true, false, false], Some(2)),
            (5, 3, 3, 0, [false, true, true, false], Some(3)),
            (5, 0, 0, 3, [false, false, false, false], Some(0)),
            (5, 2, 1, 3, [true, true, false, false], Some(2)),
        ] {
            let totals = Totals {
                ordered: units(ordered),
                allocated: units(allocated),
                checked: units(checked),
                shipped: units(shipped),
                short: units(ordered - shipped - allocated),
            };
            assert_eq!(totals.steps(), (done, current), "{totals:?}");
        }
    }
}

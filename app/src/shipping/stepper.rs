//! Where an order stands on its way: 引当 → ピッキング → 検品 → 出荷.

use leptos::prelude::*;
use model::Quantity;
use model::shipping::ShippingOrderView;

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
    use super::*;

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

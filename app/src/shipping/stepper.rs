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

    fn steps(self) -> [bool; 4] {
        let gone = self.shipped >= self.ordered;
        let held = self.allocated + self.shipped >= self.ordered;
        let counted = self.checked + self.shipped >= self.ordered;
        [held, counted, counted, gone]
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
    let done = totals.steps();
    let current = done.iter().position(|done| !done);
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

//! How quantities, dates, lots and states are written.

use leptos::prelude::*;
use model::receiving::ReceivingState;
use model::shipping::ShippingState;
use model::slip::{LotRef, SlipKind, SlipPartner};
use model::{Date, ItemCode, LocationCode, Quantity};

use crate::i18n::{tu_string, use_i18n};
use crate::parts::Place;

/// A quantity with its unit.
#[must_use]
pub fn amount(quantity: Quantity, unit: &str) -> AnyView {
    view! { <span class="amount">{quantity.grouped()}" "<small class="unit">{unit.to_owned()}</small></span> }
        .into_any()
}

/// A date, or a dash.
#[must_use]
pub fn date(date: Option<Date>) -> String {
    date.map_or_else(|| "—".to_owned(), Date::slashed)
}

/// A text, or a dash.
#[must_use]
pub fn or_dash(text: &str) -> String {
    if text.is_empty() { "—".to_owned() } else { text.to_owned() }
}

/// Lot number and date, empty when there is none.
#[must_use]
pub fn lot(lot: &LotRef) -> String {
    let i18n = use_i18n();
    let mut parts = Vec::new();
    if let Some(number) = &lot.number {
        parts.push(number.to_string());
    }
    if let Some(date) = lot.best_before {
        parts.push(format!("{} {}", tu_string!(i18n, words.best_before), date.slashed()));
    }
    if let Some(date) = lot.use_by {
        parts.push(format!("{} {}", tu_string!(i18n, words.use_by), date.slashed()));
    }
    parts.join(" / ")
}

/// The status by its seeded name, or its code.
#[must_use]
pub fn status(code: &str) -> String {
    let i18n = use_i18n();
    match code {
        "good" => tu_string!(i18n, words.status_good).to_owned(),
        "hold" => tu_string!(i18n, words.status_hold).to_owned(),
        "damaged" => tu_string!(i18n, words.status_damaged).to_owned(),
        other => other.to_owned(),
    }
}

/// The reason of an adjustment by its seeded name in the language of the screen, or as the company calls it.
#[must_use]
pub fn reason(code: &str, name: &str) -> String {
    let i18n = use_i18n();
    match code {
        "damage" => tu_string!(i18n, words.reason_damage).to_owned(),
        "loss" => tu_string!(i18n, words.reason_loss).to_owned(),
        "found" => tu_string!(i18n, words.reason_found).to_owned(),
        "other" => tu_string!(i18n, words.reason_other).to_owned(),
        _ => name.to_owned(),
    }
}

/// Both names of an item: goods of one name differ by the second, which says size or colour.
#[must_use]
pub fn names(name: &str, name2: &str) -> String {
    format!("{name} {name2}").trim().to_owned()
}

/// Code and both names of an item, for a heading or a sentence.
#[must_use]
pub fn item_title(code: &ItemCode, name: &str, name2: &str) -> String {
    format!("{code} {}", names(name, name2))
}

/// Both names below the code of an item, which leads to the item.
#[must_use]
pub fn item(code: &str, name: &str, name2: &str) -> AnyView {
    view! {
        <span class="item-cell">
            <a class="code" href=path(&["items", code])>{code.to_owned()}</a>
            <span class="item-name">{names(name, name2)}</span>
        </span>
    }
    .into_any()
}

/// The code of a location, which leads to what lies there.
#[must_use]
pub fn location(place: Place, code: &LocationCode) -> AnyView {
    let code = code.to_string();
    let list = place.path(&["stock", "locations"]);
    let value = path(&[&code]);
    let href = format!("{list}?location={}", value.trim_start_matches('/'));
    view! { <a class="code" href=href>{code}</a> }.into_any()
}

/// An absolute path of escaped segments.
#[must_use]
pub fn path(segments: &[&str]) -> String {
    segments.iter().fold(String::new(), |mut path, segment| {
        path.push('/');
        for byte in segment.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
                path.push(char::from(byte));
            } else {
                path.push('%');
                for half in [byte >> 4, byte & 15] {
                    path.extend(char::from_digit(u32::from(half), 16).map(|c| c.to_ascii_uppercase()));
                }
            }
        }
        path
    })
}

/// Where a receiving order stands, as a badge.
#[must_use]
pub fn receiving_state(state: ReceivingState) -> AnyView {
    badge(receiving_tone(state), receiving_word(state))
}

/// The word for a state of a receiving order.
#[must_use]
pub fn receiving_word(state: ReceivingState) -> &'static str {
    let i18n = use_i18n();
    match state {
        ReceivingState::Planned => tu_string!(i18n, receiving.state_planned),
        ReceivingState::Partial => tu_string!(i18n, receiving.state_partial),
        ReceivingState::Received => tu_string!(i18n, receiving.state_received),
        ReceivingState::Cancelled => tu_string!(i18n, receiving.state_cancelled),
    }
}

const fn receiving_tone(state: ReceivingState) -> &'static str {
    match state {
        ReceivingState::Planned => "info",
        ReceivingState::Partial => "warning",
        ReceivingState::Received => "success",
        ReceivingState::Cancelled => "neutral",
    }
}

/// Where a shipping order stands, as a badge.
#[must_use]
pub fn shipping_state(state: ShippingState) -> AnyView {
    badge(shipping_tone(state), shipping_word(state))
}

/// The word for a state of a shipping order.
#[must_use]
pub fn shipping_word(state: ShippingState) -> &'static str {
    let i18n = use_i18n();
    match state {
        ShippingState::Open => tu_string!(i18n, shipping.state_open),
        ShippingState::Short => tu_string!(i18n, shipping.state_short),
        ShippingState::Allocated => tu_string!(i18n, shipping.state_allocated),
        ShippingState::Checking => tu_string!(i18n, shipping.state_checking),
        ShippingState::Checked => tu_string!(i18n, shipping.state_checked),
        ShippingState::PartlyShipped => tu_string!(i18n, shipping.state_partly_shipped),
        ShippingState::Shipped => tu_string!(i18n, shipping.state_shipped),
        ShippingState::Cancelled => tu_string!(i18n, shipping.state_cancelled),
    }
}

const fn shipping_tone(state: ShippingState) -> &'static str {
    match state {
        ShippingState::Open | ShippingState::Allocated => "info",
        ShippingState::Short => "danger",
        ShippingState::Checking | ShippingState::PartlyShipped => "warning",
        ShippingState::Checked | ShippingState::Shipped => "success",
        ShippingState::Cancelled => "neutral",
    }
}

/// A word in a coloured frame.
#[must_use]
pub fn badge(tone: &'static str, text: &'static str) -> AnyView {
    view! { <span class=format!("badge {tone}")>{text}</span> }.into_any()
}

/// The word for a kind of slip.
#[must_use]
pub fn slip_kind(kind: SlipKind) -> &'static str {
    let i18n = use_i18n();
    match kind {
        SlipKind::ReceivingOrder => tu_string!(i18n, words.kind_receiving_order),
        SlipKind::Receipt => tu_string!(i18n, words.kind_receipt),
        SlipKind::ShippingOrder => tu_string!(i18n, words.kind_shipping_order),
        SlipKind::Shipment => tu_string!(i18n, words.kind_shipment),
        SlipKind::Transfer => tu_string!(i18n, words.kind_transfer),
        SlipKind::Adjustment => tu_string!(i18n, words.kind_adjustment),
        SlipKind::Opening => tu_string!(i18n, words.kind_opening),
        SlipKind::Reversal => tu_string!(i18n, words.kind_reversal),
    }
}

/// How much of a whole is done, as a bar with a text for everybody.
#[must_use]
pub fn progress(done: Quantity, whole: Quantity) -> AnyView {
    let label = format!("{} / {}", done.grouped(), whole.grouped());
    view! {
        <span class="progress">
            <progress max=whole.milli().max(1).to_string() value=done.milli().max(0).to_string() aria-label=label.clone()></progress>
            <span class="progress-text">{label}</span>
        </span>
    }
    .into_any()
}

/// Name of a partner, with its code when it has one.
#[must_use]
pub fn partner(partner: &SlipPartner) -> AnyView {
    let Some(code) = &partner.code else { return or_dash(&partner.name).into_any() };
    let code = code.to_string();
    view! {
        {partner.name.clone()}
        " "
        <a class="code" href=path(&["partners", &code])>{code.clone()}</a>
    }
    .into_any()
}

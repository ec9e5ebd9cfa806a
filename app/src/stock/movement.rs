//! A table of postings: when, by which slip and whom, how much, and the balance after it.

use leptos::prelude::*;
use model::Permission;
use model::slip::SlipKind;
use model::stock::PostingView;

use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{may, show};

/// A column that not every screen needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Where several warehouses are shown.
    Warehouse,
    /// Where several items are shown.
    Item,
}

/// The table, latest first.
pub fn postings(rows: &[PostingView], columns: &'static [Column]) -> AnyView {
    let i18n = use_i18n();
    let rows = rows.iter().map(|posting| row(posting, columns)).collect_view();
    let item = columns.contains(&Column::Item).then(|| view! { <th scope="col">{tu_string!(i18n, words.item)}</th> });
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, words.postings)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, stock.recorded_at)}</th>
                        <th scope="col">{tu_string!(i18n, stock.slip)}</th>
                        {item}
                        <th scope="col">{tu_string!(i18n, words.location)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col">{tu_string!(i18n, words.status)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.change)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.balance_after)}</th>
                        <th scope="col">{tu_string!(i18n, words.person)}</th>
                        <th scope="col">{tu_string!(i18n, words.note)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Where a slip is shown; slips without a page of their own by their postings.
#[must_use]
pub fn slip_path(posting: &PostingView) -> String {
    let number = place::escaped(posting.slip.as_str());
    let rest = match posting.kind {
        SlipKind::ReceivingOrder => format!("receiving/{number}"),
        SlipKind::Receipt => format!("receipts/{number}"),
        SlipKind::ShippingOrder => format!("shipping/{number}"),
        SlipKind::Shipment => format!("shipments/{number}"),
        SlipKind::Transfer | SlipKind::Adjustment | SlipKind::Opening | SlipKind::Reversal => {
            format!("stock/slips?slip={number}")
        }
    };
    place::path(&posting.warehouse, &rest)
}

fn row(posting: &PostingView, columns: &[Column]) -> AnyView {
    let i18n = use_i18n();
    let number = posting.slip.to_string();
    let item = columns.contains(&Column::Item).then(|| {
        let item = show::item(posting.item.as_str(), &posting.item_name, &posting.item_name2);
        view! { <td data-label=tu_string!(i18n, words.item)>{item}</td> }
    });
    let warehouse = columns.contains(&Column::Warehouse).then(|| format!("{} ", posting.warehouse));
    let sign = if posting.quantity.is_positive() { "+" } else { "" };
    let reason = show::reason(&posting.reason_code, &posting.reason);
    let note = match (reason.as_str(), posting.note.as_str()) {
        ("", note) => note.to_owned(),
        (reason, "") => reason.to_owned(),
        (reason, note) => format!("{reason} / {note}"),
    };
    view! {
        <tr>
            <th scope="row">{posting.recorded_at.minutes()}</th>
            <td data-label=tu_string!(i18n, stock.slip)>
                {show::slip_kind(posting.kind)} " "
                <a class="code" href=slip_path(posting)>{number}</a>
            </td>
            {item}
            <td class="code breaking" data-label=tu_string!(i18n, words.location)>
                {warehouse}{posting.location.to_string()}
            </td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&posting.lot))}</td>
            <td data-label=tu_string!(i18n, words.status)>{show::status(posting.status.as_str())}</td>
            <td class="number strong" data-label=tu_string!(i18n, stock.change)>
                {sign}{posting.quantity.grouped()}
            </td>
            <td class="number" data-label=tu_string!(i18n, stock.balance_after)>{posting.on_hand_after.grouped()}</td>
            <td data-label=tu_string!(i18n, words.person)>{person(posting)}</td>
            <td data-label=tu_string!(i18n, words.note)>{show::or_dash(&note)}</td>
        </tr>
    }
    .into_any()
}

/// Who posted it; for those who may see it, a way to what else they did.
fn person(posting: &PostingView) -> AnyView {
    let name = show::or_dash(&posting.user);
    if posting.user_id.is_empty() || !may(Permission::Administer) {
        return name.into_any();
    }
    let href = format!("/admin/audit?user={}", place::escaped(&posting.user_id));
    view! { <a href=href>{name}</a> }.into_any()
}

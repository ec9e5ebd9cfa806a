//! An item: what it is, its barcodes, its stock in each warehouse, what moved it last.

use leptos::prelude::*;
use model::item::{ExpiryKind, GetItem, ItemChange, ItemView, TaxClass, TemperatureClass, UpdateItem};
use model::stock::{ListPostings, ListStock, StockRow};
use model::{ItemCode, PageRequest, Quantity};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::activity;
use crate::masters::functions::{get_item, update_item};
use crate::parts::{Confirm, PageHead, Sending, loaded, route, show, use_param};
use crate::stock::functions::{list_postings, list_stock};

/// How many of the last postings are shown.
const LAST: u16 = 10;

/// The page `/items/:code`.
pub struct ItemDetailPage;

impl Screen for ItemDetailPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (code, live) = (use_param("code"), use_live(&["items", "stock"]));
        let key = move || (route::parsed::<ItemCode>("item", &code.get()), live.get());
        let item = Resource::new(key, |(code, _)| async move { get_item(GetItem { code: code? }).await });
        let lying = Resource::new(key, |(code, _)| async move {
            list_stock(ListStock { item: Some(code?), ..ListStock::default() }).await
        });
        let moved = Resource::new(key, |(code, _)| async move {
            let page = PageRequest { limit: Some(LAST), ..PageRequest::default() };
            list_postings(ListPostings { item: Some(code?), page, ..ListPostings::default() }).await
        });
        let again = Callback::new(move |()| item.refetch());
        view! {
            {loaded(item, move |item| detail(&item, again))}
            <section class="section">
                <h2>{tu_string!(i18n, stock.where_it_lies)}</h2>
                {loaded(lying, move |page| stock(&page.data))}
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, masters.last_postings)}</h2>
                {loaded(moved, move |page| {
                    if page.data.is_empty() {
                        return view! { <p class="muted">{tu_string!(i18n, stock.no_postings)}</p> }.into_any();
                    }
                    let rows = page.data.into_iter().map(|posting| {
                        let sign = if posting.quantity.is_positive() { "+" } else { "" };
                        let slip = posting.slip.to_string();
                        let path = show::path(&["w", posting.warehouse.as_str(), "stock", "slips"]);
                        view! {
                            <tr>
                                <th scope="row">{posting.recorded_at.minutes()}</th>
                                <td data-label=tu_string!(i18n, stock.slip)>
                                    {show::slip_kind(posting.kind)} " "
                                    <a class="code" href=format!("{path}?slip={slip}")>{slip.clone()}</a>
                                </td>
                                <td class="code" data-label=tu_string!(i18n, words.location)>
                                    {format!("{} {}", posting.warehouse, posting.location)}
                                </td>
                                <td class="number" data-label=tu_string!(i18n, stock.change)>
                                    {sign}{posting.quantity.grouped()}
                                </td>
                                <td class="number" data-label=tu_string!(i18n, stock.balance_after)>
                                    {posting.on_hand_after.grouped()}
                                </td>
                                <td data-label=tu_string!(i18n, words.person)>{posting.user}</td>
                            </tr>
                        }
                    }).collect_view();
                    view! { <div class="table"><table class="cards"><tbody>{rows}</tbody></table></div> }.into_any()
                })}
            </section>
        }
        .into_any()
    }
}

fn detail(item: &ItemView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let code = item.code.to_string();
    let title = format!("{} {} {}", item.code, item.name, item.name2).trim().to_owned();
    let crumbs = vec![("/items".to_owned(), tu_string!(i18n, masters.items).to_owned())];
    let (subject, edit) = (item.clone(), show::path(&["items", &code, "edit"]));
    let fact = |label: &'static str, value: String| {
        view! { <div><dt>{label}</dt><dd>{show::or_dash(&value)}</dd></div> }
    };
    view! {
        <PageHead title crumbs mark=activity(item.active)>
            <a class="button primary" href=edit>{tu_string!(i18n, words.edit)}</a>
            <Activity item=subject again/>
        </PageHead>
        <div class="columns">
            <section class="card">
                <dl class="facts">
                    {fact(tu_string!(i18n, masters.kana), item.kana.clone())}
                    {fact(tu_string!(i18n, words.category), item.category.clone())}
                    {fact(tu_string!(i18n, words.unit), item.unit.clone())}
                    {fact(tu_string!(i18n, masters.tax), tax(item.tax).to_owned())}
                    {fact(tu_string!(i18n, masters.temperature), temperature(item.temperature).to_owned())}
                    {fact(tu_string!(i18n, masters.lot_managed), yes_no(item.lot_managed).to_owned())}
                    {fact(tu_string!(i18n, masters.expiry), expiry(item.expiry).to_owned())}
                    {fact(tu_string!(i18n, masters.receive_limit), days(item.receive_limit_days))}
                    {fact(tu_string!(i18n, masters.ship_limit), days(item.ship_limit_days))}
                    {fact(tu_string!(i18n, masters.safety_stock), item.safety_stock.grouped())}
                    {fact(tu_string!(i18n, masters.reorder_point), item.reorder_point.grouped())}
                    {fact(tu_string!(i18n, words.unit_price), item.unit_price.to_string())}
                    {fact(tu_string!(i18n, words.note), item.note.clone())}
                    {fact(tu_string!(i18n, masters.updated), item.updated_at.minutes())}
                </dl>
            </section>
            <section class="card">
                <h2>{tu_string!(i18n, masters.barcodes)}</h2>
                {barcodes(item)}
            </section>
        </div>
    }
    .into_any()
}

fn barcodes(item: &ItemView) -> AnyView {
    let i18n = use_i18n();
    if item.barcodes.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, masters.no_barcodes)}</p> }.into_any();
    }
    let rows = item
        .barcodes
        .iter()
        .map(|barcode| {
            view! {
                <tr>
                    <th scope="row" class="code">{barcode.code.to_string()}</th>
                    <td class="number">{show::amount(barcode.quantity, &item.unit)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table>
            <thead>
                <tr>
                    <th scope="col">{tu_string!(i18n, words.scan)}</th>
                    <th scope="col" class="number">{tu_string!(i18n, masters.pack)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn stock(rows: &[StockRow]) -> AnyView {
    let i18n = use_i18n();
    if rows.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, stock.lies_nowhere)}</p> }.into_any();
    }
    let each = rows
        .iter()
        .map(|row| {
            let path = show::path(&["w", row.warehouse.as_str(), "stock", "explain"]);
            let code = show::path(&[row.item.as_str()]);
            let figure = |name: &str, quantity: Quantity, label: &'static str| {
                let href = format!("{path}?item={}&figure={name}", code.trim_start_matches('/'));
                view! {
                    <td class="number" data-label=label><a href=href>{quantity.grouped()}</a></td>
                }
            };
            view! {
                <tr>
                    <th scope="row" class="code">{format!("{} {}", row.warehouse, row.location)}</th>
                    <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&row.lot))}</td>
                    <td data-label=tu_string!(i18n, words.status)>{show::status(row.status.as_str())}</td>
                    {figure("on_hand", row.on_hand, tu_string!(i18n, stock.on_hand))}
                    {figure("allocated", row.allocated, tu_string!(i18n, stock.allocated))}
                    {figure("available", row.available, tu_string!(i18n, stock.available))}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, words.location)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col">{tu_string!(i18n, words.status)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.on_hand)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.allocated)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.available)}</th>
                    </tr>
                </thead>
                <tbody>{each}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn days(days: Option<u16>) -> String {
    let i18n = use_i18n();
    days.map_or_else(String::new, |days| tu_string!(i18n, masters.days_before, days = days.to_string()).to_string())
}

fn yes_no(yes: bool) -> &'static str {
    let i18n = use_i18n();
    if yes { tu_string!(i18n, masters.yes) } else { tu_string!(i18n, masters.no) }
}

/// The word for a tax class.
#[must_use]
pub fn tax(tax: TaxClass) -> &'static str {
    let i18n = use_i18n();
    match tax {
        TaxClass::Standard => tu_string!(i18n, masters.tax_standard),
        TaxClass::Reduced => tu_string!(i18n, masters.tax_reduced),
        TaxClass::Exempt => tu_string!(i18n, masters.tax_exempt),
    }
}

/// The word for a temperature class.
#[must_use]
pub fn temperature(class: TemperatureClass) -> &'static str {
    let i18n = use_i18n();
    match class {
        TemperatureClass::Ambient => tu_string!(i18n, masters.ambient),
        TemperatureClass::Chilled => tu_string!(i18n, masters.chilled),
        TemperatureClass::Frozen => tu_string!(i18n, masters.frozen),
    }
}

/// The word for a kind of date.
#[must_use]
pub fn expiry(kind: ExpiryKind) -> &'static str {
    let i18n = use_i18n();
    match kind {
        ExpiryKind::None => tu_string!(i18n, masters.no),
        ExpiryKind::BestBefore => tu_string!(i18n, words.best_before),
        ExpiryKind::UseBy => tu_string!(i18n, words.use_by),
    }
}

/// Takes an item out of use, or back.
#[component]
fn Activity(item: ItemView, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let (open, form, active) = (RwSignal::new(false), Sending::new(), item.active);
    let subject = StoredValue::new((item.code, item.version));
    let run = move || {
        let (code, version) = subject.get_value();
        let change = ItemChange { active: Some(!active), ..ItemChange::default() };
        form.send(
            |envelope| update_item(envelope, UpdateItem { code, version: Some(version), change }),
            move |_| {
                open.set(false);
                again.run(());
            },
        );
    };
    let (title, text, action) = if active {
        (
            tu_string!(i18n, masters.deactivate_title),
            tu_string!(i18n, masters.deactivate_text),
            tu_string!(i18n, masters.deactivate),
        )
    } else {
        (
            tu_string!(i18n, masters.reactivate_title),
            tu_string!(i18n, masters.reactivate_text),
            tu_string!(i18n, masters.reactivate),
        )
    };
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>{action}</button>
        <Confirm open form title action danger=active on_yes=run><p>{text}</p></Confirm>
    }
    .into_any()
}

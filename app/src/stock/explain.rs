//! What makes a quantity: the formula, the balances, the orders that hold some of it, and every posting.

use leptos::prelude::*;
use model::item::{GetItem, ItemView};
use model::stock::{HolderView, ItemStock, ListHolders, ListItemStock, ListPostings, ListStock};
use model::{ItemCode, LocationCode, PageRequest, Quantity, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::functions::get_item;
use crate::parts::{Empty, Filters, PageHead, Pager, Place, loaded, route, show, use_filters, use_place};
use crate::refusal::Refusal;
use crate::stock::functions::{list_holders, list_item_stock, list_postings, list_stock};
use crate::stock::locations::balances;
use crate::stock::movement::postings;

/// The page `/w/:warehouse/stock/explain`.
pub struct StockExplainPage;

/// What the URL asks to explain.
#[derive(Clone, PartialEq, Eq)]
struct Subject {
    warehouse: WarehouseCode,
    item: ItemCode,
    location: Option<LocationCode>,
}

fn subject(place: Place, filters: Filters) -> Result<Subject, Refusal> {
    Ok(Subject {
        warehouse: place.code()?,
        item: route::parsed("item", &filters.text("item"))?,
        location: filters.parsed("location"),
    })
}

impl Screen for StockExplainPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters) = (use_place(), use_filters());
        let live = use_live(&["stock", "shipping", "receiving"]);
        let key = move || (subject(place, filters), live.get());
        let head = Resource::new(key, |(subject, _)| async move { figures(subject?).await });
        let held = Resource::new(key, |(subject, _)| async move {
            let Subject { warehouse, item, location } = subject?;
            let query = ListHolders { item, warehouse: Some(warehouse), location, page: PageRequest::default() };
            list_holders(query).await
        });
        let lying = Resource::new(key, |(subject, _)| async move {
            let Subject { warehouse, item, location } = subject?;
            let (item, warehouse) = (Some(item), Some(warehouse));
            list_stock(ListStock { item, warehouse, location, ..ListStock::default() }).await
        });
        let moved = Resource::new(
            move || (key(), filters.page()),
            |((subject, _), page)| async move {
                let Subject { warehouse, item, location } = subject?;
                let (item, warehouse) = (Some(item), Some(warehouse));
                list_postings(ListPostings { item, warehouse, location, page, ..ListPostings::default() }).await
            },
        );
        view! {
            {loaded(head, move |(item, stock)| top(place, filters, &item, stock.as_ref()))}
            <section class="section">
                <h2>{tu_string!(i18n, stock.where_it_lies)}</h2>
                {loaded(lying, move |page| match page.data.as_slice() {
                    [] => view! { <p class="muted">{tu_string!(i18n, stock.lies_nowhere)}</p> }.into_any(),
                    rows => balances(place, None, rows),
                })}
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, stock.holders)}</h2>
                {loaded(held, move |page| holders(place, &page.data))}
            </section>
            <section class="section">
                <h2>{tu_string!(i18n, words.postings)}</h2>
                <p class="field-hint">{tu_string!(i18n, stock.postings_hint)}</p>
                {loaded(moved, move |page| {
                    if page.data.is_empty() {
                        return view! { <Empty title=tu_string!(i18n, stock.no_postings)/> }.into_any();
                    }
                    view! {
                        {postings(place, &page.data, false)}
                        <Pager filters shown=page.data.len() next=page.next total=page.total/>
                    }.into_any()
                })}
            </section>
        }
        .into_any()
    }
}

async fn figures(subject: Subject) -> Result<(ItemView, Option<ItemStock>), Refusal> {
    let item = get_item(GetItem { code: subject.item.clone() }).await?;
    let query = ListItemStock {
        warehouse: Some(subject.warehouse),
        search: subject.item.to_string(),
        ..ListItemStock::default()
    };
    let page = list_item_stock(query).await?;
    Ok((item, page.data.into_iter().find(|stock| stock.item == subject.item)))
}

fn top(place: Place, filters: Filters, item: &ItemView, stock: Option<&ItemStock>) -> AnyView {
    let i18n = use_i18n();
    let title = format!("{} {} {}", item.code, item.name, item.name2);
    let crumbs = vec![(place.path(&["stock"]), tu_string!(i18n, stock.title).to_owned())];
    let location = filters.text("location");
    let to_item = show::path(&["items", item.code.as_str()]);
    let here = (!location.is_empty()).then(|| {
        let all = filters.link(&[("location", "")]);
        view! {
            <p>
                {tu_string!(i18n, words.location)} " " <strong class="code">{location}</strong> " "
                <a href=all>{tu_string!(i18n, stock.all_locations)}</a>
            </p>
        }
    });
    view! {
        <PageHead title=title.trim().to_owned() crumbs>
            <a class="button" href=to_item>{tu_string!(i18n, stock.to_item)}</a>
        </PageHead>
        {here}
        {stock.map(|stock| formula(filters, stock))}
    }
    .into_any()
}

/// The four quantities and how they hang together; the one that was asked for is marked.
fn formula(filters: Filters, stock: &ItemStock) -> AnyView {
    let i18n = use_i18n();
    let asked = filters.text("figure");
    let tile = |name: &'static str, label: &'static str, quantity: Quantity, note: &'static str| {
        let here = asked == name;
        view! {
            <div class="tile" class:chosen=here aria-current=here.then_some("true")>
                <span class="tile-label">{label}</span>
                <span class="tile-figure">{quantity.grouped()}</span>
                <span class="tile-note">{note}</span>
            </div>
        }
    };
    view! {
        <div class="tiles">
            {tile("on_hand", tu_string!(i18n, stock.on_hand), stock.on_hand, tu_string!(i18n, stock.on_hand_note))}
            {tile("allocated", tu_string!(i18n, stock.allocated), stock.allocated, tu_string!(i18n, stock.allocated_note))}
            {tile("available", tu_string!(i18n, stock.available), stock.available, tu_string!(i18n, stock.available_note))}
            {tile("incoming", tu_string!(i18n, stock.incoming), stock.incoming, tu_string!(i18n, stock.incoming_note))}
            {tile("outgoing", tu_string!(i18n, stock.outgoing), stock.outgoing, tu_string!(i18n, stock.outgoing_note))}
            {tile("projected", tu_string!(i18n, stock.projected), stock.projected, tu_string!(i18n, stock.projected_note))}
        </div>
    }
    .into_any()
}

fn holders(place: Place, holders: &[HolderView]) -> AnyView {
    let i18n = use_i18n();
    if holders.is_empty() {
        return view! { <p class="muted">{tu_string!(i18n, stock.no_holders)}</p> }.into_any();
    }
    let rows = holders.iter().map(|holder| holder_row(place, holder)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{tu_string!(i18n, shipping.order)}</th>
                        <th scope="col">{tu_string!(i18n, words.customer)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.planned_on)}</th>
                        <th scope="col">{tu_string!(i18n, words.location)}</th>
                        <th scope="col">{tu_string!(i18n, words.lot)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, stock.allocated)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.checked)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn holder_row(place: Place, holder: &HolderView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let order = holder.order.to_string();
    view! {
        <tr>
            <th scope="row"><a class="code" href=place.path(&["shipping", &order])>{order.clone()}</a></th>
            <td data-label=tu_string!(i18n, words.customer)>{show::or_dash(&holder.customer_name)}</td>
            <td data-label=tu_string!(i18n, shipping.planned_on)>{show::date(holder.planned_on)}</td>
            <td class="code" data-label=tu_string!(i18n, words.location)>{holder.location.to_string()}</td>
            <td data-label=tu_string!(i18n, words.lot)>{show::or_dash(&show::lot(&holder.lot))}</td>
            <td class="number" data-label=tu_string!(i18n, stock.allocated)>{holder.quantity.grouped()}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.checked)>{holder.checked.grouped()}</td>
        </tr>
    }
}

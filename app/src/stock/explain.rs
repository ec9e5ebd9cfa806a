//! What makes a figure: how the figures hang together, and exactly the postings, allocations or open lines whose sum it
//! is.

use leptos::prelude::*;
use model::item::{GetItem, ItemView};
use model::stock::{
    GetItemStock, HolderView, ItemStock, ListHolders, ListOpenLines, ListPostings, ListStock, OpenLine, OpenSide,
    Portion, PostingView, StockRow, StockSort,
};
use model::{Page, Permission, Quantity};
use serde::{Deserialize, Serialize};

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::functions::get_item;
use crate::parts::{Empty, Filters, PageHead, Pager, Place, loaded, loaded_page, may, show, use_filters, use_place};
use crate::refusal::Refusal;
use crate::stock::balances::{Shown, balances};
use crate::stock::figure::{Figure, Subject};
use crate::stock::functions::{get_item_stock, list_holders, list_open_lines, list_postings, list_stock};
use crate::stock::holders::{EXPECTED, HELD, WANTED, holders, open_lines};
use crate::stock::movement::postings;
use crate::stock::pages::{Pages, none, page};

/// The page of the balances.
const LYING: &str = "lying";

/// The page `/w/:warehouse/stock/explain`.
pub struct StockExplainPage;

/// A figure and what it counts, as the URL says.
type Asked = Result<(Subject, Figure), Refusal>;

/// A part of the explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Balances,
    Postings,
    Holders,
    Expected,
    Wanted,
}

/// Which parts a figure is the sum of; where it lies is left out when that is known.
fn parts(figure: Figure, is_one_balance: bool) -> &'static [Part] {
    match (figure, is_one_balance) {
        (Figure::OnHand, false) => &[Part::Balances, Part::Postings],
        (Figure::OnHand, true) => &[Part::Postings],
        (Figure::Allocated, false) => &[Part::Balances, Part::Holders],
        (Figure::Allocated, true) => &[Part::Holders],
        (Figure::Available, _) => &[Part::Balances, Part::Holders, Part::Postings],
        (Figure::Incoming, _) => &[Part::Expected],
        (Figure::Outgoing, _) => &[Part::Wanted],
        (Figure::Projected, _) => &[Part::Balances, Part::Expected, Part::Wanted],
    }
}

fn needs(asked: &Asked, part: Part) -> bool {
    asked.as_ref().is_ok_and(|(subject, figure)| parts(*figure, subject.portion.is_some()).contains(&part))
}

impl Screen for StockExplainPage {
    fn view() -> AnyView {
        let (place, filters) = (use_place(), use_filters());
        let live = use_live(&["stock", "shipping", "receiving", "items"]);
        let asked = Memo::new(move |_| -> Asked {
            let figure = Figure::from_name(&filters.text("figure")).unwrap_or(Figure::OnHand);
            Ok((Subject::of_url(place, filters)?, figure))
        });
        let head = Resource::new(move || (asked.get(), live.get()), |(asked, _)| async move { figures(asked?).await });
        let lists = Lists::ask(asked, filters, live);
        let section = move |part: Part, view: fn(Lists, Filters) -> AnyView| {
            move || asked.with(|asked| needs(asked, part)).then(|| view(lists, filters))
        };
        view! {
            {loaded_page(head, move |head| top(place, filters, &head))}
            {section(Part::Balances, lying)}
            {section(Part::Holders, |lists, filters| loaded(lists.held, move |page| holders(filters, &page)))}
            {section(Part::Expected, |lists, filters| {
                loaded(lists.expected, move |page| open_lines(filters, OpenSide::Receiving, &page))
            })}
            {section(Part::Wanted, |lists, filters| {
                loaded(lists.wanted, move |page| open_lines(filters, OpenSide::Shipping, &page))
            })}
            {section(Part::Postings, moved)}
        }
        .into_any()
    }
}

type List<T> = Resource<Result<Page<T>, Refusal>>;

/// The lists of all parts; what the figure does not need is not asked for.
#[derive(Clone, Copy)]
struct Lists {
    lying: List<StockRow>,
    held: List<HolderView>,
    expected: List<OpenLine>,
    wanted: List<OpenLine>,
    moved: List<PostingView>,
}

impl Lists {
    fn ask(asked: Memo<Asked>, filters: Filters, live: Signal<u64>) -> Self {
        let key = move |name: &'static str| move || (asked.get(), page(filters, name), live.get());
        let lines = move |side: OpenSide, part: Part, name: &'static str| {
            Resource::new(key(name), move |(asked, page, _)| async move {
                let Some(Subject { warehouse, item, .. }) = subject(asked, part)? else { return Ok(none()) };
                list_open_lines(ListOpenLines { side, item, warehouse: Some(warehouse), page }).await
            })
        };
        Self {
            lying: Resource::new(key(LYING), |(asked, page, _)| async move {
                let Some(Subject { warehouse, item, location, portion }) = subject(asked, Part::Balances)? else {
                    return Ok(none());
                };
                let (item, warehouse, sort) = (Some(item), Some(warehouse), StockSort::Location);
                list_stock(ListStock { item, warehouse, location, portion, sort, page, ..ListStock::default() }).await
            }),
            held: Resource::new(key(HELD), |(asked, page, _)| async move {
                let Some(Subject { warehouse, item, location, portion }) = subject(asked, Part::Holders)? else {
                    return Ok(none());
                };
                list_holders(ListHolders { item, warehouse: Some(warehouse), location, portion, page }).await
            }),
            expected: lines(OpenSide::Receiving, Part::Expected, EXPECTED),
            wanted: lines(OpenSide::Shipping, Part::Wanted, WANTED),
            moved: Resource::new(
                move || (asked.get(), filters.page(), live.get()),
                |(asked, page, _)| async move {
                    let Some(Subject { warehouse, item, location, portion }) = subject(asked, Part::Postings)? else {
                        return Ok(none());
                    };
                    let (item, warehouse) = (Some(item), Some(warehouse));
                    list_postings(ListPostings { item, warehouse, location, portion, page, ..ListPostings::default() })
                        .await
                },
            ),
        }
    }
}

/// What a part is asked about; nothing when the figure does not need it.
fn subject(asked: Asked, part: Part) -> Result<Option<Subject>, Refusal> {
    let needed = needs(&asked, part);
    Ok(Some(asked?.0).filter(|_| needed))
}

/// What the head of the explanation says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    subject: Subject,
    figure: Figure,
    item: ItemView,
    stock: ItemStock,
}

async fn figures((subject, figure): (Subject, Figure)) -> Result<Head, Refusal> {
    let item = get_item(GetItem { code: subject.item.clone() }).await?;
    let Subject { warehouse, item: code, location, portion } = subject.clone();
    let stock = get_item_stock(GetItemStock { item: code, warehouse: Some(warehouse), location, portion }).await?;
    Ok(Head { subject, figure, item, stock })
}

fn lying(lists: Lists, filters: Filters) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="section" data-explains="balances">
            <h2>{tu_string!(i18n, stock.where_it_lies)}</h2>
            {loaded(lists.lying, move |page| match page.data.as_slice() {
                [] => view! { <p class="muted">{tu_string!(i18n, stock.lies_nowhere)}</p> }.into_any(),
                rows => view! {
                    {balances(rows, Shown::Locations)}
                    <Pages filters name=LYING shown=rows.len() next=page.next.clone() total=page.total/>
                }.into_any(),
            })}
        </section>
    }
    .into_any()
}

fn moved(lists: Lists, filters: Filters) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="section" data-explains="on_hand">
            <h2>{tu_string!(i18n, words.postings)}</h2>
            <p class="field-hint">{tu_string!(i18n, stock.postings_hint)}</p>
            {loaded(lists.moved, move |page| match page.data.as_slice() {
                [] => view! { <Empty title=tu_string!(i18n, stock.no_postings)/> }.into_any(),
                rows => view! {
                    {postings(rows, &[])}
                    <Pager filters shown=rows.len() next=page.next.clone() total=page.total/>
                }.into_any(),
            })}
        </section>
    }
    .into_any()
}

fn top(place: Place, filters: Filters, head: &Head) -> AnyView {
    let i18n = use_i18n();
    let Head { subject, figure, item, stock } = head;
    let title = show::item_title(&item.code, &item.name, &item.name2);
    let crumbs = vec![(place.path(&["stock"]), tu_string!(i18n, stock.title).to_owned())];
    let to_item = show::path(&["items", item.code.as_str()]);
    let corrections = corrections(subject);
    view! {
        <PageHead title crumbs>
            <a class="button" href=to_item>{tu_string!(i18n, stock.to_item)}</a>
            {corrections}
        </PageHead>
        {scope(filters, subject)}
        {tiles(subject, *figure, stock)}
        <p class="lead" data-sum=figure.of(stock).to_string()>{sentence(*figure, stock)}</p>
    }
    .into_any()
}

/// Moving or correcting what the figure counts.
fn corrections(subject: &Subject) -> AnyView {
    let i18n = use_i18n();
    let explanation = subject.path(Figure::OnHand);
    let query = explanation.split_once('?').map_or("", |(_, query)| query).to_owned();
    let href = |rest: &str| format!("{}?{query}", place::path(&subject.warehouse, rest));
    let transfer = may(Permission::Transfer).then(|| {
        view! { <a class="button" href=href("stock/transfer")>{tu_string!(i18n, stock.transfer)}</a> }
    });
    let adjust = may(Permission::Adjust).then(|| {
        view! { <a class="button" href=href("stock/adjust")>{tu_string!(i18n, stock.adjust)}</a> }
    });
    view! { {transfer} {adjust} }.into_any()
}

/// Location, lot and status, where the figure is not that of the whole warehouse, and the way there.
fn scope(filters: Filters, subject: &Subject) -> AnyView {
    let i18n = use_i18n();
    let Some(location) = &subject.location else { return ().into_any() };
    let portion = subject.portion.as_ref().map(|Portion { lot, status }| {
        let lot = show::lot(lot);
        let lot = if lot.is_empty() { tu_string!(i18n, stock.no_lot).to_owned() } else { lot };
        view! {
            <div><dt>{tu_string!(i18n, words.lot)}</dt><dd>{lot}</dd></div>
            <div><dt>{tu_string!(i18n, words.status)}</dt><dd>{show::status(status.as_str())}</dd></div>
        }
    });
    let all = filters.link(&[
        ("location", ""),
        ("status", ""),
        ("lot", ""),
        ("best_before", ""),
        ("use_by", ""),
        (LYING, ""),
        (HELD, ""),
    ]);
    view! {
        <div class="scope">
            <dl class="facts">
                <div>
                    <dt>{tu_string!(i18n, words.location)}</dt>
                    <dd class="code breaking">{location.to_string()}</dd>
                </div>
                {portion}
            </dl>
            <p><a href=all>{tu_string!(i18n, stock.all_locations)}</a></p>
        </div>
    }
    .into_any()
}

/// The figures, each a way to its explanation; the one that was asked for is marked.
fn tiles(subject: &Subject, asked: Figure, stock: &ItemStock) -> AnyView {
    let figures: &[Figure] = if subject.location.is_some() { &Figure::OF_LOCATION } else { &Figure::ALL };
    let tile = |figure: &Figure| {
        let here = *figure == asked;
        view! {
            <a class="tile" class:chosen=here aria-current=here.then_some("true") href=subject.path(*figure)>
                <span class="tile-label">{figure.label()}</span>
                <span class="tile-figure">{figure.of(stock).grouped()}</span>
                <span class="tile-note">{figure.note()}</span>
            </a>
        }
    };
    view! { <div class="tiles">{figures.iter().map(tile).collect_view()}</div> }.into_any()
}

/// How the figure comes about from what stands below.
fn sentence(figure: Figure, stock: &ItemStock) -> String {
    let i18n = use_i18n();
    let quantity = |quantity: Quantity| format!("{} {}", quantity.grouped(), stock.unit);
    let sum = quantity(figure.of(stock));
    match figure {
        Figure::OnHand => tu_string!(i18n, stock.sum_on_hand, sum = sum).to_string(),
        Figure::Allocated => tu_string!(i18n, stock.sum_allocated, sum = sum).to_string(),
        Figure::Available => tu_string!(i18n, stock.sum_available, sum = sum).to_string(),
        Figure::Incoming => tu_string!(i18n, stock.sum_incoming, sum = sum).to_string(),
        Figure::Outgoing => tu_string!(i18n, stock.sum_outgoing, sum = sum).to_string(),
        Figure::Projected => tu_string!(
            i18n,
            stock.sum_projected,
            available = quantity(stock.available),
            incoming = quantity(stock.incoming),
            outgoing = quantity(stock.outgoing),
            sum = sum
        )
        .to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_explained_by_something_and_a_balance_by_no_other() {
        for figure in Figure::ALL {
            assert!(!parts(figure, false).is_empty(), "{figure:?}");
        }
        assert_eq!(parts(Figure::OnHand, true), [Part::Postings]);
        assert_eq!(parts(Figure::Allocated, true), [Part::Holders]);
    }
}

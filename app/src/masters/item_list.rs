//! The list of items.

use leptos::prelude::*;
use model::export::ExportList;
use model::item::{ItemSort, ItemView, ListItems};
use model::{Page, Permission};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::activity;
use crate::masters::csv::Export;
use crate::masters::functions::list_items;
use crate::masters::{active, active_tabs, nothing};
use crate::parts::{
    Filters, May, PageHead, Pager, SearchForm, SortChoice, SortHead, Tabs, loaded, may, show, use_filters,
};
use crate::stock::items::CategoryFilter;

/// The page `/items`.
pub struct ItemListPage;

impl Screen for ItemListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, live) = (use_filters(), use_live(&["items"]));
        let rows =
            Resource::new(move || (query(filters), live.get()), |(query, _)| async move { list_items(query).await });
        view! {
            <PageHead title=tu_string!(i18n, masters.items)>
                <Export list=Signal::derive(move || ExportList::Items(query(filters)))/>
                <May permission=Permission::Import>
                    <a class="button" href="/import">{tu_string!(i18n, masters.import)}</a>
                </May>
                <May permission=Permission::EditMasters>
                    <a class="button primary" href="/items/new">{tu_string!(i18n, masters.new_item)}</a>
                </May>
            </PageHead>
            <Tabs filters name="show" label=tu_string!(i18n, masters.shown) tabs=active_tabs()/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, masters.item_search)
                fields=&["category"]
                keep=&["show"]
            >
                <SortChoice
                    filters
                    columns=&["code", "name", "category", "updated"]
                    labels=vec![
                        tu_string!(i18n, masters.item_code),
                        tu_string!(i18n, masters.name),
                        tu_string!(i18n, words.category),
                        tu_string!(i18n, masters.updated),
                    ]
                />
                <CategoryFilter filters/>
            </SearchForm>
            {loaded(rows, move |page| table(filters, page))}
        }
        .into_any()
    }
}

fn query(filters: Filters) -> ListItems {
    let (sort, descending) = filters.sort();
    ListItems {
        search: filters.text("q"),
        category: filters.text("category"),
        active: active(filters),
        sort: match sort.as_str() {
            "name" => ItemSort::Name,
            "category" => ItemSort::Category,
            "updated" => ItemSort::Updated,
            _ => ItemSort::Code,
        },
        descending,
        page: filters.page(),
    }
}

fn table(filters: Filters, page: Page<ItemView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        let hint = tu_string!(i18n, masters.no_items_hint);
        return nothing(filters, &["q", "category", "show"], tu_string!(i18n, masters.no_items), hint, ways_to_begin);
    }
    let shown = page.data.len();
    let rows = page.data.iter().map(row).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, masters.items)}</caption>
                <thead>
                    <tr>
                        <SortHead filters column="code" label=tu_string!(i18n, masters.item_code) default=true/>
                        <SortHead filters column="name" label=tu_string!(i18n, masters.name)/>
                        <SortHead filters column="category" label=tu_string!(i18n, words.category)/>
                        <th scope="col">{tu_string!(i18n, words.unit)}</th>
                        <th scope="col">{tu_string!(i18n, masters.barcodes)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <SortHead filters column="updated" label=tu_string!(i18n, masters.updated)/>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(item: &ItemView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let code = item.code.to_string();
    let barcodes = item
        .barcodes
        .iter()
        .map(
            |barcode| view! { <span class="code breaking">{barcode.code.to_string()}" ×"{barcode.quantity.grouped()}</span>" " },
        )
        .collect_view();
    view! {
        <tr>
            <th scope="row"><a class="code" href=show::path(&["items", &code])>{code.clone()}</a></th>
            <td data-label=tu_string!(i18n, masters.name)>{show::names(&item.name, &item.name2)}</td>
            <td data-label=tu_string!(i18n, words.category)>{show::or_dash(&item.category)}</td>
            <td data-label=tu_string!(i18n, words.unit)>{item.unit.clone()}</td>
            <td data-label=tu_string!(i18n, masters.barcodes)>{barcodes}</td>
            <td data-label=tu_string!(i18n, words.state)>{activity(item.active)}</td>
            <td data-label=tu_string!(i18n, masters.updated)>{item.updated_at.minutes()}</td>
        </tr>
    }
}

/// How the first items come in.
fn ways_to_begin() -> AnyView {
    let i18n = use_i18n();
    let import = may(Permission::Import).then(|| {
        view! { <a class="button" href="/import">{tu_string!(i18n, masters.import)}</a> }
    });
    view! {
        <a class="button primary" href="/items/new">{tu_string!(i18n, masters.new_item)}</a>
        {import}
    }
    .into_any()
}

//! The list of warehouses.

use leptos::prelude::*;
use model::export::ExportList;
use model::warehouse::{ListWarehouses, WarehouseView};
use model::{Page, Permission};

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::activity;
use crate::masters::csv::Export;
use crate::masters::functions::list_warehouses;
use crate::masters::{active, active_tabs, nothing};
use crate::parts::{Filters, May, PageHead, Pager, SearchForm, SortChoice, SortHead, Tabs, loaded, show, use_filters};

/// The page `/warehouses`.
pub struct WarehouseListPage;

impl Screen for WarehouseListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, live) = (use_filters(), use_live(&["locations"]));
        let query = move || ListWarehouses {
            search: filters.text("q"),
            active: active(filters),
            descending: filters.sort().1,
            page: filters.page(),
        };
        let rows =
            Resource::new(move || (query(), live.get()), |(query, _)| async move { list_warehouses(query).await });
        view! {
            <PageHead title=tu_string!(i18n, masters.warehouses)>
                <Export list=Signal::derive(move || ExportList::Warehouses(query()))/>
                <May permission=Permission::EditMasters>
                    <a class="button primary" href="/warehouses/new">{tu_string!(i18n, masters.new_warehouse)}</a>
                </May>
            </PageHead>
            <Tabs filters name="show" label=tu_string!(i18n, masters.shown) tabs=active_tabs()/>
            <SearchForm filters placeholder=tu_string!(i18n, masters.code_or_name) keep=&["show"]>
                <SortChoice filters columns=&["code"] labels=vec![tu_string!(i18n, masters.code)]/>
            </SearchForm>
            {loaded(rows, move |page| table(filters, page))}
        }
        .into_any()
    }
}

fn table(filters: Filters, page: Page<WarehouseView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        let hint = tu_string!(i18n, masters.no_warehouses_hint);
        return nothing(filters, &["q", "show"], tu_string!(i18n, masters.no_warehouses), hint, || {
            view! { <a class="button primary" href="/warehouses/new">{tu_string!(i18n, masters.new_warehouse)}</a> }
                .into_any()
        });
    }
    let shown = page.data.len();
    let row = |each: &WarehouseView| {
        let code = each.code.to_string();
        let locations = place::path(&each.code, "locations");
        view! {
            <tr>
                <th scope="row"><a class="code" href=show::path(&["warehouses", &code])>{code.clone()}</a></th>
                <td data-label=tu_string!(i18n, masters.name)>{each.name.clone()}</td>
                <td data-label=tu_string!(i18n, masters.address)>
                    {show::or_dash(format!("{} {}", each.postal_code, each.address).trim())}
                </td>
                <td data-label=tu_string!(i18n, masters.phone)>{show::or_dash(&each.phone)}</td>
                <td data-label=tu_string!(i18n, words.state)>{activity(each.active)}</td>
                <td><a href=locations>{tu_string!(i18n, masters.locations)}</a></td>
            </tr>
        }
    };
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, masters.warehouses)}</caption>
                <thead>
                    <tr>
                        <SortHead filters column="code" label=tu_string!(i18n, masters.code) default=true/>
                        <th scope="col">{tu_string!(i18n, masters.name)}</th>
                        <th scope="col">{tu_string!(i18n, masters.address)}</th>
                        <th scope="col">{tu_string!(i18n, masters.phone)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <th scope="col"><span class="spoken">{tu_string!(i18n, words.actions)}</span></th>
                    </tr>
                </thead>
                <tbody>{page.data.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

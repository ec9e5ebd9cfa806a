//! The list of partners.

use leptos::prelude::*;
use model::export::ExportList;
use model::partner::{ListPartners, PartnerRole, PartnerSort, PartnerView};
use model::{Page, Permission};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::change::activity;
use crate::masters::csv::Export;
use crate::masters::functions::list_partners;
use crate::masters::{active, active_tabs, nothing};
use crate::parts::{
    ChoiceFilter, Filters, May, PageHead, Pager, SearchForm, SortChoice, SortHead, Tabs, loaded, show, use_filters,
};

/// The page `/partners`.
pub struct PartnerListPage;

impl Screen for PartnerListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (filters, live) = (use_filters(), use_live(&["partners"]));
        let rows =
            Resource::new(move || (query(filters), live.get()), |(query, _)| async move { list_partners(query).await });
        view! {
            <PageHead title=tu_string!(i18n, masters.partners)>
                <Export list=Signal::derive(move || ExportList::Partners(query(filters)))/>
                <May permission=Permission::EditMasters>
                    <a class="button primary" href="/partners/new">{tu_string!(i18n, masters.new_partner)}</a>
                </May>
            </PageHead>
            <Tabs filters name="show" label=tu_string!(i18n, masters.shown) tabs=active_tabs()/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, masters.code_or_name)
                fields=&["role"]
                keep=&["show"]
            >
                <SortChoice
                    filters
                    columns=&["code", "name"]
                    labels=vec![tu_string!(i18n, masters.code), tu_string!(i18n, masters.name)]
                />
                <ChoiceFilter filters name="role" label=tu_string!(i18n, masters.role) choices=roles()/>
            </SearchForm>
            {loaded(rows, move |page| table(filters, page))}
        }
        .into_any()
    }
}

fn roles() -> Signal<Vec<(String, String)>> {
    let i18n = use_i18n();
    let choice = |value: &str, text: &str| (value.to_owned(), text.to_owned());
    Signal::stored(vec![
        choice("", tu_string!(i18n, words.all)),
        choice("supplier", tu_string!(i18n, words.supplier)),
        choice("customer", tu_string!(i18n, words.customer)),
        choice("ship_to", tu_string!(i18n, words.ship_to)),
    ])
}

fn query(filters: Filters) -> ListPartners {
    let (sort, descending) = filters.sort();
    ListPartners {
        search: filters.text("q"),
        role: match filters.text("role").as_str() {
            "supplier" => Some(PartnerRole::Supplier),
            "customer" => Some(PartnerRole::Customer),
            "ship_to" => Some(PartnerRole::ShipTo),
            _ => None,
        },
        active: active(filters),
        sort: if sort == "name" { PartnerSort::Name } else { PartnerSort::Code },
        descending,
        page: filters.page(),
    }
}

fn table(filters: Filters, page: Page<PartnerView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        let hint = tu_string!(i18n, masters.no_partners_hint);
        return nothing(filters, &["q", "role", "show"], tu_string!(i18n, masters.no_partners), hint, || {
            view! { <a class="button primary" href="/partners/new">{tu_string!(i18n, masters.new_partner)}</a> }
                .into_any()
        });
    }
    let shown = page.data.len();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, masters.partners)}</caption>
                <thead>
                    <tr>
                        <SortHead filters column="code" label=tu_string!(i18n, masters.code) default=true/>
                        <SortHead filters column="name" label=tu_string!(i18n, masters.name)/>
                        <th scope="col">{tu_string!(i18n, masters.role)}</th>
                        <th scope="col">{tu_string!(i18n, masters.address)}</th>
                        <th scope="col">{tu_string!(i18n, masters.phone)}</th>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                    </tr>
                </thead>
                <tbody>{page.data.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(each: &PartnerView) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let code = each.code.to_string();
    view! {
        <tr>
            <th scope="row"><a class="code" href=show::path(&["partners", &code])>{code.clone()}</a></th>
            <td data-label=tu_string!(i18n, masters.name)>{each.name.clone()}</td>
            <td data-label=tu_string!(i18n, masters.role)>
                {roles_of(each)}
            </td>
            <td data-label=tu_string!(i18n, masters.address)>
                {show::or_dash(format!("{} {}", each.postal_code, each.address).trim())}
            </td>
            <td data-label=tu_string!(i18n, masters.phone)>{show::or_dash(&each.phone)}</td>
            <td data-label=tu_string!(i18n, words.state)>{activity(each.active)}</td>
        </tr>
    }
}

/// What a partner is, as badges.
#[must_use]
pub fn roles_of(partner: &PartnerView) -> AnyView {
    let i18n = use_i18n();
    let role = |is: bool, word: &'static str| is.then(|| show::badge("neutral", word));
    view! {
        {role(partner.supplier, tu_string!(i18n, words.supplier))} " "
        {role(partner.customer, tu_string!(i18n, words.customer))} " "
        {role(partner.ship_to, tu_string!(i18n, words.ship_to))}
    }
    .into_any()
}

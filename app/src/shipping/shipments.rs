//! The list of shipments (出荷実績), latest first.

use leptos::prelude::*;
use model::shipping::ListShipments;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Empty, PageHead, Pager, SearchForm, TextFilter, loaded, use_filters, use_place};
use crate::shipping::detail::shipments;
use crate::shipping::functions::list_shipments;

/// The page `/w/:warehouse/shipments`.
pub struct ShipmentListPage;

impl Screen for ShipmentListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters, live) = (use_place(), use_filters(), use_live(&["shipping"]));
        let rows = Resource::new(
            move || {
                let query = |warehouse| ListShipments {
                    warehouse: Some(warehouse),
                    search: filters.text("q"),
                    business_from: filters.date("from"),
                    business_to: filters.date("to"),
                    page: filters.page(),
                };
                (place.code().map(query), live.get())
            },
            |(query, _)| async move { list_shipments(query?).await },
        );
        let crumbs = vec![(place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, shipping.shipments) crumbs/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, shipping.search_placeholder)
                fields=&["from", "to"]
                keep=&[]
            >
                <TextFilter filters name="from" kind="date" label=tu_string!(i18n, words.business_from)/>
                <TextFilter filters name="to" kind="date" label=tu_string!(i18n, words.date_to)/>
            </SearchForm>
            {loaded(rows, move |page| {
                if page.data.is_empty() && filters.any(&["q", "from", "to"]) {
                    return view! {
                        <Empty
                            title=tu_string!(i18n, shipping.none_found_shipments)
                            hint=tu_string!(i18n, words.none_found_hint)
                        />
                    }.into_any();
                }
                if page.data.is_empty() {
                    return view! {
                        <Empty
                            title=tu_string!(i18n, shipping.no_shipments)
                            hint=tu_string!(i18n, shipping.no_shipments_hint)
                        />
                    }.into_any();
                }
                view! {
                    {shipments(place, &page.data)}
                    <Pager filters shown=page.data.len() next=page.next total=page.total/>
                }.into_any()
            })}
        }
        .into_any()
    }
}

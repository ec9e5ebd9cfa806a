//! The list of receipts (入荷実績), latest first.

use leptos::prelude::*;
use model::Permission;
use model::receiving::ListReceipts;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Empty, May, PageHead, Pager, SearchForm, TextFilter, loaded, use_filters, use_place};
use crate::receiving::detail::receipts;
use crate::receiving::functions::list_receipts;

/// The page `/w/:warehouse/receipts`.
pub struct ReceiptListPage;

impl Screen for ReceiptListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters, live) = (use_place(), use_filters(), use_live(&["receiving"]));
        let rows = Resource::new(
            move || {
                let query = |warehouse| ListReceipts {
                    warehouse: Some(warehouse),
                    search: filters.text("q"),
                    business_from: filters.date("from"),
                    business_to: filters.date("to"),
                    page: filters.page(),
                };
                (place.code().map(query), live.get())
            },
            |(query, _)| async move { list_receipts(query?).await },
        );
        let crumbs = vec![(place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, receiving.receipts) crumbs>
                <May permission=Permission::Receive>
                    <a class="button primary" href=move || place.path(&["receiving", "unplanned"])>
                        {tu_string!(i18n, receiving.unplanned)}
                    </a>
                </May>
            </PageHead>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, receiving.search_placeholder)
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
                            title=tu_string!(i18n, receiving.none_found_receipts)
                            hint=tu_string!(i18n, words.none_found_hint)
                        />
                    }.into_any();
                }
                if page.data.is_empty() {
                    return view! {
                        <Empty
                            title=tu_string!(i18n, receiving.no_receipts)
                            hint=tu_string!(i18n, receiving.no_receipts_hint)
                        />
                    }.into_any();
                }
                view! {
                    {receipts(place, &page.data)}
                    <Pager filters shown=page.data.len() next=page.next total=page.total/>
                }.into_any()
            })}
        }
        .into_any()
    }
}

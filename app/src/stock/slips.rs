//! Stock by slip: what each slip moved, latest first.

use leptos::prelude::*;
use model::SlipNumber;
use model::stock::ListPostings;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{Empty, Filters, PageHead, Pager, Place, loaded, use_filters, use_place};
use crate::refusal::Refusal;
use crate::stock::functions::list_postings;
use crate::stock::movement::{Column, postings};
use crate::stock::{StockActions, StockTab, StockTabs};

/// The page `/w/:warehouse/stock/slips`.
pub struct StockSlipsPage;

impl Screen for StockSlipsPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters) = (use_place(), use_filters());
        let live = use_live(&["stock"]);
        let rows = Resource::new(
            move || (query(place, filters), live.get()),
            |(query, _)| async move { list_postings(query?).await },
        );
        view! {
            <PageHead title=tu_string!(i18n, stock.title)><StockActions place/></PageHead>
            <StockTabs place here=StockTab::Slips/>
            <leptos_router::components::Form method="GET" action="" attr:class="filters" attr:role="search">
                <div class="field search">
                    <label for="field-slip">{tu_string!(i18n, words.number)}</label>
                    <input
                        id="field-slip"
                        type="search"
                        name="slip"
                        autocomplete="off"
                        placeholder=tu_string!(i18n, stock.slip_placeholder)
                        value=move || filters.text("slip")
                    />
                </div>
                <button type="submit" class="button">{tu_string!(i18n, words.search)}</button>
                <Show when=move || filters.any(&["slip"])>
                    <a class="button ghost" href="?">{tu_string!(i18n, words.clear_filters)}</a>
                </Show>
            </leptos_router::components::Form>
            {loaded(rows, move |page| {
                if page.data.is_empty() {
                    return view! {
                        <Empty title=tu_string!(i18n, stock.no_postings) hint=tu_string!(i18n, stock.no_postings_hint)/>
                    }.into_any();
                }
                view! {
                    {postings(&page.data, &[Column::Item])}
                    <Pager filters shown=page.data.len() next=page.next total=page.total/>
                }.into_any()
            })}
        }
        .into_any()
    }
}

fn query(place: Place, filters: Filters) -> Result<ListPostings, Refusal> {
    Ok(ListPostings {
        warehouse: Some(place.code()?),
        slip: filters.parsed::<SlipNumber>("slip"),
        page: filters.page(),
        ..ListPostings::default()
    })
}

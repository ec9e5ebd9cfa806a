//! Stock by slip: what each slip moved, latest first.

use leptos::prelude::*;
use model::Page;
use model::stock::{ListPostings, PostingView};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::list::{empty_fields, use_search};
use crate::parts::{Empty, Filters, PageHead, Pager, Place, TextFilter, loaded, use_filters, use_place};
use crate::refusal::Refusal;
use crate::stock::functions::list_postings;
use crate::stock::movement::{Column, postings};
use crate::stock::pages::none;
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
            |(query, _)| async move {
                match query? {
                    Some(query) => list_postings(query).await,
                    None => Ok(none()),
                }
            },
        );
        view! {
            <PageHead title=tu_string!(i18n, stock.title)><StockActions place/></PageHead>
            <StockTabs place here=StockTab::Slips/>
            <form method="get" class="filters" role="search" on:submit=use_search()>
                <TextFilter
                    filters
                    name="slip"
                    label=tu_string!(i18n, words.number)
                    placeholder=tu_string!(i18n, stock.slip_placeholder)
                />
                <button type="submit" class="button">{tu_string!(i18n, words.search)}</button>
                <Show when=move || filters.any(&["slip"])>
                    <a class="button ghost" href="?" on:click=empty_fields>{tu_string!(i18n, words.clear_filters)}</a>
                </Show>
            </form>
            {loaded(rows, move |page| table(filters, &page))}
        }
        .into_any()
    }
}

/// What the URL asks for; nothing when it names what can be no slip.
fn query(place: Place, filters: Filters) -> Result<Option<ListPostings>, Refusal> {
    let warehouse = Some(place.code()?);
    let Ok(slip) = filters.code("slip") else { return Ok(None) };
    Ok(Some(ListPostings { warehouse, slip, page: filters.page(), ..ListPostings::default() }))
}

fn table(filters: Filters, page: &Page<PostingView>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() && filters.any(&["slip"]) {
        return view! {
            <Empty title=tu_string!(i18n, stock.no_postings_of_slip) hint=tu_string!(i18n, stock.no_postings_of_slip_hint)>
                <a class="button" href="?">{tu_string!(i18n, words.clear_filters)}</a>
            </Empty>
        }
        .into_any();
    }
    if page.data.is_empty() {
        return view! {
            <Empty title=tu_string!(i18n, stock.no_postings) hint=tu_string!(i18n, stock.no_postings_hint)/>
        }
        .into_any();
    }
    view! {
        {postings(&page.data, &[Column::Item])}
        <Pager filters shown=page.data.len() next=page.next.clone() total=page.total/>
    }
    .into_any()
}

//! The list of receiving orders (入荷予定).

use leptos::prelude::*;
use model::receiving::{ListReceivingOrders, ReceivingOrderSummary, ReceivingSort, ReceivingState};
use model::{Page, Permission};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{
    Empty, Filters, May, PageHead, Pager, Place, SearchForm, SortChoice, SortHead, Tabs, TextFilter, loaded, may, show,
    use_filters, use_place,
};
use crate::receiving::functions::list_receiving_orders;
use crate::refusal::Refusal;

/// The page `/w/:warehouse/receiving`.
pub struct ReceivingListPage;

impl Screen for ReceivingListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters) = (use_place(), use_filters());
        let live = use_live(&["receiving"]);
        let rows = Resource::new(
            move || (query(place, filters), live.get()),
            |(query, _)| async move { list_receiving_orders(query?).await },
        );
        view! {
            <PageHead title=tu_string!(i18n, receiving.title)>
                <a class="button" href=move || place.path(&["receipts"])>{tu_string!(i18n, receiving.receipts)}</a>
                <May permission=Permission::Receive>
                    <a class="button" href=move || place.path(&["receiving", "unplanned"])>
                        {tu_string!(i18n, receiving.unplanned)}
                    </a>
                </May>
                <May permission=Permission::EditSlips>
                    <a class="button primary" href=move || place.path(&["receiving", "new"])>
                        {tu_string!(i18n, receiving.new)}
                    </a>
                </May>
            </PageHead>
            <Tabs filters name="state" label=tu_string!(i18n, words.state) tabs=tabs()/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, receiving.search_placeholder)
                fields=&["from", "to"]
                keep=&["state"]
            >
                <TextFilter filters name="from" kind="date" label=tu_string!(i18n, receiving.planned_from)/>
                <TextFilter filters name="to" kind="date" label=tu_string!(i18n, words.date_to)/>
                <SortChoice
                    filters
                    columns=&["planned", "number"]
                    labels=vec![tu_string!(i18n, receiving.planned_on), tu_string!(i18n, words.number)]
                />
            </SearchForm>
            {loaded(rows, move |page| table(place, filters, page))}
        }
        .into_any()
    }
}

/// What the URL asks for; slips that wait for goods when it says nothing.
fn query(place: Place, filters: Filters) -> Result<ListReceivingOrders, Refusal> {
    let states = match filters.text("state").as_str() {
        "" => vec![ReceivingState::Planned, ReceivingState::Partial],
        name => ReceivingState::from_name(name).into_iter().collect(),
    };
    let (sort, descending) = filters.sort();
    Ok(ListReceivingOrders {
        warehouse: Some(place.code()?),
        states,
        search: filters.text("q"),
        planned_from: filters.date("from"),
        planned_to: filters.date("to"),
        sort: if sort == "number" { ReceivingSort::Number } else { ReceivingSort::PlannedOn },
        descending,
        page: filters.page(),
    })
}

fn tabs() -> Vec<(String, &'static str)> {
    let i18n = use_i18n();
    let states = ReceivingState::ALL.into_iter();
    [(String::new(), tu_string!(i18n, receiving.tab_waiting))]
        .into_iter()
        .chain(states.map(|state| (state.as_str().to_owned(), show::receiving_word(state))))
        .chain([("all".to_owned(), tu_string!(i18n, words.all))])
        .collect()
}

fn table(place: Place, filters: Filters, page: Page<ReceivingOrderSummary>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return empty(place, filters);
    }
    let shown = page.data.len();
    let rows = page.data.into_iter().map(|order| row(place, &order)).collect_view();
    view! {
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, receiving.title)}</caption>
                <thead>
                    <tr>
                        <SortHead filters column="number" label=tu_string!(i18n, words.number)/>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <SortHead filters column="planned" label=tu_string!(i18n, receiving.planned_on) default=true/>
                        <th scope="col">{tu_string!(i18n, words.supplier)}</th>
                        <th scope="col">{tu_string!(i18n, words.original_number)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.line_count)}</th>
                        <th scope="col">{tu_string!(i18n, receiving.received_of_planned)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

fn row(place: Place, order: &ReceivingOrderSummary) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let number = order.number.to_string();
    view! {
        <tr>
            <th scope="row"><a class="code" href=place.path(&["receiving", &number])>{number.clone()}</a></th>
            <td data-label=tu_string!(i18n, words.state)>{show::receiving_state(order.state)}</td>
            <td data-label=tu_string!(i18n, receiving.planned_on)>{show::date(order.planned_on)}</td>
            <td data-label=tu_string!(i18n, words.supplier)>{show::or_dash(&order.supplier_name)}</td>
            <td class="code" data-label=tu_string!(i18n, words.original_number)>
                {show::or_dash(&order.original_number)}
            </td>
            <td class="number" data-label=tu_string!(i18n, words.line_count)>{order.lines}</td>
            <td data-label=tu_string!(i18n, receiving.received_of_planned)>
                {show::progress(order.received, order.planned)}
            </td>
        </tr>
    }
}

fn empty(place: Place, filters: Filters) -> AnyView {
    let i18n = use_i18n();
    if filters.any(&["q", "from", "to", "state"]) {
        return view! {
            <Empty title=tu_string!(i18n, receiving.none_found) hint=tu_string!(i18n, words.none_found_hint)>
                <a class="button" href="?">{tu_string!(i18n, words.clear_filters)}</a>
            </Empty>
        }
        .into_any();
    }
    let new = may(Permission::EditSlips).then(|| {
        view! {
            <a class="button primary" href=place.path(&["receiving", "new"])>{tu_string!(i18n, receiving.new)}</a>
        }
    });
    view! {
        <Empty title=tu_string!(i18n, receiving.none) hint=tu_string!(i18n, receiving.none_hint)>
            {new}
        </Empty>
    }
    .into_any()
}

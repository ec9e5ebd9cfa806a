//! The list of shipping orders (出荷指示), with allocation of many at once.

use std::collections::BTreeSet;

use leptos::prelude::*;
use model::shipping::{
    AllocateMany, AllocationResult, ListShippingOrders, ShippingOrderSummary, ShippingSort, ShippingState,
};
use model::{Page, Permission, Quantity, SlipNumber};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::{
    Empty, Errors, Filters, May, PageHead, Pager, Place, SearchForm, Sending, SortChoice, SortHead, Tabs, TextFilter,
    loaded, may, show, use_filters, use_place,
};
use crate::refusal::Refusal;
use crate::shipping::functions::{allocate_many, list_shipping_orders};

/// Orders that lack something, and those that are to be picked and checked: values of the parameter `state`, beside
/// the names of states.
const LACKING: &str = "lacking";
const TO_PICK: &str = "to_pick";

/// The most orders that are allocated at once.
const MANY_MAX: usize = 200;

/// The page `/w/:warehouse/shipping`.
pub struct ShippingListPage;

impl Screen for ShippingListPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, filters, live) = (use_place(), use_filters(), use_live(&["shipping"]));
        let rows = Resource::new(
            move || (query(place, filters), live.get()),
            |(query, _)| async move { list_shipping_orders(query?).await },
        );
        let (chosen, results) = (RwSignal::new(BTreeSet::new()), RwSignal::new(None));
        choose_only_shown(rows, chosen);
        forget_at_another_list(place, filters, chosen, results);
        let again = Callback::new(move |()| rows.refetch());
        view! {
            <PageHead title=tu_string!(i18n, shipping.title)>
                <a class="button" href=move || place.path(&["shipments"])>{tu_string!(i18n, shipping.shipments)}</a>
                <May permission=Permission::EditSlips>
                    <a class="button primary" href=move || place.path(&["shipping", "new"])>
                        {tu_string!(i18n, shipping.new)}
                    </a>
                </May>
            </PageHead>
            <Tabs filters name="state" label=tu_string!(i18n, words.state) tabs=tabs()/>
            <SearchForm
                filters
                placeholder=tu_string!(i18n, shipping.search_placeholder)
                fields=&["from", "to"]
                keep=&["state"]
            >
                <TextFilter filters name="from" kind="date" label=tu_string!(i18n, shipping.planned_from)/>
                <TextFilter filters name="to" kind="date" label=tu_string!(i18n, words.date_to)/>
                <SortChoice
                    filters
                    columns=&["planned", "number"]
                    labels=vec![tu_string!(i18n, shipping.planned_on), tu_string!(i18n, words.number)]
                />
            </SearchForm>
            {loaded(rows, move |page| table(place, filters, chosen, page))}
            <Bulk place chosen results again/>
        }
        .into_any()
    }
}

/// What the URL asks for; everything that has still to go when it says nothing.
fn query(place: Place, filters: Filters) -> Result<ListShippingOrders, Refusal> {
    let states = match filters.text("state").as_str() {
        "" => ShippingState::ALL.into_iter().filter(|state| state.is_unfinished()).collect(),
        LACKING => ShippingState::LACKING.to_vec(),
        TO_PICK => ShippingState::TO_PICK.to_vec(),
        name => ShippingState::from_name(name).into_iter().collect(),
    };
    let (sort, descending) = filters.sort();
    Ok(ListShippingOrders {
        warehouse: Some(place.code()?),
        states,
        search: filters.text("q"),
        planned_from: filters.date("from"),
        planned_to: filters.date("to"),
        sort: if sort == "number" { ShippingSort::Number } else { ShippingSort::PlannedOn },
        descending,
        page: filters.page(),
    })
}

fn can_allocate(state: ShippingState) -> bool {
    matches!(state, ShippingState::Open | ShippingState::Short | ShippingState::PartlyShipped)
}

fn tabs() -> Vec<(String, &'static str)> {
    let i18n = use_i18n();
    let of = |state: ShippingState| state.as_str();
    [
        ("", tu_string!(i18n, shipping.tab_open)),
        (of(ShippingState::Open), tu_string!(i18n, home.to_allocate)),
        (LACKING, tu_string!(i18n, home.short)),
        (TO_PICK, tu_string!(i18n, home.to_pick)),
        (of(ShippingState::Checked), tu_string!(i18n, home.to_ship)),
        (of(ShippingState::Shipped), show::shipping_word(ShippingState::Shipped)),
        (of(ShippingState::Cancelled), show::shipping_word(ShippingState::Cancelled)),
        ("all", tu_string!(i18n, words.all)),
    ]
    .map(|(value, text)| (value.to_owned(), text))
    .to_vec()
}

type Chosen = RwSignal<BTreeSet<SlipNumber>>;
type Results = RwSignal<Option<Vec<AllocationResult>>>;

/// What is no longer shown, since it is allocated by now or on another page, is no longer chosen.
fn choose_only_shown(rows: Resource<Result<Page<ShippingOrderSummary>, Refusal>>, chosen: Chosen) {
    Effect::new(move |_| {
        let Some(answer) = rows.get() else { return };
        let orders = answer.map_or_else(|_| Vec::new(), |page| page.data);
        let can_be_chosen =
            |number: &SlipNumber| orders.iter().any(|order| order.number == *number && can_allocate(order.state));
        if !chosen.with_untracked(|chosen| chosen.iter().all(can_be_chosen)) {
            chosen.update(|chosen| chosen.retain(can_be_chosen));
        }
    });
}

/// Another warehouse, filter or page begins with nothing chosen and nothing done, even before it is shown.
fn forget_at_another_list(place: Place, filters: Filters, chosen: Chosen, results: Results) {
    Effect::new(move |before: Option<Option<ListShippingOrders>>| {
        let now = query(place, filters).ok();
        if before.is_some_and(|before| before != now) {
            chosen.set(BTreeSet::new());
            results.set(None);
        }
        now
    });
}

fn table(place: Place, filters: Filters, chosen: Chosen, page: Page<ShippingOrderSummary>) -> AnyView {
    let i18n = use_i18n();
    if page.data.is_empty() {
        return empty(place, filters);
    }
    let shown = page.data.len();
    let picks = may(Permission::Ship);
    let here: Vec<_> =
        page.data.iter().filter(|order| picks && can_allocate(order.state)).map(|order| order.number.clone()).collect();
    let rows = page.data.into_iter().map(|order| row(place, chosen, picks, &order)).collect_view();
    // On a phone the heads are hidden, so the choice of all stands above the list.
    let all_on_phone = picks.then(|| {
        let all = choose_all(chosen, here.clone());
        view! { <label class="tick only-phone">{all} <span>{tu_string!(i18n, shipping.choose_all)}</span></label> }
    });
    let all_in_head = picks.then(|| view! { <th scope="col" class="narrow">{choose_all(chosen, here)}</th> });
    view! {
        {all_on_phone}
        <div class="table">
            <table class="cards">
                <caption class="spoken">{tu_string!(i18n, shipping.title)}</caption>
                <thead>
                    <tr>
                        {all_in_head}
                        <SortHead filters column="number" label=tu_string!(i18n, words.number)/>
                        <th scope="col">{tu_string!(i18n, words.state)}</th>
                        <SortHead filters column="planned" label=tu_string!(i18n, shipping.planned_on) default=true/>
                        <th scope="col">{tu_string!(i18n, words.customer)}</th>
                        <th scope="col">{tu_string!(i18n, words.original_number)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, words.line_count)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.ordered)}</th>
                        <th scope="col" class="number">{tu_string!(i18n, shipping.allocated)}</th>
                        <th scope="col">{tu_string!(i18n, shipping.checked_of_ordered)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager filters shown next=page.next total=page.total/>
    }
    .into_any()
}

/// Chooses all orders of the page that can be allocated, or none.
fn choose_all(chosen: Chosen, here: Vec<SlipNumber>) -> AnyView {
    let i18n = use_i18n();
    let none_here = here.is_empty();
    let here = StoredValue::new(here);
    let count = Memo::new(move |_| {
        chosen.with(|chosen| here.with_value(|here| here.iter().filter(|number| chosen.contains(*number)).count()))
    });
    let whole = here.with_value(Vec::len).min(MANY_MAX);
    let all_chosen = move || !none_here && count.get() >= whole;
    let some_chosen = move || (1..whole).contains(&count.get());
    let toggle = move |event| {
        let all = event_target_checked(&event);
        chosen.update(|chosen| {
            chosen.clear();
            if all {
                chosen.extend(here.get_value().into_iter().take(MANY_MAX));
            }
        });
    };
    view! {
        <input
            type="checkbox"
            aria-label=tu_string!(i18n, shipping.choose_all)
            disabled=none_here
            prop:checked=all_chosen
            prop:indeterminate=some_chosen
            on:change=toggle
        />
    }
    .into_any()
}

fn row(place: Place, chosen: Chosen, picks: bool, order: &ShippingOrderSummary) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let slip = order.number.clone();
    let is_chosen = {
        let slip = slip.clone();
        move || chosen.with(|chosen| chosen.contains(&slip))
    };
    let pick = (picks && can_allocate(order.state)).then(|| {
        let is_chosen = is_chosen.clone();
        view! {
            <input
                type="checkbox"
                aria-label=tu_string!(i18n, shipping.choose, number = number.clone())
                prop:checked=is_chosen
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    chosen.update(|chosen| {
                        if on && chosen.len() < MANY_MAX {
                            chosen.insert(slip.clone());
                        } else {
                            chosen.remove(&slip);
                        }
                    });
                }
            />
        }
    });
    let done = order.checked + order.shipped;
    view! {
        <tr class:chosen=is_chosen>
            {picks.then(|| view! { <td class="narrow">{pick}</td> })}
            <th scope="row"><a class="code" href=place.path(&["shipping", &number])>{number.clone()}</a></th>
            <td data-label=tu_string!(i18n, words.state)>{show::shipping_state(order.state)}</td>
            <td data-label=tu_string!(i18n, shipping.planned_on)>{show::date(order.planned_on)}</td>
            <td data-label=tu_string!(i18n, words.customer)>{show::or_dash(&order.customer_name)}</td>
            <td class="code" data-label=tu_string!(i18n, words.original_number)>
                {show::or_dash(&order.original_number)}
            </td>
            <td class="number" data-label=tu_string!(i18n, words.line_count)>{order.lines}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.ordered)>{order.ordered.grouped()}</td>
            <td class="number" data-label=tu_string!(i18n, shipping.allocated)>{order.allocated.grouped()}</td>
            <td data-label=tu_string!(i18n, shipping.checked_of_ordered)>{show::progress(done, order.ordered)}</td>
        </tr>
    }
}

fn empty(place: Place, filters: Filters) -> AnyView {
    let i18n = use_i18n();
    if filters.any(&["q", "from", "to", "state"]) {
        return view! {
            <Empty title=tu_string!(i18n, shipping.none_found) hint=tu_string!(i18n, words.none_found_hint)>
                <a class="button" href="?">{tu_string!(i18n, words.clear_filters)}</a>
            </Empty>
        }
        .into_any();
    }
    let new = may(Permission::EditSlips).then(|| {
        view! { <a class="button primary" href=place.path(&["shipping", "new"])>{tu_string!(i18n, shipping.new)}</a> }
    });
    view! {
        <Empty title=tu_string!(i18n, shipping.none) hint=tu_string!(i18n, shipping.none_hint)>
            {new}
        </Empty>
    }
    .into_any()
}

/// What is done with the chosen orders, and what it did.
#[component]
fn Bulk(place: Place, chosen: Chosen, results: Results, again: Callback<()>) -> AnyView {
    let i18n = use_i18n();
    let form = Sending::new();
    let pending = form.pending();
    let allocate = move |_| {
        let command = AllocateMany { numbers: chosen.get_untracked().into_iter().collect() };
        // Allocating twice does no harm, so each press is a command of its own.
        form.renew();
        form.send(
            |envelope| allocate_many(envelope, command),
            move |answer| {
                chosen.set(BTreeSet::new());
                results.set(Some(answer));
                again.run(());
            },
        );
    };
    view! {
        <Errors form/>
        {move || results.get().map(|answer| outcome(place, &answer))}
        <Show when=move || chosen.with(|chosen| !chosen.is_empty())>
            <div class="bulk" role="region" aria-label=tu_string!(i18n, shipping.bulk)>
                <strong>
                    {move || {
                        let count = chosen.with(BTreeSet::len).to_string();
                        tu_string!(i18n, shipping.chosen_count, count = count)
                    }}
                </strong>
                <button
                    type="button"
                    class="button primary"
                    disabled=move || pending.get()
                    aria-busy=move || pending.get().then_some("true")
                    on:click=allocate
                >
                    {tu_string!(i18n, shipping.allocate_chosen)}
                </button>
                <button type="button" class="button ghost" on:click=move |_| chosen.set(BTreeSet::new())>
                    {tu_string!(i18n, shipping.choose_none)}
                </button>
            </div>
        </Show>
    }
    .into_any()
}

/// How many got everything, and each line that did not.
fn outcome(place: Place, results: &[AllocationResult]) -> AnyView {
    let i18n = use_i18n();
    let is_short = |result: &&AllocationResult| result.lines.iter().any(|line| line.short.is_positive());
    let short = results.iter().filter(is_short).count();
    let whole = results.len() - short;
    let text = tu_string!(i18n, shipping.allocated_many, whole = whole.to_string(), short = short.to_string());
    let lines = results
        .iter()
        .flat_map(|result| result.lines.iter().map(move |line| (&result.number, line)))
        .filter(|(_, line)| line.short > Quantity::ZERO)
        .map(|(number, line)| {
            let href = place.path(&["shipping", number.as_str()]);
            let text = tu_string!(
                i18n,
                shipping.short_line,
                item = line.item.to_string(),
                ordered = line.ordered.grouped(),
                short = line.short.grouped()
            );
            view! { <li><a class="code" href=href>{number.to_string()}</a>" "{text}</li> }
        })
        .collect_view();
    let tone = if short == 0 { "alert success" } else { "alert warning" };
    view! { <div class=tone role="status"><p>{text}</p><ul>{lines}</ul></div> }.into_any()
}

//! Receiving against a slip: choose a shelf, scan goods, confirm. Nothing is posted before the confirmation.

use leptos::prelude::*;
use model::location::ListLocations;
use model::receiving::GetReceivingOrder;
use model::{PageRequest, Permission, SlipNumber};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::masters::functions::list_locations;
use crate::parts::{allowed, loaded, route, use_param};
use crate::receiving::functions::get_receiving_order;
use crate::refusal::Refusal;
use crate::scan::kept::{use_keeper, warn_before_leaving};
use crate::scan::receive_lines::{Shelves, lines, lot_question, shelf_choice, taken_goods};
use crate::scan::receive_work::{Work, number_of};
use crate::scan::route::slip_path;
use crate::scan::show::Head;
use crate::scan::station::Station;
use crate::scan::times::split;
use crate::scan::unknown::Unknown;
use crate::scan::way::{Way, in_warehouse, use_way};

/// How many shelves are offered; the label of any can be scanned or typed.
const SHELVES: u16 = 200;

/// The page `/scan/receive/:number`.
pub struct ReceivePage;

impl Screen for ReceivePage {
    fn view() -> AnyView {
        let number = use_param("number");
        // Another slip is another page: nothing of the one before goes along.
        (move || view! { <Receiving number=number.get()/> }).into_any()
    }
}

#[component]
fn Receiving(number: String) -> AnyView {
    let i18n = use_i18n();
    let live = use_live(&["receiving"]);
    let (asked, of_shelves) = (number.clone(), number.clone());
    let order = Resource::new(
        move || live.get(),
        move |_| {
            let number = slip(&asked);
            async move { get_receiving_order(GetReceivingOrder { number: number? }).await }
        },
    );
    let shelves = Resource::new(|| (), move |()| shelves_of(slip(&of_shelves)));
    let work = Work::new(i18n, &number, order);
    // Further scans that wait for the same answer leave the question, and what is being typed, as it is.
    let question = Memo::new(move |_| work.question());
    // What was refused for want of a shelf may still be in view.
    Effect::new(move |_| {
        work.shelf.track();
        work.outcomes.device().forget();
    });
    let way = use_way();
    let queue = ScanQueue::new(move |scanned: String, queue| async move {
        match slip_path(&scanned) {
            Some(path) => work.slip_scanned(path, way, queue).await,
            None => work.scanned(scanned).await,
        }
    });
    let keeper = use_keeper();
    work.keep_goods(keeper);
    keeper.keep_scans(queue, None, work.path.get_value());
    warn_before_leaving(move || work.is_undone() || !queue.undone().is_empty());
    let back = move || in_warehouse("/scan/receive", work.known.get().map(|order| order.warehouse).as_ref());
    view! {
        <div class="scan">
            <Head title=tu_string!(i18n, scan.receive) back=Signal::derive(back) note=number/>
            {allowed(Permission::Receive, move || {
                view! {
                    {loaded(shelves, move |shelves| shelf_choice(work, &shelves))}
                    <Station queue outcomes=work.outcomes/>
                    {move || work.other.get().map(|path| other_slip(work, path, way, queue))}
                    {move || lot_question(work, question.get())}
                    {unknown(work, queue)}
                    {loaded(order, move |order| lines(work, &order))}
                    {taken_goods(work, queue)}
                    {over_allowed(work)}
                    {confirmation(work)}
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

fn unknown(work: Work, queue: ScanQueue) -> AnyView {
    let drawn = move || {
        work.unknown.get().map(|scan| {
            let scanned = split(&scan).1.to_owned();
            let done = Callback::new(move |()| {
                work.unknown.set(None);
                queue.push(&scan);
            });
            view! { <Unknown scanned done/> }
        })
    };
    drawn.into_any()
}

/// The number of the slip that an address names.
pub(super) fn slip(number: &str) -> Result<SlipNumber, Refusal> {
    route::parsed("receiving_order", number)
}

async fn shelves_of(number: Result<SlipNumber, Refusal>) -> Result<Shelves, Refusal> {
    let order = get_receiving_order(GetReceivingOrder { number: number? }).await?;
    let page = PageRequest { limit: Some(SHELVES), ..PageRequest::default() };
    let query = ListLocations { warehouse: Some(order.warehouse), page, ..ListLocations::default() };
    let page = list_locations(query).await?;
    let shelves = page.data.into_iter().filter(|shelf| shelf.receivable).collect();
    Ok(Shelves { shelves, more: page.next.is_some() })
}

/// Another slip was scanned while goods of this one are not confirmed.
fn other_slip(work: Work, path: String, way: Way, queue: ScanQueue) -> AnyView {
    let i18n = work.i18n;
    let open = tu_string!(i18n, scan.confirm_and_open, number = number_of(&path));
    let confirm = move |_| {
        let path = path.clone();
        work.confirm_and(move || way.open_slip(&path, queue));
        work.other.set(None);
    };
    view! {
        <section class="card stack" aria-labelledby="other-title">
            <h2 id="other-title">{tu_string!(i18n, scan.confirm_first)}</h2>
            <button
                type="button"
                class="button primary wide"
                disabled=move || work.busy.get() || !work.asking.with(Vec::is_empty)
                on:click=confirm
            >
                {open}
            </button>
            <button type="button" class="button wide" on:click=move |_| work.other.set(None)>
                {tu_string!(i18n, scan.go_on)}
            </button>
        </section>
    }
    .into_any()
}

/// Says that more than planned is taken, as long as it is, and takes that back.
fn over_allowed(work: Work) -> AnyView {
    let i18n = work.i18n;
    let drawn = move || {
        work.allow_over.get().then(|| {
            view! {
                <section class="alert warning stack" role="status">
                    <p>{tu_string!(i18n, scan.over_allowed)}</p>
                    <button
                        type="button"
                        class="button wide"
                        disabled=move || work.sent.with(Option::is_some)
                        on:click=move |_| work.allow_over.set(false)
                    >
                        {tu_string!(i18n, scan.over_forbid)}
                    </button>
                </section>
            }
        })
    };
    drawn.into_any()
}

fn confirmation(work: Work) -> AnyView {
    let i18n = work.i18n;
    let nothing = move || work.taken.with(|taken| taken.entries().is_empty());
    let in_doubt = move || work.sent.with(Option::is_some) && !work.busy.get();
    view! {
        <div class="scan-bar">
            {move || work.over_refused.get().then(|| view! {
                <button
                    type="button"
                    class="button wide"
                    on:click=move |_| {
                        work.allow_over.set(true);
                        work.over_refused.set(false);
                    }
                >
                    {tu_string!(i18n, scan.allow_over)}
                </button>
            })}
            <button
                type="button"
                class="button"
                disabled=move || work.done.with(Vec::is_empty) || work.sent.with(Option::is_some)
                on:click=move |_| work.undo()
            >
                {tu_string!(i18n, scan.undo)}
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || nothing() || work.busy.get() || !work.asking.with(Vec::is_empty)
                on:click=move |_| work.start_confirming()
            >
                {move || if in_doubt() { tu_string!(i18n, scan.send_again) } else { tu_string!(i18n, scan.confirm_receipt) }}
            </button>
        </div>
    }
    .into_any()
}

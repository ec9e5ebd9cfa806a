//! Checking an order before it is shipped (検品): each scan counts at once, a wrong item or too many is refused.

use leptos::prelude::*;
use model::Permission;
use model::shipping::{GetShippingOrder, ShippingLineView, ShippingOrderView};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::frame::place;
use crate::i18n::{tu_string, use_i18n};
use crate::live::use_live;
use crate::parts::show::{lot, names};
use crate::parts::{Confirm, Sending, allowed, loaded, use_param};
use crate::scan::check_work::{Work, slip};
use crate::scan::kept::{use_keeper, warn_before_leaving};
use crate::scan::route::slip_path;
use crate::scan::show::{Head, progress};
use crate::scan::station::Station;
use crate::scan::times::split;
use crate::scan::unknown::Unknown;
use crate::scan::way::{in_warehouse, use_way};
use crate::shipping::actions::partial_text;
use crate::shipping::functions::get_shipping_order;
use crate::shipping::stepper::{Totals, lines_to_check, short};

/// The page `/scan/check/:number`, which the QR code of a picking list opens.
pub struct CheckPage;

impl Screen for CheckPage {
    fn view() -> AnyView {
        let number = use_param("number");
        // Another slip is another page: nothing of the one before goes along.
        (move || view! { <Checking number=number.get()/> }).into_any()
    }
}

#[component]
fn Checking(number: String) -> AnyView {
    let i18n = use_i18n();
    let live = use_live(&["shipping"]);
    let asked = number.clone();
    let order = Resource::new(
        move || live.get(),
        move |_| {
            let number = slip(&asked);
            async move { get_shipping_order(GetShippingOrder { number: number? }).await }
        },
    );
    let work = Work::new(i18n, &number, order);
    let way = use_way();
    let queue = ScanQueue::new(move |scanned: String, queue| async move {
        match slip_path(&scanned) {
            Some(path) => work.slip_scanned(&path, way, queue).await,
            None => work.check(scanned).await,
        }
    });
    use_keeper().keep_scans(queue, Some(work.counting.keys), work.path.get_value());
    warn_before_leaving(move || !queue.undone().is_empty() || work.busy.get());
    let back = move || in_warehouse("/scan/check", work.known.get().map(|order| order.warehouse).as_ref());
    view! {
        <div class="scan">
            <Head title=tu_string!(i18n, scan.check) back=Signal::derive(back) note=number/>
            {allowed(Permission::Ship, move || checking(work, queue))}
        </div>
    }
    .into_any()
}

fn checking(work: Work, queue: ScanQueue) -> AnyView {
    view! {
        <Station queue outcomes=work.outcomes times=work.counting.times/>
        {move || work.unknown.get().map(|scan| {
            let scanned = split(&scan).1.to_owned();
            let done = Callback::new(move |()| {
                work.unknown.set(None);
                queue.push(&scan);
            });
            view! { <Unknown scanned done/> }
        })}
        {loaded(work.order, |order| lines(&order))}
        {actions(work)}
    }
    .into_any()
}

fn lines(order: &ShippingOrderView) -> AnyView {
    let i18n = use_i18n();
    let shown = lines_to_check(order);
    let nothing = (!shown.iter().any(|line| line.allocated.is_positive())).then(|| {
        let others = in_warehouse("/scan/check", Some(&order.warehouse));
        view! {
            <div class="empty">
                <p class="empty-title">{tu_string!(i18n, scan.nothing_to_check)}</p>
                <p class="empty-actions"><a class="button" href=others>{tu_string!(i18n, scan.other_slip)}</a></p>
            </div>
        }
    });
    // Where what is short can be allocated.
    let slip = shown.iter().any(|line| line.short.is_positive()).then(|| {
        let path = place::path(&order.warehouse, &format!("shipping/{}", order.number));
        view! { <a class="button wide" href=path>{tu_string!(i18n, scan.open_slip)}</a> }
    });
    let goods = (!shown.is_empty()).then(|| {
        let rows = shown.iter().map(|line| row(order, line)).collect_view();
        view! {
            <section class="card stack">
                <h2>{order.customer.name.clone()}</h2>
                <ul class="scan-lines">{rows}</ul>
                {slip}
            </section>
        }
    });
    view! { {nothing} {goods} }.into_any()
}

/// What a thumb presses. It stands outside of what is drawn anew with the slip: nothing moves away under the thumb.
fn actions(work: Work) -> AnyView {
    let i18n = work.i18n;
    let is_held = |order: &ShippingOrderView| order.lines.iter().any(|line| line.allocated.is_positive());
    let is_checked = |order: &ShippingOrderView| order.lines.iter().any(|line| line.checked.is_positive());
    let some_held = Memo::new(move |_| work.known.with(|order| order.as_ref().is_some_and(is_held)));
    let some_checked = Memo::new(move |_| work.known.with(|order| order.as_ref().is_some_and(is_checked)));
    view! {
        <div class="scan-bar" hidden=move || !some_held.get()>
            <button
                type="button"
                class="button"
                disabled=move || work.done.with(Vec::is_empty) || work.busy.get()
                on:click=move |_| work.once(work.undo())
            >
                {tu_string!(i18n, scan.undo)}
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || !some_checked.get() || work.busy.get()
                on:click=move |_| work.once(work.ship_all())
            >
                {tu_string!(i18n, scan.ship)}
            </button>
        </div>
        <Confirm
            open=work.partial
            form=Sending::new()
            title=tu_string!(i18n, shipping.ship_partial_title)
            action=tu_string!(i18n, shipping.ship_partial)
            danger=false
            on_yes=move || work.once(work.ship_partially())
        >
            <p>
                {move || {
                    let totals = work.known.with(|order| order.as_ref().map(Totals::of));
                    totals.map(|totals| partial_text(i18n, totals))
                }}
            </p>
        </Confirm>
    }
    .into_any()
}

fn row(order: &ShippingOrderView, line: &ShippingLineView) -> AnyView {
    let shelves = order.allocations.iter().filter(|held| held.line == line.line && held.checked < held.quantity);
    let shelves = shelves.map(|held| format!("{} {}", held.location, lot(&held.lot)).trim().to_owned());
    let shelves = shelves.collect::<Vec<_>>().join("、");
    let holds = line.allocated.is_positive();
    let done = holds && line.checked >= line.allocated;
    view! {
        <li class:done=done>
            <span>
                <strong>{names(&line.name, &line.name2)}</strong>
                <span class="code">{line.item.to_string()}</span>
                <span class="muted">{shelves}</span>
                {short(line)}
            </span>
            {holds.then(|| progress(line.checked, line.allocated, &line.unit))}
        </li>
    }
    .into_any()
}

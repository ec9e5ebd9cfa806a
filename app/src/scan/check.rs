//! Checking an order before it is shipped (検品): each scan counts at once, a wrong item or too many is refused.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::shipping::{Check, CheckResult, GetShippingOrder, Ship, ShippingLineView, ShippingOrderView, Uncheck};
use model::{Envelope, ErrorCode, Quantity, SlipNumber};
use ui::ScanQueue;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::show::lot;
use crate::parts::{loaded, route, use_param};
use crate::refusal::Refusal;
use crate::scan::delivery::deliver;
use crate::scan::device::Cue;
use crate::scan::route::slip_path;
use crate::scan::show::{Head, Words, names, progress, reason};
use crate::scan::station::{Outcomes, Station, use_outcomes};
use crate::scan::unknown::Unknown;
use crate::shipping::functions::{check, get_shipping_order, ship, uncheck};

type Order = Resource<Result<ShippingOrderView, Refusal>>;

/// The page `/scan/check/:number`, which the QR code of a picking list opens.
pub struct CheckPage;

/// What the page works with.
#[derive(Clone, Copy)]
struct Work {
    i18n: Words,
    number: Memo<String>,
    order: Order,
    outcomes: Outcomes,
    /// The last scan that counted.
    last: RwSignal<Option<CheckResult>>,
    /// A scanned code that belongs to nothing.
    unknown: RwSignal<Option<String>>,
    /// Whether something stays behind and the user is asked about it.
    partial: RwSignal<bool>,
    /// Whether shipping or undoing is under way.
    busy: RwSignal<bool>,
}

impl Screen for CheckPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let number = use_param("number");
        let order = Resource::new(
            move || number.get(),
            |number| async move { get_shipping_order(GetShippingOrder { number: slip(&number)? }).await },
        );
        let work = Work {
            i18n,
            number,
            order,
            outcomes: use_outcomes(),
            last: RwSignal::new(None),
            unknown: RwSignal::new(None),
            partial: RwSignal::new(false),
            busy: RwSignal::new(false),
        };
        let navigate = StoredValue::new_local(use_navigate());
        let queue = ScanQueue::new(move |scanned: String| async move {
            match slip_path(&scanned) {
                Some(path) => navigate.with_value(|navigate| navigate(&path, NavigateOptions::default())),
                None => work.check(scanned, None).await,
            }
        });
        view! {
            <div class="scan">
                <Head title=tu_string!(i18n, scan.check) back="/scan/check" note=number.get_untracked()/>
                <Station queue outcomes=work.outcomes/>
                {move || work.unknown.get().map(|scanned| {
                    let again = scanned.clone();
                    let done = Callback::new(move |()| {
                        work.unknown.set(None);
                        queue.push(&again);
                    });
                    view! { <Unknown scanned done/> }
                })}
                {loaded(order, move |order| lines(work, &order))}
            </div>
        }
        .into_any()
    }
}

fn slip(number: &str) -> Result<SlipNumber, Refusal> {
    route::parsed("shipping_order", number)
}

impl Work {
    fn envelope(self) -> Envelope {
        Envelope::with_key(self.outcomes.device().key())
    }

    /// One scan: the server decides, and whatever the line does, it is counted once.
    async fn check(self, scanned: String, quantity: Option<Quantity>) {
        let Ok(number) = slip(&self.number.get_untracked()) else { return };
        let envelope = self.envelope();
        let command = Check { number, barcode: scanned.clone(), quantity };
        let outcomes = self.outcomes;
        let send = || check(envelope.clone(), command.clone());
        match deliver(outcomes.device(), outcomes.offline, send).await {
            Ok(done) => {
                self.unknown.try_set(None);
                self.counted(done);
            }
            Err(refusal) => {
                if refusal.code() == ErrorCode::BarcodeUnknown {
                    self.unknown.try_set(Some(scanned.clone()));
                }
                outcomes.refused(scanned, reason(self.i18n, &refusal));
            }
        }
    }

    fn counted(self, done: CheckResult) {
        let i18n = self.i18n;
        let complete = done.remaining.is_zero();
        let so_far = format!("+{} → {} / {}", done.added.grouped(), done.checked.grouped(), done.allocated.grouped());
        let rest = if complete {
            tu_string!(i18n, scan.all_checked).to_owned()
        } else {
            tu_string!(i18n, scan.left, quantity = done.remaining.grouped())
        };
        let cue = if complete { Cue::Complete } else { Cue::Accepted };
        self.outcomes.tell(cue, format!("{} {}", done.item, done.name), format!("{so_far}　{rest}"));
        self.last.try_set(Some(done));
        self.order.refetch();
    }

    /// Takes back the last scan: its line is unchecked, and what was checked before it is checked again.
    async fn undo(self, last: CheckResult) {
        let envelope = self.envelope();
        let command = Uncheck { number: last.number.clone(), line: last.line };
        let outcomes = self.outcomes;
        let before = self.checked_of_line(last.line) - last.added;
        let send = || uncheck(envelope.clone(), command.clone());
        match deliver(outcomes.device(), outcomes.offline, send).await {
            Ok(_) if before.is_positive() => {
                let envelope = self.envelope();
                let again = Check { number: last.number, barcode: last.item.to_string(), quantity: Some(before) };
                let send = || check(envelope.clone(), again.clone());
                if let Err(refusal) = deliver(outcomes.device(), outcomes.offline, send).await {
                    outcomes.refused(again.barcode, reason(self.i18n, &refusal));
                    return;
                }
                self.undone(&last.name);
            }
            Ok(_) => self.undone(&last.name),
            Err(refusal) => outcomes.refused(last.name, reason(self.i18n, &refusal)),
        }
    }

    fn undone(self, name: &str) {
        let i18n = self.i18n;
        self.outcomes.accepted(name, tu_string!(i18n, scan.undone));
        self.last.try_set(None);
        self.order.refetch();
    }

    fn checked_of_line(self, line: u32) -> Quantity {
        let order = self.order.get_untracked().and_then(Result::ok);
        let lines = order.iter().flat_map(|order| &order.lines);
        lines.filter(|view| view.line == line).map(|view| view.checked).sum()
    }

    async fn ship(self, partial: bool) {
        let Ok(number) = slip(&self.number.get_untracked()) else { return };
        let envelope = self.envelope();
        let outcomes = self.outcomes;
        let send = || ship(envelope.clone(), Ship { number: number.clone(), partial });
        match deliver(outcomes.device(), outcomes.offline, send).await {
            Ok(shipment) => {
                let i18n = self.i18n;
                self.partial.try_set(false);
                self.last.try_set(None);
                outcomes.tell(Cue::Complete, tu_string!(i18n, scan.shipped), shipment.summary.number.to_string());
            }
            Err(refusal) => {
                self.partial.try_set(refusal.code() == ErrorCode::Unchecked);
                outcomes.refused(number.to_string(), reason(self.i18n, &refusal));
            }
        }
        self.order.refetch();
    }

    /// Starts something that one finger should not start twice.
    fn once(self, doing: impl Future<Output = ()> + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            doing.await;
            self.busy.try_set(false);
        });
    }
}

fn lines(work: Work, order: &ShippingOrderView) -> AnyView {
    let i18n = use_i18n();
    let held: Vec<&ShippingLineView> = order.lines.iter().filter(|line| line.allocated.is_positive()).collect();
    if held.is_empty() {
        return view! {
            <div class="empty">
                <p class="empty-title">{tu_string!(i18n, scan.nothing_to_check)}</p>
                <p class="empty-actions"><a class="button" href="/scan/check">{tu_string!(i18n, scan.other_slip)}</a></p>
            </div>
        }
        .into_any();
    }
    let some_checked = held.iter().any(|line| line.checked.is_positive());
    let customer = names(&order.customer.name, "");
    let rows = held.iter().map(|line| row(order, line)).collect_view();
    view! {
        <section class="card">
            <h2>{customer}</h2>
            <ul class="scan-lines">{rows}</ul>
        </section>
        <div class="scan-bar">
            {move || work.partial.get().then(|| view! {
                <p role="alert">{tu_string!(i18n, scan.partial_question)}</p>
            })}
            <button
                type="button"
                class="button"
                disabled=move || work.last.with(Option::is_none) || work.busy.get()
                on:click=move |_| {
                    if let Some(last) = work.last.get_untracked() {
                        work.once(work.undo(last));
                    }
                }
            >
                {tu_string!(i18n, scan.undo)}
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || !some_checked || work.busy.get()
                on:click=move |_| work.once(work.ship(work.partial.get_untracked()))
            >
                {move || if work.partial.get() { tu_string!(i18n, scan.ship_partial) } else { tu_string!(i18n, scan.ship) }}
            </button>
        </div>
    }
    .into_any()
}

fn row(order: &ShippingOrderView, line: &ShippingLineView) -> AnyView {
    let shelves = order.allocations.iter().filter(|held| held.line == line.line && held.checked < held.quantity);
    let shelves = shelves.map(|held| format!("{} {}", held.location, lot(&held.lot)).trim().to_owned());
    let shelves = shelves.collect::<Vec<_>>().join("、");
    let done = line.checked >= line.allocated;
    view! {
        <li class:done=done>
            <span>
                <strong>{names(&line.name, &line.name2)}</strong>
                <span class="code">{line.item.to_string()}</span>
                <span class="muted">{shelves}</span>
            </span>
            {progress(line.checked, line.allocated, &line.unit)}
        </li>
    }
    .into_any()
}

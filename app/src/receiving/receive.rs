//! Receiving against a slip, line by line or by scanning.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::receiving::{GetReceivingOrder, Receive, ReceivingLineView, ReceivingOrderView, ReceivingState};
use model::{ErrorCode, Permission, SlipNumber, WarehouseCode};
use ui::{ScanQueue, Toasts};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::may::forbidden;
use crate::parts::{
    Confirm, DeskScanner, Empty, FormBody, PageHead, Place, Scanned, Sending, Submit, loaded_page, may, route, show,
    use_desk, use_param, use_place, use_reader,
};
use crate::receiving::functions::{get_receiving_order, receive};
use crate::receiving::receipt_draft::{Goods, ReceiptDraft};
use crate::receiving::receipt_form::{ReceiptLines, common_location};

/// The page `/w/:warehouse/receiving/:number/receive`.
pub struct ReceivePage;

impl Screen for ReceivePage {
    fn view() -> AnyView {
        let (place, number) = (use_place(), use_param("number"));
        // What is typed stays: the slip is not fetched anew while it is being received.
        let order = Resource::new(
            move || number.get(),
            |number| async move {
                let number = route::parsed::<SlipNumber>("receiving_order", &number)?;
                get_receiving_order(GetReceivingOrder { number }).await
            },
        );
        loaded_page(order, move |order| view! { <ReceiveForm place order/> }.into_any())
    }
}

#[component]
fn ReceiveForm(place: Place, order: ReceivingOrderView) -> AnyView {
    let i18n = use_i18n();
    let number = order.number.to_string();
    let title = tu_string!(i18n, receiving.receive_title, number = number.clone());
    let slip_path = place.path(&["receiving", &number]);
    let crumbs =
        vec![(place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned()), (slip_path.clone(), number)];
    if !may(Permission::Receive) {
        return view! { <PageHead title crumbs/> {forbidden()} }.into_any();
    }
    if !matches!(order.state, ReceivingState::Planned | ReceivingState::Partial) {
        return view! {
            <PageHead title crumbs mark=show::receiving_state(order.state)/>
            <Empty title=tu_string!(i18n, receiving.nothing_to_receive)>
                <a class="button" href=slip_path>{tu_string!(i18n, words.back_to_slip)}</a>
            </Empty>
        }
        .into_any();
    }
    let (draft, form) = (ReceiptDraft::default(), Sending::new());
    for line in &order.lines {
        if line.remaining.is_positive() {
            draft.push(goods(line), line.suggested_location.as_ref().map_or("", |code| code.as_str()));
        }
    }
    let send = use_send(place, draft, form, order.number.clone());
    view! {
        <PageHead title crumbs mark=show::receiving_state(order.state)/>
        <Scanner draft form/>
        <FormBody form on_submit=move || send.run(false)>
            {common(draft, form, &order.warehouse)}
            <ReceiptLines draft form warehouse=order.warehouse.clone() removable=false/>
            <div class="form-actions sticky">
                <p>{tu_string!(i18n, receiving.entered_total)} " " <strong>{move || draft.total().grouped()}</strong></p>
                <Submit form label=tu_string!(i18n, receiving.post_receipt)/>
                <a class="button" href=slip_path>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
        {over_question(draft, form, send)}
    }
    .into_any()
}

/// What helps with every line at once.
fn common(draft: ReceiptDraft, form: Sending, warehouse: &WarehouseCode) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="card form-grid">
            {common_location(draft, form, warehouse)}
            <div class="field">
                <button
                    type="button"
                    class="button"
                    on:click=move |_| {
                        take_everything(draft);
                        form.touch();
                    }
                >
                    {tu_string!(i18n, receiving.take_everything)}
                </button>
            </div>
        </section>
    }
    .into_any()
}

/// Whether more than the order waits for is meant.
fn over_question(draft: ReceiptDraft, form: Sending, send: Send) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Confirm
            open=send.asking
            form
            title=tu_string!(i18n, receiving.over_title)
            action=tu_string!(i18n, receiving.over_yes)
            danger=false
            on_yes=move || send.run(true)
        >
            <p>{tu_string!(i18n, receiving.over_text)}</p>
            <ul>
                {move || {
                    draft
                        .over()
                        .into_iter()
                        .map(|(item, entered, remaining)| {
                            let text = tu_string!(
                                i18n, receiving.over_line, item = item, entered = entered.grouped(),
                                remaining = remaining.grouped()
                            );
                            view! { <li>{text}</li> }
                        })
                        .collect_view()
                }}
            </ul>
        </Confirm>
    }
    .into_any()
}

fn goods(line: &ReceivingLineView) -> Goods {
    Goods {
        item: line.item.clone(),
        name: line.name.clone(),
        name2: line.name2.clone(),
        unit: line.unit.clone(),
        lot_managed: line.lot_managed,
        expiry: line.expiry,
        lot: line.lot.clone(),
        status: line.status.to_string(),
        order_line: Some(line.line),
        remaining: Some(line.remaining),
    }
}

fn take_everything(draft: ReceiptDraft) {
    for line in draft.lines.get_untracked() {
        if let (true, Some(remaining)) = (line.entered().is_zero(), line.goods.with_value(|goods| goods.remaining)) {
            line.quantity.set(remaining.to_string());
        }
    }
}

#[component]
fn Scanner(draft: ReceiptDraft, form: Sending) -> AnyView {
    let i18n = use_i18n();
    let desk = use_desk();
    let (counted, elsewhere) = (tu_string!(i18n, receiving.scan_counted), tu_string!(i18n, receiving.scan_not_on_slip));
    let queue = ScanQueue::new(move |scanned: String, _| async move {
        let Some(found) = desk.find(&scanned).await else { return };
        let title = show::item_title(&found.item, &found.name, &found.name2);
        desk.say(match draft.count(&found) {
            None => Scanned::refused(title, elsewhere),
            Some(line) => {
                form.touch();
                let quantity = format!("+{} → {} {}", found.quantity.grouped(), line.entered().grouped(), found.unit);
                Scanned::accepted(title, format!("{counted} {quantity}"))
            }
        });
    });
    view! { <DeskScanner desk queue hint=tu_string!(i18n, receiving.scan_hint)/> }.into_any()
}

/// Sends what is entered; asks first when it is more than the order waits for.
#[derive(Clone, Copy)]
struct Send {
    asking: RwSignal<bool>,
    run: Callback<bool>,
}

impl Send {
    fn run(self, allow_over: bool) {
        self.run.run(allow_over);
    }
}

fn use_send(place: Place, draft: ReceiptDraft, form: Sending, order: SlipNumber) -> Send {
    let i18n = use_i18n();
    let (asking, reader, toasts, navigate) = (RwSignal::new(false), use_reader(), Toasts::of_page(), use_navigate());
    let navigate = StoredValue::new(navigate);
    let run = Callback::new(move |allow_over: bool| {
        if !allow_over && !draft.over().is_empty() {
            asking.set(true);
            return;
        }
        let mut reading = reader.read();
        let lines = draft.read(&mut reading);
        if let Err(error) = reading.done() {
            asking.set(false);
            form.refuse(error);
            return;
        }
        let command = Receive { order: order.clone(), lines, allow_over, note: String::new() };
        form.send_or(
            |envelope| receive(envelope, command),
            move |receipt| {
                let number = receipt.summary.number.to_string();
                toasts.say(tu_string!(i18n, receiving.said_received, number = number.clone()));
                let path = place.path(&["receipts", &number]);
                navigate.with_value(|navigate| navigate(&path, Default::default()));
            },
            move |error| {
                asking.set(!allow_over && error.code == ErrorCode::TooMany);
                !allow_over && error.code == ErrorCode::TooMany
            },
        );
    });
    Send { asking, run }
}

//! Receiving goods that nobody planned.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use model::item::{GetItem, ItemView};
use model::partner::PartnerRole;
use model::receiving::ReceiveUnplanned;
use model::slip::LotRef;
use model::{AppError, ItemCode, Permission, WarehouseCode};
use ui::{ScanQueue, Toasts};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::find;
use crate::masters::functions::get_item;
use crate::parts::may::forbidden;
use crate::parts::reading::Reading;
use crate::parts::{
    DeskScanner, Field, FormBody, PageHead, Picked, Picker, Scanned, Sending, Submit, TextArea, loaded, may, show,
    use_desk, use_place, use_reader,
};
use crate::receiving::functions::receive_unplanned;
use crate::receiving::receipt_draft::{Goods, ReceiptDraft};
use crate::receiving::receipt_form::{ReceiptLines, common_location};

/// The page `/w/:warehouse/receiving/unplanned`.
pub struct ReceiveUnplannedPage;

impl Screen for ReceiveUnplannedPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let place = use_place();
        let crumbs = vec![(place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned())];
        let warehouse = Resource::new(move || place.code(), |warehouse| async move { warehouse });
        view! {
            <PageHead title=tu_string!(i18n, receiving.unplanned) crumbs/>
            {loaded(warehouse, |warehouse| {
                if may(Permission::Receive) { view! { <UnplannedForm warehouse/> }.into_any() } else { forbidden() }
            })}
        }
        .into_any()
    }
}

#[component]
fn UnplannedForm(warehouse: WarehouseCode) -> AnyView {
    let i18n = use_i18n();
    let (place, form, draft, reader) = (use_place(), Sending::new(), ReceiptDraft::default(), use_reader());
    let (head, item) = (Head::default(), Picked::default());
    add_when_picked(draft, item, form);
    let (toasts, navigate) = (Toasts::of_page(), use_navigate());
    let at = warehouse.clone();
    let send = move || {
        let command = match head.command(at.clone(), draft, reader.read()) {
            Ok(command) => command,
            Err(error) => return form.refuse(error),
        };
        let navigate = navigate.clone();
        form.send(
            |envelope| receive_unplanned(envelope, command),
            move |receipt| {
                let number = receipt.summary.number.to_string();
                toasts.say(tu_string!(i18n, receiving.said_received, number = number.clone()));
                navigate(&place.path(&["receipts", &number]), Default::default());
            },
        );
    };
    view! {
        <Scanner draft form/>
        <FormBody form on_submit=send>
            {head.fields(draft, form, &warehouse)}
            <section>
                <h2>{tu_string!(i18n, words.lines)}</h2>
                <ReceiptLines draft form warehouse=warehouse.clone() removable=true/>
                <div class="card">
                    <Picker
                        form
                        name="lines"
                        label=tu_string!(i18n, receiving.add_item)
                        value=item
                        finder=find::items()
                        hint=tu_string!(i18n, receiving.add_item_hint)
                    />
                </div>
            </section>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, receiving.post_receipt)/>
                <a class="button" href=move || place.path(&["receiving"])>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

/// What stands above the lines.
#[derive(Clone, Copy, Default)]
struct Head {
    supplier: Picked,
    original_number: RwSignal<String>,
    note: RwSignal<String>,
}

impl Head {
    fn fields(self, draft: ReceiptDraft, form: Sending, warehouse: &WarehouseCode) -> AnyView {
        let i18n = use_i18n();
        view! {
            <section class="card form-grid">
                <Picker
                    form
                    name="supplier"
                    label=tu_string!(i18n, words.supplier)
                    value=self.supplier
                    finder=find::partners(PartnerRole::Supplier)
                    hint=tu_string!(i18n, words.partner_hint)
                />
                <Field
                    form
                    name="original_number"
                    label=tu_string!(i18n, words.original_number)
                    value=self.original_number
                    maxlength=40
                />
                {common_location(draft, form, warehouse)}
                <TextArea form name="note" label=tu_string!(i18n, words.note) value=self.note/>
            </section>
        }
        .into_any()
    }

    /// What is entered, as the command that posts it.
    fn command(
        self,
        warehouse: WarehouseCode,
        draft: ReceiptDraft,
        mut reading: Reading,
    ) -> Result<ReceiveUnplanned, AppError> {
        let supplier = reading.partner("supplier", self.supplier);
        let lines = draft.read(&mut reading);
        reading.done()?;
        Ok(ReceiveUnplanned {
            warehouse,
            supplier,
            original_number: self.original_number.get_untracked().trim().to_owned(),
            lines,
            note: self.note.get_untracked().trim().to_owned(),
        })
    }
}

fn goods(item: ItemView) -> Goods {
    Goods {
        item: item.code,
        name: item.name,
        name2: item.name2,
        unit: item.unit,
        lot_managed: item.lot_managed,
        expiry: item.expiry,
        lot: LotRef::default(),
        status: "good".to_owned(),
        order_line: None,
        remaining: None,
    }
}

/// Adds a line for each item that is picked, and empties the field for the next. One that could not be asked for is
/// put back, with the reason.
fn add_when_picked(draft: ReceiptDraft, item: Picked, form: Sending) {
    Effect::new(move |_| {
        let Some(code) = item.found.get().and_then(|found| ItemCode::parse(&found.code).ok()) else { return };
        item.clear();
        spawn_local(async move {
            match get_item(GetItem { code: code.clone() }).await {
                Ok(item) => {
                    let line = draft.push(goods(item), "");
                    form.touch();
                    crate::parts::browser::focus_soon(format!("#field-receipt-{}-quantity", line.id));
                }
                Err(refusal) => {
                    item.text.set(code.to_string());
                    form.refuse(refusal.0);
                }
            }
        });
    });
}

#[component]
fn Scanner(draft: ReceiptDraft, form: Sending) -> AnyView {
    let i18n = use_i18n();
    let desk = use_desk();
    let counted = tu_string!(i18n, receiving.scan_counted);
    let queue = ScanQueue::new(move |scanned: String, _| async move {
        let Some(found) = desk.find(&scanned).await else { return };
        if draft.count(&found).is_none() {
            let query = GetItem { code: found.item.clone() };
            match desk.ask(|| get_item(query.clone())).await {
                Some(Ok(item)) => {
                    draft.push(goods(item), "");
                    draft.count(&found);
                }
                Some(Err(refusal)) => return desk.refuse(&scanned, &refusal),
                None => return,
            }
        }
        form.touch();
        let text = format!("{counted} +{} {}", found.quantity.grouped(), found.unit);
        desk.say(Scanned::accepted(show::item_title(&found.item, &found.name, &found.name2), text));
    });
    view! { <DeskScanner desk queue hint=tu_string!(i18n, receiving.scan_hint)/> }.into_any()
}

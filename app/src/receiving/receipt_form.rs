//! The lines of a receipt as a form.

use leptos::prelude::*;
use model::WarehouseCode;
use model::item::ExpiryKind;

use crate::i18n::{tu_string, use_i18n};
use crate::masters::find;
use crate::parts::{Field, Picker, Select, Sending, show};
use crate::receiving::receipt_draft::{ReceiptDraft, ReceiptDraftLine};
use crate::stock::transfer::statuses;

/// The lines as a form.
#[component]
pub fn ReceiptLines(
    draft: ReceiptDraft,
    form: Sending,
    warehouse: WarehouseCode,
    /// Whether lines may be taken away.
    removable: bool,
) -> AnyView {
    view! {
        <div class="receipt-lines">
            <For each=move || draft.lines.get() key=|line| line.id let:line>
                <Line draft line form warehouse=warehouse.clone() removable/>
            </For>
        </div>
    }
    .into_any()
}

/// The field of the location that serves all lines without one of their own.
pub fn common_location(draft: ReceiptDraft, form: Sending, warehouse: &WarehouseCode) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Picker
            form
            name="common-location"
            label=tu_string!(i18n, receiving.common_location)
            value=draft.location
            finder=find::locations(warehouse.clone())
            hint=tu_string!(i18n, receiving.common_location_hint)
        />
    }
    .into_any()
}

#[component]
fn Line(
    draft: ReceiptDraft,
    line: ReceiptDraftLine,
    form: Sending,
    warehouse: WarehouseCode,
    removable: bool,
) -> AnyView {
    let i18n = use_i18n();
    let (id, goods) = (line.id, line.goods.get_value());
    let error = move |name: &'static str| form.field_at(move || draft.sent_name(id, name));
    let remaining = goods.remaining;
    let over = move || remaining.is_some_and(|remaining| line.entered() > remaining);
    view! {
        <div class="receipt-line card" class:over=over>
            <div class="receipt-goods">
                {show::item(goods.item.as_str(), &goods.name, &goods.name2)}
                {remaining
                    .map(|remaining| view! {
                        <p class="receipt-remaining">
                            {tu_string!(i18n, receiving.remaining)} " " {show::amount(remaining, &goods.unit)}
                        </p>
                    })}
                <Show when=over>
                    <p class="field-error" role="status">{tu_string!(i18n, receiving.over_hint)}</p>
                </Show>
            </div>
            <Field
                form
                name=format!("receipt-{id}-quantity")
                label=tu_string!(i18n, receiving.quantity_now)
                value=line.quantity
                inputmode="decimal"
                maxlength=16
                error=error("quantity")
            />
            <Picker
                form
                name=format!("receipt-{id}-location")
                label=tu_string!(i18n, words.location)
                value=line.location
                finder=find::locations(warehouse)
                error=error("location")
            />
            <LotFields line form error=error("lot")/>
            <Select
                form
                name=format!("receipt-{id}-status")
                label=tu_string!(i18n, words.status)
                value=line.status
                choices=Signal::stored(statuses())
            />
            {actions(draft, line, form, removable || remaining.is_none())}
        </div>
    }
    .into_any()
}

/// What can be done with a line besides filling it in.
fn actions(draft: ReceiptDraft, line: ReceiptDraftLine, form: Sending, removable: bool) -> AnyView {
    let i18n = use_i18n();
    let remaining = line.goods.with_value(|goods| goods.remaining);
    let all = remaining.filter(|remaining| remaining.is_positive()).map(|remaining| {
        view! {
            <button
                type="button"
                class="button ghost"
                on:click=move |_| {
                    line.quantity.set(remaining.to_string());
                    form.touch();
                }
            >
                {tu_string!(i18n, receiving.take_all)}
            </button>
        }
    });
    view! {
        <div class="receipt-line-actions">
            {all}
            <button type="button" class="button ghost" on:click=move |_| { draft.split(line); }>
                {tu_string!(i18n, receiving.split)}
            </button>
            {removable
                .then(|| view! {
                    <button
                        type="button"
                        class="button ghost"
                        on:click=move |_| {
                            draft.remove(line.id);
                            form.touch();
                        }
                    >
                        {tu_string!(i18n, words.remove)}
                    </button>
                })}
        </div>
    }
    .into_any()
}

#[component]
fn LotFields(line: ReceiptDraftLine, form: Sending, error: Signal<Option<String>>) -> AnyView {
    let i18n = use_i18n();
    let (id, goods) = (line.id, line.goods.get_value());
    let date_label = match goods.expiry {
        ExpiryKind::None => None,
        ExpiryKind::BestBefore => Some(tu_string!(i18n, words.best_before)),
        ExpiryKind::UseBy => Some(tu_string!(i18n, words.use_by)),
    };
    let lot = goods.lot_managed.then(|| {
        view! {
            <Field
                form
                name=format!("receipt-{id}-lot")
                label=tu_string!(i18n, words.lot_number)
                value=line.lot
                required=true
                maxlength=40
                error
            />
        }
    });
    let date = date_label.map(|label| {
        view! {
            <Field
                form
                name=format!("receipt-{id}-date")
                label
                value=line.expires_on
                kind="date"
                required=true
                error
            />
        }
    });
    view! { {lot} {date} }.into_any()
}

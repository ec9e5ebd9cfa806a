//! The form of a slip: header and lines, made for the keyboard. Enter in a line goes to its next field, Enter in the
//! last one adds a line.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use model::partner::PartnerRole;

use crate::i18n::{tu_string, use_i18n};
use crate::masters::find;
use crate::parts::browser::focus_soon;
use crate::parts::{Field, FormBody, Picker, Sending, Submit, TextArea};
use crate::slip::draft::{Draft, DraftLine};

/// What the slip is: it decides words and fields.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// 入荷予定
    In,
    /// 出荷指示
    Out,
}

/// The whole form.
#[component]
pub fn SlipEditor(
    direction: Direction,
    draft: Draft,
    form: Sending,
    /// The text of the button that saves.
    #[prop(into)]
    save: String,
    /// Where the way back leads.
    #[prop(into)]
    back: Signal<String>,
    on_save: impl Fn() + 'static,
) -> AnyView {
    let i18n = use_i18n();
    view! {
        <FormBody form on_submit=on_save>
            <Header direction draft form/>
            <Lines draft form/>
            <div class="form-actions">
                <Submit form label=save/>
                <a class="button" href=back>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

#[component]
fn Header(direction: Direction, draft: Draft, form: Sending) -> AnyView {
    let i18n = use_i18n();
    let (name, label, role) = match direction {
        Direction::In => ("supplier", tu_string!(i18n, words.supplier), PartnerRole::Supplier),
        Direction::Out => ("customer", tu_string!(i18n, words.customer), PartnerRole::Customer),
    };
    let planned = match direction {
        Direction::In => tu_string!(i18n, receiving.planned_on),
        Direction::Out => tu_string!(i18n, shipping.planned_on),
    };
    let ship_to = (direction == Direction::Out).then(|| {
        view! {
            <Picker
                form
                name="ship_to"
                label=tu_string!(i18n, words.ship_to)
                value=draft.ship_to
                finder=find::partners(PartnerRole::ShipTo)
                hint=tu_string!(i18n, words.ship_to_hint)
            />
        }
    });
    view! {
        <section class="card form-grid" aria-label=tu_string!(i18n, words.header)>
            <Picker
                form
                name
                label
                value=draft.partner
                finder=find::partners(role)
                hint=tu_string!(i18n, words.partner_hint)
            />
            {ship_to}
            <Field form name="planned_on" label=planned value=draft.planned_on kind="date"/>
            <Field
                form
                name="original_number"
                label=tu_string!(i18n, words.original_number)
                value=draft.original_number
                maxlength=40
            />
            <TextArea form name="note" label=tu_string!(i18n, words.note) value=draft.note/>
        </section>
    }
    .into_any()
}

#[component]
fn Lines(draft: Draft, form: Sending) -> AnyView {
    let i18n = use_i18n();
    let add = move |_| {
        let line = draft.add();
        focus_soon(item_selector(line.id));
    };
    view! {
        <section class="card" aria-label=tu_string!(i18n, words.lines)>
            <h2>{tu_string!(i18n, words.lines)}</h2>
            <p class="field-hint">{tu_string!(i18n, words.lines_hint)}</p>
            <div class="editor-lines">
                <For each=move || draft.lines.get() key=|line| line.id let:line>
                    <Line draft line form/>
                </For>
            </div>
            <button type="button" class="button" on:click=add>{tu_string!(i18n, words.add_line)}</button>
        </section>
    }
    .into_any()
}

fn item_selector(id: u32) -> String {
    format!("#field-line-{id}-item")
}

#[component]
fn Line(draft: Draft, line: DraftLine, form: Sending) -> AnyView {
    let i18n = use_i18n();
    let id = line.id;
    let error = move |name: &'static str| form.field_at(move || format!("lines.{}.{name}", draft.place(id)));
    let on_key = move |event: KeyboardEvent| {
        if event.key() != "Enter" || event.is_composing() || event.default_prevented() {
            return;
        }
        event.prevent_default();
        let following = draft.lines.with_untracked(|lines| {
            let place = lines.iter().position(|other| other.id == id).unwrap_or_default();
            lines.get(place + 1).map(|line| line.id)
        });
        focus_soon(item_selector(following.unwrap_or_else(|| draft.add().id)));
    };
    view! {
        <div class="editor-line" on:keydown=on_key>
            <span class="editor-number" aria-hidden="true">{move || draft.place(id) + 1}</span>
            <Picker
                form
                name=format!("line-{id}-item")
                label=tu_string!(i18n, words.item)
                value=line.item
                finder=find::items()
                next=format!("#field-line-{id}-quantity")
                error=error("item")
            />
            <Field
                form
                name=format!("line-{id}-quantity")
                label=tu_string!(i18n, words.quantity)
                value=line.quantity
                inputmode="decimal"
                maxlength=16
                error=error("quantity")
            />
            <Field
                form
                name=format!("line-{id}-price")
                label=tu_string!(i18n, words.unit_price)
                value=line.price
                inputmode="decimal"
                maxlength=20
                error=error("unit_price")
            />
            <Field
                form
                name=format!("line-{id}-lot")
                label=tu_string!(i18n, words.lot_number)
                value=line.lot
                maxlength=40
                error=error("lot")
            />
            <button
                type="button"
                class="button ghost editor-remove"
                aria-label=move || tu_string!(i18n, words.remove_line, number = draft.place(id) + 1)
                on:click=move |_| {
                    draft.remove(id);
                    form.touch();
                }
            >
                "×"
            </button>
        </div>
    }
    .into_any()
}

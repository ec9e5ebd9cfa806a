//! Writing a location, new or again.

use leptos::prelude::*;
use model::location::LocationView;

use crate::bundle::Screen;
use crate::frame::use_who;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::location::LocationDraft;
use crate::masters::writing::{edit_page, new_page};
use crate::parts::{Empty, Field, Select, Sending, Tick};

/// The page `/locations/new`.
pub struct LocationNewPage;

impl Screen for LocationNewPage {
    fn view() -> AnyView {
        new_page::<LocationView>()
    }
}

/// The page `/locations/:warehouse/:code/edit`.
pub struct LocationEditPage;

impl Screen for LocationEditPage {
    fn view() -> AnyView {
        edit_page::<LocationView>()
    }
}

/// The fields of the form.
pub(super) fn fields(form: Sending, draft: LocationDraft, is_new: bool) -> AnyView {
    let i18n = use_i18n();
    view! {
        <section class="card form-grid">
            {if is_new { choice(form, draft) } else { fixed(form, draft) }}
            <Field
                form
                name="code"
                label=tu_string!(i18n, masters.location_code)
                value=draft.code
                required=true
                readonly=!is_new
                maxlength=40
                hint=tu_string!(i18n, masters.location_code_hint)
            />
            <Field form name="name" label=tu_string!(i18n, masters.name) value=draft.name maxlength=100/>
            <Field
                form
                name="walk_order"
                label=tu_string!(i18n, masters.walk_order)
                value=draft.walk_order
                inputmode="numeric"
                maxlength=9
                hint=tu_string!(i18n, masters.walk_order_hint)
            />
            <Tick
                name="allocatable"
                label=tu_string!(i18n, masters.allocatable)
                value=draft.allocatable
                hint=tu_string!(i18n, masters.allocatable_hint)
            />
            <Tick
                name="receivable"
                label=tu_string!(i18n, masters.receivable)
                value=draft.receivable
                hint=tu_string!(i18n, masters.receivable_hint)
            />
        </section>
    }
    .into_any()
}

/// The warehouses in which this person works, the first of them unless the URL named one.
fn choice(form: Sending, draft: LocationDraft) -> AnyView {
    let i18n = use_i18n();
    let who = use_who().resource();
    let warehouses = who.get().and_then(Result::ok).map_or_else(Vec::new, |me| me.warehouses);
    let Some(first) = warehouses.first() else {
        return view! {
            <Empty title=tu_string!(i18n, masters.no_warehouses) hint=tu_string!(i18n, masters.no_warehouses_hint)>
                <a class="button primary" href="/warehouses/new">{tu_string!(i18n, masters.new_warehouse)}</a>
            </Empty>
        }
        .into_any();
    };
    if draft.warehouse.with_untracked(String::is_empty) {
        draft.warehouse.set(first.code.to_string());
    }
    let choices: Vec<_> = warehouses
        .iter()
        .map(|warehouse| (warehouse.code.to_string(), format!("{} {}", warehouse.code, warehouse.name)))
        .collect();
    view! {
        <Select
            form
            name="warehouse"
            label=tu_string!(i18n, masters.warehouse)
            value=draft.warehouse
            choices=Signal::stored(choices)
            required=true
        />
    }
    .into_any()
}

fn fixed(form: Sending, draft: LocationDraft) -> AnyView {
    let i18n = use_i18n();
    view! {
        <Field form name="warehouse" label=tu_string!(i18n, masters.warehouse) value=draft.warehouse readonly=true/>
    }
    .into_any()
}

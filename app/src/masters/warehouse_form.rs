//! Writing a warehouse, new or again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use model::warehouse::{CreateWarehouse, GetWarehouse, UpdateWarehouse, WarehouseChange, WarehouseView};
use model::{AppError, ErrorCode, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Conflict, Difference, activity, differences, is_stale};
use crate::masters::functions::{create_warehouse, get_warehouse, update_warehouse};
use crate::parts::reading::Reader;
use crate::parts::{Field, FormBody, PageHead, Sending, Submit, Tick, loaded, route, use_param, use_reader};

/// The page `/warehouses/new`.
pub struct WarehouseNewPage;

impl Screen for WarehouseNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (form, draft, reader) = (Sending::new(), Draft::default(), use_reader());
        let navigate = use_navigate();
        let save = move || match draft.read(reader) {
            Err(error) => form.refuse(error),
            Ok(command) => {
                let navigate = navigate.clone();
                form.send(
                    |envelope| create_warehouse(envelope, command),
                    move |_| navigate("/warehouses", Default::default()),
                );
            }
        };
        let crumbs = vec![("/warehouses".to_owned(), tu_string!(i18n, masters.warehouses).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, masters.new_warehouse) crumbs/>
            <FormBody form on_submit=save>
                <Fields form draft is_new=true/>
                <div class="form-actions">
                    <Submit form label=tu_string!(i18n, masters.create)/>
                    <a class="button" href="/warehouses">{tu_string!(i18n, words.stop)}</a>
                </div>
            </FormBody>
        }
        .into_any()
    }
}

/// The page `/warehouses/:code`.
pub struct WarehouseEditPage;

impl Screen for WarehouseEditPage {
    fn view() -> AnyView {
        let code = use_param("code");
        let warehouse = Resource::new(
            move || code.get(),
            |code| async move {
                get_warehouse(GetWarehouse { code: route::parsed::<WarehouseCode>("warehouse", &code)? }).await
            },
        );
        loaded(warehouse, |warehouse| view! { <Edit warehouse/> }.into_any())
    }
}

#[component]
fn Edit(warehouse: WarehouseView) -> AnyView {
    let i18n = use_i18n();
    let (form, draft, reader) = (Sending::new(), Draft::of(&warehouse), use_reader());
    let navigate = StoredValue::new_local(use_navigate());
    let (seen, found) = (RwSignal::new(warehouse.clone()), RwSignal::new(None::<Vec<Difference>>));
    let labels = [
        tu_string!(i18n, masters.name),
        tu_string!(i18n, masters.postal_code),
        tu_string!(i18n, masters.address),
        tu_string!(i18n, masters.phone),
    ];
    let save = move || {
        let command = match draft.read(reader) {
            Err(error) => return form.refuse(error),
            Ok(command) => command,
        };
        let version = seen.with_untracked(|warehouse| warehouse.version);
        let code = command.code.clone();
        let change = WarehouseChange {
            name: Some(command.name),
            postal_code: Some(command.postal_code),
            address: Some(command.address),
            phone: Some(command.phone),
            active: Some(draft.active.get_untracked()),
        };
        let again = code.clone();
        form.send_or(
            |envelope| update_warehouse(envelope, UpdateWarehouse { code, version: Some(version), change }),
            move |_| navigate.with_value(|navigate| navigate("/warehouses", Default::default())),
            move |error| {
                let stale = is_stale(error);
                if stale {
                    spawn_local(async move {
                        if let Ok(now) = get_warehouse(GetWarehouse { code: again }).await {
                            found.set(Some(compare(labels, &seen.get_untracked(), &now)));
                            seen.set(now);
                        }
                    });
                }
                stale
            },
        );
    };
    let crumbs = vec![("/warehouses".to_owned(), tu_string!(i18n, masters.warehouses).to_owned())];
    view! {
        <PageHead title=format!("{} {}", warehouse.code, warehouse.name) crumbs mark=activity(warehouse.active)/>
        <Conflict form differences=found/>
        <FormBody form on_submit=save>
            <Fields form draft is_new=false/>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, words.save)/>
                <a class="button" href="/warehouses">{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

fn compare(labels: [&'static str; 4], before: &WarehouseView, now: &WarehouseView) -> Vec<Difference> {
    let values = |each: &WarehouseView| [&each.name, &each.postal_code, &each.address, &each.phone].map(Clone::clone);
    let pairs = labels.into_iter().zip(values(before)).zip(values(now));
    differences(pairs.map(|((label, before), now)| (label, before, now)).collect())
}

#[derive(Clone, Copy)]
struct Draft {
    code: RwSignal<String>,
    name: RwSignal<String>,
    postal_code: RwSignal<String>,
    address: RwSignal<String>,
    phone: RwSignal<String>,
    active: RwSignal<bool>,
}

impl Default for Draft {
    fn default() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            code: text(),
            name: text(),
            postal_code: text(),
            address: text(),
            phone: text(),
            active: RwSignal::new(true),
        }
    }
}

impl Draft {
    fn of(warehouse: &WarehouseView) -> Self {
        let draft = Self::default();
        draft.code.set(warehouse.code.to_string());
        draft.name.set(warehouse.name.clone());
        draft.postal_code.set(warehouse.postal_code.clone());
        draft.address.set(warehouse.address.clone());
        draft.phone.set(warehouse.phone.clone());
        draft.active.set(warehouse.active);
        draft
    }

    fn read(self, reader: Reader) -> Result<CreateWarehouse, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let code = reading.code::<WarehouseCode>("code", &text(self.code));
        let name = reading.text("name", &text(self.name));
        reading.done()?;
        Ok(CreateWarehouse {
            code: code.ok_or_else(|| AppError::new(ErrorCode::Required).field("code"))?,
            name,
            postal_code: text(self.postal_code),
            address: text(self.address),
            phone: text(self.phone),
        })
    }
}

#[component]
fn Fields(form: Sending, draft: Draft, is_new: bool) -> AnyView {
    let i18n = use_i18n();
    let active = (!is_new).then(|| {
        view! {
            <Tick
                name="active"
                label=tu_string!(i18n, masters.in_use)
                value=draft.active
                hint=tu_string!(i18n, masters.active_hint)
            />
        }
    });
    view! {
        <section class="card form-grid">
            <Field
                form
                name="code"
                label=tu_string!(i18n, masters.code)
                value=draft.code
                required=true
                readonly=!is_new
                maxlength=20
            />
            <Field form name="name" label=tu_string!(i18n, masters.name) value=draft.name required=true maxlength=100/>
            <Field form name="postal_code" label=tu_string!(i18n, masters.postal_code) value=draft.postal_code/>
            <Field form name="address" label=tu_string!(i18n, masters.address) value=draft.address/>
            <Field form name="phone" label=tu_string!(i18n, masters.phone) value=draft.phone inputmode="tel"/>
            {active}
        </section>
    }
    .into_any()
}

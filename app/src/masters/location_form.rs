//! Writing a location, new or again.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;
use model::location::{CreateLocation, GetLocation, LocationChange, LocationView, UpdateLocation};
use model::warehouse::ListWarehouses;
use model::{AppError, ErrorCode, LocationCode, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::masters::change::{Conflict, Difference, activity, differences, is_stale};
use crate::masters::functions::{create_location, get_location, list_warehouses, update_location};
use crate::parts::reading::Reader;
use crate::parts::{
    Field, FormBody, PageHead, Select, Sending, Submit, Tick, loaded, route, show, use_filters, use_param, use_reader,
};

/// The page `/locations/new`.
pub struct LocationNewPage;

impl Screen for LocationNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let warehouses = Resource::new(|| (), |()| list_warehouses(ListWarehouses::default()));
        let crumbs = vec![("/locations".to_owned(), tu_string!(i18n, masters.locations).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, masters.new_location) crumbs/>
            {loaded(warehouses, |page| {
                let choices = page.data.into_iter().map(|each| (each.code.to_string(), each.name)).collect();
                view! { <New choices/> }.into_any()
            })}
        }
        .into_any()
    }
}

#[component]
fn New(choices: Vec<(String, String)>) -> AnyView {
    let i18n = use_i18n();
    let (form, draft, reader, navigate) = (Sending::new(), Draft::default(), use_reader(), use_navigate());
    let wanted = use_filters().text("warehouse");
    let first = choices.first().map_or_else(String::new, |(code, _)| code.clone());
    draft.warehouse.set(if wanted.is_empty() { first } else { wanted });
    let save = move || match draft.read(reader) {
        Err(error) => form.refuse(error),
        Ok(command) => {
            let navigate = navigate.clone();
            let list = list_path(command.warehouse.as_str());
            form.send(|envelope| create_location(envelope, command), move |_| navigate(&list, Default::default()));
        }
    };
    view! {
        <FormBody form on_submit=save>
            <Fields form draft choices=Some(choices)/>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, masters.create)/>
                <a class="button" href="/locations">{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

fn list_path(warehouse: &str) -> String {
    format!("/locations?warehouse={}", show::path(&[warehouse]).trim_start_matches('/'))
}

/// The page `/locations/:warehouse/:code`.
pub struct LocationEditPage;

impl Screen for LocationEditPage {
    fn view() -> AnyView {
        let (warehouse, code) = (use_param("warehouse"), use_param("code"));
        let location = Resource::new(
            move || (warehouse.get(), code.get()),
            |(warehouse, code)| async move {
                let warehouse = route::parsed::<WarehouseCode>("warehouse", &warehouse)?;
                let code = route::parsed::<LocationCode>("location", &code)?;
                get_location(GetLocation { warehouse, code }).await
            },
        );
        loaded(location, |location| view! { <Edit location/> }.into_any())
    }
}

#[component]
fn Edit(location: LocationView) -> AnyView {
    let i18n = use_i18n();
    let (form, draft, reader) = (Sending::new(), Draft::of(&location), use_reader());
    let navigate = StoredValue::new_local(use_navigate());
    let (seen, found) = (RwSignal::new(location.clone()), RwSignal::new(None::<Vec<Difference>>));
    let list = list_path(location.warehouse.as_str());
    let back = list.clone();
    let labels = [
        tu_string!(i18n, masters.name),
        tu_string!(i18n, masters.walk_order),
        tu_string!(i18n, masters.allocatable),
        tu_string!(i18n, masters.receivable),
        tu_string!(i18n, masters.in_use),
    ];
    let save = move || {
        let read = match draft.read(reader) {
            Err(error) => return form.refuse(error),
            Ok(read) => read,
        };
        let (warehouse, code) = (read.warehouse.clone(), read.code.clone());
        let again = GetLocation { warehouse: warehouse.clone(), code: code.clone() };
        let change = LocationChange {
            name: Some(read.name),
            walk_order: Some(read.walk_order),
            allocatable: Some(read.allocatable),
            receivable: Some(read.receivable),
            active: Some(draft.active.get_untracked()),
        };
        let version = Some(seen.with_untracked(|location| location.version));
        let list = list.clone();
        form.send_or(
            |envelope| update_location(envelope, UpdateLocation { warehouse, code, version, change }),
            move |_| navigate.with_value(|navigate| navigate(&list, Default::default())),
            move |error| {
                let stale = is_stale(error);
                if stale {
                    spawn_local(async move {
                        if let Ok(now) = get_location(again).await {
                            found.set(Some(compare(labels, &seen.get_untracked(), &now)));
                            seen.set(now);
                        }
                    });
                }
                stale
            },
        );
    };
    let crumbs = vec![(back.clone(), tu_string!(i18n, masters.locations).to_owned())];
    view! {
        <PageHead title=location.code.to_string() crumbs mark=activity(location.active)/>
        <Conflict form differences=found/>
        <FormBody form on_submit=save>
            <Fields form draft choices=None/>
            <div class="form-actions">
                <Submit form label=tu_string!(i18n, words.save)/>
                <a class="button" href=back>{tu_string!(i18n, words.stop)}</a>
            </div>
        </FormBody>
    }
    .into_any()
}

fn compare(labels: [&'static str; 5], before: &LocationView, now: &LocationView) -> Vec<Difference> {
    let flag = |yes: bool| if yes { "✓".to_owned() } else { "—".to_owned() };
    let values = |each: &LocationView| {
        [
            each.name.clone(),
            each.walk_order.to_string(),
            flag(each.allocatable),
            flag(each.receivable),
            flag(each.active),
        ]
    };
    let pairs = labels.into_iter().zip(values(before)).zip(values(now));
    differences(pairs.map(|((label, before), now)| (label, before, now)).collect())
}

#[derive(Clone, Copy)]
struct Draft {
    warehouse: RwSignal<String>,
    code: RwSignal<String>,
    name: RwSignal<String>,
    walk_order: RwSignal<String>,
    allocatable: RwSignal<bool>,
    receivable: RwSignal<bool>,
    active: RwSignal<bool>,
}

impl Default for Draft {
    fn default() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            warehouse: text(),
            code: text(),
            name: text(),
            walk_order: RwSignal::new("0".to_owned()),
            allocatable: RwSignal::new(true),
            receivable: RwSignal::new(true),
            active: RwSignal::new(true),
        }
    }
}

impl Draft {
    fn of(location: &LocationView) -> Self {
        let draft = Self::default();
        draft.warehouse.set(location.warehouse.to_string());
        draft.code.set(location.code.to_string());
        draft.name.set(location.name.clone());
        draft.walk_order.set(location.walk_order.to_string());
        draft.allocatable.set(location.allocatable);
        draft.receivable.set(location.receivable);
        draft.active.set(location.active);
        draft
    }

    fn read(self, reader: Reader) -> Result<CreateLocation, AppError> {
        let mut reading = reader.read();
        let text = |signal: RwSignal<String>| signal.get_untracked().trim().to_owned();
        let warehouse = reading.code::<WarehouseCode>("warehouse", &text(self.warehouse));
        let code = reading.code::<LocationCode>("code", &text(self.code));
        let walk_order = reading.whole("walk_order", &text(self.walk_order));
        reading.done()?;
        let missing = || AppError::new(ErrorCode::Required).field("code");
        Ok(CreateLocation {
            warehouse: warehouse.ok_or_else(missing)?,
            code: code.ok_or_else(missing)?,
            name: text(self.name),
            walk_order,
            allocatable: self.allocatable.get_untracked(),
            receivable: self.receivable.get_untracked(),
        })
    }
}

#[component]
fn Fields(form: Sending, draft: Draft, choices: Option<Vec<(String, String)>>) -> AnyView {
    let i18n = use_i18n();
    let is_new = choices.is_some();
    let warehouse = match choices {
        Some(choices) => view! {
            <Select
                form
                name="warehouse"
                label=tu_string!(i18n, masters.warehouse)
                value=draft.warehouse
                choices=Signal::stored(choices)
                required=true
            />
        }
        .into_any(),
        None => view! {
            <Field
                form
                name="warehouse"
                label=tu_string!(i18n, masters.warehouse)
                value=draft.warehouse
                readonly=true
            />
        }
        .into_any(),
    };
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
            {warehouse}
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
            <Tick name="receivable" label=tu_string!(i18n, masters.receivable) value=draft.receivable/>
            {active}
        </section>
    }
    .into_any()
}

//! Writing a shipping order, new or again.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::SlipNumber;
use model::shipping::{
    CreateShippingOrder, GetShippingOrder, ShippingOrderLine, ShippingOrderView, UpdateShippingOrder,
};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::reading::Reader;
use crate::parts::{PageHead, Picked, Place, Sending, loaded, route, use_param, use_place, use_reader};
use crate::shipping::functions::{create_shipping_order, get_shipping_order, update_shipping_order};
use crate::slip::draft::{Draft, ReadLine};
use crate::slip::editor::{Direction, SlipEditor};

/// The page `/w/:warehouse/shipping/new`.
pub struct ShippingNewPage;

impl Screen for ShippingNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, form, draft, reader) = (use_place(), Sending::new(), Draft::default(), use_reader());
        let navigate = use_navigate();
        let save = move || match read(place, draft, reader) {
            Err(error) => form.refuse(error),
            Ok(command) => {
                let navigate = navigate.clone();
                form.send(
                    |envelope| create_shipping_order(envelope, command),
                    move |order| navigate(&place.path(&["shipping", order.number.as_str()]), Default::default()),
                );
            }
        };
        let crumbs = vec![(place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, shipping.new) crumbs/>
            <SlipEditor
                direction=Direction::Out
                draft
                form
                save=tu_string!(i18n, shipping.save_new)
                back=Signal::derive(move || place.path(&["shipping"]))
                on_save=save
            />
        }
        .into_any()
    }
}

/// The page `/w/:warehouse/shipping/:number/edit`.
pub struct ShippingEditPage;

impl Screen for ShippingEditPage {
    fn view() -> AnyView {
        let (place, number) = (use_place(), use_param("number"));
        let order = Resource::new(
            move || number.get(),
            |number| async move {
                let number = route::parsed::<SlipNumber>("shipping_order", &number)?;
                get_shipping_order(GetShippingOrder { number }).await
            },
        );
        loaded(order, move |order| view! { <Edit place order/> }.into_any())
    }
}

#[component]
fn Edit(place: Place, order: ShippingOrderView) -> AnyView {
    let i18n = use_i18n();
    let (form, reader) = (Sending::new(), use_reader());
    let draft = draft_of(&order);
    let navigate = use_navigate();
    let number = order.number.to_string();
    let title = tu_string!(i18n, shipping.edit_title, number = number.clone());
    let crumbs = vec![
        (place.path(&["shipping"]), tu_string!(i18n, shipping.title).to_owned()),
        (place.path(&["shipping", &number]), number.clone()),
    ];
    let (slip, version) = (order.number, order.version);
    let save = move || match read(place, draft, reader) {
        Err(error) => form.refuse(error),
        Ok(order) => {
            let navigate = navigate.clone();
            let command = UpdateShippingOrder { number: slip.clone(), version, order };
            form.send(
                |envelope| update_shipping_order(envelope, command),
                move |order| navigate(&place.path(&["shipping", order.number.as_str()]), Default::default()),
            );
        }
    };
    view! {
        <PageHead title crumbs/>
        <SlipEditor
            direction=Direction::Out
            draft
            form
            save=tu_string!(i18n, words.save)
            back=Signal::derive(move || place.path(&["shipping", &number]))
            on_save=save
        />
    }
    .into_any()
}

fn draft_of(order: &ShippingOrderView) -> Draft {
    let draft = Draft::of(&order.customer, &order.ship_to, &order.original_number, order.planned_on, &order.note);
    for line in &order.lines {
        let item = Picked::of(line.item.as_str(), &line.name, &line.unit);
        let lot = line.lot.number.as_ref().map_or("", |number| number.as_str());
        draft.push(item, &line.ordered.to_string(), &line.unit_price.to_string(), lot);
    }
    draft
}

fn read(place: Place, draft: Draft, reader: Reader) -> Result<CreateShippingOrder, model::AppError> {
    let warehouse = place.code().map_err(|refusal| refusal.0)?;
    let mut reading = reader.read();
    let header = draft.read_header(&mut reading, "customer");
    let lines = draft.read_lines(&mut reading);
    reading.done()?;
    let line = |line: ReadLine| ShippingOrderLine {
        item: line.item,
        quantity: line.quantity,
        lot: line.lot,
        status: None,
        unit_price: line.unit_price,
    };
    Ok(CreateShippingOrder {
        warehouse,
        customer: header.partner,
        ship_to: header.ship_to,
        original_number: header.original_number,
        planned_on: header.planned_on,
        note: header.note,
        lines: lines.into_iter().map(line).collect(),
    })
}

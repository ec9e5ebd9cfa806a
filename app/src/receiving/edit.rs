//! Writing a receiving order, new or again.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use model::SlipNumber;
use model::receiving::{
    CreateReceivingOrder, GetReceivingOrder, ReceivingLineView, ReceivingOrderLine, ReceivingOrderView,
    UpdateReceivingOrder,
};
use model::slip::SlipPartner;

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::reading::Reader;
use crate::parts::{PageHead, Picked, Place, Sending, loaded, route, use_param, use_place, use_reader};
use crate::receiving::functions::{create_receiving_order, get_receiving_order, update_receiving_order};
use crate::slip::draft::Draft;
use crate::slip::editor::{Direction, SlipEditor};

/// The page `/w/:warehouse/receiving/new`.
pub struct ReceivingNewPage;

impl Screen for ReceivingNewPage {
    fn view() -> AnyView {
        let i18n = use_i18n();
        let (place, form, draft, reader) = (use_place(), Sending::new(), Draft::default(), use_reader());
        let navigate = use_navigate();
        let save = move || match read(place, draft, reader) {
            Err(error) => form.refuse(error),
            Ok(command) => {
                let navigate = navigate.clone();
                form.send(
                    |envelope| create_receiving_order(envelope, command),
                    move |order| navigate(&place.path(&["receiving", order.number.as_str()]), Default::default()),
                );
            }
        };
        let crumbs = vec![(place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned())];
        view! {
            <PageHead title=tu_string!(i18n, receiving.new) crumbs/>
            <SlipEditor
                direction=Direction::In
                draft
                form
                save=tu_string!(i18n, receiving.save_new)
                back=Signal::derive(move || place.path(&["receiving"]))
                on_save=save
            />
        }
        .into_any()
    }
}

/// The page `/w/:warehouse/receiving/:number/edit`.
pub struct ReceivingEditPage;

impl Screen for ReceivingEditPage {
    fn view() -> AnyView {
        let (place, number) = (use_place(), use_param("number"));
        let order = Resource::new(
            move || number.get(),
            |number| async move {
                let number = route::parsed::<SlipNumber>("receiving_order", &number)?;
                get_receiving_order(GetReceivingOrder { number }).await
            },
        );
        loaded(order, move |order| view! { <Edit place order/> }.into_any())
    }
}

#[component]
fn Edit(place: Place, order: ReceivingOrderView) -> AnyView {
    let i18n = use_i18n();
    let (form, reader) = (Sending::new(), use_reader());
    let draft = draft_of(&order);
    let navigate = use_navigate();
    let number = order.number.to_string();
    let title = tu_string!(i18n, receiving.edit_title, number = number.clone());
    let crumbs = vec![
        (place.path(&["receiving"]), tu_string!(i18n, receiving.title).to_owned()),
        (place.path(&["receiving", &number]), number.clone()),
    ];
    let (slip, version) = (order.number, order.version);
    let save = move || match read(place, draft, reader) {
        Err(error) => form.refuse(error),
        Ok(order) => {
            let navigate = navigate.clone();
            let command = UpdateReceivingOrder { number: slip.clone(), version, order };
            form.send(
                |envelope| update_receiving_order(envelope, command),
                move |order| navigate(&place.path(&["receiving", order.number.as_str()]), Default::default()),
            );
        }
    };
    view! {
        <PageHead title crumbs/>
        <SlipEditor
            direction=Direction::In
            draft
            form
            save=tu_string!(i18n, words.save)
            back=Signal::derive(move || place.path(&["receiving", &number]))
            on_save=save
        />
    }
    .into_any()
}

fn draft_of(order: &ReceivingOrderView) -> Draft {
    let (supplier, nobody) = (&order.supplier, SlipPartner::default());
    let draft = Draft::of(supplier, &nobody, &order.original_number, order.planned_on, &order.note);
    for line in &order.lines {
        push(draft, line);
    }
    draft
}

fn push(draft: Draft, line: &ReceivingLineView) {
    let item = Picked::of(line.item.as_str(), &line.name, &line.unit);
    let lot = line.lot.number.as_ref().map_or("", |number| number.as_str());
    draft.push(item, &line.planned.to_string(), &line.unit_price.to_string(), lot);
}

fn read(place: Place, draft: Draft, reader: Reader) -> Result<CreateReceivingOrder, model::AppError> {
    let warehouse = place.code().map_err(|refusal| refusal.0)?;
    let mut reading = reader.read();
    let header = draft.read_header(&mut reading, "supplier");
    let lines = draft.read_lines(&mut reading);
    reading.done()?;
    let line = |line: crate::slip::draft::ReadLine| ReceivingOrderLine {
        item: line.item,
        quantity: line.quantity,
        lot: line.lot,
        status: None,
        unit_price: line.unit_price,
    };
    Ok(CreateReceivingOrder {
        warehouse,
        supplier: header.partner,
        original_number: header.original_number,
        planned_on: header.planned_on,
        note: header.note,
        lines: lines.into_iter().map(line).collect(),
    })
}

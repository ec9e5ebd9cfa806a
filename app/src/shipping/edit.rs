//! Writing a shipping order, new or again.

use std::future::Future;

use leptos::prelude::*;
use model::shipping::{
    CreateShippingOrder, GetShippingOrder, ShippingOrderLine, ShippingOrderView, UpdateShippingOrder,
};
use model::{Envelope, SlipNumber, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Picked, show};
use crate::refusal::Refusal;
use crate::shipping::functions::{create_shipping_order, get_shipping_order, update_shipping_order};
use crate::slip::draft::{Draft, ReadHeader, ReadLine};
use crate::slip::editor::Direction;
use crate::slip::writing::{Said, Texts, Written, edit_page, new_page};

/// The page `/w/:warehouse/shipping/new`.
pub struct ShippingNewPage;

impl Screen for ShippingNewPage {
    fn view() -> AnyView {
        new_page::<ShippingOrderView>()
    }
}

/// The page `/w/:warehouse/shipping/:number/edit`.
pub struct ShippingEditPage;

impl Screen for ShippingEditPage {
    fn view() -> AnyView {
        edit_page::<ShippingOrderView>()
    }
}

impl Written for ShippingOrderView {
    type Body = CreateShippingOrder;

    const DIRECTION: Direction = Direction::Out;
    const AREA: &'static str = "shipping";
    const WHAT: &'static str = "shipping_order";
    const PARTNER_FIELD: &'static str = "customer";

    fn identity(&self) -> (SlipNumber, i64) {
        (self.number.clone(), self.version)
    }

    fn draft(&self) -> Draft {
        let draft = Draft::of(&self.customer, &self.ship_to, &self.original_number, self.planned_on, &self.note);
        for line in &self.lines {
            let item = Picked::of(line.item.as_str(), &show::names(&line.name, &line.name2), &line.unit);
            draft.push(item, &line.ordered.to_string(), &line.unit_price.to_string(), &line.lot, line.status.clone());
        }
        draft
    }

    fn body(warehouse: WarehouseCode, header: ReadHeader, lines: Vec<ReadLine>) -> CreateShippingOrder {
        let line = |line: ReadLine| ShippingOrderLine {
            item: line.item,
            quantity: line.quantity,
            lot: line.lot,
            status: line.status,
            unit_price: line.unit_price,
        };
        CreateShippingOrder {
            warehouse,
            customer: header.partner,
            ship_to: header.ship_to,
            original_number: header.original_number,
            planned_on: header.planned_on,
            note: header.note,
            lines: lines.into_iter().map(line).collect(),
        }
    }

    fn texts() -> Texts {
        let i18n = use_i18n();
        Texts {
            list: tu_string!(i18n, shipping.title),
            new: tu_string!(i18n, shipping.new),
            save_new: tu_string!(i18n, shipping.save_new),
        }
    }

    fn edit_title(number: &str) -> String {
        let i18n = use_i18n();
        tu_string!(i18n, shipping.edit_title, number = number)
    }

    fn said() -> Said {
        let i18n = use_i18n();
        Said {
            created: Box::new(move |number| tu_string!(i18n, shipping.said_created, number = number)),
            changed: Box::new(move |number| tu_string!(i18n, shipping.said_changed, number = number)),
        }
    }

    fn get(number: SlipNumber) -> impl Future<Output = Result<Self, Refusal>> + Send {
        get_shipping_order(GetShippingOrder { number })
    }

    fn create(envelope: Envelope, body: CreateShippingOrder) -> impl Future<Output = Result<Self, Refusal>> {
        create_shipping_order(envelope, body)
    }

    fn update(
        envelope: Envelope,
        (number, version): (SlipNumber, i64),
        order: CreateShippingOrder,
    ) -> impl Future<Output = Result<Self, Refusal>> {
        update_shipping_order(envelope, UpdateShippingOrder { number, version, order })
    }
}

//! Writing a receiving order, new or again.

use std::future::Future;

use leptos::prelude::*;
use model::receiving::{
    CreateReceivingOrder, GetReceivingOrder, ReceivingOrderLine, ReceivingOrderView, UpdateReceivingOrder,
};
use model::slip::SlipPartner;
use model::{Envelope, SlipNumber, WarehouseCode};

use crate::bundle::Screen;
use crate::i18n::{tu_string, use_i18n};
use crate::parts::{Picked, show};
use crate::receiving::functions::{create_receiving_order, get_receiving_order, update_receiving_order};
use crate::refusal::Refusal;
use crate::slip::draft::{Draft, ReadHeader, ReadLine};
use crate::slip::editor::Direction;
use crate::slip::writing::{Said, Texts, Written, edit_page, new_page};

/// The page `/w/:warehouse/receiving/new`.
pub struct ReceivingNewPage;

impl Screen for ReceivingNewPage {
    fn view() -> AnyView {
        new_page::<ReceivingOrderView>()
    }
}

/// The page `/w/:warehouse/receiving/:number/edit`.
pub struct ReceivingEditPage;

impl Screen for ReceivingEditPage {
    fn view() -> AnyView {
        edit_page::<ReceivingOrderView>()
    }
}

impl Written for ReceivingOrderView {
    type Body = CreateReceivingOrder;

    const DIRECTION: Direction = Direction::In;
    const AREA: &'static str = "receiving";
    const WHAT: &'static str = "receiving_order";
    const PARTNER_FIELD: &'static str = "supplier";

    fn identity(&self) -> (SlipNumber, i64) {
        (self.number.clone(), self.version)
    }

    fn draft(&self) -> Draft {
        let nobody = SlipPartner::default();
        let draft = Draft::of(&self.supplier, &nobody, &self.original_number, self.planned_on, &self.note);
        for line in &self.lines {
            let item = Picked::of(line.item.as_str(), &show::names(&line.name, &line.name2), &line.unit);
            draft.push(
                item,
                &line.planned.to_string(),
                &line.unit_price.to_string(),
                &line.lot,
                Some(line.status.clone()),
            );
        }
        draft
    }

    fn body(warehouse: WarehouseCode, header: ReadHeader, lines: Vec<ReadLine>) -> CreateReceivingOrder {
        let line = |line: ReadLine| ReceivingOrderLine {
            item: line.item,
            quantity: line.quantity,
            lot: line.lot,
            status: line.status,
            unit_price: line.unit_price,
        };
        CreateReceivingOrder {
            warehouse,
            supplier: header.partner,
            original_number: header.original_number,
            planned_on: header.planned_on,
            note: header.note,
            lines: lines.into_iter().map(line).collect(),
        }
    }

    fn texts() -> Texts {
        let i18n = use_i18n();
        Texts {
            list: tu_string!(i18n, receiving.title),
            new: tu_string!(i18n, receiving.new),
            save_new: tu_string!(i18n, receiving.save_new),
        }
    }

    fn edit_title(number: &str) -> String {
        let i18n = use_i18n();
        tu_string!(i18n, receiving.edit_title, number = number)
    }

    fn said() -> Said {
        let i18n = use_i18n();
        Said {
            created: Box::new(move |number| tu_string!(i18n, receiving.said_created, number = number)),
            changed: Box::new(move |number| tu_string!(i18n, receiving.said_changed, number = number)),
        }
    }

    fn get(number: SlipNumber) -> impl Future<Output = Result<Self, Refusal>> + Send {
        get_receiving_order(GetReceivingOrder { number })
    }

    fn create(envelope: Envelope, body: CreateReceivingOrder) -> impl Future<Output = Result<Self, Refusal>> {
        create_receiving_order(envelope, body)
    }

    fn update(
        envelope: Envelope,
        (number, version): (SlipNumber, i64),
        order: CreateReceivingOrder,
    ) -> impl Future<Output = Result<Self, Refusal>> {
        update_receiving_order(envelope, UpdateReceivingOrder { number, version, order })
    }
}

//! One random command: what it is, what the model foresees, and what it does to the model.

use std::collections::BTreeMap;

use model::adjustment::{Adjust, AdjustmentLine};
use model::receiving::{CancelReceivingOrder, ReceiptView, Receive, ReverseReceipt};
use model::shipping::{
    Allocate, CancelShippingOrder, GetShippingOrder, ReleaseAllocations, ReverseShipment, Ship, Uncheck,
};
use model::slip::LotRef;
use model::transfer::{Transfer, TransferLine};
use model::{ErrorCode, ReasonCode, Role, StatusCode};
use rand::RngExt;
use rand::rngs::StdRng;

use super::model_of_stock::{GOOD, Model, Place, Receipt, ReceivingOrder, Shipment, ShippingOrder};
use super::whole;
use crate::slip::fixture::{
    TEA_CASE, TEA_JAN, check, item, receipt_line, receiving_order, shelf, shipping_order, units, unplanned, warehouse,
};
use crate::testing::{TestStore, with_role};
use crate::{Ctx, Error};

const ITEMS: [&str; 2] = ["TEA", "CUP"];
const SHELVES: [&str; 3] = ["A-01", "A-02", "A-03"];
const STATUSES: [&str; 2] = [GOOD, "hold"];

/// A command with its random choices. Numbers of slips are places in the model.
#[derive(Debug)]
pub(super) enum Step {
    Adjust { place: Place, quantity: i64, release: bool },
    AdjustAsViewer,
    AdjustForNoReason,
    Transfer { from: Place, to: Place, quantity: i64 },
    ReceiveUnplanned { place: Place, quantity: i64 },
    OrderGoods { item: &'static str, quantity: i64 },
    Receive { order: usize, item: &'static str, quantity: i64, shelf: &'static str, allow_over: bool },
    CancelReceiving { order: usize },
    ReverseReceipt { receipt: usize },
    OrderShipping { item: &'static str, quantity: i64 },
    Allocate { order: usize },
    Release { order: usize },
    Check { order: usize, barcode: &'static str, quantity: i64 },
    Uncheck { order: usize },
    Ship { order: usize, partial: bool },
    CancelShipping { order: usize },
    ReverseShipment { shipment: usize },
    Repeat { place: Place, quantity: i64 },
    ReuseKey { place: Place },
}

/// Done, or what the model foresaw and what came instead.
pub(super) type Outcome = Result<(), (ErrorCode, ErrorCode)>;

impl Step {
    pub(super) const NAMES: [&'static str; 19] = [
        "adjust",
        "adjust as viewer",
        "adjust for no reason",
        "transfer",
        "receive unplanned",
        "order goods",
        "receive",
        "cancel receiving",
        "reverse receipt",
        "order shipping",
        "allocate",
        "release",
        "check",
        "uncheck",
        "ship",
        "cancel shipping",
        "reverse shipment",
        "repeat",
        "reuse key",
    ];

    /// Those that are never done.
    pub(super) const ALWAYS_REFUSED: [&'static str; 3] = ["adjust as viewer", "adjust for no reason", "reuse key"];

    pub(super) fn name(&self) -> &'static str {
        let place = match self {
            Self::Adjust { .. } => 0,
            Self::AdjustAsViewer => 1,
            Self::AdjustForNoReason => 2,
            Self::Transfer { .. } => 3,
            Self::ReceiveUnplanned { .. } => 4,
            Self::OrderGoods { .. } => 5,
            Self::Receive { .. } => 6,
            Self::CancelReceiving { .. } => 7,
            Self::ReverseReceipt { .. } => 8,
            Self::OrderShipping { .. } => 9,
            Self::Allocate { .. } => 10,
            Self::Release { .. } => 11,
            Self::Check { .. } => 12,
            Self::Uncheck { .. } => 13,
            Self::Ship { .. } => 14,
            Self::CancelShipping { .. } => 15,
            Self::ReverseShipment { .. } => 16,
            Self::Repeat { .. } => 17,
            Self::ReuseKey { .. } => 18,
        };
        Self::NAMES[place]
    }

    /// Chooses a command; one about a slip only when there is a slip, the latest ones more often.
    pub(super) fn choose(chance: &mut StdRng, model: &Model) -> Self {
        let quantity = chance.random_range(1..30);
        let place = place(chance);
        let shipping = promising(chance, model).or_else(|| recent(chance, model.shipping.len()));
        let receiving = recent(chance, model.receiving.len());
        if chance.random_bool(0.03)
            && let Some((place, quantity)) = more_than_free(chance, model)
        {
            return Self::Adjust { place, quantity: -quantity, release: chance.random_bool(0.4) };
        }
        match (chance.random_range(0..100), shipping, receiving) {
            (0..6, ..) => Self::Adjust { place, quantity: -quantity, release: chance.random_bool(0.4) },
            (6..11, ..) => Self::Adjust { place, quantity, release: false },
            (11..12, ..) => Self::AdjustAsViewer,
            (12..13, ..) => Self::AdjustForNoReason,
            (13..20, ..) => Self::Transfer { from: place, to: self::place(chance), quantity }.of_one_item(),
            (25..29, ..) => Self::OrderGoods { item: any(chance, &ITEMS), quantity },
            (29..37, _, Some(order)) => Self::Receive {
                order,
                item: any(chance, &ITEMS),
                quantity,
                shelf: any(chance, &SHELVES),
                allow_over: chance.random_bool(0.2),
            },
            (37..39, _, Some(order)) => Self::CancelReceiving { order },
            (39..43, ..) if !model.receipts.is_empty() => {
                Self::ReverseReceipt { receipt: chance.random_range(0..model.receipts.len()) }
            }
            (43..50, ..) => Self::OrderShipping { item: any(chance, &ITEMS), quantity },
            (50..60, Some(order), _) => Self::Allocate { order },
            (60..63, Some(order), _) => Self::Release { order },
            (63..78, Some(order), _) => Self::Check {
                order,
                barcode: barcode(chance, &model.shipping[order].item),
                quantity: chance.random_range(1..8),
            },
            (78..81, Some(order), _) => Self::Uncheck { order },
            (81..89, Some(order), _) => Self::Ship { order, partial: chance.random_bool(0.6) },
            (89..92, Some(order), _) => Self::CancelShipping { order },
            (92..96, ..) if !model.shipments.is_empty() => {
                Self::ReverseShipment { shipment: chance.random_range(0..model.shipments.len()) }
            }
            (96..98, ..) => Self::Repeat { place, quantity },
            (98..100, ..) => Self::ReuseKey { place },
            _ => Self::ReceiveUnplanned { place: (place.0, place.1, GOOD.to_owned()), quantity },
        }
    }

    fn of_one_item(self) -> Self {
        match self {
            Self::Transfer { from, to, quantity } => {
                Self::Transfer { to: (from.0.clone(), to.1, to.2), from, quantity }
            }
            other => other,
        }
    }

    pub(super) async fn run(self, store: &TestStore, ctx: &Ctx, model: &mut Model) -> Outcome {
        match self {
            Self::Adjust { place, quantity, release } => adjusted(store, ctx, model, &place, quantity, release).await,
            Self::AdjustAsViewer => {
                let command = adjust(&place_of("TEA"), 1, false);
                judge(Err(ErrorCode::Forbidden), store.run(&with_role(ctx, Role::Viewer), command).await).map(drop)
            }
            Self::AdjustForNoReason => {
                let reason = ReasonCode::parse("whim").unwrap();
                let command = Adjust { reason, ..adjust(&place_of("TEA"), 1, false) };
                judge(Err(ErrorCode::Unknown), store.run(ctx, command).await).map(drop)
            }
            Self::Transfer { from, to, quantity } => {
                let foreseen = if from == to { Err(ErrorCode::Invalid) } else { model.may_go(&from, quantity) };
                judge(foreseen, store.run(ctx, transfer(&from, &to, quantity)).await)?;
                model.put(&from, -quantity);
                model.put(&to, quantity);
                Ok(())
            }
            Self::ReceiveUnplanned { place, quantity } => {
                let command = unplanned(vec![receipt_line(&place.0, quantity, &place.1)]);
                let receipt = judge(Ok(()), store.run(ctx, command).await)?;
                arrived(model, &receipt, place, quantity, None);
                Ok(())
            }
            Self::OrderGoods { item, quantity } => {
                let order = judge(Ok(()), store.run(ctx, receiving_order(&[(item, quantity)])).await)?;
                let item = item.to_owned();
                let (number, planned) = (order.number, quantity);
                model.receiving.push(ReceivingOrder { number, item, planned, received: 0, is_cancelled: false });
                Ok(())
            }
            Self::Receive { order, item, quantity, shelf, allow_over } => {
                received(store, ctx, model, order, (item, quantity, shelf), allow_over).await
            }
            Self::CancelReceiving { order } => {
                let ordered = &model.receiving[order];
                let is_over = ordered.is_cancelled || ordered.received >= ordered.planned;
                let foreseen = if is_over { Err(ErrorCode::WrongState) } else { Ok(()) };
                let command = CancelReceivingOrder { number: ordered.number.clone(), version: None };
                judge(foreseen, store.run(ctx, command).await)?;
                model.receiving[order].is_cancelled = true;
                Ok(())
            }
            Self::ReverseReceipt { receipt } => receipt_reversed(store, ctx, model, receipt).await,
            Self::Repeat { place, quantity } => {
                let (envelope, command) = (store.envelope(), adjust(&place, quantity, false));
                let first = store.execute(ctx, &envelope, command.clone()).await.unwrap();
                let again = store.execute(ctx, &envelope, command).await.unwrap();
                assert_eq!(first, again);
                model.put(&place, quantity);
                Ok(())
            }
            Self::ReuseKey { place } => {
                let envelope = store.envelope();
                store.execute(ctx, &envelope, adjust(&place, 1, false)).await.unwrap();
                model.put(&place, 1);
                let other = store.execute(ctx, &envelope, adjust(&place, 2, false)).await;
                judge(Err(ErrorCode::KeyReused), other).map(drop)
            }
            shipping => shipping.run_shipping(store, ctx, model).await,
        }
    }

    /// The commands about goods that go.
    async fn run_shipping(self, store: &TestStore, ctx: &Ctx, model: &mut Model) -> Outcome {
        match self {
            Self::OrderShipping { item, quantity } => {
                let order = judge(Ok(()), store.run(ctx, shipping_order(&[(item, quantity)])).await)?;
                model.shipping.push(ShippingOrder {
                    number: order.number,
                    item: item.to_owned(),
                    ordered: quantity,
                    shipped: 0,
                    is_cancelled: false,
                    held: BTreeMap::new(),
                });
                Ok(())
            }
            Self::Allocate { order } => allocated(store, ctx, model, order).await,
            Self::Release { order } => {
                let command = ReleaseAllocations { number: model.shipping[order].number.clone() };
                judge(model.shipping[order].require_open(), store.run(ctx, command).await)?;
                model.shipping[order].keep(|_, (_, checked)| (checked, checked));
                Ok(())
            }
            Self::Check { order, barcode, quantity } => checked(store, ctx, model, order, barcode, quantity).await,
            Self::Uncheck { order } => {
                let command = Uncheck { number: model.shipping[order].number.clone(), line: 1 };
                judge(model.shipping[order].require_open(), store.run(ctx, command).await)?;
                model.shipping[order].keep(|_, (quantity, _)| (quantity, 0));
                Ok(())
            }
            Self::Ship { order, partial } => shipped(store, ctx, model, order, partial).await,
            Self::CancelShipping { order } => {
                let command = CancelShippingOrder { number: model.shipping[order].number.clone(), version: None };
                judge(model.shipping[order].require_open(), store.run(ctx, command).await)?;
                model.shipping[order].held.clear();
                model.shipping[order].is_cancelled = true;
                Ok(())
            }
            Self::ReverseShipment { shipment } => shipment_reversed(store, ctx, model, shipment).await,
            other => unreachable!("{other:?}"),
        }
    }
}

/// Holds what the model foresees against what came; gives the answer where both say that it is done.
fn judge<T>(foreseen: Result<(), ErrorCode>, came: Result<T, Error>) -> Result<T, (ErrorCode, ErrorCode)> {
    match (foreseen, came) {
        (Ok(()), Ok(answer)) => Ok(answer),
        (Ok(()), Err(error)) => panic!("refused although nothing speaks against it: {error}, {:?}", error.public()),
        (Err(code), Ok(_)) => panic!("done although it must be refused with {code}"),
        (Err(code), Err(error)) => Err((code, error.code())),
    }
}

fn any(chance: &mut StdRng, of: &[&'static str]) -> &'static str {
    of[chance.random_range(0..of.len())]
}

fn place(chance: &mut StdRng) -> Place {
    let status = if chance.random_bool(0.85) { STATUSES[0] } else { STATUSES[1] };
    (any(chance, &ITEMS).to_owned(), any(chance, &SHELVES).to_owned(), status.to_owned())
}

fn place_of(item: &str) -> Place {
    (item.to_owned(), SHELVES[0].to_owned(), GOOD.to_owned())
}

/// More often than not an order that holds something, so that goods do go in the end.
fn promising(chance: &mut StdRng, model: &Model) -> Option<usize> {
    let orders = model.shipping.iter().enumerate();
    let mut holding: Vec<usize> = orders.filter(|(_, order)| order.allocated() > 0).map(|(nth, _)| nth).collect();
    // What is checked is near its end.
    holding.sort_by_key(|nth| model.shipping[*nth].checked() == 0);
    if holding.is_empty() || chance.random_bool(0.35) {
        return None;
    }
    Some(holding[chance.random_range(0..holding.len().min(3))])
}

/// A place of which orders hold something, and a quantity that takes some of that.
fn more_than_free(chance: &mut StdRng, model: &Model) -> Option<(Place, i64)> {
    let held: Vec<&Place> = model.on_hand.keys().filter(|place| model.allocated_at(place) > 0).collect();
    if held.is_empty() {
        return None;
    }
    let place = held[chance.random_range(0..held.len())].clone();
    let allocated = model.allocated_at(&place);
    let quantity = model.at(&place) - allocated + chance.random_range(1..=allocated);
    Some((place, quantity))
}

/// Mostly the barcode of what is ordered.
fn barcode(chance: &mut StdRng, ordered: &str) -> &'static str {
    match ordered {
        "TEA" if chance.random_bool(0.7) => TEA_JAN,
        "CUP" if chance.random_bool(0.7) => "CUP",
        _ => any(chance, &[TEA_JAN, "CUP", TEA_CASE, "4912345678904"]),
    }
}

/// One of the last eight, or none.
fn recent(chance: &mut StdRng, count: usize) -> Option<usize> {
    (count > 0).then(|| chance.random_range(count.saturating_sub(8)..count))
}

fn status(place: &Place) -> StatusCode {
    StatusCode::parse(&place.2).unwrap()
}

fn adjust(place: &Place, quantity: i64, release_allocations: bool) -> Adjust {
    let line = AdjustmentLine {
        item: item(&place.0),
        location: shelf(&place.1),
        quantity: units(quantity),
        lot: LotRef::default(),
        status: Some(status(place)),
    };
    let reason = ReasonCode::parse("other").unwrap();
    Adjust { warehouse: warehouse("W1"), reason, lines: vec![line], note: String::new(), release_allocations }
}

fn transfer(from: &Place, to: &Place, quantity: i64) -> Transfer {
    let line = TransferLine {
        item: item(&from.0),
        from: shelf(&from.1),
        to: shelf(&to.1),
        quantity: units(quantity),
        lot: LotRef::default(),
        status: Some(status(from)),
        to_status: Some(status(to)),
    };
    Transfer { warehouse: warehouse("W1"), lines: vec![line], note: String::new() }
}

async fn adjusted(
    store: &TestStore,
    ctx: &Ctx,
    model: &mut Model,
    place: &Place,
    quantity: i64,
    release: bool,
) -> Outcome {
    let foreseen = if quantity > 0 { Ok(()) } else { model.may_go(place, -quantity) };
    let foreseen = if release && foreseen == Err(ErrorCode::HeldByOrders) { Ok(()) } else { foreseen };
    judge(foreseen, store.run(ctx, adjust(place, quantity, release)).await)?;
    model.put(place, quantity);
    model.shorten(place);
    Ok(())
}

fn arrived(model: &mut Model, receipt: &ReceiptView, place: Place, quantity: i64, order: Option<usize>) {
    model.put(&place, quantity);
    let number = receipt.summary.number.clone();
    model.receipts.push(Receipt { number, place, quantity, order, is_reversed: false });
}

async fn received(
    store: &TestStore,
    ctx: &Ctx,
    model: &mut Model,
    order: usize,
    (code, quantity, shelf): (&str, i64, &str),
    allow_over: bool,
) -> Outcome {
    let ordered = &model.receiving[order];
    let foreseen = if ordered.is_cancelled {
        Err(ErrorCode::WrongState)
    } else if ordered.item != code {
        Err(ErrorCode::NotOnSlip)
    } else if quantity > ordered.planned - ordered.received && !allow_over {
        Err(ErrorCode::TooMany)
    } else {
        Ok(())
    };
    let lines = vec![receipt_line(code, quantity, shelf)];
    let command = Receive { order: ordered.number.clone(), lines, allow_over, note: String::new() };
    let receipt = judge(foreseen, store.run(ctx, command).await)?;
    model.receiving[order].received += quantity;
    arrived(model, &receipt, (code.to_owned(), shelf.to_owned(), GOOD.to_owned()), quantity, Some(order));
    Ok(())
}

async fn receipt_reversed(store: &TestStore, ctx: &Ctx, model: &mut Model, nth: usize) -> Outcome {
    let Receipt { number, place, quantity, order, is_reversed } = &model.receipts[nth];
    let (place, quantity, order) = (place.clone(), *quantity, *order);
    let foreseen = if *is_reversed { Err(ErrorCode::AlreadyReversed) } else { model.may_go(&place, quantity) };
    let command = ReverseReceipt { number: number.clone(), note: String::new(), release_allocations: false };
    judge(foreseen, store.run(ctx, command).await)?;
    model.put(&place, -quantity);
    model.receipts[nth].is_reversed = true;
    if let Some(order) = order {
        model.receiving[order].received -= quantity;
    }
    Ok(())
}

/// Where the goods are taken is the service's choice; how much is not.
async fn allocated(store: &TestStore, ctx: &Ctx, model: &mut Model, nth: usize) -> Outcome {
    let order = &model.shipping[nth];
    let (number, item, held) = (order.number.clone(), order.item.clone(), order.allocated());
    let wanted = order.ordered - order.shipped - held;
    let gets = wanted.min(model.free(&item));
    let answer = judge(order.require_open(), store.run(ctx, Allocate { number: number.clone() }).await)?;
    assert_eq!((whole(answer.lines[0].allocated), whole(answer.lines[0].short)), (held + gets, wanted - gets));
    let view = store.query(ctx, GetShippingOrder { number }).await.unwrap();
    let parts = view.allocations.iter();
    model.shipping[nth].held =
        parts.map(|part| (part.location.to_string(), (whole(part.quantity), whole(part.checked)))).collect();
    for location in SHELVES {
        let place = (item.clone(), location.to_owned(), GOOD.to_owned());
        assert!(model.allocated_at(&place) <= model.at(&place), "oversold at {place:?}");
    }
    Ok(())
}

async fn checked(store: &TestStore, ctx: &Ctx, model: &mut Model, nth: usize, barcode: &str, scans: i64) -> Outcome {
    let order = &model.shipping[nth];
    let (code, pack) = match barcode {
        TEA_JAN => (Some("TEA"), 1),
        TEA_CASE => (Some("TEA"), 24),
        "CUP" => (Some("CUP"), 1),
        _ => (None, 1),
    };
    let mut left = scans * pack;
    let foreseen = match code {
        _ if !order.is_open() => Err(ErrorCode::WrongState),
        None => Err(ErrorCode::BarcodeUnknown),
        Some(code) if code != order.item => Err(ErrorCode::NotOnSlip),
        Some(_) if left > order.allocated() - order.checked() => Err(ErrorCode::TooMany),
        Some(_) => Ok(()),
    };
    judge(foreseen, store.run(ctx, check(&order.number, barcode, scans)).await)?;
    // The shelves' names stand in walking order.
    model.shipping[nth].keep(|_, (quantity, checked)| {
        let more = left.min(quantity - checked);
        left -= more;
        (quantity, checked + more)
    });
    Ok(())
}

async fn shipped(store: &TestStore, ctx: &Ctx, model: &mut Model, nth: usize, partial: bool) -> Outcome {
    let order = &model.shipping[nth];
    let (item, checked) = (order.item.clone(), order.checked());
    let foreseen = if !order.is_open() {
        Err(ErrorCode::WrongState)
    } else if order.allocated() > checked && !partial {
        Err(ErrorCode::Unchecked)
    } else if checked == 0 {
        Err(ErrorCode::NothingToShip)
    } else {
        Ok(())
    };
    let command = Ship { number: order.number.clone(), partial };
    let shipment = judge(foreseen, store.run(ctx, command).await)?;
    let held = model.shipping[nth].held.clone();
    let parts: Vec<(String, i64)> =
        held.into_iter().filter(|(_, (_, checked))| *checked > 0).map(|(at, (_, checked))| (at, checked)).collect();
    for (location, quantity) in &parts {
        model.put(&(item.clone(), location.clone(), GOOD.to_owned()), -quantity);
    }
    model.shipping[nth].keep(|_, (quantity, checked)| (quantity - checked, 0));
    model.shipping[nth].shipped += checked;
    let number = shipment.summary.number;
    model.shipments.push(Shipment { number, order: nth, parts, is_reversed: false });
    Ok(())
}

async fn shipment_reversed(store: &TestStore, ctx: &Ctx, model: &mut Model, nth: usize) -> Outcome {
    let Shipment { number, order, parts, is_reversed } = &model.shipments[nth];
    let (order, parts) = (*order, parts.clone());
    let foreseen = if *is_reversed { Err(ErrorCode::AlreadyReversed) } else { Ok(()) };
    let command = ReverseShipment { number: number.clone(), note: String::new() };
    judge(foreseen, store.run(ctx, command).await)?;
    let item = model.shipping[order].item.clone();
    for (location, quantity) in parts {
        model.put(&(item.clone(), location, GOOD.to_owned()), quantity);
        model.shipping[order].shipped -= quantity;
    }
    model.shipments[nth].is_reversed = true;
    Ok(())
}

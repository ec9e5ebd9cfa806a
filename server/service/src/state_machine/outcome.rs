//! A command is run: what the model foresees, whether that came, and what it does to the model.

use std::collections::BTreeMap;

use model::adjustment::{Adjust, AdjustmentLine};
use model::receiving::{CancelReceivingOrder, CloseReceivingOrder, ReceiptView, Receive, ReverseReceipt};
use model::shipping::{
    Allocate, AllocateMany, AllocationResult, CancelShippingOrder, GetShippingOrder, ReleaseAllocations,
    ReverseShipment, Ship, TakeBackCheck, Uncheck,
};
use model::slip::LotRef;
use model::transfer::{Transfer, TransferLine};
use model::{ErrorCode, ReasonCode, Role, StatusCode};

use super::model_of_stock::{Check, GOOD, Model, Place, Receipt, ReceivingOrder, Shipment, ShippingOrder};
use super::step::{ITEMS, SHELVES, Step};
use super::whole;
use crate::slip::fixture::{
    TEA_CASE, TEA_JAN, check, item, receipt_line, receiving_order, shelf, shipping_order, units, unplanned, warehouse,
};
use crate::testing::{TestStore, with_role};
use crate::{Ctx, Error};

/// The most units that a quantity can be.
const MOST_UNITS: i64 = 999_999_999;

/// Done, or what the model foresaw and what came instead.
pub(super) type Outcome = Result<(), (ErrorCode, ErrorCode)>;

impl Step {
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
            Self::AdjustBeyondTheRange { place } => {
                let command = adjust(&place, MOST_UNITS, false);
                judge(Err(ErrorCode::QuantityOverflow), store.run(ctx, command).await).map(drop)
            }
            Self::TransferThereAndBack { from, to, quantity } => {
                let mut command = transfer(&from, &to, quantity);
                command.lines.extend(transfer(&to, &from, quantity).lines);
                judge(Err(ErrorCode::Invalid), store.run(ctx, command).await).map(drop)
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
                let ordered =
                    ReceivingOrder { number, item, planned, received: 0, is_cancelled: false, is_closed: false };
                model.receiving.push(ordered);
                Ok(())
            }
            Self::Receive { order, item, quantity, shelf, allow_over } => {
                received(store, ctx, model, order, (item, quantity, shelf), allow_over).await
            }
            Self::CancelReceiving { order } => {
                let ordered = &model.receiving[order];
                let command = CancelReceivingOrder { number: ordered.number.clone(), version: None };
                judge(ordered.require_expecting(), store.run(ctx, command).await)?;
                model.receiving[order].is_cancelled = true;
                Ok(())
            }
            Self::CloseReceiving { order } => {
                let ordered = &model.receiving[order];
                let command = CloseReceivingOrder { number: ordered.number.clone(), version: None };
                judge(ordered.require_expecting(), store.run(ctx, command).await)?;
                model.receiving[order].is_closed = true;
                Ok(())
            }
            Self::ReverseReceipt { receipt, release } => receipt_reversed(store, ctx, model, receipt, release).await,
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
            Self::Allocate { order } => {
                let command = Allocate { number: model.shipping[order].number.clone() };
                let answer = judge(model.shipping[order].require_open(), store.run(ctx, command).await)?;
                allocated(store, ctx, model, &[order], &[answer]).await;
                Ok(())
            }
            Self::AllocateMany { mut orders } => {
                let numbers = orders.iter().map(|&order| model.shipping[order].number.clone()).collect();
                let foreseen = orders.iter().try_for_each(|&order| model.shipping[order].require_open());
                let answers = judge(foreseen, store.run(ctx, AllocateMany { numbers }).await)?;
                // None has a planned date: they are served by entry.
                orders.sort_unstable();
                allocated(store, ctx, model, &orders, &answers).await;
                Ok(())
            }
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
            Self::TakeBackCheck { check } => {
                let done = &model.checks[check];
                let order = &mut model.shipping[done.order];
                let command = TakeBackCheck { number: order.number.clone(), parts: done.parts.clone() };
                judge(order.may_take_back(done), store.run(ctx, command).await)?;
                order.keep(|location, (quantity, checked)| (quantity, checked - done.at(location)));
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

fn place_of(item: &str) -> Place {
    (item.to_owned(), SHELVES[0].to_owned(), GOOD.to_owned())
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
    let foreseen = if ordered.is_cancelled || ordered.is_closed {
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

async fn receipt_reversed(store: &TestStore, ctx: &Ctx, model: &mut Model, nth: usize, release: bool) -> Outcome {
    let Receipt { number, place, quantity, order, is_reversed } = &model.receipts[nth];
    let (place, quantity, order) = (place.clone(), *quantity, *order);
    let foreseen = if *is_reversed { Err(ErrorCode::AlreadyReversed) } else { model.may_go(&place, quantity) };
    let foreseen = if release && foreseen == Err(ErrorCode::HeldByOrders) { Ok(()) } else { foreseen };
    let command = ReverseReceipt { number: number.clone(), note: String::new(), release_allocations: release };
    judge(foreseen, store.run(ctx, command).await)?;
    model.put(&place, -quantity);
    model.shorten(&place);
    model.receipts[nth].is_reversed = true;
    if let Some(order) = order {
        model.receiving[order].received -= quantity;
        model.receiving[order].is_closed = false;
    }
    Ok(())
}

/// Where the goods are taken is the service's choice; how much each order gets in its turn is not.
async fn allocated(store: &TestStore, ctx: &Ctx, model: &mut Model, orders: &[usize], answers: &[AllocationResult]) {
    assert_eq!(orders.len(), answers.len());
    let mut free: BTreeMap<String, i64> = ITEMS.iter().map(|item| (item.to_string(), model.free(item))).collect();
    for (&nth, answer) in orders.iter().zip(answers) {
        let order = &mut model.shipping[nth];
        assert_eq!(order.number, answer.number);
        let (held, free) = (order.allocated(), free.entry(order.item.clone()).or_default());
        let wanted = order.ordered - order.shipped - held;
        let gets = wanted.min(*free);
        *free -= gets;
        assert_eq!((whole(answer.lines[0].allocated), whole(answer.lines[0].short)), (held + gets, wanted - gets));
        let view = store.query(ctx, GetShippingOrder { number: order.number.clone() }).await.unwrap();
        let parts = view.allocations.iter();
        order.held =
            parts.map(|part| (part.location.to_string(), (whole(part.quantity), whole(part.checked)))).collect();
    }
    for place in
        ITEMS.iter().flat_map(|item| SHELVES.map(|shelf| (item.to_string(), shelf.to_owned(), GOOD.to_owned())))
    {
        assert!(model.allocated_at(&place) <= model.at(&place), "oversold at {place:?}");
    }
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
    let done = judge(foreseen, store.run(ctx, check(&order.number, barcode, scans)).await)?;
    model.checks.push(Check { order: nth, parts: done.parts });
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

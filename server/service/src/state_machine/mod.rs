//! Random commands of the whole service against a simple model: after each step the stock, the orders and the ledger
//! must be what the model says, and a refusal must be the one that the model foresees and change nothing.
//!
//! A failure prints its seed; `KURAMORI_TEST_SEED=… cargo nextest run -p service state_machine` replays it.

mod choice;
mod model_of_stock;
mod outcome;
mod step;

use std::collections::BTreeMap;

use model::receiving::ListReceivingOrders;
use model::shipping::{ListShippingOrders, ShippingState};
use model::stock::ListStock;
use model::{ErrorCode, PageRequest, Quantity};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use self::model_of_stock::Model;
use self::step::Step;
use crate::slip::fixture::{assert_right, company};
use crate::testing::TestStore;
use crate::{Ctx, both_engines};

/// Commands of one run. It goes on beyond them while a command or a refusal has not occurred yet.
const STEPS: usize = 250;
/// Where a run ends although something has not occurred: then the choice of commands is wrong.
const STEPS_MAX: usize = 3000;

/// Refusals that must have occurred, each of the command that brings it.
const REFUSALS: [(&str, ErrorCode); 26] = [
    ("adjust", ErrorCode::HeldByOrders),
    ("adjust", ErrorCode::NotOnHand),
    ("adjust as viewer", ErrorCode::Forbidden),
    ("adjust beyond the range", ErrorCode::QuantityOverflow),
    ("adjust for no reason", ErrorCode::Unknown),
    ("allocate many", ErrorCode::WrongState),
    ("cancel receiving", ErrorCode::WrongState),
    ("cancel shipping", ErrorCode::WrongState),
    ("check", ErrorCode::BarcodeUnknown),
    ("check", ErrorCode::NotOnSlip),
    ("check", ErrorCode::TooMany),
    ("close receiving", ErrorCode::WrongState),
    ("receive", ErrorCode::NotOnSlip),
    ("receive", ErrorCode::TooMany),
    ("receive", ErrorCode::WrongState),
    ("reuse key", ErrorCode::KeyReused),
    ("reverse receipt", ErrorCode::AlreadyReversed),
    ("reverse receipt", ErrorCode::HeldByOrders),
    ("reverse receipt", ErrorCode::NotOnHand),
    ("reverse shipment", ErrorCode::AlreadyReversed),
    ("ship", ErrorCode::NothingToShip),
    ("ship", ErrorCode::Unchecked),
    ("take back check", ErrorCode::Stale),
    ("transfer", ErrorCode::HeldByOrders),
    ("transfer", ErrorCode::NotOnHand),
    ("transfer there and back", ErrorCode::Invalid),
];

both_engines! {
    async fn the_service_does_what_the_model_says(store: TestStore) {
        let seed = match std::env::var("KURAMORI_TEST_SEED") {
            Ok(seed) => seed.parse().expect("KURAMORI_TEST_SEED is a number"),
            Err(_) => crate::Random::bits(&crate::SystemRandom),
        };
        println!("replay with KURAMORI_TEST_SEED={seed}");
        let mut chance = StdRng::seed_from_u64(seed);
        let (ctx, other) = (company(&store, "acme").await, company(&store, "other").await);
        let mut model = Model::default();
        let mut commands: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut refusals: BTreeMap<(&'static str, ErrorCode), usize> = BTreeMap::new();
        let mut nth = 0;
        while nth < STEPS || (nth < STEPS_MAX && !missing(&commands, &refusals).is_empty()) {
            nth += 1;
            store.clock.advance_seconds(chance.random_range(1..100));
            let step = Step::choose(&mut chance, &model);
            let name = step.name();
            let context = format!("seed {seed}, step {nth}: {step:?}");
            match step.run(&store, &ctx, &mut model).await {
                Ok(()) => *commands.entry(name).or_default() += 1,
                Err((expected, got)) => {
                    assert_eq!(expected, got, "{context}");
                    *refusals.entry((name, got)).or_default() += 1;
                    if Step::ALWAYS_REFUSED.contains(&name) {
                        *commands.entry(name).or_default() += 1;
                    }
                }
            }
            compare(&store, &ctx, &model, &context).await;
        }
        println!("commands {commands:?}\nrefusals {refusals:?}");
        assert_eq!(missing(&commands, &refusals), Vec::<String>::new(), "seed {seed}");
        assert!(store.query(&other, ListStock::default()).await.unwrap().data.is_empty());
    }
}

/// Commands that were never done and refusals that never came.
fn missing(
    commands: &BTreeMap<&'static str, usize>,
    refusals: &BTreeMap<(&'static str, ErrorCode), usize>,
) -> Vec<String> {
    let commands = Step::NAMES.iter().filter(|name| !commands.contains_key(*name)).map(ToString::to_string);
    let refusals = REFUSALS.iter().filter(|refusal| !refusals.contains_key(refusal));
    let refusals = refusals.map(|(name, code)| format!("{name}: {code}"));
    commands.chain(refusals).collect()
}

/// The most rows that lists show here.
fn all() -> PageRequest {
    PageRequest { limit: Some(PageRequest::LIMIT_MAX), ..PageRequest::default() }
}

async fn compare(store: &TestStore, ctx: &Ctx, model: &Model, context: &str) {
    let rows = store.query(ctx, ListStock { page: all(), ..ListStock::default() }).await.unwrap().data;
    let stock: BTreeMap<_, _> = rows
        .iter()
        .map(|row| {
            let key = (row.item.to_string(), row.location.to_string(), row.status.to_string());
            (key, (whole(row.on_hand), whole(row.allocated)))
        })
        .collect();
    assert_eq!(stock, model.stock(), "{context}");
    let orders = store.query(ctx, ListShippingOrders { page: all(), ..ListShippingOrders::default() }).await.unwrap();
    let orders: BTreeMap<_, _> = orders
        .data
        .iter()
        .map(|order| {
            let sums = [order.ordered, order.allocated, order.checked, order.shipped].map(whole);
            (order.number.to_string(), (sums, order.state == ShippingState::Cancelled))
        })
        .collect();
    assert_eq!(orders, model.shipping_orders(), "{context}");
    let orders = ListReceivingOrders { page: all(), ..ListReceivingOrders::default() };
    let orders = store.query(ctx, orders).await.unwrap();
    let orders: BTreeMap<_, _> = orders
        .data
        .iter()
        .map(|order| (order.number.to_string(), [order.planned, order.received].map(whole)))
        .collect();
    assert_eq!(orders, model.receiving_orders(), "{context}");
    assert_right(store, ctx).await;
}

fn whole(quantity: Quantity) -> i64 {
    assert!(quantity.is_whole());
    quantity.milli() / 1000
}

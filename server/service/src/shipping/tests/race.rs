//! What many want at once: exactly what is there is given out, and nobody sees anything but a clear refusal.

use std::sync::Arc;

use model::item::{ItemChange, UpdateItem};
use model::shipping::{Allocate, AllocateMany, CancelShippingOrder, Check, Ship};
use model::{ErrorCode, Quantity, SlipNumber};

use crate::slip::fixture::{
    TEA_JAN, allocated, assert_right, check, company, item, on_hand, ordered, shipping_order, stock, units,
};
use crate::testing::TestStore;
use crate::{Command, Ctx, Result, both_engines};

/// Runs commands at once, each in a task of its own.
async fn at_once<C: Command>(store: &Arc<TestStore>, ctx: &Ctx, commands: Vec<C>) -> Vec<Result<C::Answer>> {
    let tasks = commands.into_iter().map(|command| {
        let (store, ctx) = (Arc::clone(store), ctx.clone());
        tokio::spawn(async move { store.run(&ctx, command).await })
    });
    futures::future::join_all(tasks).await.into_iter().map(std::result::Result::unwrap).collect()
}

async fn orders(store: &TestStore, ctx: &Ctx, count: usize, quantity: i64) -> Vec<SlipNumber> {
    let mut numbers = Vec::with_capacity(count);
    for _ in 0..count {
        numbers.push(ordered(store, ctx, &[("TEA", quantity)]).await.number);
    }
    numbers
}

both_engines! {
    async fn thirty_two_that_allocate_from_one_balance_get_exactly_what_is_there(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let store = Arc::new(store);
        stock(&store, &ctx, "TEA", 100, "A-01").await;
        let orders = orders(&store, &ctx, 32, 7).await;
        let commands = orders.iter().map(|number| Allocate { number: number.clone() }).collect();
        let results = at_once(&store, &ctx, commands).await;
        let lines: Vec<_> = results.into_iter().map(|result| result.unwrap().lines.remove(0)).collect();
        assert_eq!(lines.iter().map(|line| line.allocated).sum::<Quantity>(), units(100));
        assert!(lines.iter().all(|line| line.allocated + line.short == units(7)));
        assert_eq!(lines.iter().filter(|line| line.short.is_zero()).count(), 14);
        assert_eq!(allocated(&store, &ctx).await, 100);
        assert_right(&store, &ctx).await;
    }

    async fn many_orders_at_once_from_many_shelves_never_wait_in_a_circle(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let store = Arc::new(store);
        for shelf in ["A-01", "A-02", "A-03"] {
            stock(&store, &ctx, "TEA", 20, shelf).await;
            stock(&store, &ctx, "CUP", 20, shelf).await;
        }
        let mut numbers = Vec::new();
        for n in 0..12 {
            let lines = if n % 2 == 0 { [("TEA", 7), ("CUP", 7)] } else { [("CUP", 7), ("TEA", 7)] };
            numbers.push(ordered(&store, &ctx, &lines).await.number);
        }
        let mut commands: Vec<AllocateMany> = Vec::new();
        for start in 0..4 {
            let mut mine: Vec<_> = numbers.iter().skip(start * 2).take(6).cloned().collect();
            if start % 2 == 1 {
                mine.reverse();
            }
            commands.push(AllocateMany { numbers: mine });
        }
        for result in at_once(&store, &ctx, commands).await {
            result.unwrap();
        }
        assert_eq!(allocated(&store, &ctx).await, 120);
        assert_right(&store, &ctx).await;
    }

    async fn of_two_shipments_of_one_order_one_wins(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let store = Arc::new(store);
        stock(&store, &ctx, "TEA", 20, "A-01").await;
        for order in orders(&store, &ctx, 4, 5).await {
            store.run(&ctx, Allocate { number: order.clone() }).await.unwrap();
            let checks: Vec<Check> = (0..7).map(|_| check(&order, TEA_JAN, 1)).collect();
            let checked = at_once(&store, &ctx, checks).await;
            let refused: Vec<_> = checked.iter().filter_map(|outcome| outcome.as_ref().err()).map(crate::Error::code).collect();
            assert_eq!(refused, [ErrorCode::TooMany; 2], "seven scans of five");
            let ship = Ship { number: order.clone(), partial: false };
            let shipped = at_once(&store, &ctx, vec![ship.clone(), ship]).await;
            let refused: Vec<_> = shipped.iter().filter_map(|outcome| outcome.as_ref().err()).map(crate::Error::code).collect();
            assert_eq!(refused, [ErrorCode::WrongState]);
        }
        assert_eq!((on_hand(&store, &ctx).await, allocated(&store, &ctx).await), (0, 0));
        assert_right(&store, &ctx).await;
    }

    async fn an_item_that_leaves_use_while_it_is_ordered_is_ordered_or_leaves_but_never_both(store: TestStore) {
        let ctx = company(&store, "acme").await;
        let store = Arc::new(store);
        let active = |is_active| UpdateItem {
            code: item("TEA"),
            version: None,
            change: ItemChange { active: Some(is_active), ..ItemChange::default() },
        };
        for _ in 0..16 {
            let orders = tokio::spawn({
                let (store, ctx) = (Arc::clone(&store), ctx.clone());
                async move { at_once(&store, &ctx, (0..4).map(|_| shipping_order(&[("TEA", 1)])).collect()).await }
            });
            let left = store.run(&ctx, active(false)).await;
            let (ordered, refused): (Vec<_>, Vec<_>) = orders.await.unwrap().into_iter().partition(Result::is_ok);
            for refusal in refused {
                assert_eq!(refusal.unwrap_err().code(), ErrorCode::Inactive);
            }
            assert!(left.as_ref().err().is_none_or(|refusal| refusal.code() == ErrorCode::InUse), "{left:?}");
            assert_ne!(left.is_ok(), !ordered.is_empty(), "{left:?}, {} orders", ordered.len());
            for order in ordered {
                store.run(&ctx, CancelShippingOrder { number: order.unwrap().number, version: None }).await.unwrap();
            }
            if left.is_ok() {
                store.run(&ctx, active(true)).await.unwrap();
            }
        }
    }
}

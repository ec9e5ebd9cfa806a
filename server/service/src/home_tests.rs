//! The numbers of the home screen, on both engines.

use model::home::GetHome;

use crate::testing::TestStore;
use crate::{both_engines, warehouse};

both_engines! {
    async fn the_first_hour_is_followed_step_by_step(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        let home = || GetHome { warehouse: None };
        let before = store.query(&ctx, home()).await.unwrap();
        assert_eq!(before.today.unwrap().to_string(), "2026-11-23");
        assert!(!before.first_steps.warehouse && !before.first_steps.item);
        store.run(&ctx, warehouse::tests::form("T", "東京")).await.unwrap();
        store.run(&ctx, crate::location::tests::form("T", "A")).await.unwrap();
        store.run(&ctx, crate::item::tests::form("I", "品")).await.unwrap();
        order(&store, &ctx, Some("2026-11-22")).await;
        order(&store, &ctx, Some("2026-11-23")).await;
        order(&store, &ctx, None).await;
        order(&store, &ctx, Some("2026-11-24")).await;
        let ship = serde_json::json!({ "warehouse": "T", "lines": [{ "item": "I", "quantity": 1 }] });
        let ship: model::shipping::CreateShippingOrder = serde_json::from_value(ship).unwrap();
        store.run(&ctx, ship).await.unwrap();
        let after = store.query(&ctx, home()).await.unwrap();
        assert_eq!((after.to_receive, after.receiving_overdue, after.awaited), (2, 1, 4));
        assert_eq!((after.to_allocate, after.short), (1, 0));
        let steps = after.first_steps;
        assert!(steps.warehouse && steps.location && steps.item && steps.shipping_order);
        assert!(!steps.stock && !steps.shipment && !steps.all_done());
        let theirs = store.query(&other, home()).await.unwrap();
        assert_eq!((theirs.to_receive, theirs.first_steps.warehouse), (0, false));
    }
}

async fn order(store: &TestStore, ctx: &crate::Ctx, planned_on: Option<&str>) {
    let order = serde_json::json!({
        "warehouse": "T", "planned_on": planned_on, "lines": [{ "item": "I", "quantity": 2 }],
    });
    let order: model::receiving::CreateReceivingOrder = serde_json::from_value(order).unwrap();
    store.run(ctx, order).await.unwrap();
}

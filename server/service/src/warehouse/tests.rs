//! Stories of warehouses, on both engines.

use std::sync::Arc;

use model::item::ActiveFilter;
use model::shipping::CreateShippingOrder;
use model::warehouse::{CreateWarehouse, GetWarehouse, ListWarehouses, UpdateWarehouse, WarehouseChange};
use model::{ErrorCode, WarehouseCode, WarehouseId};

use crate::engine::postgres::watch::overlapping;
use crate::slip::fixture;
use crate::testing::{TestStore, on_postgres};
use crate::{Ctx, Error, Random, Store, both_engines};

pub(crate) fn form(code: &str, name: &str) -> CreateWarehouse {
    serde_json::from_value(serde_json::json!({ "code": code, "name": name })).unwrap()
}

fn code(code: &str) -> WarehouseCode {
    WarehouseCode::parse(code).unwrap()
}

async fn codes(store: &TestStore, ctx: &Ctx, list: ListWarehouses) -> Vec<String> {
    let page = store.query(ctx, list).await.unwrap();
    page.data.into_iter().map(|row| row.code.as_str().to_owned()).collect()
}

/// Chance that always comes out the same, on every node.
struct Repeating;

impl Random for Repeating {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

both_engines! {
    async fn an_id_that_another_node_took_is_no_code_that_is_taken(store: TestStore) {
        let ctx = store.tenant("acme").await;
        // Later than every id so far.
        store.clock.advance_seconds(60);
        let node = || Store::open_with(store.database.clone(), Arc::clone(&store.clock) as _, Arc::new(Repeating));
        let (one, two) = (node().await.unwrap(), node().await.unwrap());
        let made = one.execute(&ctx, &store.envelope(), form("T01", "東京")).await;
        made.unwrap();
        let made = two.execute(&ctx, &store.envelope(), form("O01", "大阪")).await;
        made.unwrap();
        let taken = two.execute(&ctx, &store.envelope(), form("T01", "東京")).await;
        assert_eq!(taken.unwrap_err().code(), ErrorCode::Duplicate);
        assert_eq!(codes(&store, &ctx, ListWarehouses::default()).await, ["O01", "T01"]);
        one.close().await;
        two.close().await;
    }

    async fn a_warehouse_is_created_edited_and_taken_out_of_use(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        store.run(&ctx, form("T01", "東京")).await.unwrap();
        store.run(&ctx, form("O01", "大阪")).await.unwrap();
        assert_eq!(store.refusal(&ctx, form("Ｔ01", "x")).await.code, ErrorCode::Duplicate);
        assert_eq!(store.refusal(&ctx, form("X", " ")).await.field.as_deref(), Some("name"));
        let rename = WarehouseChange { name: Some("東京第一".into()), ..WarehouseChange::default() };
        let edit = |version, change| UpdateWarehouse { code: code("T01"), version, change };
        assert_eq!(store.run(&ctx, edit(Some(1), rename.clone())).await.unwrap().version, 2);
        let stale = WarehouseChange { name: Some("東京第二".into()), ..WarehouseChange::default() };
        assert_eq!(store.refusal(&ctx, edit(Some(1), stale)).await.code, ErrorCode::Stale);
        assert_eq!(codes(&store, &ctx, ListWarehouses::default()).await, ["O01", "T01"]);
        let search = ListWarehouses { search: "第一".into(), ..ListWarehouses::default() };
        assert_eq!(codes(&store, &ctx, search).await, ["T01"]);
        let off = WarehouseChange { active: Some(false), ..WarehouseChange::default() };
        store.run(&ctx, edit(None, off)).await.unwrap();
        assert_eq!(codes(&store, &ctx, ListWarehouses::default()).await, ["O01"]);
        let all = ListWarehouses { active: ActiveFilter::All, descending: true, ..ListWarehouses::default() };
        assert_eq!(codes(&store, &ctx, all.clone()).await, ["T01", "O01"]);
        assert!(codes(&store, &other, all).await.is_empty());
        assert_eq!(store.query_refusal(&other, GetWarehouse { code: code("T01") }).await.code, ErrorCode::NotFound);
    }

    async fn a_bound_user_sees_only_their_warehouses(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, form("T01", "東京")).await.unwrap();
        store.run(&ctx, form("O01", "大阪")).await.unwrap();
        let id = store.number(&ctx, "select id from warehouse where tenant_id = $1 and code = 'O01'").await;
        let bound = Ctx { warehouses: Some(vec![WarehouseId::new(id)]), ..ctx.clone() };
        assert_eq!(codes(&store, &bound, ListWarehouses::default()).await, ["O01"]);
        let refusal = store.query_refusal(&bound, GetWarehouse { code: code("T01") }).await;
        assert_eq!(refusal.code, ErrorCode::WarehouseForbidden);
        let nowhere = Ctx { warehouses: Some(Vec::new()), ..ctx };
        assert!(codes(&store, &nowhere, ListWarehouses::default()).await.is_empty());
    }
}

fn out_of_use(warehouse: &str) -> UpdateWarehouse {
    let change = WarehouseChange { active: Some(false), ..WarehouseChange::default() };
    UpdateWarehouse { code: code(warehouse), version: None, change }
}

fn order_in(warehouse: &str) -> CreateShippingOrder {
    CreateShippingOrder { warehouse: code(warehouse), ..fixture::shipping_order(&[("TEA", 5)]) }
}

#[test]
fn a_warehouse_is_not_taken_out_of_use_under_a_new_order() {
    on_postgres(async |store: TestStore| {
        let ctx = fixture::company(&store, "acme").await;
        let (ordered, taken) = overlapping(&store, &ctx, order_in("W2"), out_of_use("W2")).await;
        ordered.unwrap();
        let Err(Error::App(refusal)) = taken else { panic!("refused") };
        assert_eq!((refusal.code, refusal.get("by")), (ErrorCode::InUse, "shipping_order"));
    });
}

#[test]
fn no_order_begins_in_a_warehouse_that_is_being_taken_out_of_use() {
    on_postgres(async |store: TestStore| {
        let ctx = fixture::company(&store, "acme").await;
        let (taken, ordered) = overlapping(&store, &ctx, out_of_use("W2"), order_in("W2")).await;
        taken.unwrap();
        assert_eq!(ordered.unwrap_err().code(), ErrorCode::Inactive);
    });
}

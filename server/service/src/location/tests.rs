//! Stories of locations, on both engines.

use model::location::{CreateLocation, GetLocation, ListLocations, LocationChange, LocationSort, UpdateLocation};
use model::page::Count;
use model::{ErrorCode, LocationCode, PageRequest, WarehouseCode, WarehouseId};

use crate::engine::postgres::watch::overlapping;
use crate::slip::fixture;
use crate::testing::{TestStore, on_postgres};
use crate::{Ctx, both_engines, warehouse};

pub(crate) fn form(warehouse: &str, code: &str) -> CreateLocation {
    serde_json::from_value(serde_json::json!({ "warehouse": warehouse, "code": code })).unwrap()
}

fn place(warehouse: &str, code: &str) -> (WarehouseCode, LocationCode) {
    (WarehouseCode::parse(warehouse).unwrap(), LocationCode::parse(code).unwrap())
}

async fn all_pages(store: &TestStore, ctx: &Ctx, mut list: ListLocations) -> String {
    list.page = PageRequest { limit: Some(2), count: Count::Bounded, ..PageRequest::default() };
    let mut seen = Vec::new();
    loop {
        let page = store.query(ctx, list.clone()).await.unwrap();
        seen.extend(page.data.into_iter().map(|row| format!("{}:{}", row.warehouse, row.code)));
        list.page.after = page.next;
        if list.page.after.is_none() {
            assert_eq!(page.total.unwrap().rows, seen.len() as u64);
            return seen.join(" ");
        }
    }
}

both_engines! {
    async fn locations_are_listed_by_code_and_by_walking(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let other = store.tenant("other").await;
        store.run(&ctx, warehouse::tests::form("T", "東京")).await.unwrap();
        store.run(&ctx, warehouse::tests::form("O", "大阪")).await.unwrap();
        for (at, code, walk_order) in [("T", "A-1", 3), ("T", "A-2", 1), ("T", "B-1", 2), ("O", "A-1", 1)] {
            store.run(&ctx, CreateLocation { walk_order, ..form(at, code) }).await.unwrap();
        }
        assert_eq!(store.refusal(&ctx, form("T", "A-1")).await.code, ErrorCode::Duplicate);
        assert_eq!(store.refusal(&ctx, form("X", "A-1")).await.code, ErrorCode::Unknown);
        let list = ListLocations::default();
        assert_eq!(all_pages(&store, &ctx, list.clone()).await, "T:A-1 O:A-1 T:A-2 T:B-1");
        let tokyo = ListLocations { warehouse: Some(WarehouseCode::parse("T").unwrap()), ..list.clone() };
        assert_eq!(all_pages(&store, &ctx, tokyo.clone()).await, "T:A-1 T:A-2 T:B-1");
        let walking = ListLocations { sort: LocationSort::WalkOrder, ..tokyo };
        assert_eq!(all_pages(&store, &ctx, walking.clone()).await, "T:A-2 T:B-1 T:A-1");
        let back = ListLocations { descending: true, ..walking.clone() };
        assert_eq!(all_pages(&store, &ctx, back).await, "T:A-1 T:B-1 T:A-2");
        let everywhere = ListLocations { warehouse: None, ..walking };
        assert_eq!(all_pages(&store, &ctx, everywhere).await, "T:A-2 T:B-1 T:A-1 O:A-1");
        let search = ListLocations { search: "ｂ-".into(), ..list.clone() };
        assert_eq!(all_pages(&store, &ctx, search).await, "T:B-1");
        assert_eq!(all_pages(&store, &other, list.clone()).await, "");
        let id = store.number(&ctx, "select id from warehouse where tenant_id = $1 and code = 'O'").await;
        let bound = Ctx { warehouses: Some(vec![WarehouseId::new(id)]), ..ctx.clone() };
        assert_eq!(all_pages(&store, &bound, list).await, "O:A-1");
        assert_eq!(store.refusal(&bound, form("T", "C")).await.code, ErrorCode::WarehouseForbidden);
        let nowhere = ListLocations { warehouse: Some(WarehouseCode::parse("X").unwrap()), ..ListLocations::default() };
        let refusal = store.query_refusal(&ctx, nowhere).await;
        assert_eq!((refusal.code, refusal.field.as_deref()), (ErrorCode::Unknown, Some("warehouse")), "as for any other list");
        let page = |after| PageRequest { after, limit: Some(1), ..PageRequest::default() };
        let next = store.query(&ctx, ListLocations { page: page(None), ..ListLocations::default() }).await.unwrap().next;
        let walking = ListLocations { sort: LocationSort::WalkOrder, page: page(next), ..ListLocations::default() };
        assert_eq!(store.query_refusal(&ctx, walking).await.code, ErrorCode::BadRequest);
    }

    async fn a_location_that_holds_stock_stays_in_use(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.run(&ctx, warehouse::tests::form("T", "東京")).await.unwrap();
        store.run(&ctx, form("T", "A")).await.unwrap();
        store.run(&ctx, crate::item::tests::form("I", "品")).await.unwrap();
        put_one(&store, &ctx).await;
        let (at, code) = place("T", "A");
        let off = LocationChange { active: Some(false), ..LocationChange::default() };
        let update = UpdateLocation { warehouse: at.clone(), code: code.clone(), version: Some(1), change: off };
        let refusal = store.refusal(&ctx, update.clone()).await;
        assert_eq!((refusal.code, refusal.get("by")), (ErrorCode::InUse, "stock"));
        let close = model::warehouse::WarehouseChange { active: Some(false), ..Default::default() };
        let close = model::warehouse::UpdateWarehouse { code: at.clone(), version: None, change: close };
        assert_eq!(store.refusal(&ctx, close).await.get("by"), "stock");
        let name = LocationChange { name: Some("入口".into()), ..LocationChange::default() };
        assert_eq!(store.run(&ctx, UpdateLocation { change: name, ..update }).await.unwrap().name, "入口");
        assert_eq!(store.query(&ctx, GetLocation { warehouse: at, code }).await.unwrap().version, 2);
    }
}

fn out_of_use(warehouse: &str, code: &str) -> UpdateLocation {
    let (warehouse, code) = place(warehouse, code);
    let change = LocationChange { active: Some(false), ..LocationChange::default() };
    UpdateLocation { warehouse, code, version: None, change }
}

#[test]
fn a_location_is_not_taken_out_of_use_under_a_receipt() {
    on_postgres(async |store: TestStore| {
        let ctx = fixture::company(&store, "acme").await;
        let receipt = fixture::unplanned(vec![fixture::receipt_line("TEA", 5, "A-02")]);
        let (received, taken) = overlapping(&store, &ctx, receipt, out_of_use("W1", "A-02")).await;
        received.unwrap();
        assert_eq!(taken.unwrap_err().code(), ErrorCode::InUse);
        fixture::assert_right(&store, &ctx).await;
    });
}

#[test]
fn goods_do_not_come_to_a_location_that_is_being_taken_out_of_use() {
    on_postgres(async |store: TestStore| {
        let ctx = fixture::company(&store, "acme").await;
        let receipt = fixture::unplanned(vec![fixture::receipt_line("TEA", 5, "A-02")]);
        let (taken, received) = overlapping(&store, &ctx, out_of_use("W1", "A-02"), receipt).await;
        taken.unwrap();
        assert_eq!(received.unwrap_err().code(), ErrorCode::Inactive);
        assert_eq!(fixture::on_hand(&store, &ctx).await, 0);
    });
}

/// Puts one unit of the item there is at the location there is.
async fn put_one(store: &TestStore, ctx: &Ctx) {
    let done = store.write(ctx.tenant, |tx| {
        Box::pin(async move {
            for statement in [
                "insert into stock_status (tenant_id, id, code, name, shippable, active) values ($1, 1, 'x', 'x', 1, 1)",
                "insert into lot (tenant_id, id, item_id, number, date_kind, date, produced_on, created_at)
                 select tenant_id, 1, id, '', 'none', '', '', 0 from item where tenant_id = $1",
                "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated,
                     last_seq, first_received_at)
                 select l.tenant_id, i.id, l.id, 1, 1, 1000, 0, 1, 0
                 from location l
                 join item i on i.tenant_id = l.tenant_id
                 where l.tenant_id = $1 and l.kind = 'physical'",
            ] {
                sqlx::query(statement).bind(tx.tenant()).execute(tx.conn()).await?;
            }
            Ok(())
        })
    });
    done.await.unwrap();
}

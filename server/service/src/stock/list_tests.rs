//! Stories of lists of stock: what they count, whose cursors they take, and items out of use.

use model::item::{ItemChange, UpdateItem};
use model::page::Count;
use model::stock::{ItemStockSort, ListItemStock, ListStock, StockSort};
use model::{Cursor, ErrorCode, LocationCode, PageRequest};

use super::tests::{adjust, rows};
use crate::testing::{Goods, TestStore};
use crate::{Ctx, both_engines};

fn page(limit: u16, count: Count, after: Option<Cursor>) -> PageRequest {
    PageRequest { limit: Some(limit), count, after }
}

async fn out_of_use(store: &TestStore, ctx: &Ctx, item: usize) {
    let change = ItemChange { active: Some(false), ..ItemChange::default() };
    store.run(ctx, UpdateItem { code: Goods::item_code(item), version: None, change }).await.unwrap();
}

/// The codes of all pages, which say all along how many they are.
async fn items(store: &TestStore, ctx: &Ctx, mut list: ListItemStock) -> String {
    let (mut codes, mut after) = (Vec::new(), None);
    loop {
        list.page = page(1, Count::Bounded, after);
        let page = store.query(ctx, list.clone()).await.unwrap();
        codes.extend(page.data.iter().map(|row| row.item.to_string()));
        after = page.next;
        if after.is_none() {
            assert_eq!(page.total.unwrap().rows, codes.len() as u64);
            return codes.join(" ");
        }
    }
}

both_engines! {
    async fn a_search_is_counted_in_balances(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.goods(&ctx, 3, 3).await;
        store.goods(&other, 1, 1).await;
        let lines = [(0, "A-01", 1), (0, "A-02", 1), (0, "A-03", 1), (1, "A-01", 1)];
        store.run(&ctx, adjust("found", &lines)).await.unwrap();
        let first = LocationCode::parse("A-01").unwrap();
        for (search, location, expected) in [("I-", None, 4), ("I-01", None, 3), ("I-", Some(first), 2), ("I-03", None, 0)] {
            let list = ListStock { search: search.into(), location, ..ListStock::default() };
            let all = rows(&store, &ctx, ListStock { page: page(500, Count::No, None), ..list.clone() }).await;
            assert_eq!(all.len(), expected);
            for count in [Count::Bounded, Count::Exact] {
                let list = ListStock { page: page(2, count, None), ..list.clone() };
                let total = store.query(&ctx, list.clone()).await.unwrap().total.unwrap();
                assert_eq!((total.rows, total.more), (expected as u64, false), "{search}");
                assert_eq!(store.query(&other, ListStock { location: None, ..list }).await.unwrap().total.unwrap().rows, 0);
            }
        }
    }

    async fn a_count_of_a_search_stops_at_its_bound(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 1, 1).await;
        let places = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 10001)
            insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
                search_key, active, version)
            select w.tenant_id, n.i, w.id, 'L' || cast(n.i as text), '', 'physical', 0, 1, 1, '', 1, 1
            from n join warehouse w on w.tenant_id = $1";
        let balances = "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated,
                last_seq, first_received_at)
            select l.tenant_id, t.item_id, l.id, t.id, s.id, 1000, 0, 1, 0
            from location l
            join lot t on t.tenant_id = l.tenant_id
            join stock_status s on s.tenant_id = l.tenant_id and s.code = 'good'
            where l.tenant_id = $1 and l.id <= 10001";
        store.sql(&ctx, places).await.unwrap();
        store.sql(&ctx, balances).await.unwrap();
        for (count, expected) in [(Count::Bounded, (10_000, true)), (Count::Exact, (10_001, false))] {
            let list = ListStock { search: "I-".into(), page: page(1, count, None), ..ListStock::default() };
            let total = store.query(&ctx, list).await.unwrap().total.unwrap();
            assert_eq!((total.rows, total.more), expected);
        }
    }

    async fn a_cursor_of_stock_leads_on_only_in_its_order(store: TestStore) {
        let ctx = store.tenant("acme").await;
        store.goods(&ctx, 2, 2).await;
        store.run(&ctx, adjust("found", &[(0, "A-01", 1), (0, "A-02", 1), (1, "A-01", 1)])).await.unwrap();
        let stock = |sort, after| ListStock { sort, page: page(1, Count::No, after), ..ListStock::default() };
        for (given, wanted) in [(StockSort::Item, StockSort::Location), (StockSort::Location, StockSort::Item)] {
            let next = store.query(&ctx, stock(given, None)).await.unwrap().next;
            assert_eq!(store.query(&ctx, stock(given, next.clone())).await.unwrap().data.len(), 1);
            assert_eq!(store.query_refusal(&ctx, stock(wanted, next)).await.code, ErrorCode::BadRequest);
        }
        let items = |sort, descending, after| ListItemStock {
            sort, descending, page: page(1, Count::No, after), ..ListItemStock::default()
        };
        let next = store.query(&ctx, items(ItemStockSort::Code, false, None)).await.unwrap().next;
        assert_eq!(store.query(&ctx, items(ItemStockSort::Code, false, next.clone())).await.unwrap().data.len(), 1);
        for (sort, descending) in [(ItemStockSort::Name, false), (ItemStockSort::Code, true)] {
            let refusal = store.query_refusal(&ctx, items(sort, descending, next.clone())).await;
            assert_eq!(refusal.code, ErrorCode::BadRequest);
        }
    }

    async fn items_out_of_use_are_listed_while_they_hold_stock(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        store.goods(&ctx, 1, 4).await;
        store.run(&ctx, adjust("found", &[(0, "A-01", 5), (1, "A-01", 5)])).await.unwrap();
        for item in [1, 3] {
            out_of_use(&store, &ctx, item).await;
        }
        let all = ListItemStock::default();
        assert_eq!(items(&store, &ctx, all.clone()).await, "I-01 I-02 I-03");
        let back = ListItemStock { sort: ItemStockSort::Name, descending: true, ..all.clone() };
        assert_eq!(items(&store, &ctx, back).await, "I-03 I-02 I-01");
        assert_eq!(items(&store, &ctx, ListItemStock { with_stock: true, ..all.clone() }).await, "I-01 I-02");
        assert_eq!(items(&store, &ctx, ListItemStock { search: "I-".into(), ..all.clone() }).await, "I-01 I-02 I-03");
        let found = ListItemStock { search: "I-".into(), with_stock: true, ..all.clone() };
        assert_eq!(items(&store, &ctx, found).await, "I-01 I-02");
        assert_eq!(items(&store, &other, all).await, "");
    }
}

//! Lists of stock go along their index on both engines, whatever the page, the filter, and however much lies at zero.

use model::page::Count;
use model::slip::LotRef;
use model::stock::{ListHolders, ListItemStock, ListPostings, ListStock, Portion, StockSort};
use model::{ItemCode, LocationCode, Page, PageRequest, StatusCode, WarehouseCode};

use crate::sql::plan::{assert_bounded, looked_at};
use crate::testing::TestStore;
use crate::{Ctx, Engine, Query, both_engines};

/// Places and sixteen thousand items: the first four thousand hold something in warehouse A, three others in B, two are
/// damaged; the rest has balances of zero. The first item has a zero at every location and all of the postings.
const FILL: [&str; 9] = [
    "insert into warehouse (tenant_id, id, code, name, postal_code, address, phone, search_key, active, version)
     values ($1, 1, 'A', 'A', '', '', '', '', 1, 1), ($1, 2, 'B', 'B', '', '', '', '', 1, 1)",
    "with recursive n (i) as (select 100 union all select i + 1 from n where i < 219)
     insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
         search_key, active, version)
     select $1, i, case when i < 200 then 1 else 2 end, 'L' || cast(i as text), '', 'physical', i, 1, 1, '', 1, 1 from n",
    "with recursive n (i) as (select 100000 union all select i + 1 from n where i < 115999)
     insert into item (tenant_id, id, code, name, name2, kana, category, unit, lot_managed, expiry, safety_stock,
         reorder_point, tax, temperature, unit_price, note, search_key, active, created_at, updated_at, version)
     select $1, i, 'I' || cast(i as text), '', '', '', '', '個', 0, 'none', 0, 0, 'standard', 'ambient', 0, '', '', 1, 0, 0, 1
     from n",
    "insert into lot (tenant_id, id, item_id, number, date_kind, date, produced_on, created_at)
     select tenant_id, id, id, '', 'none', '', '', 0 from item where tenant_id = $1",
    "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated, last_seq,
         first_received_at)
     select i.tenant_id, i.id, 100 + i.id % 100, i.id, s.id, case when i.id < 104000 then 1000 else 0 end, 0, 1, 0
     from item i join stock_status s on s.tenant_id = i.tenant_id and s.code = 'good'
     where i.tenant_id = $1 and i.id > 100000",
    "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated, last_seq,
         first_received_at)
     select l.tenant_id, 100000, l.id, 100000, s.id, 0, 0, 1, 0
     from location l join stock_status s on s.tenant_id = l.tenant_id and s.code = 'good'
     where l.tenant_id = $1 and l.kind = 'physical'",
    "insert into stock_balance (tenant_id, item_id, location_id, lot_id, status_id, on_hand, allocated, last_seq,
         first_received_at)
     select i.tenant_id, i.id, 210, i.id, s.id, 1000, 0, 1, 0
     from item i
     join stock_status s on s.tenant_id = i.tenant_id
     where i.tenant_id = $1 and ((s.code = 'good' and i.id in (105000, 107000, 111999))
         or (s.code = 'damaged' and i.id in (106000, 111000)))",
    "with recursive n (i) as (select 1 union all select i + 1 from n where i < 12000)
     insert into ledger_transaction (tenant_id, id, recorded_at, business_date, kind, slip_number, order_number,
         warehouse_id, device, note)
     select $1, i, 0, '2026-01-01', 'adjustment', 'AD-' || cast(i as text), '', case when i % 2000 = 0 then 2 else 1 end,
         '', ''
     from n",
    "insert into posting (tenant_id, transaction_id, line, item_id, location_id, lot_id, status_id, quantity, key_seq,
         on_hand_after)
     select t.tenant_id, t.id, 1, 100000, case when t.warehouse_id = 2 then 210 else 100 + t.id % 100 end, 100000, s.id,
         1, 20000 - t.id, 1
     from ledger_transaction t
     join stock_status s on s.tenant_id = t.tenant_id and s.code = case when t.id in (7, 3500) then 'damaged' else 'good' end
     where t.tenant_id = $1",
];

async fn filled(store: &TestStore) -> Ctx {
    let ctx = store.tenant("acme").await;
    for sql in FILL {
        store.sql(&ctx, sql).await.unwrap();
    }
    looked_at(store).await;
    ctx
}

fn code(text: &str) -> ItemCode {
    ItemCode::parse(text).unwrap()
}

fn house(text: &str) -> WarehouseCode {
    WarehouseCode::parse(text).unwrap()
}

fn status(text: &str) -> StatusCode {
    StatusCode::parse(text).unwrap()
}

/// Every page of a list, none of whose statements looks at more rows than `rows_max`; says how many pages there were.
async fn pages<Q, T>(
    store: &TestStore,
    ctx: &Ctx,
    mut list: Q,
    rows_max: u32,
    turn: impl Fn(&mut Q, PageRequest),
) -> (Vec<T>, usize)
where
    Q: Query<Answer = Page<T>> + Clone,
{
    let (mut rows, mut count) = (Vec::new(), 0);
    loop {
        assert_bounded(store, ctx, list.clone(), rows_max).await;
        let page = store.query(ctx, list.clone()).await.unwrap();
        rows.extend(page.data);
        count += 1;
        if page.next.is_none() || count == 4 {
            return (rows, count);
        }
        turn(&mut list, PageRequest { after: page.next, ..PageRequest::default() });
    }
}

async fn stock(store: &TestStore, ctx: &Ctx, list: ListStock, rows_max: u32) -> (Vec<String>, usize) {
    let (rows, count) = pages(store, ctx, list, rows_max, |list, page| list.page = page).await;
    (rows.iter().map(|row| format!("{} {} {}", row.item, row.location, row.status)).collect(), count)
}

async fn postings(store: &TestStore, ctx: &Ctx, list: ListPostings, rows_max: u32) -> (Vec<String>, usize) {
    let (rows, count) = pages(store, ctx, list, rows_max, |list, page| list.page = page).await;
    (rows.iter().map(|row| row.slip.to_string()).collect(), count)
}

both_engines! {
    async fn a_list_of_stock_passes_by_zeros(store: TestStore) {
        let ctx = filled(&store).await;
        let (rows, count) = stock(&store, &ctx, ListStock::default(), 1_100).await;
        assert_eq!((rows[0].as_str(), rows.len(), count), ("I100001 L101 good", 200, 4));
        let by_location = ListStock { sort: StockSort::Location, ..ListStock::default() };
        let (rows, _) = stock(&store, &ctx, by_location, 12_000).await;
        assert_eq!(rows[..2], ["I100100 L100 good", "I100200 L100 good"]);
        let in_b = ListStock { warehouse: Some(house("B")), ..ListStock::default() };
        let (rows, count) = stock(&store, &ctx, in_b, 1_100).await;
        let expected = ["I105000 L210 good", "I106000 L210 damaged", "I107000 L210 good", "I111000 L210 damaged", "I111999 L210 good"];
        assert_eq!((rows, count), (expected.map(String::from).to_vec(), 1));
        for warehouse in [None, Some(house("B"))] {
            for sort in [StockSort::Item, StockSort::Location] {
                let damaged = ListStock { status: Some(status("damaged")), warehouse: warehouse.clone(), sort, ..ListStock::default() };
                let (rows, count) = stock(&store, &ctx, damaged, 1_100).await;
                assert_eq!((rows, count), (vec!["I106000 L210 damaged".to_owned(), "I111000 L210 damaged".to_owned()], 1));
            }
        }
        for sort in [StockSort::Item, StockSort::Location] {
            let here = ListStock { location: Some(LocationCode::parse("L210").unwrap()), sort, ..ListStock::default() };
            assert_eq!(stock(&store, &ctx, here, 100).await.0.len(), 5);
            let zeros = ListStock { item: Some(code("I100000")), sort, ..ListStock::default() };
            assert_eq!(stock(&store, &ctx, zeros, 1).await, (vec![], 1), "zeros are not even looked at");
        }
    }

    async fn behind_the_last_item_that_holds_something_a_page_looks_at_a_bounded_number(store: TestStore) {
        let ctx = filled(&store).await;
        let bound = Ctx { warehouses: Some(vec![model::WarehouseId::new(1)]), ..ctx.clone() };
        let page = |after| PageRequest { after, limit: Some(500), ..PageRequest::default() };
        let (mut seen, mut after) = (0, None);
        while seen < 3_999 {
            let list = ListStock { page: page(after), ..ListStock::default() };
            let page = store.query(&bound, list).await.unwrap();
            seen += page.data.len();
            after = page.next;
        }
        assert_eq!((seen, after.is_some()), (3_999, true), "ten thousand items were looked at, and more are left");
        let rest = ListStock { page: page(after), ..ListStock::default() };
        assert_eq!(stock(&store, &bound, rest, 10_000).await, (vec![], 1));
    }

    async fn items_with_stock_are_found_however_few_they_are(store: TestStore) {
        let ctx = filled(&store).await;
        let with_stock = ListItemStock { with_stock: true, ..ListItemStock::default() };
        let turn = |list: &mut ListItemStock, page| list.page = page;
        // Four thousand balances are so few that PostgreSQL reads them all before it looks at items.
        let (rows, count) = pages(&store, &ctx, with_stock.clone(), 4_010, turn).await;
        assert_eq!((rows[0].item.as_str(), rows.len(), count), ("I100001", 200, 4));
        for descending in [false, true] {
            let page = PageRequest { count: Count::Bounded, ..PageRequest::default() };
            let in_b = ListItemStock { warehouse: Some(house("B")), descending, page, ..with_stock.clone() };
            assert_eq!(store.query(&ctx, in_b.clone()).await.unwrap().total.unwrap().rows, 5);
            let (rows, count) = pages(&store, &ctx, in_b, 1_100, turn).await;
            let mut expected = ["I105000", "I106000", "I107000", "I111000", "I111999"];
            if descending {
                expected.reverse();
            }
            assert_eq!((rows.iter().map(|row| row.item.as_str()).collect::<Vec<_>>(), count), (expected.to_vec(), 1));
        }
    }

    async fn many_items_out_of_use_that_hold_nothing_are_passed_by(store: TestStore) {
        let ctx = filled(&store).await;
        let off = "update item set active = 0 where tenant_id = $1 and id between 100002 and 111999 and id % 2 = 0";
        store.sql(&ctx, off).await.unwrap();
        looked_at(&store).await;
        let turn = |list: &mut ListItemStock, page| list.page = page;
        let list = ListItemStock { warehouse: Some(house("B")), ..ListItemStock::default() };
        let (rows, count) = pages(&store, &ctx, list.clone(), 12_000, turn).await;
        assert_eq!((rows[0].item.as_str(), rows.len(), count), ("I100000", 200, 4));
        let with_stock = ListItemStock { with_stock: true, ..list };
        let (rows, _) = pages(&store, &ctx, with_stock, 12_000, turn).await;
        let codes: Vec<_> = rows.iter().map(|row| row.item.as_str()).collect();
        assert_eq!(codes, ["I105000", "I106000", "I107000", "I111000", "I111999"]);
    }

    async fn postings_go_along_what_is_asked_for(store: TestStore) {
        let ctx = filled(&store).await;
        let bound = |ids: &[i64]| Ctx {
            warehouses: Some(ids.iter().map(|id| model::WarehouseId::new(*id)).collect()), ..ctx.clone()
        };
        let all = ListPostings::default();
        let latest = |rows: &[String]| rows[..3].join(" ");
        for (ctx, rows_max) in [(ctx.clone(), 70), (bound(&[1, 2]), 1_100)] {
            let (rows, count) = postings(&store, &ctx, all.clone(), rows_max).await;
            assert_eq!((latest(&rows).as_str(), rows.len(), count), ("AD-12000 AD-11999 AD-11998", 200, 4));
        }
        let in_b = ListPostings { warehouse: Some(house("B")), ..all.clone() };
        let of_b = ["AD-12000", "AD-10000", "AD-8000", "AD-6000", "AD-4000", "AD-2000"].map(String::from).to_vec();
        assert_eq!(postings(&store, &ctx, in_b.clone(), 70).await, (of_b.clone(), 1));
        assert_eq!(postings(&store, &bound(&[2]), all.clone(), 70).await, (of_b, 1));
        assert_eq!(postings(&store, &bound(&[]), all.clone(), 70).await, (vec![], 1));
        let damaged = ListPostings { status: Some(status("damaged")), ..all.clone() };
        assert_eq!(postings(&store, &ctx, damaged.clone(), 70).await, (vec!["AD-3500".into(), "AD-7".into()], 1));
        assert_eq!(postings(&store, &bound(&[2]), damaged.clone(), 70).await, (vec![], 1));
        let here = ListPostings { location: Some(LocationCode::parse("L107").unwrap()), ..all.clone() };
        let (rows, _) = postings(&store, &ctx, here.clone(), 70).await;
        assert_eq!(latest(&rows), "AD-11907 AD-11807 AD-11707");
        let damaged_here = ListPostings { status: Some(status("damaged")), ..here };
        assert_eq!(postings(&store, &ctx, damaged_here, 270).await, (vec!["AD-7".into()], 1));
        let slip = ListPostings { slip: Some(model::SlipNumber::parse("AD-77").unwrap()), ..all };
        assert_eq!(postings(&store, &ctx, slip, 10).await, (vec!["AD-77".into()], 1));
    }

    async fn a_filter_that_no_index_knows_makes_a_page_stop_and_say_where(store: TestStore) {
        let ctx = filled(&store).await;
        let rare = ListPostings { item: Some(code("I100000")), status: Some(status("damaged")), ..ListPostings::default() };
        let first = store.query(&ctx, rare.clone()).await.unwrap();
        assert_eq!((first.data.len(), first.next.is_some()), (1, true), "ten thousand of twelve were looked at");
        assert_eq!(postings(&store, &ctx, rare.clone(), 10_000).await, (vec!["AD-3500".into(), "AD-7".into()], 2));
        for (count, total) in [(Count::Bounded, (1, true)), (Count::Exact, (2, false))] {
            let page = PageRequest { count, ..PageRequest::default() };
            let found = store.query(&ctx, ListPostings { page, ..rare.clone() }).await.unwrap().total.unwrap();
            assert_eq!((found.rows, found.more), total);
        }
        let page = PageRequest { count: Count::Bounded, ..PageRequest::default() };
        let all = store.query(&ctx, ListPostings { page, ..ListPostings::default() }).await.unwrap().total.unwrap();
        assert_eq!((all.rows, all.more), (10_000, true));
    }

    async fn postings_of_one_balance_come_in_the_order_of_its_running_balance(store: TestStore) {
        let ctx = filled(&store).await;
        let portion = Some(Portion { lot: LotRef::default(), status: status("good") });
        let balance = ListPostings {
            item: Some(code("I100000")),
            location: Some(LocationCode::parse("L105").unwrap()),
            portion,
            ..ListPostings::default()
        };
        // Here the numbers fall while the transactions rise, as when two wait for the same balance.
        let (rows, count) = postings(&store, &ctx, balance.clone(), 70).await;
        assert_eq!((rows[..3].join(" ").as_str(), rows.len(), count), ("AD-5 AD-105 AD-205", 120, 3));
        let plans = assert_bounded(&store, &ctx, balance, 70).await;
        let unique = if store.engine() == Engine::Sqlite { "sqlite_autoindex_posting_2" } else { "posting_key_seq_unique" };
        assert!(plans.contains(unique), "{plans}");
    }

    async fn many_holders_of_an_item_come_by_place(store: TestStore) {
        let ctx = filled(&store).await;
        let hold = store.write(ctx.tenant, |tx| Box::pin(async move {
            for sql in HOLD {
                sqlx::query(sql).bind(tx.tenant()).execute(tx.conn()).await?;
            }
            Ok(())
        }));
        hold.await.unwrap();
        looked_at(&store).await;
        let list = ListHolders {
            item: code("I100000"), warehouse: None, location: None, portion: None, page: PageRequest::default(),
        };
        let turn = |list: &mut ListHolders, page| list.page = page;
        let (rows, count) = pages(&store, &ctx, list.clone(), 12_000, turn).await;
        assert_eq!((rows.len(), count), (200, 4));
        assert!(rows.is_sorted_by(|a, b| a.location <= b.location));
        let by_place = store.query(&ctx, list.clone()).await.unwrap();
        store.sql(&ctx, "delete from allocation where tenant_id = $1 and item_id = 100000 and order_id > 500").await.unwrap();
        let after = |after| ListHolders { page: PageRequest { after, ..PageRequest::default() }, ..list.clone() };
        let second = store.query(&ctx, after(by_place.next)).await.unwrap().data;
        assert!(second.iter().is_sorted_by_key(|row| row.location.clone()) && second.len() == 50, "goes on by place");
        let planned = store.query(&ctx, list.clone()).await.unwrap();
        assert_eq!(planned.data[49].order.as_str(), "SO-10000050", "few come by order");
        store.sql(&ctx, HOLD_AGAIN).await.unwrap();
        let second = store.query(&ctx, after(planned.next)).await.unwrap().data;
        assert_eq!(second[0].order.as_str(), "SO-10000051", "and go on by order when they are many again");
        looked_at(&store).await;
        let in_b = ListHolders { warehouse: Some(house("B")), ..list.clone() };
        let page = PageRequest { count: Count::Bounded, ..PageRequest::default() };
        let total = store.query(&ctx, ListHolders { page, ..in_b.clone() }).await.unwrap().total.unwrap();
        assert_eq!((total.rows, total.more), (0, true));
        let (rows, count) = pages(&store, &ctx, in_b, 10_001, turn).await;
        assert_eq!((rows.len(), count), (1, 2), "a page stopped before it came to warehouse B");
        let few = ListHolders { item: code("I100001"), ..list };
        let (rows, _) = pages(&store, &ctx, few, 200, turn).await;
        let days: Vec<_> = rows.iter().map(|row| row.planned_on.map(|day| day.to_string())).collect();
        assert_eq!(days, [Some("2026-01-01".into()), Some("2026-01-02".into()), None]);
    }
}

/// Twelve thousand orders hold the first item in A and one in B; three hold the second.
const HOLD: [&str; 4] = [
    "with recursive n (i) as (select 1 union all select i + 1 from n where i < 12004)
     insert into shipping_order (tenant_id, id, number, warehouse_id, customer_code, customer_name,
         customer_postal_code, customer_address, customer_phone, ship_to_code, ship_to_name, ship_to_postal_code,
         ship_to_address, ship_to_phone, original_number, planned_on, note, state, search_key, line_count, ordered,
         allocated, checked, shipped, created_at, version)
     select $1, i, 'SO-' || cast(10000000 + i as text), 1, '', '', '', '', '', '', '', '', '', '', '',
         case i when 12002 then '2026-01-02' when 12003 then '2026-01-01' else '' end, '', 'allocated', '', 1, 1, 1, 0, 0,
         0, 1
     from n",
    "insert into shipping_line (tenant_id, id, order_id, line, item_id, ordered, allocated, checked, shipped, unit_price)
     select tenant_id, id, id, 1, case when id > 12001 then 100001 else 100000 end, 1, 1, 0, 0, 0
     from shipping_order where tenant_id = $1",
    "insert into allocation (tenant_id, id, order_id, shipping_line_id, item_id, location_id, lot_id, status_id, quantity,
         checked, reason, created_at)
     select b.tenant_id, o.id, o.id, o.id, b.item_id, b.location_id, b.lot_id, b.status_id, 1, 0, 'came_first', 0
     from shipping_order o
     join stock_balance b on b.tenant_id = o.tenant_id and b.item_id = 100000
       and b.location_id = case when o.id = 12001 then 210 else 100 + o.id % 100 end
     where o.tenant_id = $1 and o.id < 12002",
    "insert into allocation (tenant_id, id, order_id, shipping_line_id, item_id, location_id, lot_id, status_id, quantity,
         checked, reason, created_at)
     select b.tenant_id, o.id, o.id, o.id, b.item_id, b.location_id, b.lot_id, b.status_id, 1, 0, 'came_first', 0
     from shipping_order o
     join stock_balance b on b.tenant_id = o.tenant_id and b.item_id = 100001
     where o.tenant_id = $1 and o.id > 12001",
];

/// What was taken from [`HOLD`] of the first item.
const HOLD_AGAIN: &str =
    "insert into allocation (tenant_id, id, order_id, shipping_line_id, item_id, location_id, lot_id,
         status_id, quantity, checked, reason, created_at)
     select b.tenant_id, o.id, o.id, o.id, b.item_id, b.location_id, b.lot_id, b.status_id, 1, 0, 'came_first', 0
     from shipping_order o
     join stock_balance b on b.tenant_id = o.tenant_id and b.item_id = 100000
       and b.location_id = case when o.id = 12001 then 210 else 100 + o.id % 100 end
     where o.tenant_id = $1 and o.id > 500 and o.id < 12002";

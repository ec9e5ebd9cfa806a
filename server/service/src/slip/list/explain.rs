//! Every list of slips goes along its index, on the first page as on a later one, and looks at no more than it shows.

use model::page::Count;
use model::receiving::{ListReceipts, ListReceivingOrders, ReceivingSort, ReceivingState};
use model::shipping::{ListShipments, ListShippingOrders, ShippingSort, ShippingState};
use model::{Page, PageRequest, WarehouseCode, WarehouseId};

use crate::sql::plan::{assert_bounded, looked_at};
use crate::testing::TestStore;
use crate::{Ctx, Query, both_engines, warehouse};

/// Orders, each with a receipt or a shipment; one in fifty is open, one in seven has no date.
const FILL: [&str; 5] = [
    "with recursive n (i) as (select 0 union all select i + 1 from n where i < 5999)
     insert into receiving_order (tenant_id, id, number, warehouse_id, supplier_code, supplier_name,
         supplier_postal_code, supplier_address, supplier_phone, original_number, planned_on, note, state, search_key,
         line_count, planned, received, created_at, version)
     select $1, 1000000 + i, 'RO-' || cast(10000000 + i as text), case when i % 3 = 0 then $2 else $3 end, '', '', '',
         '', '', '', case when i % 7 = 0 then '' else '2026-0' || cast(1 + i / 1000 as text) || '-1'
         || cast(i % 10 as text) end, '', case when i % 50 = 0 then 'planned' else 'received' end, '', 1, 1, 0, 0, 1
     from n",
    "insert into shipping_order (tenant_id, id, number, warehouse_id, customer_code, customer_name,
         customer_postal_code, customer_address, customer_phone, ship_to_code, ship_to_name, ship_to_postal_code,
         ship_to_address, ship_to_phone, original_number, planned_on, note, state, search_key, line_count, ordered,
         allocated, checked, shipped, created_at, version)
     select tenant_id, id, 'SO' || substr(number, 3), case when $2 = $3 then $3 else warehouse_id end, '', '', '', '',
         '', '', '', '', '', '', '', planned_on, '', case when state = 'planned' then 'open' else 'shipped' end, '', 1,
         1, 0, 0, 0, 0, 1
     from receiving_order
     where tenant_id = $1",
    "insert into ledger_transaction (tenant_id, id, recorded_at, business_date, kind, slip_number, order_number, device,
         note)
     select $1, 1, 0, '2026-01-01', 'receipt', 'X', '', '', '' where $2 <> $3",
    "insert into receipt (tenant_id, id, number, warehouse_id, order_id, supplier_name, original_number,
         transaction_id, business_date, received_at, note, line_count, quantity, search_key)
     select tenant_id, id, 'RC' || substr(number, 3), warehouse_id, case when id < 1001234 then 1000000 else id end, '',
         '', 1, '2026-01-01', 0, '', 1, 1, ''
     from receiving_order
     where tenant_id = $1 and $2 <> $3",
    "insert into shipment (tenant_id, id, number, warehouse_id, order_id, transaction_id, business_date, shipped_at,
         line_count, quantity, search_key)
     select tenant_id, id, 'SH' || substr(number, 3), warehouse_id, case when id < 1001234 then 1000000 else id end, 1,
         '2026-01-01', 0, 1, 1, ''
     from shipping_order
     where tenant_id = $1 and $2 <> $3",
];

/// A company with many slips in two of its three warehouses.
async fn filled(store: &TestStore) -> (Ctx, [i64; 2]) {
    let ctx = store.tenant("acme").await;
    for code in ["A", "B", "C"] {
        store.run(&ctx, warehouse::tests::form(code, code)).await.unwrap();
    }
    let a = store.number(&ctx, "select id from warehouse where tenant_id = $1 and code = 'A'").await;
    let b = store.number(&ctx, "select id from warehouse where tenant_id = $1 and code = 'B'").await;
    let fill = store.write(ctx.tenant, move |tx| {
        Box::pin(async move {
            for sql in FILL {
                sqlx::query(sql).bind(tx.tenant()).bind(a).bind(b).execute(tx.conn()).await?;
            }
            Ok(())
        })
    });
    fill.await.unwrap();
    looked_at(store).await;
    (ctx, [a, b])
}

/// The rows of a page, and one, of each of six strands, held against two of three warehouses each.
const ROWS_MAX: u32 = 6 * 51 * 2;

/// The first page and the one behind it look at no more rows than they show. Gives the plans of the second.
async fn assert_pages<Q, T>(store: &TestStore, ctx: &Ctx, list: Q, turn: impl Fn(&mut Q, PageRequest)) -> String
where
    Q: Query<Answer = Page<T>> + Clone,
{
    let first = store.query(ctx, list.clone()).await.unwrap();
    assert_bounded(store, ctx, list.clone(), ROWS_MAX).await;
    let mut second = list;
    turn(&mut second, PageRequest { after: first.next, ..PageRequest::default() });
    assert_bounded(store, ctx, second, ROWS_MAX).await
}

fn assert_uses(store: &TestStore, plans: &str, index: &str) {
    // PostgreSQL, which counts its rows, may take any way that is as short.
    let sqlite = store.engine() == crate::Engine::Sqlite;
    assert!(!sqlite || plans.contains(index), "{index} is not used:\n{plans}");
}

both_engines! {
    async fn every_order_of_orders_has_its_index(store: TestStore) {
        let (ctx, warehouses) = filled(&store).await;
        let bound = Ctx { warehouses: Some(warehouses.map(WarehouseId::new).to_vec()), ..ctx.clone() };
        let here = Some(WarehouseCode::parse("B").unwrap());
        let both = vec![ReceivingState::Planned, ReceivingState::Received];
        for (ctx, warehouse, states, by_plan, by_number) in [
            (&ctx, None, vec![], "by_plan_anywhere", "autoindex"),
            (&ctx, None, vec![ReceivingState::Planned], "by_state", "by_state_number"),
            (&ctx, here.clone(), vec![], "by_plan", "by_number"),
            (&ctx, here.clone(), vec![ReceivingState::Planned], "by_state", "by_state_number"),
            (&ctx, here, both.clone(), "by_state", "by_state_number"),
            (&bound, None, vec![], "by_plan", "by_number"),
            (&bound, None, both, "by_state", "by_state_number"),
        ] {
            for (sort, index) in [(ReceivingSort::PlannedOn, by_plan), (ReceivingSort::Number, by_number)] {
                for descending in [false, true] {
                    let (warehouse, states) = (warehouse.clone(), states.clone());
                    let list = ListReceivingOrders { warehouse, states, sort, descending, ..ListReceivingOrders::default() };
                    let plans = assert_pages(&store, ctx, list, |list, page| list.page = page).await;
                    assert_uses(&store, &plans, index);
                }
            }
        }
    }

    async fn open_orders_are_found_behind_the_shipped_ones(store: TestStore) {
        let (ctx, _) = filled(&store).await;
        for sort in [ShippingSort::PlannedOn, ShippingSort::Number] {
            let states = vec![ShippingState::Open, ShippingState::Short];
            let list = ListShippingOrders { states, sort, ..ListShippingOrders::default() };
            let plans = assert_pages(&store, &ctx, list, |list, page| list.page = page).await;
            assert_uses(&store, &plans, "shipping_order_by_state");
        }
    }

    async fn receipts_and_shipments_go_along_their_number(store: TestStore) {
        let (ctx, warehouses) = filled(&store).await;
        let bound = Ctx { warehouses: Some(warehouses.map(WarehouseId::new).to_vec()), ..ctx.clone() };
        for (ctx, index) in [(&ctx, "autoindex"), (&bound, "by_number")] {
            let plans = assert_pages(&store, ctx, ListReceipts::default(), |list, page| list.page = page).await;
            assert_uses(&store, &plans, index);
            let plans = assert_pages(&store, ctx, ListShipments::default(), |list, page| list.page = page).await;
            assert_uses(&store, &plans, index);
        }
    }

    async fn a_bounded_count_goes_along_an_index(store: TestStore) {
        let (ctx, _) = filled(&store).await;
        let page = || PageRequest { count: Count::Bounded, ..PageRequest::default() };
        for states in [vec![], vec![ReceivingState::Planned]] {
            let list = ListReceivingOrders { states: states.clone(), page: page(), ..ListReceivingOrders::default() };
            let total = store.query(&ctx, list.clone()).await.unwrap().total.unwrap();
            assert_eq!(total.rows, if states.is_empty() { 6000 } else { 120 });
            // What is counted is looked at, and nothing else.
            assert_bounded(&store, &ctx, list, 6000).await;
        }
    }

    async fn days_are_sorted_by_number_while_they_are_few_and_by_day_beyond(store: TestStore) {
        let (ctx, _) = filled(&store).await;
        let day = |text: &str| Some(model::Date::parse(text).unwrap());
        let list = |from, to| ListReceivingOrders {
            planned_from: day(from), planned_to: day(to), descending: true, ..ListReceivingOrders::default()
        };
        let few = store.query(&ctx, list("2026-02-11", "2026-02-13")).await.unwrap();
        let numbers: Vec<_> = few.data.iter().map(|order| order.number.as_str().to_owned()).collect();
        assert!(numbers.is_sorted_by(|a, b| a > b) && numbers[0] == "RO-10001993", "{numbers:?}");
        let many = store.query(&ctx, list("2026-01-01", "2026-12-31")).await.unwrap();
        assert!(many.data.is_sorted_by(|a, b| (a.planned_on, &a.number) > (b.planned_on, &b.number)));
        let mut seen = many.data.len();
        let mut next = list("2026-01-01", "2026-12-31");
        next.page = PageRequest { after: many.next, limit: Some(500), ..PageRequest::default() };
        loop {
            let page = store.query(&ctx, next.clone()).await.unwrap();
            seen += page.data.len();
            next.page.after = page.next;
            if next.page.after.is_none() { break }
        }
        assert_eq!(seen, 6000 - 858);
        assert_bounded(&store, &ctx, list("2026-01-01", "2026-12-31"), 1001).await;
    }

    async fn an_order_says_how_many_receipts_and_shipments_it_has(store: TestStore) {
        let (ctx, _) = filled(&store).await;
        let number = |text: &str| model::SlipNumber::parse(text).unwrap();
        let order = store.query(&ctx, model::receiving::GetReceivingOrder { number: number("RO-10000000") }).await.unwrap();
        assert_eq!((order.receipts.len(), order.receipt_count), (1000, 1234));
        let order = store.query(&ctx, model::shipping::GetShippingOrder { number: number("SO-10000000") }).await.unwrap();
        assert_eq!((order.shipments.len(), order.shipment_count), (1000, 1234));
        let order = store.query(&ctx, model::receiving::GetReceivingOrder { number: number("RO-10001234") }).await.unwrap();
        assert_eq!((order.receipts.len(), order.receipt_count), (1, 1));
    }
}

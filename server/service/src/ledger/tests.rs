//! The ledger itself: guards, running balances, reversals, races, and a `verify` that sees what is planted.

use model::shipping::AllocationReason;
use model::slip::SlipKind;
use model::{ErrorCode, Quantity, SlipId, SlipLineId, SlipNumber, TransactionId};
use sqlx::Row;

use super::{Entry, Hold, Line, Outside, Place, Posted, Side, hold, post, reverse, verify};
use crate::engine::postgres::watch::{beside, until_one_waits};
use crate::testing::{Goods, TestStore};
use crate::{Ctx, Engine, Error, Result, Tx, both_engines};

fn units(units: i64) -> Quantity {
    Quantity::from_units(units).unwrap()
}

impl Goods {
    fn shelf(&self, nth: usize, item: usize) -> Side {
        Side { place: Place::Shelf(self.locations[nth]), lot: self.lots[item], status: self.statuses[0] }
    }

    fn outside(&self, outside: Outside, item: usize) -> Side {
        Side { place: Place::Outside(outside), lot: self.lots[item], status: self.statuses[0] }
    }

    /// The balance of an item at the first location.
    fn key(&self, item: usize) -> super::BalanceKey {
        let (location, status) = (self.locations[0], self.statuses[0]);
        super::BalanceKey { item: self.items[item], location, lot: self.lots[item], status }
    }

    pub(crate) fn receive(&self, item: usize, location: usize, quantity: Quantity) -> Vec<Line> {
        let (from, to) = (self.outside(Outside::Supplier, item), self.shelf(location, item));
        Line::movement(self.items[item], quantity, from, to).to_vec()
    }

    fn lose(&self, item: usize, location: usize, quantity: Quantity) -> Vec<Line> {
        let (from, to) = (self.shelf(location, item), self.outside(Outside::Loss, item));
        Line::movement(self.items[item], quantity, from, to).to_vec()
    }
}

/// Posts under a number of its own.
async fn posted(ctx: &Ctx, tx: &mut Tx<'_>, kind: SlipKind, release: bool, lines: &[Line]) -> Result<Posted> {
    let number = SlipNumber::parse(&format!("T-{}", tx.new_id())).map_err(Error::internal)?;
    let entry = Entry { release_allocations: release, ..Entry::of(kind, &number) };
    post(ctx, tx, &entry, lines).await
}

impl TestStore {
    pub(crate) async fn post(&self, ctx: &Ctx, lines: Vec<Line>) -> Result<TransactionId> {
        self.post_with(ctx, false, lines).await.map(|posted| posted.transaction)
    }

    async fn post_with(&self, ctx: &Ctx, release: bool, lines: Vec<Line>) -> Result<Posted> {
        let inner = ctx.clone();
        let work = self.write(ctx.tenant, move |tx| {
            let (ctx, lines) = (inner.clone(), lines.clone());
            Box::pin(async move { posted(&ctx, tx, SlipKind::Adjustment, release, &lines).await })
        });
        work.await
    }

    async fn undo(&self, ctx: &Ctx, transaction: TransactionId) -> Result<TransactionId> {
        let inner = ctx.clone();
        let work = self.write(ctx.tenant, move |tx| {
            let ctx = inner.clone();
            Box::pin(async move {
                let number = SlipNumber::parse(&format!("R-{}", tx.new_id())).map_err(Error::internal)?;
                Ok(reverse(&ctx, tx, &Entry::of(SlipKind::Reversal, &number), transaction).await?.transaction)
            })
        });
        work.await
    }

    /// An order with a line for each item.
    async fn order(
        &self,
        ctx: &Ctx,
        goods: &Goods,
        number: &'static str,
        planned_on: &'static str,
    ) -> (SlipId, Vec<SlipLineId>) {
        let goods = goods.clone();
        let work = self.write(ctx.tenant, move |tx| {
            let goods = goods.clone();
            Box::pin(async move { insert_order(tx, &goods, number, planned_on).await })
        });
        work.await.unwrap()
    }

    /// Holds goods of an item at a location for the line of an order, and gives how much it got.
    async fn hold(
        &self,
        ctx: &Ctx,
        goods: &Goods,
        order: &(SlipId, Vec<SlipLineId>),
        item: usize,
        quantity: Quantity,
    ) -> Quantity {
        let wish = wish(goods, order, item, quantity);
        let work = self.write(ctx.tenant, move |tx| {
            Box::pin(async move {
                let held = hold(tx, &[wish]).await?[0].quantity;
                let tenant = tx.tenant();
                for sql in [
                    "update shipping_line set allocated = allocated + $3 where tenant_id = $1 and id = $2",
                    "update shipping_order set allocated = allocated + $3
                     where tenant_id = $1 and id = (select order_id from shipping_line where tenant_id = $1 and id = $2)",
                ] {
                    sqlx::query(sql).bind(tenant).bind(wish.line.get()).bind(held.milli()).execute(tx.conn()).await?;
                }
                Ok(held)
            })
        });
        work.await.unwrap()
    }

    async fn differences(&self, ctx: &Ctx) -> Vec<String> {
        let read = self.read(ctx.tenant, |tx| Box::pin(verify(tx)));
        read.await.unwrap().differences.iter().map(ToString::to_string).collect()
    }

    async fn assert_right(&self, ctx: &Ctx) {
        assert_eq!(self.differences(ctx).await, Vec::<String>::new());
    }
}

/// What the line of an order for an item wants of the first location.
fn wish(goods: &Goods, order: &(SlipId, Vec<SlipLineId>), item: usize, quantity: Quantity) -> Hold {
    Hold { order: order.0, line: order.1[item], key: goods.key(item), quantity, reason: AllocationReason::CameFirst }
}

async fn insert_order(
    tx: &mut Tx<'_>,
    goods: &Goods,
    number: &str,
    planned_on: &str,
) -> Result<(SlipId, Vec<SlipLineId>)> {
    let (tenant, order) = (tx.tenant(), tx.new_id());
    let ordered = i64::try_from(goods.items.len()).map_err(Error::internal)? * units(1000).milli();
    sqlx::query(
        "insert into shipping_order (tenant_id, id, number, warehouse_id, customer_code, customer_name,
            customer_postal_code, customer_address, customer_phone, ship_to_code, ship_to_name, ship_to_postal_code,
            ship_to_address, ship_to_phone, original_number, planned_on, note, state, search_key, line_count, ordered,
            allocated, checked, shipped, created_at, version)
         values ($1, $2, $3, $4, '', '', '', '', '', '', '', '', '', '', '', $5, '', 'open', '', 1, $6, 0, 0, 0, 0, 1)",
    )
    .bind(tenant)
    .bind(order)
    .bind(number)
    .bind(goods.warehouse.get())
    .bind(planned_on)
    .bind(ordered)
    .execute(tx.conn())
    .await?;
    let mut lines = Vec::new();
    for (nth, item) in (1_i64..).zip(&goods.items) {
        let id = tx.new_id();
        sqlx::query(
            "insert into shipping_line (tenant_id, id, order_id, line, item_id, ordered, allocated, checked, shipped,
                                        unit_price)
             values ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0)",
        )
        .bind(tenant)
        .bind(id)
        .bind(order)
        .bind(nth)
        .bind(item.get())
        .bind(units(1000).milli())
        .execute(tx.conn())
        .await?;
        lines.push(SlipLineId::new(id));
    }
    Ok((SlipId::new(order), lines))
}

const ON_HAND: &str = "select cast(sum(on_hand) as bigint) from stock_balance where tenant_id = $1";
const ALLOCATED: &str = "select cast(sum(allocated) as bigint) from stock_balance where tenant_id = $1";

both_engines! {
    async fn goods_come_move_and_go_and_every_number_is_explained(store: TestStore) {
        let (ctx, other) = (store.tenant("acme").await, store.tenant("other").await);
        let goods = store.goods(&ctx, 2, 2).await;
        let lines = [goods.receive(0, 0, units(10)), goods.receive(1, 0, units(7))].concat();
        store.post(&ctx, lines).await.unwrap();
        let shelf = Line::movement(goods.items[0], units(4), goods.shelf(0, 0), goods.shelf(1, 0));
        store.post(&ctx, shelf.to_vec()).await.unwrap();
        store.post(&ctx, goods.lose(0, 1, units(4))).await.unwrap();
        assert_eq!(store.number(&ctx, ON_HAND).await, units(13).milli());
        let running = store.read(ctx.tenant, |tx| Box::pin(async move {
            let tenant = tx.tenant();
            let rows = sqlx::query("select key_seq, on_hand_after from posting where tenant_id = $1 and key_seq is not null order by transaction_id, line")
                .bind(tenant).fetch_all(tx.conn()).await?;
            rows.iter().map(|row| Ok((row.try_get::<i64, _>(0)?, row.try_get::<i64, _>(1)? / 1000))).collect::<Result<Vec<_>>>()
        }));
        let mut running = running.await.unwrap();
        running.sort_unstable();
        assert_eq!(running, [(1, 4), (1, 7), (1, 10), (2, 0), (2, 6)]);
        store.assert_right(&ctx).await;
        for table in ["select count(*) from posting where tenant_id = $1", "select count(*) from stock_balance where tenant_id = $1"] {
            assert_eq!(store.number(&other, table).await, 0);
        }
    }

    async fn more_than_is_there_is_refused_with_what_there_is(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 2, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(3))).await.unwrap();
        let Err(Error::App(refusal)) = store.post(&ctx, goods.lose(0, 0, units(4))).await else { panic!("refused") };
        assert_eq!(refusal.code, ErrorCode::NotOnHand);
        let args = ["item", "location", "on_hand", "wanted"].map(|name| refusal.get(name).to_owned());
        assert_eq!(args, ["I-01", "A-01", "3", "4"]);
        let Err(Error::App(refusal)) = store.post(&ctx, goods.lose(0, 1, units(1))).await else { panic!("refused") };
        assert_eq!((refusal.code, refusal.get("on_hand")), (ErrorCode::NotOnHand, "0"));
        assert_eq!(store.number(&ctx, ON_HAND).await, units(3).milli());
        store.assert_right(&ctx).await;
    }

    async fn the_policy_loosens_on_hand_but_never_what_orders_hold(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 2, 1).await;
        let warn = store.write(ctx.tenant, |tx| Box::pin(async move {
            let tenant = tx.tenant();
            sqlx::query("update tenant set negative_stock = 'warn' where id = $1").bind(tenant).execute(tx.conn()).await?;
            Ok(())
        }));
        warn.await.unwrap();
        let posted = store.post_with(&ctx, false, goods.lose(0, 1, units(2))).await.unwrap();
        assert_eq!(posted.warnings.len(), 1);
        assert_eq!((posted.warnings[0].get("location"), posted.warnings[0].get("on_hand")), ("A-02", "0"));
        store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        let order = store.order(&ctx, &goods, "SO-1", "2026-12-01").await;
        assert_eq!(store.hold(&ctx, &goods, &order, 0, units(3)).await, units(3));
        assert_eq!(store.hold(&ctx, &goods, &order, 0, units(9)).await, units(2));
        let Err(Error::App(refusal)) = store.post(&ctx, goods.lose(0, 0, units(1))).await else { panic!("refused") };
        assert_eq!((refusal.code, refusal.get("holders")), (ErrorCode::HeldByOrders, "SO-1"));
        store.assert_right(&ctx).await;
    }

    async fn goods_found_broken_make_the_latest_orders_short_when_asked(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(10))).await.unwrap();
        let early = store.order(&ctx, &goods, "SO-1", "2026-12-01").await;
        let late = store.order(&ctx, &goods, "SO-2", "2026-12-24").await;
        let someday = store.order(&ctx, &goods, "SO-0", "").await;
        for (order, quantity) in [(&early, 4), (&late, 4), (&someday, 1)] {
            assert_eq!(store.hold(&ctx, &goods, order, 0, units(quantity)).await, units(quantity));
        }
        let Err(Error::App(refusal)) = store.post(&ctx, goods.lose(0, 0, units(4))).await else { panic!("refused") };
        assert_eq!((refusal.get("allocated"), refusal.get("holders")), ("9", "SO-1, SO-2, SO-0"));
        store.post_with(&ctx, true, goods.lose(0, 0, units(4))).await.unwrap();
        let left = store.read(ctx.tenant, |tx| Box::pin(async move {
            let tenant = tx.tenant();
            let rows = sqlx::query("select number, allocated, state from shipping_order where tenant_id = $1 order by number")
                .bind(tenant).fetch_all(tx.conn()).await?;
            rows.iter().map(|row| Ok((row.try_get::<String, _>(0)?, row.try_get::<i64, _>(1)? / 1000, row.try_get::<String, _>(2)?))).collect::<Result<Vec<_>>>()
        }));
        let expected = [("SO-0", 0, "open"), ("SO-1", 4, "open"), ("SO-2", 2, "short")];
        assert_eq!(left.await.unwrap(), expected.map(|(number, held, state)| (number.to_owned(), held, state.to_owned())));
        store.assert_right(&ctx).await;
    }

    async fn what_was_entered_last_gives_first_whatever_its_number(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(8))).await.unwrap();
        // Nodes take numbers in blocks: a later order may have a lower one.
        let first = store.order(&ctx, &goods, "SO-65", "").await;
        let last = store.order(&ctx, &goods, "SO-2", "").await;
        for order in [&first, &last] {
            assert_eq!(store.hold(&ctx, &goods, order, 0, units(4)).await, units(4));
        }
        let Err(Error::App(refusal)) = store.post(&ctx, goods.lose(0, 0, units(1))).await else { panic!("refused") };
        assert_eq!(refusal.get("holders"), "SO-65, SO-2");
        store.post_with(&ctx, true, goods.lose(0, 0, units(1))).await.unwrap();
        let short = "select count(*) from shipping_order where tenant_id = $1 and state = 'short' and number = 'SO-2'";
        assert_eq!(store.number(&ctx, short).await, 1);
        store.assert_right(&ctx).await;
    }

    async fn lines_that_cancel_each_other_out_are_refused(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 2, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        let there = Line::movement(goods.items[0], units(4), goods.shelf(0, 0), goods.shelf(1, 0));
        let back = Line::movement(goods.items[0], units(4), goods.shelf(1, 0), goods.shelf(0, 0));
        let Err(Error::App(refusal)) = store.post(&ctx, [there, back].concat()).await else { panic!("refused") };
        assert_eq!((refusal.code, refusal.get("problem")), (ErrorCode::Invalid, "nothing_moves"));
        assert_eq!(refusal.field.as_deref(), Some("lines"));
        store.assert_right(&ctx).await;
    }

    async fn balances_are_locked_beforehand_only_where_several_are_written(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 2).await;
        let keys = [0, 1].map(|item| goods.key(item));
        for (keys, asks) in [(keys[..1].to_vec(), false), (keys.to_vec(), store.engine() == Engine::Postgres)] {
            let asked = store.write(ctx.tenant, move |tx| {
                let keys = keys.clone();
                Box::pin(async move { super::balance::lock(tx, keys.iter()).await })
            });
            assert_eq!(asked.await.unwrap(), asks);
        }
    }

    async fn a_transaction_is_reversed_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        let first = store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        store.post(&ctx, goods.receive(0, 0, units(1))).await.unwrap();
        store.undo(&ctx, first).await.unwrap();
        assert_eq!(store.number(&ctx, ON_HAND).await, units(1).milli());
        assert_eq!(store.undo(&ctx, first).await.unwrap_err().code(), ErrorCode::AlreadyReversed);
        assert_eq!(store.number(&ctx, ON_HAND).await, units(1).milli());
        store.assert_right(&ctx).await;
    }

    async fn two_who_reverse_at_once_reverse_once(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        let first = store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        store.post(&ctx, goods.receive(0, 0, units(50))).await.unwrap();
        let outcomes = futures::future::join_all((0..8).map(|_| store.undo(&ctx, first))).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| error.code() == ErrorCode::AlreadyReversed));
        assert_eq!(store.number(&ctx, ON_HAND).await, units(50).milli());
    }

    async fn nobody_changes_or_removes_what_was_posted(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        for sql in [
            "update posting set quantity = 1 where tenant_id = $1",
            "delete from posting where tenant_id = $1",
            "update ledger_transaction set note = 'x' where tenant_id = $1",
            "delete from ledger_transaction where tenant_id = $1",
        ] {
            assert!(store.sql(&ctx, sql).await.unwrap_err().to_string().contains("append-only"), "{sql}");
        }
        if store.engine() == Engine::Sqlite {
            // Such a row takes the place of the one before, which PostgreSQL has no words for.
            for sql in [
                "insert or replace into posting select * from posting where tenant_id = $1",
                "insert or replace into ledger_transaction select * from ledger_transaction where tenant_id = $1",
            ] {
                assert!(store.sql(&ctx, sql).await.unwrap_err().to_string().contains("append-only"), "{sql}");
            }
        }
        store.assert_right(&ctx).await;
    }

    async fn verify_names_what_was_planted(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        store.sql(&ctx, "update stock_balance set on_hand = on_hand + 1, allocated = 2000, last_seq = 9 where tenant_id = $1").await.unwrap();
        assert_eq!(store.differences(&ctx).await, [
            "on hand is the sum of its postings: I-01 W1 A-01 lot none good: expected 5, is 5.001",
            "a balance counts its postings: I-01 W1 A-01 lot none good: expected 1, is 9",
            "allocated is the sum of the open allocations: I-01 W1 A-01 lot none good: expected 0, is 2",
        ]);
    }

    async fn verify_names_each_figure_of_a_slip_by_itself(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.order(&ctx, &goods, "SO-1", "").await;
        store.sql(&ctx, "update shipping_order set allocated = allocated + 1000, shipped = shipped - 1000 where tenant_id = $1").await.unwrap();
        assert_eq!(store.differences(&ctx).await, [
            "a shipping order is the sum of its lines: SO-1 allocated: expected 0, is 1",
            "a shipping order is the sum of its lines: SO-1 shipped: expected 0, is -1",
        ]);
    }

    async fn a_total_beyond_the_range_is_refused(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, Quantity::MAX)).await.unwrap();
        let refusal = store.post(&ctx, goods.receive(0, 0, units(1))).await.unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::QuantityOverflow);
    }

    async fn thirty_two_who_want_one_balance_get_exactly_what_is_there(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(100))).await.unwrap();
        let order = store.order(&ctx, &goods, "SO-1", "").await;
        let held = futures::future::join_all((0..32).map(|_| store.hold(&ctx, &goods, &order, 0, units(7)))).await;
        assert_eq!(held.into_iter().sum::<Quantity>(), units(100));
        assert_eq!(store.number(&ctx, ALLOCATED).await, units(100).milli());
        store.assert_right(&ctx).await;
    }

    async fn eight_workers_take_every_last_piece_without_an_error(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 1).await;
        store.post(&ctx, goods.receive(0, 0, units(40_960))).await.unwrap();
        let jobs = std::sync::atomic::AtomicU32::new(0);
        let worker = || async {
            while jobs.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 64 {
                for _ in 0..128 {
                    store.post(&ctx, goods.lose(0, 0, units(5))).await.unwrap();
                }
            }
        };
        futures::future::join_all((0..8).map(|_| worker())).await;
        assert_eq!(store.number(&ctx, ON_HAND).await, 0);
        assert_eq!(store.post(&ctx, goods.lose(0, 0, units(5))).await.unwrap_err().code(), ErrorCode::NotOnHand);
        store.assert_right(&ctx).await;
    }

    async fn a_thousand_lines_go_in_one_transaction(store: TestStore) {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 50, 20).await;
        let all = || (0..1000).map(|n| (n % 20, n / 20));
        let lines: Vec<Line> = all().flat_map(|(item, location)| goods.receive(item, location, units(1))).collect();
        store.post(&ctx, lines).await.unwrap();
        assert_eq!(store.number(&ctx, ON_HAND).await, units(1000).milli());
        // Two who take the same in opposite orders wait for each other, never in a circle.
        let there: Vec<Line> = all().flat_map(|(item, location)| goods.receive(item, location, units(1))).collect();
        let back: Vec<Line> = all().rev().flat_map(|(item, location)| goods.lose(item, location, units(1))).collect();
        let (there, back) = futures::future::join(store.post(&ctx, there), store.post(&ctx, back)).await;
        there.unwrap();
        back.unwrap();
        store.assert_right(&ctx).await;
    }
}

/// A plan that reads the table from its beginning, as a large order may get one.
const PLAN_IN_ORDER_OF_STORAGE: &str =
    "set local enable_nestloop = off; set local enable_mergejoin = off; set local enable_indexscan = off;
     set local enable_bitmapscan = off";

#[test]
fn balances_are_taken_in_the_order_of_their_keys_whatever_the_plan() {
    crate::testing::on_postgres(async |store: TestStore| {
        let ctx = store.tenant("acme").await;
        let goods = store.goods(&ctx, 1, 2).await;
        // The balance with the higher key is stored first.
        store.post(&ctx, goods.receive(1, 0, units(5))).await.unwrap();
        store.post(&ctx, goods.receive(0, 0, units(5))).await.unwrap();
        let order = store.order(&ctx, &goods, "SO-1", "").await;
        let wishes = [0, 1].map(|item| wish(&goods, &order, item, units(1)));
        let mut other = beside(&store).await.begin().await.unwrap();
        let lower = goods.items[0].get();
        sqlx::query("update stock_balance set allocated = allocated where item_id = $1")
            .bind(lower)
            .execute(&mut *other)
            .await
            .unwrap();
        let held = store.write(ctx.tenant, move |tx| {
            Box::pin(async move {
                sqlx::raw_sql(PLAN_IN_ORDER_OF_STORAGE).execute(tx.conn()).await?;
                hold(tx, &wishes).await
            })
        });
        let watcher = beside(&store).await;
        let looked = async {
            until_one_waits(&watcher, || false).await;
            let higher = "select 1 from stock_balance where item_id = $1 for no key update skip locked";
            let higher = sqlx::query(higher).bind(goods.items[1].get()).fetch_optional(&watcher).await.unwrap();
            assert!(higher.is_some(), "who waits for the lower key does not hold the higher one");
            other.rollback().await.unwrap();
        };
        let (held, ()) = futures::join!(held, looked);
        assert_eq!(held.unwrap().iter().map(|held| held.quantity).sum::<Quantity>(), units(2));
    });
}

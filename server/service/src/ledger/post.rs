//! The one posting function.

use std::collections::{BTreeMap, HashMap};

use model::{
    AppError, Date, ErrorCode, ItemId, LocationId, LotId, Quantity, StatusId, TransactionId, UnitPrice, UserId,
};
use sqlx::Row;

use super::balance::{self, After, Delta};
use super::{BalanceKey, Entry, Line, Outside, Place, Posted, refusal};
use crate::live::Area;
use crate::sql::{Value, insert_rows};
use crate::{Ctx, Error, Result, Tx};

/// Posts a transaction: balances, then postings, all in the transaction of the use case.
///
/// Lines with the same key and cost become one posting. A guard that fails refuses the whole.
///
/// # Errors
/// [`ErrorCode::NotOnHand`], [`ErrorCode::HeldByOrders`] or [`ErrorCode::QuantityOverflow`], with item and location;
/// [`ErrorCode::Invalid`] on the field `lines` where they cancel each other out, so that nothing would be posted; inside
/// errors for lines that do not sum to zero an item.
pub(crate) async fn post(ctx: &Ctx, tx: &mut Tx<'_>, entry: &Entry<'_>, lines: &[Line]) -> Result<Posted> {
    let world = World::read(tx, lines).await?;
    let plan = Plan::of(lines, &world)?;
    let transaction = TransactionId::new(tx.new_id());
    let business_date = ctx.date(tx.now())?;
    insert_transaction(ctx, tx, entry, transaction, business_date).await?;
    let after = balance::apply(tx, entry.release_allocations, &plan.deltas).await?;
    insert_postings(tx, transaction, &plan, &after).await?;
    let warnings = refusal::below_zero(tx, &plan.deltas, &after).await?;
    tx.changed(Area::Stock);
    Ok(Posted { transaction, recorded_at: tx.now(), business_date, warnings })
}

/// The virtual locations of the company, when lines speak of them.
#[derive(Default)]
struct World {
    outside: HashMap<String, LocationId>,
}

impl World {
    async fn read(tx: &mut Tx<'_>, lines: &[Line]) -> Result<Self> {
        if !lines.iter().any(|line| matches!(line.place, Place::Outside(_))) {
            return Ok(Self::default());
        }
        let tenant = tx.tenant();
        let rows = sqlx::query("select id, kind from location where tenant_id = $1 and warehouse_id is null")
            .bind(tenant)
            .fetch_all(tx.conn())
            .await?;
        let outside = rows.iter().map(|row| Ok((row.try_get("kind")?, LocationId::new(row.try_get("id")?))));
        Ok(Self { outside: outside.collect::<Result<_>>()? })
    }

    fn outside(&self, outside: Outside) -> Result<LocationId> {
        let id = self.outside.get(outside.as_str()).copied();
        id.ok_or_else(|| Error::Internal(format!("the company has no location for {}", outside.as_str())))
    }
}

/// A posting to be written.
struct Posting {
    key: BalanceKey,
    on_shelf: bool,
    unit_cost: Option<UnitPrice>,
    milli: i64,
}

/// Lines merged: what each balance changes by, and the postings that say so.
struct Plan {
    deltas: BTreeMap<BalanceKey, Delta>,
    postings: Vec<Posting>,
}

impl Plan {
    fn of(lines: &[Line], world: &World) -> Result<Self> {
        let mut sums: BTreeMap<ItemId, i128> = BTreeMap::new();
        let mut merged: BTreeMap<(BalanceKey, bool, Option<UnitPrice>), i64> = BTreeMap::new();
        let mut deltas: BTreeMap<BalanceKey, Delta> = BTreeMap::new();
        for line in lines {
            let (location, on_shelf) = match line.place {
                Place::Shelf(location) => (location, true),
                Place::Outside(outside) => (world.outside(outside)?, false),
                Place::OutsideId(location) => (location, false),
            };
            let key = BalanceKey { item: line.item, location, lot: line.lot, status: line.status };
            *sums.entry(line.item).or_default() += i128::from(line.quantity.milli());
            *merged.entry((key, on_shelf, line.unit_cost)).or_default() += line.quantity.milli();
            if on_shelf {
                let delta = deltas.entry(key).or_default();
                delta.milli += line.quantity.milli();
                delta.takes_milli += line.takes_allocated.milli();
            }
        }
        if lines.is_empty() || sums.values().any(|sum| *sum != 0) {
            return Err(Error::internal("the lines of a transaction do not sum to zero"));
        }
        let postings: Vec<Posting> = merged
            .into_iter()
            .filter(|(_, milli)| *milli != 0)
            .map(|((key, on_shelf, unit_cost), milli)| Posting { key, on_shelf, unit_cost, milli })
            .collect();
        if postings.is_empty() {
            let refusal = AppError::new(ErrorCode::Invalid).arg("value", 0).arg("problem", "nothing_moves");
            return Err(refusal.field("lines").into());
        }
        for posting in postings.iter().filter(|posting| posting.on_shelf) {
            if Quantity::from_milli(posting.milli).is_err() {
                return Err(Error::App(AppError::new(ErrorCode::QuantityOverflow)));
            }
            deltas.entry(posting.key).or_default().postings += 1;
        }
        deltas.retain(|_, delta| delta.postings > 0);
        Ok(Self { deltas, postings })
    }
}

async fn insert_transaction(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    id: TransactionId,
    business_date: Date,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    let device = tx.device().unwrap_or_default().to_owned();
    let inserted = sqlx::query(
        "insert into ledger_transaction (tenant_id, id, recorded_at, business_date, kind, slip_number, order_number,
                                         warehouse_id, user_id, device, reason_id, note, reverses_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (tenant_id, reverses_id) do nothing",
    )
    .bind(tenant)
    .bind(id.get())
    .bind(now)
    .bind(business_date.to_string())
    .bind(entry.kind.as_str())
    .bind(entry.slip.as_str())
    .bind(entry.order.map_or("", |order| order.as_str()))
    .bind(entry.warehouse.map(model::WarehouseId::get))
    .bind(ctx.caller.user().map(UserId::get))
    .bind(device)
    .bind(entry.reason)
    .bind(entry.note)
    .bind(entry.reverses.map(TransactionId::get))
    .execute(tx.conn())
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(Error::App(AppError::new(ErrorCode::AlreadyReversed)));
    }
    Ok(())
}

/// Postings get the running number and the running balance of their key from what the balance update returned.
async fn insert_postings(
    tx: &mut Tx<'_>,
    transaction: TransactionId,
    plan: &Plan,
    after: &BTreeMap<BalanceKey, After>,
) -> Result<()> {
    let tenant = tx.tenant();
    let mut running: HashMap<BalanceKey, (i64, i64)> = HashMap::new();
    for (key, after) in after {
        let delta = plan.deltas.get(key).copied().unwrap_or_default();
        running.insert(*key, (after.last_seq - delta.postings, after.on_hand_milli - delta.milli));
    }
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(plan.postings.len());
    for (line, posting) in (1_i64..).zip(&plan.postings) {
        let (seq, on_hand) = match (posting.on_shelf, running.get_mut(&posting.key)) {
            (false, _) => (None, None),
            (true, None) => return Err(Error::internal("a posting without its balance")),
            (true, Some((seq, on_hand))) => {
                *seq += 1;
                *on_hand += posting.milli;
                (Some(*seq), Some(*on_hand))
            }
        };
        let BalanceKey { item, location, lot, status } = posting.key;
        rows.push(vec![
            tenant.into(),
            transaction.get().into(),
            line.into(),
            item.get().into(),
            location.get().into(),
            LotId::get(lot).into(),
            StatusId::get(status).into(),
            posting.milli.into(),
            seq.into(),
            on_hand.into(),
            posting.unit_cost.map(UnitPrice::ten_thousandths).into(),
        ]);
    }
    insert_rows(
        tx,
        "insert into posting (tenant_id, transaction_id, line, item_id, location_id, lot_id, status_id, quantity,
                              key_seq, on_hand_after, unit_cost) values ",
        "",
        rows,
    )
    .await?;
    Ok(())
}

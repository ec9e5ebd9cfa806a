//! The ways to postings: each along an index, latest first.

use model::slip::LotRef;
use model::stock::ListPostings;
use model::{ItemId, LotId, SlipNumber, StatusId};
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::super::Filter;
use crate::sql::Sql;
use crate::{Ctx, Result, Tx};

/// Where a posting stands: its transaction, which rises with time, and its line; of one balance, its running number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key(i64, i64, i64);

impl Key {
    pub(super) const fn new(transaction: i64, line: i64, turn: i64) -> Self {
        Self(transaction, line, turn)
    }

    /// Transaction and line.
    pub(super) const fn row(self) -> (i64, i64) {
        (self.0, self.1)
    }
}

/// Which postings are wanted, by ids.
pub(super) struct Wanted {
    item: Option<ItemId>,
    locations: Option<Vec<i64>>,
    lot: Option<LotId>,
    status: Option<StatusId>,
    /// Any lot of that number or date, when no single one is meant.
    of_lot: LotRef,
    slip: Option<SlipNumber>,
    /// All when absent.
    warehouses: Option<Vec<i64>>,
}

/// A way to postings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// One balance, in the order of its running balance.
    Balance(ItemId, i64, LotId, StatusId),
    /// The transactions of a slip, or of the slips of an order.
    Slip,
    Item(ItemId),
    Location(i64),
    Status(StatusId),
    Warehouse(i64),
    All,
}

impl Wanted {
    pub(super) async fn of(list: &ListPostings, ctx: &Ctx, tx: &mut Tx<'_>, filter: Filter) -> Result<Self> {
        let warehouses = match (filter.warehouse, &ctx.warehouses) {
            (Some(id), _) => Some(vec![id]),
            (None, allowed) => allowed.as_ref().map(|ids| ids.iter().map(|id| id.get()).collect()),
        };
        let mut wanted = Self {
            item: filter.item,
            locations: filter.locations,
            lot: filter.lot,
            status: filter.status,
            of_lot: list.lot.clone(),
            slip: list.slip.clone(),
            warehouses,
        };
        if let (Some(item), None, false) = (wanted.item, wanted.lot, wanted.of_lot.is_none()) {
            wanted.lot = only_lot(tx, item, &wanted.of_lot).await?;
        }
        Ok(wanted)
    }

    /// The ways that together lead to all that is wanted, no posting twice.
    pub(super) fn ways(&self) -> Vec<Way> {
        if self.slip.is_some() {
            return vec![Way::Slip];
        }
        match (self.item, self.locations.as_deref(), self.lot, self.status, self.warehouses.as_deref()) {
            (Some(item), Some([location]), Some(lot), Some(status), _) => {
                vec![Way::Balance(item, *location, lot, status)]
            }
            (Some(item), ..) => vec![Way::Item(item)],
            (None, Some(locations), ..) => locations.iter().copied().map(Way::Location).collect(),
            (None, None, _, Some(status), _) => vec![Way::Status(status)],
            (None, None, _, None, Some(warehouses)) => warehouses.iter().copied().map(Way::Warehouse).collect(),
            (None, None, _, None, None) => vec![Way::All],
        }
    }

    /// Whether a way leads to postings that are not wanted.
    pub(super) fn leaves_some(&self, way: Way) -> bool {
        let (lot, status) = (self.lot.is_some() || !self.of_lot.is_none(), self.status.is_some());
        let placed = self.locations.is_some() || self.warehouses.is_some();
        match way {
            // A slip has few postings, however many of them are wanted.
            Way::Balance(..) | Way::Slip => false,
            Way::Item(_) | Way::Status(_) => lot || placed || (status && !matches!(way, Way::Status(_))),
            Way::Location(_) | Way::Warehouse(_) | Way::All => lot || status,
        }
    }

    /// The next keys of a way: behind one key, down to another, at most `limit`.
    pub(super) fn keys_sql(&self, tenant: i64, way: Way, after: Option<Key>, down_to: Option<Key>, limit: i64) -> Sql {
        let mut sql = Sql::new("select p.transaction_id, p.line, p.key_seq");
        way.push(&mut sql, tenant, self.slip.as_ref());
        self.push(&mut sql, tenant);
        way.push_behind(&mut sql, after);
        way.push_down_to(&mut sql, down_to);
        way.push_order(&mut sql);
        sql.push(" limit ").bind(limit);
        sql
    }

    /// Where a way stands after so many postings, wanted or not; no row when it has fewer.
    pub(super) fn milestone_sql(&self, tenant: i64, way: Way, after: Option<Key>, rows: i64) -> Sql {
        let mut sql = Sql::new("select p.transaction_id, p.line");
        way.push(&mut sql, tenant, self.slip.as_ref());
        way.push_behind(&mut sql, after);
        way.push_order(&mut sql);
        sql.push(" limit 1 offset ").bind(rows - 1);
        sql
    }

    /// The conditions on a posting `p`, those of its way included.
    fn push(&self, sql: &mut Sql, tenant: i64) {
        sql.push(" and p.key_seq is not null");
        if let Some(item) = self.item {
            sql.push(" and p.item_id = ").bind(item.get());
        }
        if let Some(ids) = &self.locations {
            sql.push(" and p.location_id in ").bind_list(ids.iter().copied());
        }
        if let Some(lot) = self.lot {
            sql.push(" and p.lot_id = ").bind(lot.get());
        } else if !self.of_lot.is_none() {
            sql.push(" and exists (select 1 from lot x where x.tenant_id = ").bind(tenant).push(" and x.id = p.lot_id");
            push_lot(sql, &self.of_lot);
            sql.push(")");
        }
        if let Some(status) = self.status {
            sql.push(" and p.status_id = ").bind(status.get());
        }
        match (&self.locations, self.warehouses.as_deref()) {
            (Some(_), _) | (None, None) => {}
            (None, Some([])) => drop(sql.push(" and 1 = 0")),
            (None, Some(ids)) => {
                sql.push(" and exists (select 1 from location l where l.tenant_id = ").bind(tenant);
                sql.push(" and l.id = p.location_id and l.warehouse_id in ").bind_list(ids.iter().copied()).push(")");
            }
        }
    }
}

/// Adds the conditions on a lot `x`.
fn push_lot(sql: &mut Sql, lot: &LotRef) {
    if let Some(number) = &lot.number {
        sql.push(" and x.number = ").bind(number.as_str());
    }
    if let Some(date) = lot.best_before.or(lot.use_by) {
        sql.push(" and x.date = ").bind(date.to_string());
    }
}

/// The lot of an item that is meant, when only one can be.
async fn only_lot(tx: &mut Tx<'_>, item: ItemId, lot: &LotRef) -> Result<Option<LotId>> {
    let mut sql = Sql::new("select x.id from lot x where x.tenant_id = ");
    sql.bind(tx.tenant()).push(" and x.item_id = ").bind(item.get());
    push_lot(&mut sql, lot);
    sql.push(" limit 2");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    match rows.as_slice() {
        [only] => Ok(Some(LotId::new(only.try_get("id")?))),
        _ => Ok(None),
    }
}

impl Way {
    /// ` from … where …`: the postings `p` that it leads to.
    fn push(self, sql: &mut Sql, tenant: i64, slip: Option<&SlipNumber>) {
        if let Self::Warehouse(id) = self {
            // A transaction is in one warehouse; `cross join` keeps SQLite at this order.
            sql.push(" from ledger_transaction t cross join posting p where t.tenant_id = ").bind(tenant);
            sql.push(" and t.warehouse_id = ").bind(id);
            sql.push(" and p.transaction_id = t.id and p.tenant_id = ").bind(tenant);
            return;
        }
        sql.push(" from posting p where p.tenant_id = ").bind(tenant);
        match self {
            Self::Balance(item, location, lot, status) => {
                sql.push(" and p.item_id = ").bind(item.get()).push(" and p.location_id = ").bind(location);
                sql.push(" and p.lot_id = ").bind(lot.get()).push(" and p.status_id = ").bind(status.get());
            }
            Self::Item(item) => drop(sql.push(" and p.item_id = ").bind(item.get())),
            Self::Location(id) => drop(sql.push(" and p.location_id = ").bind(id)),
            Self::Status(status) => drop(sql.push(" and p.status_id = ").bind(status.get())),
            Self::Slip => slip.into_iter().for_each(|slip| of_slip(sql, tenant, slip)),
            Self::All | Self::Warehouse(_) => {}
        }
    }

    /// Behind a key, which comes earlier.
    fn push_behind(self, sql: &mut Sql, after: Option<Key>) {
        match (self, after) {
            (_, None) => {}
            (Self::Balance(..), Some(Key(.., turn))) => drop(sql.push(" and p.key_seq < ").bind(turn)),
            (Self::Warehouse(_), Some(Key(transaction, line, _))) => {
                // The first comparison alone leads the index; the second is exact.
                sql.push(" and t.id <= ").bind(transaction);
                sql.push(" and (t.id, p.line) < (").bind(transaction).push(", ").bind(line).push(")");
            }
            (_, Some(Key(transaction, line, _))) => {
                sql.push(" and (p.transaction_id, p.line) < (").bind(transaction).push(", ").bind(line).push(")");
            }
        }
    }

    /// Not below a key.
    fn push_down_to(self, sql: &mut Sql, down_to: Option<Key>) {
        let Some(Key(transaction, line, _)) = down_to else { return };
        if let Self::Warehouse(_) = self {
            sql.push(" and t.id >= ").bind(transaction);
        }
        sql.push(" and (p.transaction_id, p.line) >= (").bind(transaction).push(", ").bind(line).push(")");
    }

    fn push_order(self, sql: &mut Sql) {
        sql.push(match self {
            Self::Balance(..) => " order by p.key_seq desc",
            Self::Warehouse(_) => " order by t.id desc, p.line desc",
            _ => " order by p.transaction_id desc, p.line desc",
        });
    }
}

/// Postings of a slip, or of the slips of an order.
fn of_slip(sql: &mut Sql, tenant: i64, slip: &SlipNumber) {
    sql.push(" and p.transaction_id in (select x.id from ledger_transaction x where x.tenant_id = ").bind(tenant);
    sql.push(" and x.slip_number = ").bind(slip.as_str());
    sql.push(" union all select x.id from ledger_transaction x where x.tenant_id = ").bind(tenant);
    sql.push(" and x.order_number = ").bind(slip.as_str()).push(" and x.order_number <> '')");
}

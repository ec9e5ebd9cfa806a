//! What balances will hold when the goods of a file are added to them, so that a file that takes one beyond the range is
//! told so by row, in a dry run as in a real one.

use std::collections::{BTreeSet, HashMap};

use model::Quantity;
use model::slip::LotRef;
use sqlx::Row;

use super::opening::Stock;
use crate::slip::row;
use crate::sql::Sql;
use crate::{Result, Tx};

/// A balance: item, location, status and lot, which may be one that nothing has belonged to yet.
type Key = (i64, i64, i64, LotRef);

fn key(stock: &Stock) -> Key {
    (stock.item.get(), stock.location.get(), stock.status.get(), stock.lot.clone())
}

/// The balances that a file names, in thousandths.
#[derive(Default)]
pub(super) struct Levels(HashMap<Key, i64>);

impl Levels {
    /// Adds a piece of the file, before it is posted. Gives the rows that would take their balance beyond the range,
    /// which are not added.
    pub(super) async fn add<'a>(&mut self, tx: &mut Tx<'_>, stock: &'a [Stock]) -> Result<Vec<&'a Stock>> {
        self.read(tx, stock).await?;
        let mut beyond = Vec::new();
        for stock in stock {
            let level = self.0.entry(key(stock)).or_default();
            let sum = *level + stock.quantity.milli();
            if Quantity::from_milli(sum).is_ok() {
                *level = sum;
            } else {
                beyond.push(stock);
            }
        }
        Ok(beyond)
    }

    /// Reads the balances that the file names for the first time: what the file itself brought is counted already.
    async fn read(&mut self, tx: &mut Tx<'_>, stock: &[Stock]) -> Result<()> {
        let new = stock.iter().filter(|stock| !self.0.contains_key(&key(stock)));
        let places: BTreeSet<(i64, i64)> = new.map(|stock| (stock.item.get(), stock.location.get())).collect();
        if places.is_empty() {
            return Ok(());
        }
        let mut sql = Sql::new(
            "select b.item_id, b.location_id, b.status_id, b.on_hand,
                    n.number as lot_number, n.date_kind as lot_date_kind, n.date as lot_date
             from stock_balance b
             join lot n on n.tenant_id = b.tenant_id and n.id = b.lot_id
             where b.tenant_id = ",
        );
        sql.bind(tx.tenant()).push(" and (b.item_id, b.location_id) in (values ");
        for (nth, (item, location)) in places.into_iter().enumerate() {
            sql.push(if nth > 0 { ", " } else { "" }).bind_list([item, location]);
        }
        sql.push(")");
        for row in sql.build().fetch_all(tx.conn()).await? {
            let (item, location) = (row.try_get("item_id")?, row.try_get("location_id")?);
            let key = (item, location, row.try_get("status_id")?, row::lot(&row)?);
            self.0.entry(key).or_insert(row.try_get("on_hand")?);
        }
        Ok(())
    }
}

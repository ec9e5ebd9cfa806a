//! Reading items.

use std::collections::HashMap;

use model::barcode::Barcode;
use model::item::{ItemBarcode, ItemView};
use model::{Instant, ItemCode, ItemId, Quantity, UnitPrice};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::{Sql, from_name};
use crate::{Ctx, Error, Result, Tx};

/// An item as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) view: ItemView,
}

/// The columns that [`from_row`] reads, of a table called `t`.
pub(crate) const COLUMNS: &str = "t.id, t.code, t.name, t.name2, t.kana, t.category, t.unit, t.lot_managed, t.expiry, \
     t.receive_limit_days, t.ship_limit_days, t.safety_stock, t.reorder_point, t.tax, t.temperature, \
     t.unit_price, t.note, t.active, t.version, t.updated_at";

/// Items read by one statement.
const CHUNK: usize = 500;

/// The item with a code, active or not.
pub(crate) async fn by_code(ctx: &Ctx, tx: &mut Tx<'_>, code: &ItemCode) -> Result<Option<Item>> {
    Ok(by_codes(ctx, tx, &[code.as_str()]).await?.pop())
}

/// The items with these codes, active or not, in no order.
pub(crate) async fn by_codes(ctx: &Ctx, tx: &mut Tx<'_>, codes: &[&str]) -> Result<Vec<Item>> {
    let mut items = Vec::with_capacity(codes.len());
    for chunk in codes.chunks(CHUNK) {
        let mut sql = select(tx);
        sql.push(" and t.code in ").bind_list(chunk.iter().copied());
        items.extend(fetch(ctx, tx, sql).await?);
    }
    Ok(items)
}

/// The items with these ids, in the order of the ids.
pub(crate) async fn by_ids(ctx: &Ctx, tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Item>> {
    let mut items = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let mut sql = select(tx);
        sql.push(" and t.id in ").bind_list(chunk.iter().copied());
        items.extend(fetch(ctx, tx, sql).await?.into_iter().map(|item| (item.id.get(), item)));
    }
    Ok(ids.iter().filter_map(|id| items.remove(id)).collect())
}

/// `select … from item t where t.tenant_id = …`, to which conditions are added.
pub(crate) fn select(tx: &Tx<'_>) -> Sql {
    let mut sql = Sql::new("select ");
    sql.push(COLUMNS).push(" from item t where t.tenant_id = ").bind(tx.tenant());
    sql
}

/// Runs a statement made of [`select`], and adds the barcodes.
pub(crate) async fn fetch(ctx: &Ctx, tx: &mut Tx<'_>, sql: Sql) -> Result<Vec<Item>> {
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let mut items = rows.iter().map(|row| from_row(ctx, row)).collect::<Result<Vec<_>>>()?;
    for chunk in items.chunks_mut(CHUNK) {
        add_barcodes(tx, chunk).await?;
    }
    Ok(items)
}

async fn add_barcodes(tx: &mut Tx<'_>, items: &mut [Item]) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("select id, item_id, text, pack_quantity from item_barcode where tenant_id = ");
    sql.bind(tx.tenant()).push(" and item_id in ").bind_list(items.iter().map(|item| item.id.get()));
    let mut rows = sql.build().fetch_all(tx.conn()).await?;
    // Sorted here, since for the sake of this order SQLite would go through the barcodes of all items.
    rows.sort_by_cached_key(|row| row.try_get::<i64, _>("id").unwrap_or_default());
    let mut barcodes: HashMap<i64, Vec<ItemBarcode>> = HashMap::new();
    for row in rows {
        let code = Barcode::parse(row.try_get("text")?).map_err(Error::internal)?;
        let quantity = quantity(&row, "pack_quantity")?;
        barcodes.entry(row.try_get("item_id")?).or_default().push(ItemBarcode { code, quantity });
    }
    for item in items {
        item.view.barcodes = barcodes.remove(&item.id.get()).unwrap_or_default();
    }
    Ok(())
}

fn quantity(row: &AnyRow, column: &str) -> Result<Quantity> {
    Quantity::from_milli(row.try_get(column)?).map_err(Error::internal)
}

fn days(row: &AnyRow, column: &str) -> Result<Option<u16>> {
    Ok(row.try_get::<Option<i64>, _>(column)?.and_then(|days| u16::try_from(days).ok()))
}

fn from_row(ctx: &Ctx, row: &AnyRow) -> Result<Item> {
    let flag = |column: &str| Ok::<_, Error>(row.try_get::<i64, _>(column)? != 0);
    let view = ItemView {
        code: ItemCode::parse(row.try_get("code")?).map_err(Error::internal)?,
        name: row.try_get("name")?,
        name2: row.try_get("name2")?,
        kana: row.try_get("kana")?,
        category: row.try_get("category")?,
        unit: row.try_get("unit")?,
        barcodes: Vec::new(),
        lot_managed: flag("lot_managed")?,
        expiry: from_name(row.try_get("expiry")?)?,
        receive_limit_days: days(row, "receive_limit_days")?,
        ship_limit_days: days(row, "ship_limit_days")?,
        safety_stock: quantity(row, "safety_stock")?,
        reorder_point: quantity(row, "reorder_point")?,
        tax: from_name(row.try_get("tax")?)?,
        temperature: from_name(row.try_get("temperature")?)?,
        unit_price: UnitPrice::from_ten_thousandths(row.try_get("unit_price")?).map_err(Error::internal)?,
        note: row.try_get("note")?,
        active: flag("active")?,
        version: row.try_get("version")?,
        updated_at: ctx.local(Instant::from_micros(row.try_get("updated_at")?)),
    };
    Ok(Item { id: ItemId::new(row.try_get("id")?), view })
}

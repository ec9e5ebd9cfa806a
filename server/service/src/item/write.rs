//! Writing items: the row, its barcodes and its grams, for one item or for many at once.

use std::collections::HashMap;

use model::barcode::Barcode;
use model::item::ItemView;
use model::{AppError, ErrorCode, ItemCode, ItemId};
use sqlx::Row;

use super::{GRAM_KIND, Item};
use crate::UniqueAs;
use crate::search::index::{self, Entry};
use crate::sql::{Sql, Value, insert_rows, name_of};
use crate::{Error, Result, Tx};

/// Barcodes looked up by one statement.
const CHUNK: usize = 500;

/// The text under which an item is searched.
pub(crate) fn search_key(item: &ItemView) -> String {
    model::search_key::search_key(&[item.code.as_str(), &item.name, &item.name2, &item.kana].join(" "))
}

fn entry(id: ItemId, item: &ItemView) -> Entry {
    Entry { id: id.get(), code: item.code.as_str().to_owned(), search_key: search_key(item) }
}

/// Which active items have barcodes with these lookup keys.
pub(crate) async fn barcode_holders(tx: &mut Tx<'_>, keys: &[String]) -> Result<HashMap<String, ItemCode>> {
    let mut holders = HashMap::new();
    for chunk in keys.chunks(CHUNK) {
        let mut sql = Sql::new(
            "select b.lookup_key, t.code
             from item_barcode b
             join item t on t.tenant_id = b.tenant_id and t.id = b.item_id
             where b.active = 1 and b.tenant_id = ",
        );
        sql.bind(tx.tenant()).push(" and b.lookup_key in ").bind_list(chunk.iter().map(String::as_str));
        for row in sql.build().fetch_all(tx.conn()).await? {
            holders.insert(row.try_get(0)?, ItemCode::parse(row.try_get(1)?).map_err(Error::internal)?);
        }
    }
    Ok(holders)
}

/// Refuses an item one of whose barcodes belongs to another active item.
pub(crate) async fn refuse_taken_barcodes(tx: &mut Tx<'_>, item: &ItemView) -> Result<()> {
    let keys: Vec<String> = item.barcodes.iter().map(|barcode| barcode.code.lookup_key()).collect();
    let holders = barcode_holders(tx, &keys).await?;
    for (at, (barcode, key)) in item.barcodes.iter().zip(&keys).enumerate() {
        if let Some(holder) = holders.get(key).filter(|holder| **holder != item.code) {
            return Err(Error::App(taken(&barcode.code, holder.as_str()).field(format!("barcodes.{at}.code"))));
        }
    }
    Ok(())
}

/// The refusal of a barcode that another item has.
pub(crate) fn taken(barcode: &Barcode, holder: &str) -> AppError {
    AppError::new(ErrorCode::BarcodeTaken).arg("barcode", barcode).arg("item", holder)
}

/// Somebody else took one of the barcodes in this very moment.
fn just_taken() -> AppError {
    AppError::new(ErrorCode::BarcodeTaken).arg("barcode", "").arg("item", "").field("barcodes")
}

/// Stores new items. Their codes and barcodes have been checked; what came in between is refused.
pub(crate) async fn insert(tx: &mut Tx<'_>, items: Vec<ItemView>) -> Result<Vec<Item>> {
    let items: Vec<Item> = items.into_iter().map(|view| Item { id: ItemId::new(tx.new_id()), view }).collect();
    let rows = items.iter().map(|item| row(tx, item)).collect::<Result<Vec<_>>>()?;
    insert_rows(
        tx,
        "insert into item (tenant_id, id, code, name, name2, kana, category, unit, lot_managed, expiry,
             receive_limit_days, ship_limit_days, safety_stock, reorder_point, tax, temperature, unit_price, note,
             search_key, active, created_at, updated_at, version)
         values ",
        "",
        rows,
    )
    .await
    .unique_as(|| AppError::new(ErrorCode::Duplicate).arg("what", "item").arg("code", "").field("code"))?;
    insert_barcodes(tx, items.iter()).await?;
    let entries: Vec<Entry> = items.iter().map(|item| entry(item.id, &item.view)).collect();
    index::add(tx, GRAM_KIND, &entries).await?;
    Ok(items)
}

fn row(tx: &Tx<'_>, item: &Item) -> Result<Vec<Value>> {
    let (view, now) = (&item.view, tx.now().micros());
    Ok(vec![
        tx.tenant().into(),
        item.id.get().into(),
        view.code.as_str().into(),
        view.name.as_str().into(),
        view.name2.as_str().into(),
        view.kana.as_str().into(),
        view.category.as_str().into(),
        view.unit.as_str().into(),
        view.lot_managed.into(),
        name_of(&view.expiry)?.into(),
        view.receive_limit_days.map(i64::from).into(),
        view.ship_limit_days.map(i64::from).into(),
        view.safety_stock.milli().into(),
        view.reorder_point.milli().into(),
        name_of(&view.tax)?.into(),
        name_of(&view.temperature)?.into(),
        view.unit_price.ten_thousandths().into(),
        view.note.as_str().into(),
        search_key(view).into(),
        view.active.into(),
        now.into(),
        now.into(),
        view.version.into(),
    ])
}

async fn insert_barcodes(tx: &mut Tx<'_>, items: impl Iterator<Item = &Item>) -> Result<()> {
    let mut rows = Vec::new();
    for item in items {
        for barcode in &item.view.barcodes {
            rows.push(vec![
                tx.tenant().into(),
                tx.new_id().into(),
                item.id.get().into(),
                barcode.code.as_str().into(),
                barcode.code.lookup_key().into(),
                barcode.quantity.milli().into(),
                item.view.active.into(),
            ]);
        }
    }
    insert_rows(
        tx,
        "insert into item_barcode (tenant_id, id, item_id, text, lookup_key, pack_quantity, active) values ",
        "",
        rows,
    )
    .await
    .unique_as(just_taken)?;
    Ok(())
}

/// Stores changed items; each old one was read in this transaction. Gives false when one of them was saved by
/// somebody else in between.
pub(crate) async fn replace(tx: &mut Tx<'_>, changes: &[(Item, ItemView)]) -> Result<bool> {
    let mut unchanged_since = true;
    for (old, new) in changes {
        unchanged_since &= update_row(tx, old, new).await?;
    }
    if !unchanged_since {
        return Ok(false);
    }
    let news: Vec<Item> = changes.iter().map(|(old, new)| Item { id: old.id, view: new.clone() }).collect();
    let barcodes = changes.iter().zip(&news).filter_map(|((old, _), new)| {
        let same = old.view.barcodes == new.view.barcodes && old.view.active == new.view.active;
        (!same).then_some(new)
    });
    let barcodes: Vec<&Item> = barcodes.collect();
    if !barcodes.is_empty() {
        let mut sql = Sql::new("delete from item_barcode where tenant_id = ");
        sql.bind(tx.tenant()).push(" and item_id in ").bind_list(barcodes.iter().map(|item| item.id.get()));
        sql.build().execute(tx.conn()).await?;
        insert_barcodes(tx, barcodes.into_iter()).await?;
    }
    let entries = changes.iter().map(|(old, new)| (entry(old.id, &old.view), entry(old.id, new)));
    let entries: Vec<(Entry, Entry)> = entries.collect();
    index::change(tx, GRAM_KIND, &entries).await?;
    Ok(true)
}

async fn update_row(tx: &mut Tx<'_>, old: &Item, new: &ItemView) -> Result<bool> {
    let now = tx.now().micros();
    let done = sqlx::query(
        "update item
         set name = $4, name2 = $5, kana = $6, category = $7, unit = $8, lot_managed = $9, expiry = $10,
             receive_limit_days = $11, ship_limit_days = $12, safety_stock = $13, reorder_point = $14, tax = $15,
             temperature = $16, unit_price = $17, note = $18, search_key = $19, active = $20, updated_at = $21,
             version = version + 1
         where tenant_id = $1 and id = $2 and version = $3",
    )
    .bind(tx.tenant())
    .bind(old.id.get())
    .bind(old.view.version)
    .bind(&new.name)
    .bind(&new.name2)
    .bind(&new.kana)
    .bind(&new.category)
    .bind(&new.unit)
    .bind(i64::from(new.lot_managed))
    .bind(name_of(&new.expiry)?)
    .bind(new.receive_limit_days.map(i64::from))
    .bind(new.ship_limit_days.map(i64::from))
    .bind(new.safety_stock.milli())
    .bind(new.reorder_point.milli())
    .bind(name_of(&new.tax)?)
    .bind(name_of(&new.temperature)?)
    .bind(new.unit_price.ten_thousandths())
    .bind(&new.note)
    .bind(search_key(new))
    .bind(i64::from(new.active))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

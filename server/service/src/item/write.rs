//! Writing items: the row, its barcodes and its grams, for one item or for many at once.

use std::collections::HashMap;

use model::barcode::Barcode;
use model::item::ItemView;
use model::{AppError, ErrorCode, ItemCode, ItemId};
use sqlx::Row;

use super::{GRAM_KIND, Item};
use crate::UniqueAs;
use crate::search::index::{Changes, Entry};
use crate::sql::{Sql, Value, insert_rows, name_of, parts};
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

/// Takes barcodes out of use, whoever has them, so that other items can get them before their holders are written. The
/// caller sees to it that the holders lose them in the same transaction.
pub(crate) async fn free_barcodes(tx: &mut Tx<'_>, keys: &[String]) -> Result<()> {
    for chunk in keys.chunks(CHUNK) {
        let mut sql = Sql::new("update item_barcode set active = 0 where active = 1 and tenant_id = ");
        sql.bind(tx.tenant()).push(" and lookup_key in ").bind_list(chunk.iter().map(String::as_str));
        sql.build().execute(tx.conn()).await?;
    }
    Ok(())
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
    let mut grams = Changes::of(GRAM_KIND);
    let items = insert_gathering(tx, items, &mut grams).await?;
    grams.write(tx).await?;
    Ok(items)
}

/// Stores new items, and gathers their grams, which the caller writes.
pub(crate) async fn insert_gathering(tx: &mut Tx<'_>, items: Vec<ItemView>, grams: &mut Changes) -> Result<Vec<Item>> {
    let items = insert_unindexed(tx, items).await?;
    for item in &items {
        grams.add(tx, &entry(item.id, &item.view)).await?;
    }
    Ok(items)
}

/// Stores new items without their grams: the caller builds the index as a whole.
pub(crate) async fn insert_unindexed(tx: &mut Tx<'_>, items: Vec<ItemView>) -> Result<Vec<Item>> {
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
    let mut grams = Changes::of(GRAM_KIND);
    let unchanged_since = replace_gathering(tx, changes, &mut grams).await?;
    grams.write(tx).await?;
    Ok(unchanged_since)
}

/// Stores changed items as [`replace`] does, and gathers the changes of their grams, which the caller writes.
pub(crate) async fn replace_gathering(
    tx: &mut Tx<'_>,
    changes: &[(Item, ItemView)],
    grams: &mut Changes,
) -> Result<bool> {
    if !update_rows(tx, changes).await? {
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
    for (old, new) in changes {
        grams.change(tx, &entry(old.id, &old.view), &entry(old.id, new)).await?;
    }
    Ok(true)
}

/// Columns of a row that changes, with what it is found by.
const CHANGED_COLUMNS: usize = 19;

async fn update_rows(tx: &mut Tx<'_>, changes: &[(Item, ItemView)]) -> Result<bool> {
    for part in parts(tx.engine(), changes, CHANGED_COLUMNS) {
        let mut sql = Sql::new(
            "update item
             set name = changed.column3, name2 = changed.column4, kana = changed.column5, category = changed.column6,
                 unit = changed.column7, lot_managed = changed.column8, expiry = changed.column9,
                 receive_limit_days = changed.column10, ship_limit_days = changed.column11, safety_stock = changed.column12,
                 reorder_point = changed.column13, tax = changed.column14, temperature = changed.column15,
                 unit_price = changed.column16, note = changed.column17, search_key = changed.column18, active = changed.column19,
                 updated_at = ",
        );
        sql.bind(tx.now().micros()).push(", version = version + 1 from (values ");
        for (nth, (old, new)) in part.iter().enumerate() {
            sql.push(if nth > 0 { ", " } else { "" }).bind_list(changed_row(old, new)?);
        }
        sql.push(") as changed where tenant_id = ").bind(tx.tenant());
        sql.push(" and id = changed.column1 and version = changed.column2");
        let done = sql.build().execute(tx.conn()).await?;
        if usize::try_from(done.rows_affected()).ok() != Some(part.len()) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn changed_row(old: &Item, new: &ItemView) -> Result<[Value; CHANGED_COLUMNS]> {
    Ok([
        old.id.get().into(),
        old.view.version.into(),
        new.name.as_str().into(),
        new.name2.as_str().into(),
        new.kana.as_str().into(),
        new.category.as_str().into(),
        new.unit.as_str().into(),
        new.lot_managed.into(),
        name_of(&new.expiry)?.into(),
        new.receive_limit_days.map(i64::from).into(),
        new.ship_limit_days.map(i64::from).into(),
        new.safety_stock.milli().into(),
        new.reorder_point.milli().into(),
        name_of(&new.tax)?.into(),
        name_of(&new.temperature)?.into(),
        new.unit_price.ten_thousandths().into(),
        new.note.as_str().into(),
        search_key(new).into(),
        new.active.into(),
    ])
}

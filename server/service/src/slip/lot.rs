//! Lots: from what a line says about a lot to the lot's row. "No lot" is a row too.

mod goods;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use model::slip::LotRef;
use model::{AppError, ErrorCode, ItemId, LotId, LotNumber};
use sqlx::Row;
use sqlx::any::AnyRow;

use super::resolve::Item;
use crate::check::Problems;
use crate::sql::{Sql, Value, insert_rows};
use crate::{Result, Tx};
pub(crate) use goods::{Goods, of_goods};
pub(crate) use rules::{note_missing, note_not_kept};

/// What makes a lot: item, number or an empty text, kind of date, date or an empty text.
type Key = (i64, String, &'static str, String);

fn key(item: ItemId, lot: &LotRef) -> Key {
    let number = lot.number.as_ref().map(LotNumber::to_string).unwrap_or_default();
    let (kind, date) = match (lot.best_before, lot.use_by) {
        (Some(date), _) => ("best_before", date.to_string()),
        (None, Some(date)) => ("use_by", date.to_string()),
        (None, None) => ("none", String::new()),
    };
    (item.get(), number, kind, date)
}

/// The lots of lines in their order. Where no line says anything, "no lot" came with each item.
pub(crate) async fn of_items(tx: &mut Tx<'_>, wanted: &[(&Item, &LotRef)]) -> Result<Vec<LotId>> {
    let known: Vec<LotId> =
        wanted.iter().filter(|(_, lot)| lot.is_none()).filter_map(|(item, _)| item.no_lot).collect();
    if known.len() == wanted.len() {
        return Ok(known);
    }
    obtain(tx, &wanted.iter().map(|(item, lot)| (item.id, *lot)).collect::<Vec<_>>()).await
}

/// The lots of lines in their order; those that are new are made.
pub(crate) async fn obtain(tx: &mut Tx<'_>, wanted: &[(ItemId, &LotRef)]) -> Result<Vec<LotId>> {
    let keys: Vec<Key> = wanted.iter().map(|(item, lot)| key(*item, lot)).collect();
    let mut missing: BTreeSet<&Key> = keys.iter().collect();
    let mut known = find(tx, &missing).await?;
    missing.retain(|key| !known.contains_key(*key));
    if !missing.is_empty() {
        make(tx, &missing).await?;
        known.extend(find(tx, &missing).await?);
    }
    keys.iter()
        .map(|key| known.get(key).copied().ok_or_else(|| crate::Error::internal("a lot that was made is not there")))
        .collect()
}

/// Another transaction may make the same lot meanwhile: then its row serves.
async fn make(tx: &mut Tx<'_>, keys: &BTreeSet<&Key>) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now().micros());
    let rows = keys
        .iter()
        .map(|(item, number, kind, date)| -> Vec<Value> {
            let id = tx.new_id();
            vec![
                tenant.into(),
                id.into(),
                (*item).into(),
                number.as_str().into(),
                (*kind).into(),
                date.as_str().into(),
                "".into(),
                now.into(),
            ]
        })
        .collect();
    insert_rows(
        tx,
        "insert into lot (tenant_id, id, item_id, number, date_kind, date, produced_on, created_at) values ",
        " on conflict (tenant_id, item_id, number, date_kind, date) do nothing",
        rows,
    )
    .await?;
    Ok(())
}

async fn find(tx: &mut Tx<'_>, keys: &BTreeSet<&Key>) -> Result<HashMap<Key, LotId>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("select id, item_id, number, date_kind, date from lot where tenant_id = ");
    sql.bind(tx.tenant()).push(" and (item_id, number, date_kind, date) in (values ");
    for (nth, (item, number, kind, date)) in keys.iter().enumerate() {
        if nth > 0 {
            sql.push(", ");
        }
        let row: [Value; 4] = [(*item).into(), number.as_str().into(), (*kind).into(), date.as_str().into()];
        sql.bind_list(row);
    }
    sql.push(")");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter().map(|row| Ok((stored_key(row)?, LotId::new(row.try_get("id")?)))).collect()
}

fn stored_key(row: &AnyRow) -> Result<Key> {
    let kind = match row.try_get("date_kind")? {
        "best_before" => "best_before",
        "use_by" => "use_by",
        _ => "none",
    };
    Ok((row.try_get("item_id")?, row.try_get("number")?, kind, row.try_get("date")?))
}

/// A lot that a line pins: exactly as it is written, or the only one with that number. Notes one that does not exist
/// and one that is not the only one.
pub(crate) async fn pinned(
    tx: &mut Tx<'_>,
    item: ItemId,
    lot: &LotRef,
    field: &str,
    problems: &mut Problems,
) -> Result<Option<LotId>> {
    if lot.is_none() {
        return Ok(None);
    }
    match meant(tx, item, lot).await? {
        Meant::One(id) => Ok(Some(id)),
        Meant::None => {
            problems.push(unknown(lot, field));
            Ok(None)
        }
        Meant::Several => {
            problems.push(ambiguous(lot, field));
            Ok(None)
        }
    }
}

/// The lots that a line may mean.
enum Meant {
    None,
    One(LotId),
    Several,
}

/// The lot exactly as it is written, or the only one with what is written.
async fn meant(tx: &mut Tx<'_>, item: ItemId, lot: &LotRef) -> Result<Meant> {
    let exact = key(item, lot);
    let mut sql = Sql::new("select id, item_id, number, date_kind, date from lot where tenant_id = ");
    sql.bind(tx.tenant()).push(" and item_id = ").bind(item.get());
    if lot.number.is_some() {
        sql.push(" and number = ").bind(exact.1.as_str());
    }
    if !exact.3.is_empty() {
        sql.push(" and date_kind = ").bind(exact.2).push(" and date = ").bind(exact.3.as_str());
    }
    sql.push(" order by number, date_kind, date limit 100");
    let rows = sql.build().fetch_all(tx.conn()).await?;
    for row in &rows {
        if stored_key(row)? == exact {
            return Ok(Meant::One(LotId::new(row.try_get("id")?)));
        }
    }
    match rows.as_slice() {
        [] => Ok(Meant::None),
        [only] => Ok(Meant::One(LotId::new(only.try_get("id")?))),
        _ => Ok(Meant::Several),
    }
}

fn unknown(lot: &LotRef, field: &str) -> AppError {
    AppError::new(ErrorCode::Unknown).arg("what", "lot").arg("code", written(lot)).field(field)
}

fn ambiguous(lot: &LotRef, field: &str) -> AppError {
    AppError::new(ErrorCode::Invalid).arg("value", written(lot)).arg("problem", "ambiguous_lot").field(field)
}

/// A lot as a sentence names it: number and date.
fn written(lot: &LotRef) -> String {
    let (_, number, _, date) = key(ItemId::new(0), lot);
    [number, date].join(" ").trim().to_owned()
}

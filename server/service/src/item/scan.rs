//! What a scan means: the item behind a barcode, and how many units one scan counts.

use async_trait::async_trait;
use model::barcode::Barcode;
use model::gs1::Gs1;
use model::item::{BarcodeMatch, ExpiryKind, FindBarcode};
use model::slip::LotRef;
use model::{AppError, ErrorCode, ItemCode, ItemId, Permission, Quantity};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::sql::from_name;
use crate::{Ctx, Error, Query, Result, Tx};

/// An item that was found by a scan.
#[derive(Clone, Debug)]
pub(crate) struct Scanned {
    pub(crate) item: ItemId,
    pub(crate) found: BarcodeMatch,
}

#[async_trait]
impl Query for FindBarcode {
    type Answer = BarcodeMatch;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<BarcodeMatch> {
        ctx.require(Permission::View)?;
        Ok(find(ctx, tx, &self.scanned).await?.found)
    }
}

/// The active item behind what was scanned or typed: a barcode, a GS1 symbol, or an item code.
///
/// # Errors
/// [`ErrorCode::BarcodeUnknown`] when no active item has it, [`ErrorCode::BarcodeInvalid`] for a broken GS1 symbol.
pub(crate) async fn find(ctx: &Ctx, tx: &mut Tx<'_>, scanned: &str) -> Result<Scanned> {
    if let Ok(barcode) = Barcode::parse(scanned)
        && let Some(row) = by_key(tx, &barcode.lookup_key()).await?
    {
        return from_row(&row);
    }
    if let Ok(code) = ItemCode::parse(scanned)
        && let Some(row) = by_code(tx, &code).await?
    {
        return from_row(&row);
    }
    match Gs1::detect(scanned, ctx.date(tx.now())?.civil().year()) {
        Some(symbol) => by_symbol(tx, &symbol.map_err(|error| error.public(scanned))?, scanned).await,
        None => Err(unknown(scanned)),
    }
}

/// The item of a GS1 symbol, with the lot that it carries. A count in the symbol is what one scan counts; of a
/// pallet's content it counts that many of the inner barcode.
async fn by_symbol(tx: &mut Tx<'_>, symbol: &Gs1, scanned: &str) -> Result<Scanned> {
    let Some(gtin) = symbol.gtin.as_ref().or(symbol.contained.as_ref()) else { return Err(unknown(scanned)) };
    let row = by_key(tx, gtin).await?.ok_or_else(|| unknown(gtin))?;
    let mut scanned = from_row(&row)?;
    let expiry: ExpiryKind = from_name(row.try_get("expiry")?)?;
    scanned.found.lot = symbol.lot_of(row.try_get::<i64, _>("lot_managed")? != 0, expiry);
    let times = |count: u32| Quantity::from_units(count.into()).ok().filter(|count| count.is_positive());
    if let Some(count) = symbol.count.and_then(times) {
        scanned.found.quantity = count;
    } else if symbol.gtin.is_none()
        && let Some(inside) = symbol.contained_count.and_then(times)
    {
        let refusal = || AppError::new(ErrorCode::QuantityOverflow).arg("item", &scanned.found.item);
        scanned.found.quantity = inside.checked_mul(scanned.found.quantity).ok_or_else(refusal)?;
    }
    Ok(scanned)
}

fn unknown(scanned: &str) -> Error {
    let shown: String = scanned.trim().chars().take(Barcode::MAX_CHARS).collect();
    Error::App(AppError::new(ErrorCode::BarcodeUnknown).arg("barcode", shown.escape_debug()))
}

async fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<AnyRow>> {
    let row = sqlx::query(
        "select t.id, t.code, t.name, t.name2, t.unit, t.lot_managed, t.expiry, b.pack_quantity
         from item_barcode b
         join item t on t.tenant_id = b.tenant_id and t.id = b.item_id
         where b.tenant_id = $1 and b.lookup_key = $2 and b.active = 1",
    )
    .bind(tx.tenant())
    .bind(key)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

async fn by_code(tx: &mut Tx<'_>, code: &ItemCode) -> Result<Option<AnyRow>> {
    let row = sqlx::query(
        "select id, code, name, name2, unit, lot_managed, expiry, cast($3 as bigint) as pack_quantity
         from item
         where tenant_id = $1 and code = $2 and active = 1",
    )
    .bind(tx.tenant())
    .bind(code.as_str())
    .bind(ONE_MILLI)
    .fetch_optional(tx.conn())
    .await?;
    Ok(row)
}

/// One unit, in thousandths.
const ONE_MILLI: i64 = 1000;

fn from_row(row: &AnyRow) -> Result<Scanned> {
    let found = BarcodeMatch {
        item: ItemCode::parse(row.try_get("code")?).map_err(Error::internal)?,
        name: row.try_get("name")?,
        name2: row.try_get("name2")?,
        unit: row.try_get("unit")?,
        quantity: Quantity::from_milli(row.try_get("pack_quantity")?).map_err(Error::internal)?,
        lot: LotRef::default(),
    };
    Ok(Scanned { item: ItemId::new(row.try_get("id")?), found })
}

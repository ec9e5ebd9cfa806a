//! From the codes of a command to rows, many to a query; every unknown one is noted with its field.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

use model::item::ExpiryKind;
use model::{
    AppError, ErrorCode, ItemCode, ItemId, LocationCode, LocationId, LotId, StatusCode, StatusId, UnitPrice,
    WarehouseCode, WarehouseId,
};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::check::Problems;
use crate::slip::row;
use crate::sql::Sql;
use crate::{Ctx, Error, Result, Tx};

/// The status of goods of which nothing is said.
const USUAL_STATUS: &str = "good";

/// A warehouse in which the caller may work.
#[derive(Clone, Debug)]
pub(crate) struct Warehouse {
    pub(crate) id: WarehouseId,
    pub(crate) code: WarehouseCode,
}

/// The warehouse of a new slip. It stays in use until the commit.
///
/// # Errors
/// [`ErrorCode::Unknown`], [`ErrorCode::Inactive`] or [`ErrorCode::WarehouseForbidden`]: without a warehouse nothing
/// else can be looked up.
pub(crate) async fn warehouse(ctx: &Ctx, tx: &mut Tx<'_>, code: &WarehouseCode) -> Result<Warehouse> {
    let stays = tx.engine().for_share();
    match find_warehouse(ctx, tx, code, stays).await? {
        (warehouse, true) => Ok(warehouse),
        (_, false) => Err(refused_warehouse(ErrorCode::Inactive, code)),
    }
}

/// The warehouse of a list, which may be out of use.
///
/// # Errors
/// [`ErrorCode::Unknown`] or [`ErrorCode::WarehouseForbidden`].
pub(crate) async fn seen_warehouse(ctx: &Ctx, tx: &mut Tx<'_>, code: &WarehouseCode) -> Result<Warehouse> {
    Ok(find_warehouse(ctx, tx, code, "").await?.0)
}

fn refused_warehouse(kind: ErrorCode, code: &WarehouseCode) -> Error {
    Error::App(AppError::new(kind).arg("what", "warehouse").arg("code", code).field("warehouse"))
}

async fn find_warehouse(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    code: &WarehouseCode,
    lock: &'static str,
) -> Result<(Warehouse, bool)> {
    let mut sql = Sql::new("select id, active from warehouse where tenant_id = ");
    sql.bind(tx.tenant()).push(" and code = ").bind(code.as_str()).push(lock);
    let row = sql.build().fetch_optional(tx.conn()).await?;
    let row = row.ok_or_else(|| refused_warehouse(ErrorCode::Unknown, code))?;
    let id = WarehouseId::new(row.try_get("id")?);
    ctx.require_warehouse(id, code.as_str())?;
    Ok((Warehouse { id, code: code.clone() }, row::flag(&row, "active")?))
}

/// An item, as far as slips ask.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) code: ItemCode,
    pub(crate) lot_managed: bool,
    pub(crate) expiry: ExpiryKind,
    pub(crate) receive_limit_days: Option<i64>,
    pub(crate) unit_price: UnitPrice,
    /// Its "no lot", when some line used it before.
    pub(crate) no_lot: Option<LotId>,
}

/// The items in use by code; `wanted` gives the field of each.
pub(crate) async fn items<'a>(
    tx: &mut Tx<'_>,
    wanted: impl Iterator<Item = (String, &'a ItemCode)>,
    problems: &mut Problems,
) -> Result<HashMap<ItemCode, Item>> {
    find_items(tx, wanted, problems, "").await
}

/// The same for an order: they stay in use until the commit. Who takes one out of use waits, and then finds the order.
pub(crate) async fn ordered_items<'a>(
    tx: &mut Tx<'_>,
    wanted: impl Iterator<Item = (String, &'a ItemCode)>,
    problems: &mut Problems,
) -> Result<HashMap<ItemCode, Item>> {
    let stay = tx.engine().for_share();
    find_items(tx, wanted, problems, stay).await
}

async fn find_items<'a>(
    tx: &mut Tx<'_>,
    wanted: impl Iterator<Item = (String, &'a ItemCode)>,
    problems: &mut Problems,
    lock: &'static str,
) -> Result<HashMap<ItemCode, Item>> {
    let wanted = by_code(wanted);
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "select i.id, i.code, i.lot_managed, i.expiry, i.receive_limit_days, i.unit_price, i.active,
                (select n.id from lot n
                 where n.tenant_id = i.tenant_id and n.item_id = i.id
                   and n.number = '' and n.date_kind = 'none' and n.date = '') as no_lot
         from item i
         where i.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and i.code in ").bind_list(padded(wanted.keys().map(|code| code.as_str())));
    sql.push(" order by i.id").push(lock);
    let rows = sql.build().fetch_all(tx.conn()).await?;
    found("item", &rows, wanted, problems, |row, code| {
        Ok(Item {
            id: ItemId::new(row.try_get("id")?),
            code: code.clone(),
            lot_managed: row::flag(row, "lot_managed")?,
            expiry: row::named(row, "expiry")?,
            receive_limit_days: row.try_get("receive_limit_days")?,
            unit_price: row::unit_price(row, "unit_price")?,
            no_lot: row.try_get::<Option<i64>, _>("no_lot")?.map(LotId::new),
        })
    })
}

/// A location, as far as slips ask.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) id: LocationId,
    pub(crate) code: LocationCode,
    pub(crate) receivable: bool,
}

/// The locations in use of a warehouse by code; one of another warehouse is as unknown as one of nowhere. They and
/// their warehouse stay in use until the commit: who takes them out of use waits, and then finds the goods.
pub(crate) async fn locations<'a>(
    tx: &mut Tx<'_>,
    warehouse: WarehouseId,
    wanted: impl Iterator<Item = (String, &'a LocationCode)>,
    problems: &mut Problems,
) -> Result<HashMap<LocationCode, Location>> {
    let wanted = by_code(wanted);
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new(
        "select location.id, location.code, receivable, location.active * warehouse.active as active
         from location
         join warehouse on warehouse.tenant_id = location.tenant_id and warehouse.id = location.warehouse_id
         where location.tenant_id = ",
    );
    sql.bind(tx.tenant()).push(" and location.warehouse_id = ").bind(warehouse.get());
    sql.push(" and location.code in ").bind_list(padded(wanted.keys().map(|code| code.as_str())));
    sql.push(" order by location.id").push(tx.engine().for_share());
    let rows = sql.build().fetch_all(tx.conn()).await?;
    found("location", &rows, wanted, problems, |row, code| {
        Ok(Location {
            id: LocationId::new(row.try_get("id")?),
            code: code.clone(),
            receivable: row::flag(row, "receivable")?,
        })
    })
}

/// The stock statuses of the company.
pub(crate) struct Statuses(HashMap<String, (StatusId, bool)>);

/// Reads the statuses in use; a company has few.
pub(crate) async fn statuses(tx: &mut Tx<'_>) -> Result<Statuses> {
    let tenant = tx.tenant();
    let rows = sqlx::query("select id, code, shippable from stock_status where tenant_id = $1 and active = 1")
        .bind(tenant)
        .fetch_all(tx.conn())
        .await?;
    let each =
        |row: &AnyRow| Ok((row.try_get("code")?, (StatusId::new(row.try_get("id")?), row::flag(row, "shippable")?)));
    rows.iter().map(each).collect::<Result<_>>().map(Statuses)
}

impl Statuses {
    /// The status of a line, the usual one when it says nothing.
    pub(crate) fn get(&self, code: Option<&StatusCode>, field: &str, problems: &mut Problems) -> Option<StatusId> {
        self.find(code.map_or(USUAL_STATUS, StatusCode::as_str), field, problems).map(|(id, _)| id)
    }

    /// The status of goods of which nothing is said; every company has it.
    pub(crate) fn usual(&self) -> Result<StatusId> {
        self.0.get(USUAL_STATUS).map(|(id, _)| *id).ok_or_else(|| Error::internal("the usual status is missing"))
    }

    /// A status that goods must have to be shipped.
    pub(crate) fn shippable(&self, code: &StatusCode, field: &str, problems: &mut Problems) -> Option<StatusId> {
        let (id, is_shippable) = self.find(code.as_str(), field, problems)?;
        if !is_shippable {
            let refusal = AppError::new(ErrorCode::Invalid).arg("value", code).arg("problem", "not_shippable");
            problems.push(refusal.field(field));
            return None;
        }
        Some(id)
    }

    fn find(&self, code: &str, field: &str, problems: &mut Problems) -> Option<(StatusId, bool)> {
        let found = self.0.get(code).copied();
        if found.is_none() {
            problems.push(unknown("status", code, field));
        }
        found
    }
}

fn unknown(what: &str, code: impl Display, field: &str) -> AppError {
    AppError::new(ErrorCode::Unknown).arg("what", what).arg("code", code).field(field)
}

/// The fields that name each code.
fn by_code<'a, C: Ord>(wanted: impl Iterator<Item = (String, &'a C)>) -> BTreeMap<&'a C, Vec<String>> {
    let mut fields: BTreeMap<&C, Vec<String>> = BTreeMap::new();
    for (field, code) in wanted {
        fields.entry(code).or_default().push(field);
    }
    fields
}

/// Repeats the last value up to a power of two, so that few texts serve all numbers of values.
pub(crate) fn padded<T: Copy>(values: impl ExactSizeIterator<Item = T>) -> Vec<T> {
    let size = values.len().next_power_of_two();
    let mut values: Vec<T> = values.collect();
    if let Some(last) = values.last().copied() {
        values.resize(size, last);
    }
    values
}

/// Makes each row with its code, and notes the fields whose code has none or is out of use.
fn found<C, T>(
    what: &str,
    rows: &[AnyRow],
    mut wanted: BTreeMap<&C, Vec<String>>,
    problems: &mut Problems,
    make: impl Fn(&AnyRow, &C) -> Result<T>,
) -> Result<HashMap<C, T>>
where
    C: Clone + Display + Ord + std::hash::Hash + serde::de::DeserializeOwned,
{
    let mut made = HashMap::with_capacity(rows.len());
    let mut noted: Vec<(String, AppError)> = Vec::new();
    for row in rows {
        let code: C = row::named(row, "code")?;
        let fields = wanted.remove(&code).unwrap_or_default();
        if !row::flag(row, "active")? {
            let refusal = AppError::new(ErrorCode::Inactive).arg("what", what).arg("code", &code);
            noted.extend(fields.into_iter().map(|field| (field.clone(), refusal.clone().field(field))));
        }
        made.insert(code.clone(), make(row, &code)?);
    }
    for (code, fields) in wanted {
        noted.extend(fields.into_iter().map(|field| (field.clone(), unknown(what, code, &field))));
    }
    noted.sort_by_key(|(field, _)| line_of(field));
    for (_, problem) in noted {
        problems.push(problem);
    }
    Ok(made)
}

/// The number in `lines.2.item`, so that problems come in the order of lines.
fn line_of(field: &str) -> usize {
    field.split('.').find_map(|part| part.parse().ok()).unwrap_or(0)
}

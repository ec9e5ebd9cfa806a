//! Opening stock (期首在庫): what lies where on a company's first day here, posted as any other change of stock.

use std::collections::HashMap;

use model::import::{ImportResult, OpeningSlip};
use model::item::ExpiryKind;
use model::slip::{LotRef, SlipKind};
use model::{
    Date, ItemCode, ItemId, LocationCode, LocationId, LotNumber, Quantity, StatusId, UnitPrice, WarehouseCode,
    WarehouseId,
};
use sqlx::Row;

use super::cell;
use super::header::{Column, Header, plain};
use super::levels::Levels;
use super::{Mistakes, chunk};
use crate::csv_file::{Record, Source};
use crate::ledger::{self, Entry, Line, Outside, Place, Side};
use crate::slip::{lot, number};
use crate::sql::{Sql, from_name};
use crate::{Ctx, Error, Result, Tx};

/// The columns of a file of opening stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StockColumn {
    Warehouse,
    Location,
    Item,
    Lot,
    BestBefore,
    UseBy,
    Status,
    Quantity,
    UnitPrice,
}

impl StockColumn {
    /// Column, Japanese, English, other names.
    pub(super) const NAMES: [(Self, &'static str, &'static str, &'static [&'static str]); 9] = [
        (Self::Warehouse, "倉庫コード", "warehouse", &["倉庫"]),
        (Self::Location, "ロケーション", "location", &["棚番", "ロケーションコード", "棚"]),
        (Self::Item, "品目コード", "item", &["コード", "keyコード", "code", "itemcode", "商品コード", "品番"]),
        (Self::Lot, "ロット番号", "lot", &["ロット"]),
        (Self::BestBefore, "賞味期限", "best before", &[]),
        (Self::UseBy, "使用期限", "use by", &["消費期限"]),
        (Self::Status, "在庫状態", "status", &["状態"]),
        (Self::Quantity, "数量", "quantity", &["在庫数", "現在庫", "qty"]),
        (Self::UnitPrice, "仕入単価", "unit price", &["単価", "原価", "price"]),
    ];
}

impl Column for StockColumn {
    const REQUIRED: &'static [(Self, &'static str)] = &[
        (Self::Warehouse, "倉庫コード"),
        (Self::Location, "ロケーション"),
        (Self::Item, "品目コード"),
        (Self::Quantity, "数量"),
    ];

    fn named(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(_, ja, en, also)| {
            plain(ja) == name || plain(en) == name || also.iter().any(|other| plain(other) == name)
        });
        found.map(|(column, ..)| *column)
    }
}

/// An item, as far as its stock asks.
struct Item {
    id: ItemId,
    lot_managed: bool,
    expiry: ExpiryKind,
    unit_price: UnitPrice,
    active: bool,
}

/// What is known of the company before the first row.
struct Known {
    /// By code; `None` where the user may not work.
    warehouses: HashMap<String, Option<WarehouseId>>,
    /// By code and by name.
    statuses: HashMap<String, StatusId>,
}

/// A row that is right.
pub(super) struct Stock {
    row: u32,
    warehouse: WarehouseId,
    pub(super) location: LocationId,
    pub(super) item: ItemId,
    pub(super) lot: LotRef,
    pub(super) status: StatusId,
    pub(super) quantity: Quantity,
    unit_price: UnitPrice,
}

/// Imports a file of opening stock.
pub(super) async fn import(ctx: &Ctx, tx: &mut Tx<'_>, source: &Source<'_>, result: &mut ImportResult) -> Result<()> {
    let (mut records, mut mistakes) = (source.records(), Mistakes::default());
    let Some(first) = records.next_record()? else {
        mistakes.add(1, "", "", "empty_file");
        return mistakes.refuse();
    };
    let header: Header<StockColumn> = Header::read(&first, &mut mistakes);
    if !mistakes.is_empty() {
        return mistakes.refuse();
    }
    let (known, mut levels) = (known(ctx, tx).await?, Levels::default());
    loop {
        let rows = chunk(&mut records)?;
        if rows.is_empty() {
            break;
        }
        result.rows += u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let stock = resolve(tx, &header, &known, &rows, &mut mistakes).await?;
        for beyond in levels.add(tx, &stock).await? {
            let (column, quantity) = (header.name(StockColumn::Quantity), beyond.quantity.to_string());
            mistakes.add(beyond.row, column, &quantity, "stock_out_of_range");
        }
        result.created += u32::try_from(stock.len()).unwrap_or(u32::MAX);
        if mistakes.is_empty() && !result.dry_run {
            post(ctx, tx, &known, stock, result).await?;
        }
    }
    mistakes.refuse()
}

async fn known(ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Known> {
    let mut sql = Sql::new("select id, code from warehouse where active = 1 and tenant_id = ");
    sql.bind(tx.tenant()).push(" order by id").push(tx.engine().for_share());
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let mut warehouses = HashMap::new();
    for row in rows {
        let id = WarehouseId::new(row.try_get("id")?);
        warehouses.insert(row.try_get("code")?, ctx.sees_warehouse(id).then_some(id));
    }
    let rows = sqlx::query("select id, code, name from stock_status where tenant_id = $1 and active = 1")
        .bind(tx.tenant())
        .fetch_all(tx.conn())
        .await?;
    let mut statuses = HashMap::new();
    for row in rows {
        let id = StatusId::new(row.try_get("id")?);
        statuses.insert(row.try_get("code")?, id);
        statuses.insert(row.try_get("name")?, id);
    }
    let usual = statuses.get("good").copied().ok_or_else(|| Error::internal("the usual status is missing"))?;
    statuses.insert(String::new(), usual);
    Ok(Known { warehouses, statuses })
}

/// The codes of a piece of the file, looked up in a few statements.
struct Codes {
    items: HashMap<String, Item>,
    /// By warehouse and code; whether it is in use.
    locations: HashMap<(i64, String), (LocationId, bool)>,
}

async fn resolve(
    tx: &mut Tx<'_>,
    header: &Header<StockColumn>,
    known: &Known,
    rows: &[Record],
    mistakes: &mut Mistakes,
) -> Result<Vec<Stock>> {
    let folded = |record: &Record, column| model::text::fold_width(header.cell(record, column).unwrap_or_default());
    let items: Vec<String> = rows.iter().map(|record| folded(record, StockColumn::Item)).collect();
    let locations: Vec<String> = rows.iter().map(|record| folded(record, StockColumn::Location)).collect();
    let codes = Codes { items: find_items(tx, items).await?, locations: find_locations(tx, locations).await? };
    let mut stock = Vec::with_capacity(rows.len());
    for record in rows {
        header.check(record, mistakes);
        let mut row = RowReader { header, record, known, codes: &codes, mistakes };
        stock.extend(row.read());
    }
    Ok(stock)
}

async fn find_items(tx: &mut Tx<'_>, codes: Vec<String>) -> Result<HashMap<String, Item>> {
    let mut sql = Sql::new("select id, code, lot_managed, expiry, unit_price, active from item where tenant_id = ");
    sql.bind(tx.tenant()).push(" and code in ").bind_list(codes);
    let mut items = HashMap::new();
    for row in sql.build().fetch_all(tx.conn()).await? {
        let item = Item {
            id: ItemId::new(row.try_get("id")?),
            lot_managed: row.try_get::<i64, _>("lot_managed")? != 0,
            expiry: from_name(row.try_get("expiry")?)?,
            unit_price: UnitPrice::from_ten_thousandths(row.try_get("unit_price")?).map_err(Error::internal)?,
            active: row.try_get::<i64, _>("active")? != 0,
        };
        items.insert(row.try_get("code")?, item);
    }
    Ok(items)
}

/// The locations stay in use until the commit: who takes them out of use waits, and then finds the goods.
async fn find_locations(tx: &mut Tx<'_>, codes: Vec<String>) -> Result<HashMap<(i64, String), (LocationId, bool)>> {
    let mut sql =
        Sql::new("select id, code, warehouse_id, active from location where kind = 'physical' and tenant_id = ");
    sql.bind(tx.tenant()).push(" and code in ").bind_list(codes);
    sql.push(" order by id").push(tx.engine().for_share());
    let mut locations = HashMap::new();
    for row in sql.build().fetch_all(tx.conn()).await? {
        let place = (LocationId::new(row.try_get("id")?), row.try_get::<i64, _>("active")? != 0);
        locations.insert((row.try_get("warehouse_id")?, row.try_get("code")?), place);
    }
    Ok(locations)
}

/// One row, cell by cell.
struct RowReader<'a> {
    header: &'a Header<StockColumn>,
    record: &'a Record,
    known: &'a Known,
    codes: &'a Codes,
    mistakes: &'a mut Mistakes,
}

impl RowReader<'_> {
    fn text(&self, column: StockColumn) -> &str {
        self.header.cell(self.record, column).unwrap_or_default()
    }

    fn wrong(&mut self, column: StockColumn, problem: &str) {
        let value = self.header.cell(self.record, column).unwrap_or_default();
        self.mistakes.add(self.record.row, self.header.name(column), value, problem);
    }

    /// A code, unless it is missing, damaged or no code at all.
    fn code<T>(&mut self, column: StockColumn, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column);
        let problem = match (text.is_empty(), cell::damage(text)) {
            (true, _) => "required",
            (false, Some(damage)) => damage,
            (false, None) => match parse(text) {
                Some(code) => return Some(code),
                None => "character",
            },
        };
        self.wrong(column, problem);
        None
    }

    fn read(&mut self) -> Option<Stock> {
        let warehouse = self.warehouse();
        let location = self.location(warehouse);
        let found = self.item();
        let item = found.and_then(|code| self.codes.items.get(code.as_str()));
        let lot = item.and_then(|item| self.lot(item));
        let status = self.known.statuses.get(self.text(StockColumn::Status)).copied();
        if status.is_none() {
            self.wrong(StockColumn::Status, "unknown_status");
        }
        let quantity = self.quantity();
        let unit_price = self.unit_price(item.map_or_else(UnitPrice::default, |item| item.unit_price));
        Some(Stock {
            row: self.record.row,
            warehouse: warehouse?,
            location: location?,
            item: item?.id,
            lot: lot?,
            status: status?,
            quantity: quantity?,
            unit_price: unit_price?,
        })
    }

    fn warehouse(&mut self) -> Option<WarehouseId> {
        let code = self.code(StockColumn::Warehouse, |text| WarehouseCode::parse(text).ok())?;
        let found = self.known.warehouses.get(code.as_str()).copied();
        if !matches!(found, Some(Some(_))) {
            self.wrong(
                StockColumn::Warehouse,
                if found.is_none() { "unknown_warehouse" } else { "forbidden_warehouse" },
            );
        }
        found.flatten()
    }

    fn location(&mut self, warehouse: Option<WarehouseId>) -> Option<LocationId> {
        let code = self.code(StockColumn::Location, |text| LocationCode::parse(text).ok())?;
        match self.codes.locations.get(&(warehouse?.get(), code.as_str().to_owned())) {
            Some((id, true)) => Some(*id),
            Some((_, false)) => {
                self.wrong(StockColumn::Location, "inactive");
                None
            }
            None => {
                self.wrong(StockColumn::Location, "unknown_location");
                None
            }
        }
    }

    fn item(&mut self) -> Option<ItemCode> {
        let code = self.code(StockColumn::Item, |text| ItemCode::parse(text).ok())?;
        match self.codes.items.get(code.as_str()) {
            Some(item) if item.active => return Some(code),
            Some(_) => self.wrong(StockColumn::Item, "inactive"),
            None => self.wrong(StockColumn::Item, "unknown_item"),
        }
        None
    }

    fn date(&mut self, column: StockColumn) -> Option<Option<Date>> {
        let text = self.text(column);
        if text.is_empty() {
            return Some(None);
        }
        let date = Date::parse(text).ok();
        if date.is_none() {
            self.wrong(column, "not_a_date");
        }
        date.map(Some)
    }

    /// The lot, which must say as much as the item's lots say and no more.
    fn lot(&mut self, item: &Item) -> Option<LotRef> {
        let text = self.text(StockColumn::Lot);
        let number = if text.is_empty() { None } else { Some(LotNumber::parse(text).ok()) };
        let (best_before, use_by) = (self.date(StockColumn::BestBefore)?, self.date(StockColumn::UseBy)?);
        let problem = match (number.as_ref(), item.lot_managed) {
            (Some(None), _) => Some((StockColumn::Lot, "character")),
            (Some(_), false) => Some((StockColumn::Lot, "no_lots")),
            (None, true) => Some((StockColumn::Lot, "required")),
            _ => None,
        };
        let dates = match (item.expiry, best_before.is_some(), use_by.is_some()) {
            (ExpiryKind::BestBefore, false, _) => Some((StockColumn::BestBefore, "required")),
            (ExpiryKind::UseBy, _, false) => Some((StockColumn::UseBy, "required")),
            (ExpiryKind::BestBefore | ExpiryKind::None, _, true) => Some((StockColumn::UseBy, "no_such_date")),
            (ExpiryKind::UseBy | ExpiryKind::None, true, _) => Some((StockColumn::BestBefore, "no_such_date")),
            _ => None,
        };
        for (column, problem) in [problem, dates].into_iter().flatten() {
            self.wrong(column, problem);
        }
        let right = problem.is_none() && dates.is_none();
        right.then_some(LotRef { number: number.flatten(), best_before, use_by })
    }

    fn quantity(&mut self) -> Option<Quantity> {
        let problem = match cell::quantity(self.text(StockColumn::Quantity)) {
            Ok(quantity) if quantity.is_positive() => return Some(quantity),
            Ok(_) => "not_positive",
            Err(_) if self.text(StockColumn::Quantity).is_empty() => "required",
            Err(problem) => problem,
        };
        self.wrong(StockColumn::Quantity, problem);
        None
    }

    fn unit_price(&mut self, usual: UnitPrice) -> Option<UnitPrice> {
        match self.text(StockColumn::UnitPrice) {
            "" => Some(usual),
            text => match cell::price(text) {
                Ok(price) => Some(price),
                Err(problem) => {
                    self.wrong(StockColumn::UnitPrice, problem);
                    None
                }
            },
        }
    }
}

/// Posts a piece of the file: one slip a warehouse, each of at most twice as many postings as the piece has rows.
async fn post(ctx: &Ctx, tx: &mut Tx<'_>, known: &Known, stock: Vec<Stock>, result: &mut ImportResult) -> Result<()> {
    let wanted: Vec<(ItemId, &LotRef)> = stock.iter().map(|row| (row.item, &row.lot)).collect();
    let lots = lot::obtain(tx, &wanted).await?;
    let mut by_warehouse: Vec<(WarehouseId, Vec<Line>)> = Vec::new();
    for (row, lot) in stock.iter().zip(lots) {
        let side = |place| Side { place, lot, status: row.status };
        let (from, to) = (side(Place::Outside(Outside::Loss)), side(Place::Shelf(row.location)));
        let lines = Line::movement_at_cost(row.item, row.quantity, row.unit_price, from, to);
        match by_warehouse.iter_mut().find(|(warehouse, _)| *warehouse == row.warehouse) {
            Some((_, all)) => all.extend(lines),
            None => by_warehouse.push((row.warehouse, lines.to_vec())),
        }
    }
    for (warehouse, lines) in by_warehouse {
        let number = number::next(tx, SlipKind::Opening).await?;
        let entry = Entry { warehouse: Some(warehouse), ..Entry::of(SlipKind::Opening, &number) };
        ledger::post(ctx, tx, &entry, &lines).await?;
        tx.touch(&number);
        let code = known.warehouses.iter().find(|(_, id)| **id == Some(warehouse)).map(|(code, _)| code.as_str());
        let warehouse = WarehouseCode::parse(code.unwrap_or_default()).map_err(Error::internal)?;
        result.posted.push(OpeningSlip { number, warehouse });
    }
    Ok(())
}

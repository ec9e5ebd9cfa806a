//! Export of lists as CSV: the rows that the list shows, in its order, all pages of them.

use async_trait::async_trait;
use model::export::{ExportFile, ExportList, ExportedFile};
use model::item::{ItemView, ListItems};
use model::location::LocationView;
use model::partner::PartnerView;
use model::stock::{ItemStock, ListItemStock, StockRow};
use model::user::Language;
use model::warehouse::WarehouseView;
use model::{AppError, Date, ErrorCode, Page, PageRequest, Permission};
use sqlx::Row;

use crate::csv_file::Writer;
use crate::import::{Choice, EXPIRY, ItemColumn, TAX, TEMPERATURE, YES_NO, barcode_name, pack_name};
use crate::sql::name_of;
use crate::{Ctx, Error, Query, Result, Tx};

#[async_trait]
impl Query for ExportFile {
    type Answer = ExportedFile;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ExportedFile> {
        ctx.require(Permission::View)?;
        let (what, content) = match &self.list {
            ExportList::Items(list) => ("items", items(self, list, ctx, tx).await?),
            ExportList::Partners(list) => {
                let row = |partner: &PartnerView| partner_row(partner, ctx.language);
                ("partners", rows(self, &PARTNER, ctx, tx, list.clone(), |list, page| list.page = page, row).await?)
            }
            ExportList::Warehouses(list) => {
                let row = |warehouse: &WarehouseView| warehouse_row(warehouse, ctx.language);
                ("warehouses", rows(self, &WAREHOUSE, ctx, tx, list.clone(), |list, page| list.page = page, row).await?)
            }
            ExportList::Locations(list) => {
                let row = |location: &LocationView| location_row(location, ctx.language);
                ("locations", rows(self, &LOCATION, ctx, tx, list.clone(), |list, page| list.page = page, row).await?)
            }
            ExportList::Stock(list) => {
                ("stock", rows(self, &STOCK, ctx, tx, list.clone(), |list, page| list.page = page, stock_row).await?)
            }
            ExportList::ItemStock(list) => {
                let turn = |list: &mut ListItemStock, page| list.page = page;
                ("stock-by-item", rows(self, &ITEM_STOCK, ctx, tx, list.clone(), turn, item_stock_row).await?)
            }
        };
        let day = ctx.date(tx.now())?.to_string().replace('-', "");
        Ok(ExportedFile { name: format!("{what}-{day}.csv"), media_type: "text/csv", content })
    }
}

/// Names of columns, Japanese and English.
type Names = [(&'static str, &'static str)];

fn names(names: &Names, language: Language) -> Vec<String> {
    let name = |(ja, en): &(&str, &str)| match language {
        Language::Ja => (*ja).to_owned(),
        Language::En => (*en).to_owned(),
    };
    names.iter().map(name).collect()
}

/// Writes every page of a list.
async fn rows<Q, T>(
    export: &ExportFile,
    columns: &Names,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    list: Q,
    turn: impl Fn(&mut Q, PageRequest) + Send,
    row: impl Fn(&T) -> Vec<String> + Send,
) -> Result<Vec<u8>>
where
    Q: Query<Answer = Page<T>> + Clone,
    T: Send,
{
    let writer = Writer::new(export.encoding, &names(columns, ctx.language))?;
    write(writer, ctx, tx, list, turn, row).await
}

async fn write<Q, T>(
    mut writer: Writer,
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    mut list: Q,
    turn: impl Fn(&mut Q, PageRequest) + Send,
    row: impl Fn(&T) -> Vec<String> + Send,
) -> Result<Vec<u8>>
where
    Q: Query<Answer = Page<T>> + Clone,
    T: Send,
{
    let (mut after, mut written) = (None, 0);
    loop {
        turn(&mut list, PageRequest { after, limit: Some(PageRequest::LIMIT_MAX), ..PageRequest::default() });
        let page = list.run(ctx, tx).await?;
        written += page.data.len();
        refuse_beyond(written)?;
        for each in &page.data {
            writer.write(&row(each))?;
        }
        after = page.next;
        if after.is_none() {
            return writer.finish();
        }
    }
}

/// A file takes so many rows; who narrows the list gets them.
fn refuse_beyond(rows: usize) -> Result<()> {
    if rows > ExportFile::ROWS_MAX {
        return Err(Error::App(AppError::new(ErrorCode::TooManyRows).arg("max", ExportFile::ROWS_MAX)));
    }
    Ok(())
}

/// The word of a choice.
fn word(choices: &[Choice], name: &str, language: Language) -> String {
    choices.iter().find(|choice| choice.name == name).map_or(name, |choice| choice.word(language)).to_owned()
}

fn yes_no(flag: bool, language: Language) -> String {
    word(&YES_NO, if flag { "true" } else { "false" }, language)
}

/// Items, in the columns that the import reads, with as many barcodes as any item has.
async fn items(export: &ExportFile, list: &ListItems, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<u8>> {
    let row = sqlx::query(
        "select max(barcodes)
         from (select count(*) as barcodes from item_barcode where tenant_id = $1 group by item_id) each_item",
    );
    let most: Option<i64> = row.bind(tx.tenant()).fetch_one(tx.conn()).await?.try_get(0)?;
    let most = most.and_then(|most| u8::try_from(most).ok()).unwrap_or(1).max(1);
    let mut columns: Vec<String> =
        ItemColumn::NAMES.iter().flat_map(|(_, ja, en, _)| names(&[(ja, en)], ctx.language)).collect();
    columns.extend((1..=most).flat_map(|nth| [barcode_name(nth, ctx.language), pack_name(nth, ctx.language)]));
    let writer = Writer::new(export.encoding, &columns)?;
    let row = |item: &ItemView| item_row(item, ctx.language);
    write(writer, ctx, tx, list.clone(), |list, page| list.page = page, row).await
}

fn item_row(item: &ItemView, language: Language) -> Vec<String> {
    let cell = |column: &ItemColumn| match column {
        ItemColumn::Code => Writer::text(item.code.as_str()),
        ItemColumn::Name => Writer::text(&item.name),
        ItemColumn::Name2 => Writer::text(&item.name2),
        ItemColumn::Kana => Writer::text(&item.kana),
        ItemColumn::Category => Writer::text(&item.category),
        ItemColumn::Unit => Writer::text(&item.unit),
        ItemColumn::LotManaged => yes_no(item.lot_managed, language),
        ItemColumn::Expiry => word(&EXPIRY, &name_of(&item.expiry).unwrap_or_default(), language),
        ItemColumn::ReceiveLimit => item.receive_limit_days.map(Writer::number).unwrap_or_default(),
        ItemColumn::ShipLimit => item.ship_limit_days.map(Writer::number).unwrap_or_default(),
        ItemColumn::SafetyStock => Writer::number(item.safety_stock),
        ItemColumn::ReorderPoint => Writer::number(item.reorder_point),
        ItemColumn::Tax => word(&TAX, &name_of(&item.tax).unwrap_or_default(), language),
        ItemColumn::Temperature => word(&TEMPERATURE, &name_of(&item.temperature).unwrap_or_default(), language),
        ItemColumn::UnitPrice => Writer::number(item.unit_price),
        ItemColumn::Note => Writer::text(&item.note),
        ItemColumn::Active => yes_no(item.active, language),
        ItemColumn::Barcode(_) | ItemColumn::Pack(_) => String::new(),
    };
    let mut cells: Vec<String> = ItemColumn::NAMES.iter().map(|(column, ..)| cell(column)).collect();
    for barcode in &item.barcodes {
        cells.push(Writer::text(barcode.code.as_str()));
        cells.push(Writer::number(barcode.quantity));
    }
    cells
}

const PARTNER: [(&str, &str); 12] = [
    ("取引先コード", "code"),
    ("取引先名", "name"),
    ("カナ", "kana"),
    ("仕入先", "supplier"),
    ("出荷先", "customer"),
    ("直送先", "ship to"),
    ("郵便番号", "postal code"),
    ("住所", "address"),
    ("電話番号", "phone"),
    ("メール", "email"),
    ("備考", "note"),
    ("使用", "active"),
];

fn partner_row(partner: &PartnerView, language: Language) -> Vec<String> {
    vec![
        Writer::text(partner.code.as_str()),
        Writer::text(&partner.name),
        Writer::text(&partner.kana),
        yes_no(partner.supplier, language),
        yes_no(partner.customer, language),
        yes_no(partner.ship_to, language),
        Writer::text(&partner.postal_code),
        Writer::text(&partner.address),
        Writer::text(&partner.phone),
        Writer::text(&partner.email),
        Writer::text(&partner.note),
        yes_no(partner.active, language),
    ]
}

const WAREHOUSE: [(&str, &str); 6] = [
    ("倉庫コード", "code"),
    ("倉庫名", "name"),
    ("郵便番号", "postal code"),
    ("住所", "address"),
    ("電話番号", "phone"),
    ("使用", "active"),
];

fn warehouse_row(warehouse: &WarehouseView, language: Language) -> Vec<String> {
    vec![
        Writer::text(warehouse.code.as_str()),
        Writer::text(&warehouse.name),
        Writer::text(&warehouse.postal_code),
        Writer::text(&warehouse.address),
        Writer::text(&warehouse.phone),
        yes_no(warehouse.active, language),
    ]
}

const LOCATION: [(&str, &str); 7] = [
    ("倉庫コード", "warehouse"),
    ("ロケーション", "location"),
    ("名称", "name"),
    ("巡回順", "walk order"),
    ("引当", "allocatable"),
    ("入荷", "receivable"),
    ("使用", "active"),
];

fn location_row(location: &LocationView, language: Language) -> Vec<String> {
    vec![
        Writer::text(location.warehouse.as_str()),
        Writer::text(location.code.as_str()),
        Writer::text(&location.name),
        Writer::number(location.walk_order),
        yes_no(location.allocatable, language),
        yes_no(location.receivable, language),
        yes_no(location.active, language),
    ]
}

const STOCK: [(&str, &str); 13] = [
    ("品目コード", "item"),
    ("品目名", "name"),
    ("品目名2", "name2"),
    ("倉庫コード", "warehouse"),
    ("ロケーション", "location"),
    ("ロット番号", "lot"),
    ("賞味期限", "best before"),
    ("使用期限", "use by"),
    ("在庫状態", "status"),
    ("現在庫", "on hand"),
    ("引当済", "allocated"),
    ("出荷可能", "available"),
    ("単位", "unit"),
];

fn stock_row(row: &StockRow) -> Vec<String> {
    vec![
        Writer::text(row.item.as_str()),
        Writer::text(&row.name),
        Writer::text(&row.name2),
        Writer::text(row.warehouse.as_str()),
        Writer::text(row.location.as_str()),
        Writer::text(row.lot.number.as_ref().map_or("", |number| number.as_str())),
        row.lot.best_before.map(Date::slashed).unwrap_or_default(),
        row.lot.use_by.map(Date::slashed).unwrap_or_default(),
        Writer::text(row.status.as_str()),
        Writer::number(row.on_hand),
        Writer::number(row.allocated),
        Writer::number(row.available),
        Writer::text(&row.unit),
    ]
}

const ITEM_STOCK: [(&str, &str); 11] = [
    ("品目コード", "item"),
    ("品目名", "name"),
    ("品目名2", "name2"),
    ("現在庫", "on hand"),
    ("引当済", "allocated"),
    ("出荷可能", "available"),
    ("入荷予定", "incoming"),
    ("受注残", "outgoing"),
    ("有効在庫", "projected"),
    ("単位", "unit"),
    ("発注点", "reorder point"),
];

fn item_stock_row(row: &ItemStock) -> Vec<String> {
    vec![
        Writer::text(row.item.as_str()),
        Writer::text(&row.name),
        Writer::text(&row.name2),
        Writer::number(row.on_hand),
        Writer::number(row.allocated),
        Writer::number(row.available),
        Writer::number(row.incoming),
        Writer::number(row.outgoing),
        Writer::number(row.projected),
        Writer::text(&row.unit),
        Writer::number(row.reorder_point),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_too_many_rows_is_refused_as_such() {
        assert!(refuse_beyond(ExportFile::ROWS_MAX).is_ok());
        assert_eq!(refuse_beyond(ExportFile::ROWS_MAX + 1).unwrap_err().code(), ErrorCode::TooManyRows);
    }
}

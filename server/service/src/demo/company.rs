//! Where demo goods lie and whom they come from and go to.

use model::partner::PartnerView;
use model::{LocationId, PartnerCode, StatusId, WarehouseId};
use sqlx::Row;

use crate::search::LOCATION_KIND;
use crate::search::index::{self, Entry};
use crate::sql::{Value, insert_rows};
use crate::{Area, Error, Result, Tx, partner};

/// Code, name, postal code, address, telephone number of the warehouses.
const WAREHOUSES: [(&str, &str, &str, &str, &str); 2] = [
    ("O01", "大阪物流センター", "559-0034", "大阪府大阪市住之江区南港北1-2-3", "06-0000-0002"),
    ("T01", "東京物流センター", "135-0063", "東京都江東区有明4-5-6", "03-0000-0001"),
];

/// Name, reading, postal code, address.
type Address = (&'static str, &'static str, &'static str, &'static str);

const SUPPLIERS: [Address; 8] = [
    ("あおば食品株式会社", "アオバショクヒン", "330-0802", "埼玉県さいたま市大宮区宮町1-1"),
    ("東雲飲料株式会社", "シノノメインリョウ", "220-0012", "神奈川県横浜市西区みなとみらい2-2"),
    ("瀬戸内フーズ株式会社", "セトウチフーズ", "700-0901", "岡山県岡山市北区本町3-3"),
    ("北国冷凍株式会社", "キタグニレイトウ", "060-0001", "北海道札幌市中央区北1条西4-4"),
    ("㈱白峰ケミカル", "シラミネケミカル", "760-0017", "香川県高松市番町5-5"),
    ("髙橋文具商会", "タカハシブングショウカイ", "460-0008", "愛知県名古屋市中区栄6-6"),
    ("風見電子部品株式会社", "カザミデンシブヒン", "101-0021", "東京都千代田区外神田7-7"),
    ("山﨑工具製作所", "ヤマザキコウグセイサクショ", "955-0046", "新潟県三条市興野8-8"),
];

const CUSTOMERS: [Address; 12] = [
    ("スーパーわかば 本店", "スーパーワカバ ホンテン", "980-0021", "宮城県仙台市青葉区中央1-1"),
    ("スーパーわかば 駅前店", "スーパーワカバ エキマエテン", "980-0014", "宮城県仙台市青葉区本町2-2"),
    ("ドラッグすみれ 新宿店", "ドラッグスミレ シンジュクテン", "160-0022", "東京都新宿区新宿3-3"),
    ("ドラッグすみれ 渋谷店", "ドラッグスミレ シブヤテン", "150-0043", "東京都渋谷区道玄坂4-4"),
    ("コンビニこだま 港店", "コンビニコダマ ミナトテン", "105-0003", "東京都港区西新橋5-5"),
    ("ホームセンター大川", "ホームセンターオオカワ", "260-0013", "千葉県千葉市中央区中央6-6"),
    ("文具のいろは", "ブングノイロハ", "604-8005", "京都府京都市中京区恵比須町7-7"),
    ("株式会社月光商事", "ゲッコウショウジ", "530-0001", "大阪府大阪市北区梅田8-8"),
    ("さくら堂 神戸店", "サクラドウ コウベテン", "650-0021", "兵庫県神戸市中央区三宮町9-9"),
    ("はまなす生活協同組合", "ハマナスセイカツキョウドウクミアイ", "040-0011", "北海道函館市本町10-10"),
    ("富士見ネット通販株式会社", "フジミネットツウハン", "420-0851", "静岡県静岡市葵区黒金町11-11"),
    ("みずほ野給食センター", "ミズホノキュウショクセンター", "862-0950", "熊本県熊本市中央区水前寺12-12"),
];

/// A partner as slips copy it.
#[derive(Clone, Debug)]
pub(super) struct Partner {
    pub(super) id: i64,
    pub(super) view: PartnerView,
}

/// A warehouse with the shelves on which goods lie.
#[derive(Clone, Debug)]
pub(super) struct Warehouse {
    pub(super) id: WarehouseId,
    pub(super) code: &'static str,
    pub(super) shelves: Vec<LocationId>,
}

/// What the history needs to know.
#[derive(Clone, Debug)]
pub(super) struct Company {
    pub(super) warehouses: Vec<Warehouse>,
    pub(super) suppliers: Vec<Partner>,
    pub(super) customers: Vec<Partner>,
    pub(super) good: StatusId,
    /// The other side of receipts and of shipments.
    pub(super) outside: (LocationId, LocationId),
}

/// Makes the company around `shelves` locations a warehouse.
pub(super) async fn make(tx: &mut Tx<'_>, shelves: usize) -> Result<Company> {
    let mut warehouses = Vec::new();
    for (code, name, postal_code, address, phone) in WAREHOUSES {
        let id = WarehouseId::new(tx.new_id());
        sqlx::query(
            "insert into warehouse (tenant_id, id, code, name, postal_code, address, phone, search_key, active, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 1, 1)",
        )
        .bind(tx.tenant())
        .bind(id.get())
        .bind(code)
        .bind(name)
        .bind(postal_code)
        .bind(address)
        .bind(phone)
        .bind(model::search_key::search_key(&format!("{code} {name}")))
        .execute(tx.conn())
        .await?;
        warehouses.push(Warehouse { id, code, shelves: locations(tx, id, shelves).await? });
    }
    let mut partners: Vec<PartnerView> = Vec::new();
    partners.extend(
        (1..).zip(&SUPPLIERS).map(|(nth, address)| partner_of(nth, address, true)).collect::<Result<Vec<_>>>()?,
    );
    partners.extend(
        (1..).zip(&CUSTOMERS).map(|(nth, address)| partner_of(nth, address, false)).collect::<Result<Vec<_>>>()?,
    );
    partner::insert(tx, partners.clone()).await?;
    let (suppliers, customers) = saved(tx, partners).await?.into_iter().partition(|partner| partner.view.supplier);
    tx.changed(Area::Locations);
    tx.changed(Area::Partners);
    let good = number(tx, "select id from stock_status where tenant_id = $1 and code = 'good'").await?;
    let supplier = number(tx, "select id from location where tenant_id = $1 and kind = 'supplier'").await?;
    let customer = number(tx, "select id from location where tenant_id = $1 and kind = 'customer'").await?;
    let outside = (LocationId::new(supplier), LocationId::new(customer));
    Ok(Company { warehouses, suppliers, customers, good: StatusId::new(good), outside })
}

async fn number(tx: &mut Tx<'_>, sql: &'static str) -> Result<i64> {
    Ok(sqlx::query(sql).bind(tx.tenant()).fetch_one(tx.conn()).await?.try_get(0)?)
}

fn partner_of(nth: usize, address: &Address, supplier: bool) -> Result<PartnerView> {
    let (name, kana, postal_code, street) = *address;
    let prefix = if supplier { 'S' } else { 'C' };
    Ok(PartnerView {
        code: PartnerCode::parse(&format!("{prefix}{nth:03}")).map_err(Error::internal)?,
        name: name.to_owned(),
        kana: kana.to_owned(),
        supplier,
        customer: !supplier,
        ship_to: !supplier,
        postal_code: postal_code.to_owned(),
        address: street.to_owned(),
        phone: format!("0{}-0000-{nth:04}", if supplier { 4 } else { 5 }),
        email: String::new(),
        note: String::new(),
        active: true,
        version: 1,
    })
}

async fn saved(tx: &mut Tx<'_>, views: Vec<PartnerView>) -> Result<Vec<Partner>> {
    let rows = sqlx::query("select id, code from partner where tenant_id = $1").bind(tx.tenant()).fetch_all(tx.conn());
    let mut ids = std::collections::HashMap::new();
    for row in rows.await? {
        ids.insert(row.try_get::<String, _>("code")?, row.try_get::<i64, _>("id")?);
    }
    let partner = |view: PartnerView| {
        let id = ids.get(view.code.as_str()).copied().ok_or_else(|| Error::internal("a partner is missing"))?;
        Ok(Partner { id, view })
    };
    views.into_iter().map(partner).collect()
}

/// Levels of a rack, and racks of an aisle.
const LEVELS: usize = 4;
const RACKS: usize = 20;

/// Shelves in the order of walking: up one aisle, down the next; and a place for arrivals and one for what is held.
async fn locations(tx: &mut Tx<'_>, warehouse: WarehouseId, shelves: usize) -> Result<Vec<LocationId>> {
    let (tenant, mut rows, mut ids) = (tx.tenant(), Vec::<Vec<Value>>::new(), Vec::new());
    let mut entries = Vec::new();
    let mut row = |code: &str, name: &str, walk: usize, usable: bool, id: i64| {
        let search_key = model::search_key::search_key(&format!("{code} {name}"));
        entries.push(Entry { id, code: code.to_owned(), search_key: search_key.clone() });
        rows.push(vec![
            tenant.into(),
            id.into(),
            warehouse.get().into(),
            code.into(),
            name.into(),
            "physical".into(),
            i64::try_from(walk).unwrap_or(i64::MAX).into(),
            usable.into(),
            true.into(),
            search_key.into(),
            true.into(),
            1_i64.into(),
        ]);
    };
    row("RCV", "入荷仮置き場", 0, false, tx.new_id());
    row("HLD", "保留品置き場", 1, false, tx.new_id());
    for nth in 0..shelves {
        let (aisle, within) = (nth / (LEVELS * RACKS), nth % (LEVELS * RACKS));
        let (rack, level) = (within / LEVELS, within % LEVELS);
        let walked = if aisle.is_multiple_of(2) { rack } else { RACKS - 1 - rack };
        let walk = 10 + (aisle * RACKS + walked) * LEVELS + level;
        let id = tx.new_id();
        row(&format!("{}-{:02}-{:02}", aisle_name(aisle), rack + 1, level + 1), "", walk, true, id);
        ids.push(LocationId::new(id));
    }
    insert_rows(
        tx,
        "insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
             search_key, active, version)
         values ",
        "",
        rows,
    )
    .await?;
    index::add(tx, LOCATION_KIND, &entries).await?;
    Ok(ids)
}

/// A to Z, then AA, AB …
fn aisle_name(aisle: usize) -> String {
    let letter = |nth: usize| char::from(b'A' + u8::try_from(nth % 26).unwrap_or(0));
    if aisle < 26 { letter(aisle).to_string() } else { format!("{}{}", letter(aisle / 26 - 1), letter(aisle)) }
}

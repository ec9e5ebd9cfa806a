//! A small company to try stock with, made by plain statements so that the tests of the ledger stand on nothing else.

use model::{ItemCode, ItemId, LocationId, LotId, StatusId, WarehouseCode, WarehouseId};

use super::TestStore;
use crate::{Ctx, Result, Tx};

/// A warehouse with locations and items, by their ids.
#[derive(Clone, Debug)]
pub struct Goods {
    /// The warehouse `W1`.
    pub warehouse: WarehouseId,
    /// The locations `A-01`, `A-02` …
    pub locations: Vec<LocationId>,
    /// The items `I-01`, `I-02` …
    pub items: Vec<ItemId>,
    /// "No lot" of each item.
    pub lots: Vec<LotId>,
    /// 良品, 保留, 不良.
    pub statuses: Vec<StatusId>,
}

impl Goods {
    /// Code of the warehouse.
    ///
    /// # Panics
    /// Never: the code is valid.
    #[must_use]
    pub fn warehouse_code() -> WarehouseCode {
        WarehouseCode::parse("W1").expect("a code")
    }

    /// Code of the nth item.
    ///
    /// # Panics
    /// Never: the code is valid.
    #[must_use]
    pub fn item_code(nth: usize) -> ItemCode {
        ItemCode::parse(&format!("I-{:02}", nth + 1)).expect("a code")
    }
}

impl TestStore {
    /// Makes a warehouse with this many locations and items.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn goods(&self, ctx: &Ctx, locations: usize, items: usize) -> Goods {
        let made = self.write(ctx.tenant, move |tx| Box::pin(make(tx, locations, items)));
        made.await.expect("goods")
    }
}

async fn make(tx: &mut Tx<'_>, locations: usize, items: usize) -> Result<Goods> {
    let (tenant, warehouse) = (tx.tenant(), tx.new_id());
    sqlx::query(
        "insert into warehouse (tenant_id, id, code, name, postal_code, address, phone, search_key, active, version)
         values ($1, $2, 'W1', '本社倉庫', '', '', '', '', 1, 1)",
    )
    .bind(tenant)
    .bind(warehouse)
    .execute(tx.conn())
    .await?;
    let warehouse = WarehouseId::new(warehouse);
    let mut goods = Goods { warehouse, locations: vec![], items: vec![], lots: vec![], statuses: vec![] };
    for nth in 1..=locations {
        goods.locations.push(location(tx, warehouse, &format!("A-{nth:02}"), nth).await?);
    }
    for nth in 0..items {
        let item = item(tx, Goods::item_code(nth).as_str()).await?;
        goods.items.push(item);
        goods.lots.push(no_lot(tx, item).await?);
    }
    let statuses = sqlx::query_scalar::<_, i64>(
        "select id from stock_status where tenant_id = $1
         order by case code when 'good' then 0 when 'hold' then 1 else 2 end",
    );
    let statuses = statuses.bind(tenant).fetch_all(tx.conn()).await?;
    goods.statuses = statuses.into_iter().map(StatusId::new).collect();
    Ok(goods)
}

async fn location(tx: &mut Tx<'_>, warehouse: WarehouseId, code: &str, walk: usize) -> Result<LocationId> {
    let (tenant, id) = (tx.tenant(), tx.new_id());
    sqlx::query(
        "insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
                               search_key, active, version)
         values ($1, $2, $3, $4, '', 'physical', $5, 1, 1, '', 1, 1)",
    )
    .bind(tenant)
    .bind(id)
    .bind(warehouse.get())
    .bind(code)
    .bind(i64::try_from(walk).unwrap_or(0))
    .execute(tx.conn())
    .await?;
    Ok(LocationId::new(id))
}

async fn item(tx: &mut Tx<'_>, code: &str) -> Result<ItemId> {
    let (tenant, id, now) = (tx.tenant(), tx.new_id(), tx.now().micros());
    sqlx::query(
        "insert into item (tenant_id, id, code, name, name2, kana, category, unit, lot_managed, expiry, safety_stock,
                           reorder_point, tax, temperature, unit_price, note, search_key, active, created_at,
                           updated_at, version)
         values ($1, $2, $3, $3, '', '', '', '個', 0, 'none', 0, 0, 'standard', 'ambient', 0, '', '', 1, $4, $4, 1)",
    )
    .bind(tenant)
    .bind(id)
    .bind(code)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(ItemId::new(id))
}

async fn no_lot(tx: &mut Tx<'_>, item: ItemId) -> Result<LotId> {
    let (tenant, id, now) = (tx.tenant(), tx.new_id(), tx.now().micros());
    sqlx::query(
        "insert into lot (tenant_id, id, item_id, number, date_kind, date, produced_on, created_at)
         values ($1, $2, $3, '', 'none', '', '', $4)",
    )
    .bind(tenant)
    .bind(id)
    .bind(item.get())
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(LotId::new(id))
}

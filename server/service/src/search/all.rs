//! The global search: a few of each kind, exact codes first.

use model::search::{Hit, HitKind, SearchAll};
use model::{Permission, WarehouseCode};
use sqlx::Row;

use super::{Target, find};
use crate::sql::{Sql, above_prefix};
use crate::warehouse::list::allowed;
use crate::{Ctx, Error, Query, Result, Tx, item, partner};

/// The most results of each kind.
const KIND_HITS_MAX: usize = 8;

/// The longest query, in characters; what is longer is cut, since nothing has so long a name.
const QUERY_MAX_CHARS: usize = 100;

impl Query for SearchAll {
    type Answer = Vec<Hit>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<Hit>> {
        ctx.require(Permission::View)?;
        let query: String = self.query.trim().chars().take(QUERY_MAX_CHARS).collect();
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let mut hits = masters(tx, &query, HitKind::Item).await?;
        hits.extend(masters(tx, &query, HitKind::Partner).await?);
        let typed = model::text::fold_width(&query);
        for slips in &SLIPS {
            hits.extend(slips.find(ctx, tx, &typed).await?);
        }
        hits.extend(locations(ctx, tx, &typed).await?);
        Ok(hits)
    }
}

async fn masters(tx: &mut Tx<'_>, query: &str, kind: HitKind) -> Result<Vec<Hit>> {
    let active = |sql: &mut Sql| {
        sql.push(" and t.active = 1");
    };
    let (gram_kind, table) = match kind {
        HitKind::Item => (item::GRAM_KIND, "item"),
        _ => (partner::GRAM_KIND, "partner"),
    };
    let target = Target { kind: gram_kind, table, barcodes: kind == HitKind::Item, filter: &active };
    let ids = find(tx, &target, query, None, KIND_HITS_MAX).await?.ids();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("select id, code, name from ");
    sql.push(table).push(" where tenant_id = ").bind(tx.tenant());
    sql.push(" and id in ").bind_list(ids.iter().copied());
    let mut hits = Vec::new();
    for row in sql.build().fetch_all(tx.conn()).await? {
        let hit = Hit { kind, code: row.try_get("code")?, title: row.try_get("name")?, warehouse: None };
        hits.push((row.try_get::<i64, _>("id")?, hit));
    }
    hits.sort_by_key(|(id, _)| ids.iter().position(|found| found == id));
    Ok(hits.into_iter().map(|(_, hit)| hit).collect())
}

/// Slips of one kind, found by the beginning of their number or of the original number.
struct Slips {
    kind: HitKind,
    /// `select number, title, warehouse …` of slips `s`, up to the tenant.
    select: &'static str,
    original: bool,
}

const SLIPS: [Slips; 4] = [
    Slips {
        kind: HitKind::ReceivingOrder,
        select: "select s.number, s.supplier_name as title, w.code as warehouse
             from receiving_order s
             join warehouse w on w.tenant_id = s.tenant_id and w.id = s.warehouse_id
             where s.tenant_id = ",
        original: true,
    },
    Slips {
        kind: HitKind::Receipt,
        select: "select s.number, s.supplier_name as title, w.code as warehouse
             from receipt s
             join warehouse w on w.tenant_id = s.tenant_id and w.id = s.warehouse_id
             where s.tenant_id = ",
        original: false,
    },
    Slips {
        kind: HitKind::ShippingOrder,
        select: "select s.number, s.customer_name as title, w.code as warehouse
             from shipping_order s
             join warehouse w on w.tenant_id = s.tenant_id and w.id = s.warehouse_id
             where s.tenant_id = ",
        original: true,
    },
    Slips {
        kind: HitKind::Shipment,
        select: "select s.number, o.customer_name as title, w.code as warehouse
             from shipment s
             join shipping_order o on o.tenant_id = s.tenant_id and o.id = s.order_id
             join warehouse w on w.tenant_id = s.tenant_id and w.id = s.warehouse_id
             where s.tenant_id = ",
        original: false,
    },
];

impl Slips {
    async fn find(&self, ctx: &Ctx, tx: &mut Tx<'_>, typed: &str) -> Result<Vec<Hit>> {
        let mut hits = self.beginning(ctx, tx, " and s.number ", &typed.to_uppercase()).await?;
        if self.original {
            let more = self.beginning(ctx, tx, " and s.original_number ", typed).await?;
            hits.extend(more.into_iter().filter(|hit| !hits.contains(hit)).collect::<Vec<_>>());
        }
        hits.truncate(KIND_HITS_MAX);
        Ok(hits)
    }

    async fn beginning(&self, ctx: &Ctx, tx: &mut Tx<'_>, column: &'static str, typed: &str) -> Result<Vec<Hit>> {
        let mut sql = Sql::new(self.select);
        sql.bind(tx.tenant());
        sql.push(column).push(">= ").bind(typed).push(column).push("< ").bind(above_prefix(typed));
        allowed(ctx, &mut sql, " and s.warehouse_id ");
        sql.push(" order by s.number limit ").bind(limit());
        fetch(tx, self.kind, sql).await
    }
}

async fn locations(ctx: &Ctx, tx: &mut Tx<'_>, typed: &str) -> Result<Vec<Hit>> {
    let mut forms = vec![typed.to_owned(), typed.to_uppercase()];
    forms.dedup();
    let mut hits = Vec::new();
    for form in forms {
        let mut sql = Sql::new(
            "select l.code as number, l.name as title, w.code as warehouse
             from location l
             join warehouse w on w.tenant_id = l.tenant_id and w.id = l.warehouse_id
             where l.active = 1 and l.tenant_id = ",
        );
        sql.bind(tx.tenant());
        sql.push(" and l.code >= ").bind(form.as_str()).push(" and l.code < ").bind(above_prefix(&form));
        allowed(ctx, &mut sql, " and l.warehouse_id ");
        sql.push(" order by l.code, l.id limit ").bind(limit());
        hits.extend(fetch(tx, HitKind::Location, sql).await?);
    }
    hits.truncate(KIND_HITS_MAX);
    Ok(hits)
}

fn limit() -> i64 {
    i64::try_from(KIND_HITS_MAX).unwrap_or(i64::MAX)
}

async fn fetch(tx: &mut Tx<'_>, kind: HitKind, sql: Sql) -> Result<Vec<Hit>> {
    let rows = sql.build().fetch_all(tx.conn()).await?;
    let hit = |row: &sqlx::any::AnyRow| {
        let warehouse = WarehouseCode::parse(row.try_get("warehouse")?).map_err(Error::internal)?;
        Ok(Hit { kind, code: row.try_get("number")?, title: row.try_get("title")?, warehouse: Some(warehouse) })
    };
    rows.iter().map(hit).collect()
}

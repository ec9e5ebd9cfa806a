//! The global search: a few of each kind, exact codes first.

use async_trait::async_trait;
use model::search::{Hit, HitKind, SearchAll};
use model::slip::SlipKind;
use model::{Permission, WarehouseCode};
use sqlx::Row;

use super::{Code, LOCATION_KIND, Target, find};
use crate::sql::Sql;
use crate::warehouse::list::allowed;
use crate::{Ctx, Error, Query, Result, Tx, item, partner};

/// The most results of each kind.
const KIND_HITS_MAX: usize = 8;

/// The longest query, in characters; what is longer is cut, since nothing has so long a name.
const QUERY_MAX_CHARS: usize = 100;

/// What one kind of results is made of.
struct Kind {
    hit: HitKind,
    /// The kind in `search_gram`.
    gram: &'static str,
    table: &'static str,
    code: Code,
    /// What says in words what was found.
    title: &'static str,
    /// The conditions on a row `t`, up to the warehouses that the caller may see.
    only: &'static str,
    /// Whether a row belongs to a warehouse.
    in_warehouse: bool,
}

const KINDS: [Kind; 7] = [
    master(HitKind::Item, item::GRAM_KIND, "item", BOTH_NAMES),
    master(HitKind::Partner, partner::GRAM_KIND, "partner", "t.name"),
    slips(HitKind::ReceivingOrder, SlipKind::ReceivingOrder, "receiving_order", "t.supplier_name"),
    slips(HitKind::Receipt, SlipKind::Receipt, "receipt", "t.supplier_name"),
    slips(HitKind::ShippingOrder, SlipKind::ShippingOrder, "shipping_order", "t.customer_name"),
    slips(HitKind::Shipment, SlipKind::Shipment, "shipment", CUSTOMER_OF_SHIPMENT),
    Kind {
        hit: HitKind::Location,
        gram: LOCATION_KIND,
        table: "location",
        code: Code::Shared("code"),
        title: "t.name",
        only: " and t.active = 1 and t.kind = 'physical'",
        in_warehouse: true,
    },
];

const CUSTOMER_OF_SHIPMENT: &str =
    "(select o.customer_name from shipping_order o where o.tenant_id = t.tenant_id and o.id = t.order_id)";

const BOTH_NAMES: &str = "case when t.name2 = '' then t.name else t.name || ' ' || t.name2 end";

const fn master(hit: HitKind, gram: &'static str, table: &'static str, title: &'static str) -> Kind {
    let code = Code::Unique("code");
    Kind { hit, gram, table, code, title, only: " and t.active = 1", in_warehouse: false }
}

const fn slips(hit: HitKind, kind: SlipKind, table: &'static str, title: &'static str) -> Kind {
    Kind { hit, gram: kind.prefix(), table, code: Code::Unique("number"), title, only: "", in_warehouse: true }
}

#[async_trait]
impl Query for SearchAll {
    type Answer = Vec<Hit>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<Hit>> {
        ctx.require(Permission::View)?;
        let query: String = self.query.trim().chars().take(QUERY_MAX_CHARS).collect();
        let mut hits = Vec::new();
        for kind in &KINDS {
            hits.extend(kind.find(ctx, tx, &query).await?);
        }
        Ok(hits)
    }
}

impl Kind {
    async fn find(&self, ctx: &Ctx, tx: &mut Tx<'_>, query: &str) -> Result<Vec<Hit>> {
        let filter = |sql: &mut Sql| {
            sql.push(self.only);
            if self.in_warehouse {
                allowed(ctx, sql, " and t.warehouse_id ");
            }
        };
        let target = Target {
            kind: self.gram,
            table: self.table,
            code: self.code,
            barcodes: self.hit == HitKind::Item,
            // The latest slips are the ones that people look for.
            descending: self.in_warehouse && self.hit != HitKind::Location,
            filter: &filter,
        };
        let ids = find(tx, &target, query, None, KIND_HITS_MAX).await?.ids();
        if ids.is_empty() { Ok(Vec::new()) } else { self.hits(tx, &ids).await }
    }

    /// The rows with these ids, in the order of the ids.
    async fn hits(&self, tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<Hit>> {
        let mut sql = Sql::new("select t.id, t.");
        sql.push(self.code.column()).push(" as code, ").push(self.title).push(" as title, ");
        sql.push(if self.in_warehouse { "w.code" } else { "''" }).push(" as warehouse from ").push(self.table);
        sql.push(" t ");
        if self.in_warehouse {
            sql.push("join warehouse w on w.tenant_id = t.tenant_id and w.id = t.warehouse_id ");
        }
        sql.push("where t.tenant_id = ").bind(tx.tenant()).push(" and t.id in ").bind_list(ids.iter().copied());
        let mut hits = Vec::new();
        for row in sql.build().fetch_all(tx.conn()).await? {
            let warehouse = match row.try_get("warehouse")? {
                "" => None,
                code => Some(WarehouseCode::parse(code).map_err(Error::internal)?),
            };
            let hit = Hit { kind: self.hit, code: row.try_get("code")?, title: row.try_get("title")?, warehouse };
            hits.push((row.try_get::<i64, _>("id")?, hit));
        }
        hits.sort_by_key(|(id, _)| ids.iter().position(|found| found == id));
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }
}

//! What every new company starts with: stock statuses, reasons of adjustments and the virtual locations that the
//! other side of a posting needs.

use model::search_key::search_key;

use crate::{Result, Tx};

/// Code, name, whether orders may be allocated from it.
const STATUSES: [(&str, &str, bool); 3] = [("good", "良品", true), ("hold", "保留", false), ("damaged", "不良", false)];

/// Code, name.
const REASONS: [(&str, &str); 4] = [("damage", "破損"), ("loss", "紛失"), ("found", "発見"), ("other", "その他")];

/// Kind, name; the kind is the code too.
const VIRTUAL_LOCATIONS: [(&str, &str); 5] = [
    ("supplier", "仕入先"),
    ("customer", "出荷先"),
    ("production", "生産"),
    ("loss", "減耗"),
    ("in_transit", "移動中"),
];

/// Makes them in the tenant of `tx`.
///
/// # Errors
/// Only of the database.
pub async fn company(tx: &mut Tx<'_>) -> Result<()> {
    for (code, name, shippable) in STATUSES {
        let (tenant, id) = (tx.tenant(), tx.new_id());
        sqlx::query(
            "insert into stock_status (tenant_id, id, code, name, shippable, active)
             values ($1, $2, $3, $4, $5, 1)",
        )
        .bind(tenant)
        .bind(id)
        .bind(code)
        .bind(name)
        .bind(i64::from(shippable))
        .execute(tx.conn())
        .await?;
    }
    for (code, name) in REASONS {
        let (tenant, id) = (tx.tenant(), tx.new_id());
        sqlx::query("insert into reason (tenant_id, id, code, name, active) values ($1, $2, $3, $4, 1)")
            .bind(tenant)
            .bind(id)
            .bind(code)
            .bind(name)
            .execute(tx.conn())
            .await?;
    }
    for (kind, name) in VIRTUAL_LOCATIONS {
        let (tenant, id) = (tx.tenant(), tx.new_id());
        sqlx::query(
            "insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
                                   search_key, active, version)
             values ($1, $2, null, $3, $4, $3, 0, 0, 0, $5, 1, 1)",
        )
        .bind(tenant)
        .bind(id)
        .bind(kind)
        .bind(name)
        .bind(search_key(&format!("{kind} {name}")))
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

//! Warehouses (倉庫): create, edit, take out of use, list.
//!
//! What always holds: a warehouse out of use holds no stock and has no open slips, and a user bound to warehouses
//! sees only those.

pub(crate) mod list;
mod read;
#[cfg(test)]
pub(crate) mod tests;

use async_trait::async_trait;
use model::warehouse::{CreateWarehouse, UpdateWarehouse, WarehouseView};
use model::{AppError, ErrorCode, Permission, WarehouseCode, WarehouseId};

use crate::check::{Problems, stale};
use crate::{Area, Command, Ctx, Error, Result, Tx, UniqueAs};
pub(crate) use read::{Warehouse, active, visible};

/// Bounds of the texts of warehouses and partners, in characters.
pub(crate) const NAME_MAX_CHARS: usize = 100;
pub(crate) const POSTAL_CODE_MAX_CHARS: usize = 20;
pub(crate) const ADDRESS_MAX_CHARS: usize = 300;
pub(crate) const PHONE_MAX_CHARS: usize = 40;

#[async_trait]
impl Command for CreateWarehouse {
    const NAME: &'static str = "warehouse.create";
    type Answer = WarehouseView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<WarehouseView> {
        ctx.require(Permission::EditMasters)?;
        // Who is bound to warehouses would not see the new one.
        if ctx.warehouses.is_some() {
            return Err(AppError::new(ErrorCode::WarehouseForbidden).arg("warehouse", &self.code).into());
        }
        let form = self.clone();
        let mut view = WarehouseView {
            code: form.code,
            name: form.name,
            postal_code: form.postal_code,
            address: form.address,
            phone: form.phone,
            active: true,
            version: 1,
        };
        check(&mut view).refuse()?;
        let id = WarehouseId::new(tx.new_id());
        sqlx::query(
            "insert into warehouse (tenant_id, id, code, name, postal_code, address, phone, search_key, active, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 1, 1)",
        )
        .bind(tx.tenant())
        .bind(id.get())
        .bind(view.code.as_str())
        .bind(&view.name)
        .bind(&view.postal_code)
        .bind(&view.address)
        .bind(&view.phone)
        .bind(search_key(&view))
        .execute(tx.conn())
        .await
        .unique_as(|| AppError::new(ErrorCode::Duplicate).arg("what", "warehouse").arg("code", &view.code).field("code"))?;
        tx.changed(Area::Locations);
        tx.touch(&view.code);
        Ok(view)
    }
}

#[async_trait]
impl Command for UpdateWarehouse {
    const NAME: &'static str = "warehouse.update";
    type Answer = WarehouseView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<WarehouseView> {
        ctx.require(Permission::EditMasters)?;
        let old = visible(ctx, tx, &self.code).await?;
        if self.version.is_some_and(|seen| seen != old.view.version) {
            return Err(stale("warehouse", self.code.as_str(), old.view.version, &old.view, &self.change)?);
        }
        let change = self.change.clone();
        let mut new = WarehouseView {
            name: change.name.unwrap_or_else(|| old.view.name.clone()),
            postal_code: change.postal_code.unwrap_or_else(|| old.view.postal_code.clone()),
            address: change.address.unwrap_or_else(|| old.view.address.clone()),
            phone: change.phone.unwrap_or_else(|| old.view.phone.clone()),
            active: change.active.unwrap_or(old.view.active),
            ..old.view.clone()
        };
        check(&mut new).refuse()?;
        if new == old.view {
            return Ok(new);
        }
        if !save(tx, &old, &new).await? {
            return Err(stale("warehouse", self.code.as_str(), old.view.version + 1, &old.view, &self.change)?);
        }
        // After the write: who brings goods here waits for it, or it has waited for them and sees them now.
        if old.view.active && !new.active {
            refuse_in_use(tx, &old).await?;
        }
        new.version += 1;
        tx.changed(Area::Locations);
        tx.touch(&new.code);
        Ok(new)
    }
}

async fn save(tx: &mut Tx<'_>, old: &Warehouse, new: &WarehouseView) -> Result<bool> {
    let done = sqlx::query(
        "update warehouse
         set name = $4, postal_code = $5, address = $6, phone = $7, search_key = $8, active = $9, version = version + 1
         where tenant_id = $1 and id = $2 and version = $3",
    )
    .bind(tx.tenant())
    .bind(old.id.get())
    .bind(old.view.version)
    .bind(&new.name)
    .bind(&new.postal_code)
    .bind(&new.address)
    .bind(&new.phone)
    .bind(search_key(new))
    .bind(i64::from(new.active))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

fn search_key(view: &WarehouseView) -> String {
    model::search_key::search_key(&[view.code.as_str(), &view.name].join(" "))
}

fn check(view: &mut WarehouseView) -> Problems {
    let mut problems = Problems::default();
    view.name = problems.required("name", &view.name, NAME_MAX_CHARS);
    view.postal_code = problems.line("postal_code", &view.postal_code, POSTAL_CODE_MAX_CHARS);
    view.address = problems.line("address", &view.address, ADDRESS_MAX_CHARS);
    view.phone = problems.line("phone", &view.phone, PHONE_MAX_CHARS);
    problems
}

/// Refuses a warehouse that holds stock or has open slips.
async fn refuse_in_use(tx: &mut Tx<'_>, warehouse: &Warehouse) -> Result<()> {
    let by: Option<String> = sqlx::query_scalar(
        "select 'stock'
         where exists (
             select 1
             from location l
             join stock_balance b on b.tenant_id = l.tenant_id and b.location_id = l.id
             where l.tenant_id = $1 and l.warehouse_id = $2 and b.holds = 1)
         union all
         select 'receiving_order'
         where exists (
             select 1 from receiving_order
             where tenant_id = $1 and warehouse_id = $2 and state in ('planned', 'partial'))
         union all
         select 'shipping_order'
         where exists (
             select 1 from shipping_order
             where tenant_id = $1 and warehouse_id = $2 and state not in ('shipped', 'cancelled'))
         limit 1",
    )
    .bind(tx.tenant())
    .bind(warehouse.id.get())
    .fetch_optional(tx.conn())
    .await?;
    match by {
        None => Ok(()),
        Some(by) => Err(Error::App(in_use("warehouse", warehouse.view.code.as_str(), &by))),
    }
}

/// The refusal to take something out of use.
pub(crate) fn in_use(what: &str, code: &str, by: &str) -> AppError {
    AppError::new(ErrorCode::InUse).arg("what", what).arg("code", code).arg("by", by).field("active")
}

pub(crate) fn not_found(code: &WarehouseCode) -> AppError {
    AppError::new(ErrorCode::NotFound).arg("what", "warehouse").arg("code", code)
}

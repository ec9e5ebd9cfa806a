//! Physical locations (ロケーション, 棚番): create, edit, take out of use, list.
//!
//! What always holds: a location out of use holds nothing, and nobody sees locations of a warehouse that is not theirs.

mod list;
mod read;
#[cfg(test)]
pub(crate) mod tests;

use async_trait::async_trait;
use model::location::{CreateLocation, LocationView, UpdateLocation};
use model::{AppError, ErrorCode, LocationId, Permission};

use crate::check::{Problems, stale};
use crate::search::LOCATION_KIND;
use crate::search::index::{self, Entry};
use crate::warehouse::{self, NAME_MAX_CHARS, in_use};
use crate::{Area, Command, Ctx, Error, Result, Tx, UniqueAs};
use read::{Location, visible};

#[async_trait]
impl Command for CreateLocation {
    const NAME: &'static str = "location.create";
    type Answer = LocationView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<LocationView> {
        ctx.require(Permission::EditMasters)?;
        let warehouse = warehouse::active(ctx, tx, &self.warehouse).await?;
        let form = self.clone();
        let mut view = LocationView {
            warehouse: warehouse.view.code,
            code: form.code,
            name: form.name,
            walk_order: form.walk_order,
            allocatable: form.allocatable,
            receivable: form.receivable,
            active: true,
            version: 1,
        };
        check(&mut view).refuse()?;
        let id = LocationId::new(tx.new_id());
        sqlx::query(
            "insert into location (tenant_id, id, warehouse_id, code, name, kind, walk_order, allocatable, receivable,
                 search_key, active, version)
             values ($1, $2, $3, $4, $5, 'physical', $6, $7, $8, $9, 1, 1)",
        )
        .bind(tx.tenant())
        .bind(id.get())
        .bind(warehouse.id.get())
        .bind(view.code.as_str())
        .bind(&view.name)
        .bind(i64::from(view.walk_order))
        .bind(i64::from(view.allocatable))
        .bind(i64::from(view.receivable))
        .bind(search_key(&view))
        .execute(tx.conn())
        .await
        .unique_as(|| {
            AppError::new(ErrorCode::Duplicate).arg("what", "location").arg("code", &view.code).field("code")
        })?;
        index::add(tx, LOCATION_KIND, &[entry(id, &view)]).await?;
        tx.changed(Area::Locations);
        tx.touch(&view.code);
        Ok(view)
    }
}

#[async_trait]
impl Command for UpdateLocation {
    const NAME: &'static str = "location.update";
    type Answer = LocationView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<LocationView> {
        ctx.require(Permission::EditMasters)?;
        let old = visible(ctx, tx, &self.warehouse, &self.code).await?;
        if self.version.is_some_and(|seen| seen != old.view.version) {
            return Err(stale("location", self.code.as_str(), old.view.version, &old.view, &self.change)?);
        }
        let change = self.change.clone();
        let mut new = LocationView {
            name: change.name.unwrap_or_else(|| old.view.name.clone()),
            walk_order: change.walk_order.unwrap_or(old.view.walk_order),
            allocatable: change.allocatable.unwrap_or(old.view.allocatable),
            receivable: change.receivable.unwrap_or(old.view.receivable),
            active: change.active.unwrap_or(old.view.active),
            ..old.view.clone()
        };
        check(&mut new).refuse()?;
        if new == old.view {
            return Ok(new);
        }
        if !save(tx, &old, &new).await? {
            return Err(stale("location", self.code.as_str(), old.view.version + 1, &old.view, &self.change)?);
        }
        // After the write: who brings goods here waits for it, or it has waited for them and sees them now.
        if old.view.active && !new.active {
            refuse_in_use(tx, &old).await?;
        }
        index::change(tx, LOCATION_KIND, &[(entry(old.id, &old.view), entry(old.id, &new))]).await?;
        new.version += 1;
        tx.changed(Area::Locations);
        tx.touch(&new.code);
        Ok(new)
    }
}

async fn save(tx: &mut Tx<'_>, old: &Location, new: &LocationView) -> Result<bool> {
    let done = sqlx::query(
        "update location
         set name = $4, walk_order = $5, allocatable = $6, receivable = $7, search_key = $8, active = $9,
             version = version + 1
         where tenant_id = $1 and id = $2 and version = $3",
    )
    .bind(tx.tenant())
    .bind(old.id.get())
    .bind(old.view.version)
    .bind(&new.name)
    .bind(i64::from(new.walk_order))
    .bind(i64::from(new.allocatable))
    .bind(i64::from(new.receivable))
    .bind(search_key(new))
    .bind(i64::from(new.active))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What the search finds a location by.
fn entry(id: LocationId, view: &LocationView) -> Entry {
    Entry { id: id.get(), code: view.code.as_str().to_owned(), search_key: search_key(view) }
}

fn search_key(view: &LocationView) -> String {
    model::search_key::search_key(&[view.code.as_str(), &view.name].join(" "))
}

fn check(view: &mut LocationView) -> Problems {
    let mut problems = Problems::default();
    view.name = problems.line("name", &view.name, NAME_MAX_CHARS);
    problems
}

/// Refuses a location that holds stock.
async fn refuse_in_use(tx: &mut Tx<'_>, location: &Location) -> Result<()> {
    let held = sqlx::query(
        "select 1
         from stock_balance
         where tenant_id = $1 and location_id = $2 and holds = 1
         limit 1",
    )
    .bind(tx.tenant())
    .bind(location.id.get())
    .fetch_optional(tx.conn())
    .await?;
    match held {
        None => Ok(()),
        Some(_) => Err(Error::App(in_use("location", location.view.code.as_str(), "stock"))),
    }
}

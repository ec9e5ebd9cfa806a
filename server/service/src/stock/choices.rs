//! The short lists that forms offer: statuses and reasons.

use async_trait::async_trait;
use model::adjustment::{ListReasons, ReasonView};
use model::stock::{ListStatuses, StatusView};
use model::{Permission, ReasonCode, StatusCode};
use sqlx::Row;

use crate::{Ctx, Error, Query, Result, Tx};

/// The most rows of such a list.
const CHOICES_MAX: i64 = 1000;

#[async_trait]
impl Query for ListStatuses {
    type Answer = Vec<StatusView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<StatusView>> {
        ctx.require(Permission::View)?;
        let tenant = tx.tenant();
        let rows = sqlx::query(
            "select code, name, shippable
             from stock_status
             where tenant_id = $1 and active = 1
             order by shippable desc, id
             limit $2",
        )
        .bind(tenant)
        .bind(CHOICES_MAX)
        .fetch_all(tx.conn())
        .await?;
        let view = |row: &sqlx::any::AnyRow| {
            Ok(StatusView {
                code: StatusCode::parse(row.try_get("code")?).map_err(Error::internal)?,
                name: row.try_get("name")?,
                shippable: row.try_get::<i64, _>("shippable")? != 0,
            })
        };
        rows.iter().map(view).collect()
    }
}

#[async_trait]
impl Query for ListReasons {
    type Answer = Vec<ReasonView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Vec<ReasonView>> {
        ctx.require(Permission::View)?;
        let tenant = tx.tenant();
        let rows = sqlx::query(
            "select code, name
             from reason
             where tenant_id = $1 and active = 1
             order by id
             limit $2",
        )
        .bind(tenant)
        .bind(CHOICES_MAX)
        .fetch_all(tx.conn())
        .await?;
        let view = |row: &sqlx::any::AnyRow| {
            Ok(ReasonView {
                code: ReasonCode::parse(row.try_get("code")?).map_err(Error::internal)?,
                name: row.try_get("name")?,
            })
        };
        rows.iter().map(view).collect()
    }
}

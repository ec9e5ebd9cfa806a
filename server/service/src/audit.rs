//! The audit log: who did what, from where, about which slips. Written by [`crate::Store::execute`] for every
//! command, in the command's own transaction, so that no use case can forget it.

use crate::sql::{Value, insert_rows};
use crate::{Ctx, Result, Tx};

/// Writes the entry of a command, and one row a subject, under which the entry is found.
pub(crate) async fn record(ctx: &Ctx, tx: &mut Tx<'_>, command: &str) -> Result<()> {
    let (tenant, id, at) = (tx.tenant(), tx.new_id(), tx.now().micros());
    let device = tx.device().unwrap_or_default().to_owned();
    let occurred_at = tx.occurred_at().map(model::Instant::micros);
    sqlx::query(
        "insert into audit (tenant_id, id, recorded_at, user_id, user_login, via, address, device, command, occurred_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(tenant)
    .bind(id)
    .bind(at)
    .bind(ctx.caller.user().map(model::UserId::get))
    .bind(&ctx.login)
    .bind(ctx.source.via.as_str())
    .bind(&ctx.source.address)
    .bind(device)
    .bind(command)
    .bind(occurred_at)
    .execute(tx.conn())
    .await?;
    let subject = |(place, subject): (i64, &String)| -> Vec<Value> {
        vec![tenant.into(), id.into(), place.into(), subject.as_str().into()]
    };
    let rows = (1..).zip(tx.subjects()).map(subject).collect();
    insert_rows(tx, "insert into audit_subject (tenant_id, audit_id, place, subject) values ", "", rows).await?;
    Ok(())
}

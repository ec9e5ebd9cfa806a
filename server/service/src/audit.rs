//! The audit log: who did what, from where, about which slip. Written by [`crate::Store::execute`] for every
//! command, in the command's own transaction, so that no use case can forget it.

use crate::{Ctx, Result, Tx};

/// The most characters of the list of subjects that one entry keeps.
const SUBJECT_MAX_CHARS: usize = 200;

/// Writes the entry of a command.
pub(crate) async fn record(ctx: &Ctx, tx: &mut Tx<'_>, command: &str) -> Result<()> {
    let (tenant, id, at) = (tx.tenant(), tx.new_id(), tx.now().micros());
    let subject: String = tx.subjects().join(" ").chars().take(SUBJECT_MAX_CHARS).collect();
    let device = tx.device().unwrap_or_default().to_owned();
    let occurred_at = tx.occurred_at().map(model::Instant::micros);
    sqlx::query(
        "insert into audit (tenant_id, id, recorded_at, user_id, user_login, via, address, device, command, subject,
                            occurred_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
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
    .bind(subject)
    .bind(occurred_at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

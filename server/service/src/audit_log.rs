//! Reading the audit log. Writing it is [`crate::Store::execute`]'s work.

use model::user::{AuditView, ListAudit};
use model::{AppError, Cursor, ErrorCode, Instant, Page, Permission};
use sqlx::Row;

use crate::{Ctx, Query, Result, Tx};

impl Query for ListAudit {
    type Answer = Page<AuditView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<AuditView>> {
        ctx.require(Permission::Administer)?;
        let before = match &self.page.after {
            None => i64::MAX,
            Some(cursor) => i64::from_str_radix(&cursor.0, 16)
                .map_err(|_| AppError::new(ErrorCode::BadRequest).arg("problem", "cursor").field("after"))?,
        };
        let subject = self.subject.trim();
        let tenant = tx.tenant();
        // One of the two, so that each walks its own index backwards.
        let query = if subject.is_empty() {
            sqlx::query(
                "select id, recorded_at, user_login, address, via, command, subject
                 from audit
                 where tenant_id = $1 and id < $2 and $3 = ''
                 order by id desc
                 limit $4",
            )
        } else {
            sqlx::query(
                "select id, recorded_at, user_login, address, via, command, subject
                 from audit
                 where tenant_id = $1 and id < $2 and subject = $3
                 order by id desc
                 limit $4",
            )
        };
        let limit = usize::from(self.page.limit());
        let mut rows = query
            .bind(tenant)
            .bind(before)
            .bind(subject)
            .bind(i64::from(self.page.limit()) + 1)
            .fetch_all(tx.conn())
            .await?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let mut last: i64 = 0;
        let mut data = Vec::with_capacity(rows.len());
        for row in &rows {
            last = row.try_get("id")?;
            data.push(AuditView {
                at: ctx.local(Instant::from_micros(row.try_get("recorded_at")?)),
                user: row.try_get("user_login")?,
                address: row.try_get("address")?,
                via: row.try_get("via")?,
                command: row.try_get("command")?,
                subject: row.try_get("subject")?,
            });
        }
        Ok(Page { data, next: has_more.then(|| Cursor(format!("{last:x}"))), total: None })
    }
}

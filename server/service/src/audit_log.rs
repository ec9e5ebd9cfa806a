//! Reading the audit log. Writing it is [`crate::Store::execute`]'s work.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use async_trait::async_trait;
use model::user::{AuditView, ListAudit};
use model::{AppError, Cursor, ErrorCode, Instant, Page, Permission};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::page::fetch_limit;
use crate::slip::resolve::padded;
use crate::sql::Sql;
use crate::{Ctx, Query, Result, Tx};

#[async_trait]
impl Query for ListAudit {
    type Answer = Page<AuditView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<AuditView>> {
        ctx.require(Permission::Administer)?;
        let before = match &self.page.after {
            None => i64::MAX,
            Some(cursor) => i64::from_str_radix(&cursor.0, 16)
                .map_err(|_| AppError::new(ErrorCode::BadRequest).arg("problem", "cursor").field("after"))?,
        };
        let mut rows = entries_sql(self, tx.tenant(), before).build().fetch_all(tx.conn()).await?;
        let limit = usize::from(self.page.limit());
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let ids = rows.iter().map(|row| Ok(row.try_get("id")?)).collect::<Result<Vec<i64>>>()?;
        let mut subjects = subjects(tx, &ids).await?;
        let view = |(row, id): (&AnyRow, &i64)| view(ctx, row, &subjects.remove(id).unwrap_or_default());
        let data = rows.iter().zip(&ids).map(view).collect::<Result<_>>()?;
        let next = ids.last().filter(|_| has_more).map(|last| Cursor(format!("{last:x}")));
        Ok(Page { data, next, total: None })
    }
}

/// Along `audit_pk`, along `audit_by_user` when a person is named, or along `audit_subject_by_subject` when a subject
/// is.
fn entries_sql(list: &ListAudit, tenant: i64, before: i64) -> Sql {
    let subject = model::text::fold_width(list.subject.trim());
    let user = model::text::fold_width(list.user.trim()).to_lowercase();
    let mut sql = Sql::new("select a.id, a.recorded_at, a.user_login, a.address, a.via, a.command from ");
    if subject.is_empty() {
        sql.push("audit a where a.tenant_id = ").bind(tenant);
        if !user.is_empty() {
            sql.push(" and a.user_login = ").bind(user);
        }
        sql.push(" and a.id < ").bind(before);
    } else {
        sql.push("(select s.audit_id from audit_subject s where s.tenant_id = ").bind(tenant);
        if !user.is_empty() {
            sql.push(" and exists (select 1 from audit o where o.tenant_id = s.tenant_id and o.id = s.audit_id");
            sql.push(" and o.user_login = ").bind(user).push(")");
        }
        sql.push(" and s.subject = ").bind(subject).push(" and s.audit_id < ").bind(before);
        sql.push(" order by s.audit_id desc limit ").bind(fetch_limit(&list.page));
        sql.push(") few cross join audit a where a.tenant_id = ").bind(tenant).push(" and a.id = few.audit_id");
    }
    sql.push(" order by a.id desc limit ").bind(fetch_limit(&list.page));
    sql
}

/// What each entry is about, in the order in which the command named it.
async fn subjects(tx: &mut Tx<'_>, ids: &[i64]) -> Result<HashMap<i64, Vec<String>>> {
    let mut subjects: HashMap<i64, Vec<String>> = HashMap::new();
    if ids.is_empty() {
        return Ok(subjects);
    }
    let mut sql = Sql::new("select audit_id, subject from audit_subject where tenant_id = ");
    sql.bind(tx.tenant()).push(" and audit_id in ").bind_list(padded(ids.iter().copied()));
    sql.push(" order by audit_id, place");
    for row in sql.build().fetch_all(tx.conn()).await? {
        subjects.entry(row.try_get("audit_id")?).or_default().push(row.try_get("subject")?);
    }
    Ok(subjects)
}

fn view(ctx: &Ctx, row: &AnyRow, subjects: &[String]) -> Result<AuditView> {
    Ok(AuditView {
        at: ctx.local(Instant::from_micros(row.try_get("recorded_at")?)),
        user: row.try_get("user_login")?,
        address: row.try_get("address")?,
        via: row.try_get("via")?,
        command: row.try_get("command")?,
        subject: subjects.join(" "),
    })
}

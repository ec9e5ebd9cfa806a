//! The second wall: row-level security. Even a statement that forgets its tenant sees nothing of others.

use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row};

use super::ROLE;
use crate::OpenError;

/// Tables without a tenant, which every tenant's transaction may read: companies themselves, counters of failed
/// sign-ins (kept before a tenant is known), and the list of migrations.
pub(crate) const SHARED_TABLES: [&str; 3] = ["_sqlx_migrations", "sign_in_failure", "tenant"];

/// The error code of PostgreSQL for what somebody has no right to.
const NOT_ALLOWED: &str = "42501";

/// Makes the role, its rights, and a policy for every table that has a tenant. Runs after the migrations, so that a
/// new table cannot be forgotten.
pub(super) async fn build(owner: &mut AnyConnection) -> Result<(), OpenError> {
    make_role(owner, ROLE).await?;
    let mut statements = vec![
        format!("grant usage on schema public to {ROLE}"),
        format!("grant select, insert, update, delete on all tables in schema public to {ROLE}"),
        format!("revoke insert, update, delete, truncate on _sqlx_migrations from {ROLE}"),
    ];
    for table in tables(&mut *owner).await?.into_iter().filter(|table| !SHARED_TABLES.contains(&table.name.as_str())) {
        let name = &table.name;
        if !table.secured {
            statements.push(format!("alter table {name} enable row level security"));
        }
        if table.policies == 0 {
            statements.push(format!(
                "create policy tenant_wall on {name}
                 using (tenant_id = (select nullif(current_setting('kuramori.tenant', true), '')::bigint))
                 with check (tenant_id = (select nullif(current_setting('kuramori.tenant', true), '')::bigint))"
            ));
        }
    }
    sqlx::raw_sql(AssertSqlSafe(statements.join(";\n"))).execute(owner).await?;
    Ok(())
}

/// Makes the role where it is missing, and sees that the owner of the tables may take it. Roles belong to the whole
/// server: another database of it may have made this one already, even at this moment.
///
/// Who made a role is its member since PostgreSQL 16, but may not take it yet: so it is asked for that very right.
pub(super) async fn make_role(owner: &mut AnyConnection, role: &str) -> Result<(), OpenError> {
    let statement = format!(
        "do $$
         begin
           if not exists (select from pg_roles where rolname = '{role}') then
             create role {role} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
           end if;
         exception when duplicate_object or unique_violation then null;
         end
         $$;
         do $$
         declare
           taken constant text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
         begin
           if not pg_has_role(current_user, '{role}', taken) then
             execute format('grant {role} to %I', current_user);
           end if;
         end
         $$;
         set role {role};
         reset role"
    );
    match sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *owner).await {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NOT_ALLOWED) => {
            Err(not_allowed(owner, role, error.message()).await?)
        }
        outcome => Ok(outcome.map(|_| ())?),
    }
}

/// An owner without rights beyond its own database can neither make the role nor give it to itself.
async fn not_allowed(owner: &mut AnyConnection, role: &str, why: &str) -> Result<OpenError, sqlx::Error> {
    let user: String = sqlx::query_scalar("select quote_ident(current_user)").fetch_one(owner).await?;
    Ok(OpenError::Wall(format!(
        "{user} may not work under the role {role} ({why}); run as a superuser of the server, the first where the role \
         is missing: create role {role} nologin; grant {role} to {user}"
    )))
}

/// Refuses to start when a statement of the pool could see other tenants.
pub(super) async fn check(pool: &AnyPool) -> Result<(), OpenError> {
    let mut conn = pool.acquire().await?;
    let role = sqlx::query(
        "select cast(rolname as text) as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user",
    )
    .fetch_one(&mut *conn)
    .await?;
    let name: String = role.try_get("name")?;
    if role.try_get("rolsuper")? || role.try_get("rolbypassrls")? {
        return Err(OpenError::Wall(format!(
            "the role {name} may bypass it; run: alter role {name} nosuperuser nobypassrls"
        )));
    }
    for table in tables(&mut conn).await? {
        if table.is_owned {
            let Table { name: table, owner, .. } = &table;
            return Err(OpenError::Wall(if *owner == name {
                format!("the role {name} owns the table {table}; run: alter table {table} owner to another role")
            } else {
                format!(
                    "the role {name} has the rights of {owner}, which owns the table {table}; run: revoke {owner} from \
                     {name}"
                )
            }));
        }
        let walled = table.secured && table.policies > 0 && table.holes == 0;
        if !walled && !SHARED_TABLES.contains(&table.name.as_str()) {
            return Err(OpenError::Wall(format!(
                "the table {} has no policy, or one that asks for no tenant",
                table.name
            )));
        }
    }
    Ok(())
}

struct Table {
    name: String,
    secured: bool,
    owner: String,
    /// By the role itself or by one whose rights it has: row-level security binds neither.
    is_owned: bool,
    policies: i64,
    /// Policies that let rows be read or written without asking for their tenant.
    holes: i64,
}

async fn tables(conn: &mut AnyConnection) -> Result<Vec<Table>, sqlx::Error> {
    let rows = sqlx::query(
        "select cast(c.relname as text) as name, c.relrowsecurity,
                cast(pg_get_userbyid(c.relowner) as text) as owner,
                pg_has_role(current_user, c.relowner, 'usage') as is_owned,
                (select count(*) from pg_policy p where p.polrelid = c.oid) as policies,
                (select count(*) from pg_policy p
                 where p.polrelid = c.oid
                   and (p.polcmd <> 'a' and coalesce(pg_get_expr(p.polqual, c.oid), '') not like '%kuramori.tenant%'
                        or p.polcmd not in ('r', 'd')
                           and coalesce(pg_get_expr(p.polwithcheck, c.oid), pg_get_expr(p.polqual, c.oid), '')
                               not like '%kuramori.tenant%')) as holes
         from pg_class c
         where c.relnamespace = cast('public' as regnamespace) and c.relkind in ('r', 'p')
         order by c.relname",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Table {
                name: row.try_get("name")?,
                secured: row.try_get("relrowsecurity")?,
                owner: row.try_get("owner")?,
                is_owned: row.try_get("is_owned")?,
                policies: row.try_get("policies")?,
                holes: row.try_get("holes")?,
            })
        })
        .collect()
}

//! Both folders of migrations lead to the same tables, columns, keys, indexes, checks and triggers.

use std::collections::BTreeSet;

use sqlx::Row;

use crate::engine::postgres::SHARED_TABLES;
use crate::testing::{TestStore, on_postgres, on_sqlite};

/// What a schema is, a line each.
type Schema = BTreeSet<String>;

const SQLITE: &[&str] = &[
    "select 'column ' || m.name || '.' || p.name || ' ' || lower(p.type) || case p.\"notnull\" when 1 then ' not null' else '' end
     from sqlite_master m join pragma_table_xinfo(m.name) p
     where m.type = 'table'",
    "select 'index ' || m.name || ' ' || x.origin || ' unique ' || cast(x.\"unique\" as text) || ' partial '
            || cast(x.partial as text) || ' ' || case x.origin when 'c' then x.name else '' end || ' ('
            || (select group_concat(i.name) from (select name from pragma_index_info(x.name) order by seqno) i) || ')'
     from sqlite_master m join pragma_index_list(m.name) x
     where m.type = 'table'",
    "select 'reference ' || m.name || ' -> ' || f.\"table\" || ' ('
            || (select group_concat(g.\"from\" || '=' || g.\"to\")
                from (select \"from\", \"to\" from pragma_foreign_key_list(m.name) where id = f.id order by seq) g) || ')'
     from sqlite_master m join pragma_foreign_key_list(m.name) f
     where m.type = 'table' and f.seq = 0",
    "select 'trigger ' || tbl_name || ' ' || name from sqlite_master where type = 'trigger'",
];

const POSTGRES: &[&str] = &[
    "select 'column ' || table_name || '.' || column_name || ' ' || data_type
            || case is_nullable when 'NO' then ' not null' else '' end
     from information_schema.columns where table_schema = 'public'",
    "select 'index ' || t.relname || ' '
            || case when x.indisprimary then 'pk' when c.oid is not null then 'u' else 'c' end
            || ' unique ' || cast(cast(x.indisunique as int) as text)
            || ' partial ' || case when x.indpred is null then '0' else '1' end || ' '
            || case when x.indisprimary or c.oid is not null then '' else i.relname end || ' ('
            || (select string_agg(a.attname, ',' order by k.place)
                from unnest(x.indkey) with ordinality as k (column_number, place)
                join pg_attribute a on a.attrelid = t.oid and a.attnum = k.column_number) || ')'
     from pg_index x
     join pg_class i on i.oid = x.indexrelid
     join pg_class t on t.oid = x.indrelid
     left join pg_constraint c on c.conindid = i.oid and c.contype = 'u'
     where t.relnamespace = cast('public' as regnamespace)",
    "select 'reference ' || t.relname || ' -> ' || r.relname || ' ('
            || (select string_agg(a.attname || '=' || b.attname, ',' order by k.place)
                from unnest(c.conkey, c.confkey) with ordinality as k (here, there, place)
                join pg_attribute a on a.attrelid = t.oid and a.attnum = k.here
                join pg_attribute b on b.attrelid = r.oid and b.attnum = k.there) || ')'
     from pg_constraint c
     join pg_class t on t.oid = c.conrelid
     join pg_class r on r.oid = c.confrelid
     where c.contype = 'f'",
    "select 'trigger ' || t.relname || ' ' || g.tgname
     from pg_trigger g join pg_class t on t.oid = g.tgrelid
     where not g.tgisinternal and g.tgname not like '%never_truncated'",
];

async fn read(store: &TestStore, statements: &'static [&'static str]) -> Schema {
    let lines = store.read(crate::NOBODY, move |tx| {
        Box::pin(async move {
            let mut lines = Schema::new();
            for sql in statements {
                for row in sqlx::query(*sql).fetch_all(tx.conn()).await? {
                    lines.insert(row.try_get(0)?);
                }
            }
            Ok(lines)
        })
    });
    let lines = lines.await.unwrap();
    lines.into_iter().filter(|line| !line.contains("_sqlx_migrations") && !line.contains("sqlite_")).collect()
}

/// The names of constraints as the migrations write them: engines keep them in different ways, or not at all.
fn constraint_names(folder: &str) -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if word == "constraint" {
                names.insert(words.next().unwrap().to_owned());
            }
        }
    }
    names
}

#[test]
fn both_engines_have_the_same_schema() {
    let (send, receive) = std::sync::mpsc::channel();
    let other = send.clone();
    on_sqlite(async move |store: TestStore| send.send(read(&store, SQLITE).await).unwrap());
    on_postgres(async move |store: TestStore| other.send(read(&store, POSTGRES).await).unwrap());
    let (sqlite, postgres) = (receive.recv().unwrap(), receive.recv().unwrap());
    let only = |a: &Schema, b: &Schema| a.difference(b).cloned().collect::<Vec<_>>();
    assert_eq!((only(&sqlite, &postgres), only(&postgres, &sqlite)), (vec![], vec![]));
    assert!(sqlite.len() > 300, "{}", sqlite.len());
    assert_eq!(constraint_names("sqlite"), constraint_names("postgres"));
}

#[test]
fn every_table_has_its_tenant_in_front_of_its_key() {
    on_sqlite(async |store: TestStore| {
        let schema = read(&store, SQLITE).await;
        let tables: BTreeSet<&str> =
            schema.iter().filter_map(|line| line.strip_prefix("column ")?.split('.').next()).collect();
        for table in tables.into_iter().filter(|table| !SHARED_TABLES.contains(table)) {
            let key = format!("index {table} pk unique 1 partial 0  (tenant_id,");
            assert!(schema.iter().any(|line| line.starts_with(&key)), "{table}");
        }
        for reference in schema.iter().filter(|line| line.starts_with("reference ") && !line.contains("-> tenant (")) {
            assert!(reference.contains("(tenant_id=tenant_id,"), "{reference}");
        }
    });
}

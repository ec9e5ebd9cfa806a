//! Statements whose text depends on what was asked: text and bound values grow together.
//!
//! What always holds: only texts of the program itself ever become part of a statement; everything that came from
//! outside is bound.

#[cfg(test)]
pub(crate) mod plan;

use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use crate::engine::Engine;
use crate::{Result, Tx};

/// A statement in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    text: String,
    values: Vec<Value>,
}

/// A value to bind.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(Option<i64>),
    Text(String),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::from(value.to_owned())
    }
}

/// PostgreSQL cannot hold U+0000; nothing stored has it, so the replacement finds nothing either.
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(if value.contains('\0') { value.replace('\0', "\u{FFFD}") } else { value })
    }
}

impl Sql {
    /// A statement that begins with this text.
    pub(crate) fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value, as the next numbered parameter.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds values in parentheses: `($3, $4)`. There must be at least one.
    pub(crate) fn bind_list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.text.push('(');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        self.text.push(')');
        self
    }

    /// The statement, to be fetched or executed.
    pub(crate) fn build(self) -> Query<'static, Any, sqlx::any::AnyArguments> {
        #[cfg(test)]
        plan::note(&self);
        let mut query = sqlx::query(AssertSqlSafe(self.text));
        for value in self.values {
            query = match value {
                Value::Int(value) => query.bind(value),
                Value::Text(value) => query.bind(value),
            };
        }
        query
    }

    /// A statement that counts this one's rows, up to `bound` of them.
    pub(crate) fn counted(mut self, bound: Option<i64>) -> Self {
        self.text.insert_str(0, "select count(*) from (");
        if let Some(bound) = bound {
            self.push(" limit ").bind(bound);
        }
        self.push(") as counted");
        self
    }
}

/// Inserts rows, many to a statement. `head` is `insert into t (a, b) values `, `tail` may add `on conflict …`.
pub(crate) async fn insert_rows(
    tx: &mut Tx<'_>,
    head: &'static str,
    tail: &'static str,
    rows: Vec<Vec<Value>>,
) -> std::result::Result<u64, sqlx::Error> {
    let columns = rows.first().map_or(1, Vec::len);
    let (mut rows, mut written) = (rows.into_iter(), 0);
    while let Some(size) = part_size(tx.engine(), rows.len(), columns) {
        let mut sql = Sql::new(head);
        for (index, row) in rows.by_ref().take(size).enumerate() {
            if index > 0 {
                sql.push(", ");
            }
            sql.bind_list(row);
        }
        sql.push(tail);
        written += sql.build().execute(tx.conn()).await?.rows_affected();
    }
    Ok(written)
}

/// The parts in which rows go into statements that take so many parameters for each.
pub(crate) fn parts<T>(engine: Engine, mut rows: &[T], columns: usize) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let (part, rest) = rows.split_at(part_size(engine, rows.len(), columns)?);
        rows = rest;
        Some(part)
    })
}

/// The most rows of one statement that takes so many parameters for each.
pub(crate) fn rows_max(engine: Engine, columns: usize) -> usize {
    (engine.parameters_max() / columns.max(1)).max(1)
}

/// How many of so many rows go into the next statement; none when none are left.
///
/// In powers of two, so that few texts serve all numbers of rows and the engine keeps them prepared.
fn part_size(engine: Engine, rows: usize, columns: usize) -> Option<usize> {
    Some(1 << rows.min(rows_max(engine, columns)).checked_ilog2()?)
}

/// `value` between wildcards for `like … escape '\'`.
pub(crate) fn containing(value: &str) -> String {
    let mut pattern = String::with_capacity(value.len() + 2);
    pattern.push('%');
    for c in value.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// The least text above every text that begins with `prefix`.
pub(crate) fn above_prefix(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// The stable name of a simple enum, as serde writes it.
pub(crate) fn name_of(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// The simple enum of that stable name.
pub(crate) fn from_name<T: serde::de::DeserializeOwned>(name: &str) -> Result<T> {
    Ok(serde_json::from_value(serde_json::Value::String(name.to_owned()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_numbered_parameters() {
        let mut sql = Sql::new("select 1 where a = ");
        sql.bind(1).push(" and b in ").bind_list(["x", "y"]);
        assert_eq!(sql.text, "select 1 where a = $1 and b in ($2, $3)");
        assert_eq!(
            sql.counted(Some(5)).text,
            "select count(*) from (select 1 where a = $1 and b in ($2, $3) limit $4) as counted"
        );
    }

    #[test]
    fn rows_go_in_powers_of_two() {
        let parts = parts(Engine::Sqlite, &[0; 203], 3).map(<[i32]>::len);
        assert_eq!(parts.collect::<Vec<_>>(), [64, 64, 64, 8, 2, 1]);
        assert_eq!(part_size(Engine::Sqlite, 9, 1000), Some(1), "a row at least");
    }

    #[test]
    fn wildcards_of_people_are_plain_characters() {
        assert_eq!(containing("50%_"), "%50\\%\\_%");
    }
}

//! Walking the ways to postings, and bringing together what they lead to.

use model::page::{Count, Total};
use sqlx::Row;

use super::super::{BATCH_FIRST, LOOKED_AT_MAX};
use super::way::{Key, Wanted, Way};
use crate::{Result, Tx};

/// A walk along several ways.
pub(super) struct Walk<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) ways: Vec<Way>,
}

/// What one way leads to, and where it stopped when there may be more that is wanted.
struct Found {
    keys: Vec<Key>,
    stopped: Option<Key>,
}

impl Walk<'_> {
    /// The next keys, latest first, at most `limit`; and where to go on when they are fewer and yet not all.
    pub(super) async fn keys(
        &self,
        tx: &mut Tx<'_>,
        after: Option<Key>,
        limit: i64,
    ) -> Result<(Vec<Key>, Option<Key>)> {
        let (mut keys, mut stopped) = (Vec::new(), None);
        for way in &self.ways {
            let found = self.along(tx, *way, after, limit).await?;
            keys.extend(found.keys);
            stopped = stopped.max(found.stopped);
        }
        if self.ways.len() > 1 {
            keys.sort_unstable_by(|a: &Key, b: &Key| b.cmp(a));
        }
        // Below the place where one way stopped it may have led to more.
        keys.retain(|key| stopped.is_none_or(|stopped| *key >= stopped));
        keys.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok((keys, stopped))
    }

    async fn along(&self, tx: &mut Tx<'_>, way: Way, after: Option<Key>, limit: i64) -> Result<Found> {
        let (mut keys, mut from, mut batch, mut looked_at) = (Vec::new(), after, BATCH_FIRST, 0);
        loop {
            let rows = batch.min(LOOKED_AT_MAX - looked_at);
            let down_to = self.milestone(tx, way, from, rows).await?;
            let missing = limit - i64::try_from(keys.len()).unwrap_or(limit);
            let sql = self.wanted.keys_sql(tx.tenant(), way, from, down_to, missing);
            for row in sql.build().fetch_all(tx.conn()).await? {
                keys.push(Key::new(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
            }
            looked_at += rows;
            let full = i64::try_from(keys.len()).unwrap_or(limit) >= limit;
            match down_to {
                Some(reached) if !full && looked_at < LOOKED_AT_MAX => from = Some(reached),
                Some(reached) if !full => return Ok(Found { keys, stopped: Some(reached) }),
                _ => return Ok(Found { keys, stopped: None }),
            }
            batch *= 4;
        }
    }

    /// Where a way stands after so many postings; none when it has fewer, or leads only to what is wanted.
    async fn milestone(&self, tx: &mut Tx<'_>, way: Way, after: Option<Key>, rows: i64) -> Result<Option<Key>> {
        if !self.wanted.leaves_some(way) {
            return Ok(None);
        }
        let sql = self.wanted.milestone_sql(tx.tenant(), way, after, rows);
        let row = sql.build().fetch_optional(tx.conn()).await?;
        row.map(|row| Ok(Key::new(row.try_get(0)?, row.try_get(1)?, 0))).transpose()
    }

    /// Counts as far as was asked: exactly when asked for, else among as many postings as a page would look at.
    pub(super) async fn total(&self, tx: &mut Tx<'_>, count: Count) -> Result<Option<Total>> {
        if count == Count::No {
            return Ok(None);
        }
        let bound = i64::try_from(Total::BOUND).unwrap_or(i64::MAX);
        let (mut rows, mut more) = (0, false);
        for way in &self.ways {
            let down_to = match count {
                Count::Exact => None,
                _ => self.milestone(tx, *way, None, LOOKED_AT_MAX).await?,
            };
            let limit = if count == Count::Exact { i64::MAX } else { bound + 1 };
            let sql = self.wanted.keys_sql(tx.tenant(), *way, None, down_to, limit).counted(None);
            rows += sql.build().fetch_one(tx.conn()).await?.try_get::<i64, _>(0)?;
            more |= down_to.is_some();
        }
        if count != Count::Exact && rows > bound {
            return Ok(Some(Total { rows: Total::BOUND, more: true }));
        }
        Ok(Some(Total { rows: u64::try_from(rows).unwrap_or(0), more }))
    }
}

//! Which way a search goes: along the rarest gram of the query.

use sqlx::Row;

use super::gram::{self, Probe, Probes};
use super::walk::{Search, Walk};
use crate::sql::{Sql, above_prefix};
use crate::{Result, Tx};

/// A gram with fewer rows than this is rare enough to be taken at once.
const RARE_ROWS: i64 = 500;

/// The second look, when no gram of the query is rare.
const COMMON_ROWS: i64 = 5_000;

impl Search<'_> {
    /// Takes the rarest gram of the query, by counting each only as far as needed; none when nothing has such a gram.
    pub(super) async fn choose(&self, tx: &mut Tx<'_>) -> Result<Option<Walk>> {
        let Probes { sharp, blunt } = gram::probes(&self.words);
        let all = [sharp.as_slice(), blunt.as_slice()].concat();
        let mut rarest = None;
        for (probes, bound) in [(sharp, RARE_ROWS), (blunt, RARE_ROWS), (all, COMMON_ROWS)] {
            if probes.is_empty() {
                continue;
            }
            rarest = self.probed(tx, &probes, bound).await?.into_iter().min_by_key(|(_, rows)| *rows);
            if rarest.as_ref().is_some_and(|(_, rows)| *rows < bound) {
                break;
            }
        }
        Ok(match rarest {
            Some((_, 0)) => None,
            Some((Probe::Beginning(beginning), rows)) if rows < COMMON_ROWS => Some(Walk::Beginning(beginning)),
            Some((Probe::Gram(gram), _)) => Some(Walk::Gram(gram)),
            None | Some((Probe::Beginning(_), _)) => Some(Walk::Table),
        })
    }

    async fn probed(&self, tx: &mut Tx<'_>, probes: &[Probe], bound: i64) -> Result<Vec<(Probe, i64)>> {
        let mut sql = Sql::default();
        for (index, probe) in probes.iter().enumerate() {
            sql.push(if index == 0 { "select " } else { " union all select " });
            sql.bind(i64::try_from(index).unwrap_or(0)).push(", count(*) from (");
            sql.push("select 1 from search_gram c where c.tenant_id = ").bind(tx.tenant());
            sql.push(" and c.kind = ").bind(self.target.kind);
            match probe {
                Probe::Gram(gram) => drop(sql.push(" and c.gram = ").bind(gram.as_str())),
                Probe::Beginning(beginning) => {
                    sql.push(" and c.gram >= ").bind(beginning.as_str());
                    sql.push(" and c.gram < ").bind(above_prefix(beginning));
                }
            }
            sql.push(" limit ").bind(bound).push(") few");
        }
        sql.push(" order by 1");
        let rows = sql.build().fetch_all(tx.conn()).await?;
        rows.iter().zip(probes).map(|(row, probe)| Ok((probe.clone(), row.try_get(1)?))).collect()
    }
}

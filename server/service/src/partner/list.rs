//! Lists of partners, by code or name.

#[cfg(test)]
mod explain;

use async_trait::async_trait;
use model::item::ActiveFilter;
use model::page::Total;
use model::partner::{GetPartner, ListPartners, PartnerRole, PartnerSort, PartnerView};
use model::{Page, Permission};
use serde::{Deserialize, Serialize};

use super::not_found;
use super::read::{self, Partner, by_code};
use crate::page::{self, fetch_limit};
use crate::search::{self, Course, Sought, Target};
use crate::sql::Sql;
use crate::warehouse::list::active;
use crate::{Ctx, Error, Query, Result, Tx};

/// Where a row stands: the name (empty when sorted by code), then the code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Key(String, String);

fn key(sort: PartnerSort, view: &PartnerView) -> Key {
    let name = match sort {
        PartnerSort::Code => String::new(),
        PartnerSort::Name => view.name.clone(),
    };
    Key(name, view.code.as_str().to_owned())
}

/// The order that a cursor belongs to.
const fn order(list: &ListPartners) -> (PartnerSort, bool) {
    (list.sort, list.descending)
}

#[async_trait]
impl Query for GetPartner {
    type Answer = PartnerView;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<PartnerView> {
        ctx.require(Permission::View)?;
        Ok(by_code(tx, &self.code).await?.ok_or_else(|| Error::App(not_found(&self.code)))?.view)
    }
}

#[async_trait]
impl Query for ListPartners {
    type Answer = Page<PartnerView>;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<Page<PartnerView>> {
        ctx.require(Permission::View)?;
        let page = if self.search.trim().is_empty() { listed(self, tx).await? } else { searched(self, tx).await? };
        Ok(page.map(|partner| partner.view))
    }
}

fn filter(list: &ListPartners, sql: &mut Sql) {
    active(list.active, sql.push(" and t.active "));
    match list.role {
        None => {}
        Some(PartnerRole::Supplier) => drop(sql.push(" and t.supplier = 1")),
        Some(PartnerRole::Customer) => drop(sql.push(" and t.customer = 1")),
        Some(PartnerRole::ShipTo) => drop(sql.push(" and t.ship_to = 1")),
    }
}

async fn listed(list: &ListPartners, tx: &mut Tx<'_>) -> Result<Page<Partner>> {
    let after: Option<Key> = page::after_in(&list.page, &order(list))?;
    let flags: &[ActiveFilter] = match list.active {
        ActiveFilter::Active => &[ActiveFilter::Active],
        ActiveFilter::Inactive => &[ActiveFilter::Inactive],
        ActiveFilter::All => &[ActiveFilter::Active, ActiveFilter::Inactive],
    };
    let mut partners = Vec::new();
    for flag in flags {
        let part = ListPartners { active: *flag, ..list.clone() };
        for row in list_sql(&part, tx, after.as_ref()).build().fetch_all(tx.conn()).await? {
            partners.push(read::from_row(&row)?);
        }
    }
    sort(list, &mut partners);
    let mut counted = Sql::new("select 1 from partner t where t.tenant_id = ");
    counted.bind(tx.tenant());
    filter(list, &mut counted);
    let total = page::total(tx, &list.page, counted).await?;
    page::page(partners, &list.page, total, |partner| (order(list), key(list.sort, &partner.view)))
}

fn sort(list: &ListPartners, partners: &mut [Partner]) {
    partners.sort_by_cached_key(|partner| key(list.sort, &partner.view));
    if list.descending {
        partners.reverse();
    }
}

/// One page along `partner_by_active_code` or `partner_by_name`, or the index of a role by code or name.
fn list_sql(list: &ListPartners, tx: &Tx<'_>, after: Option<&Key>) -> Sql {
    let mut sql = read::select(tx);
    filter(list, &mut sql);
    let (compare, order) = match (list.sort, list.descending) {
        (PartnerSort::Code, false) => (" and t.code > ", " order by t.code"),
        (PartnerSort::Code, true) => (" and t.code < ", " order by t.code desc"),
        (PartnerSort::Name, false) => (" and (t.name, t.code) > (", " order by t.name, t.code"),
        (PartnerSort::Name, true) => (" and (t.name, t.code) < (", " order by t.name desc, t.code desc"),
    };
    if let Some(Key(name, code)) = after {
        sql.push(compare);
        match list.sort {
            PartnerSort::Code => drop(sql.bind(code.as_str())),
            PartnerSort::Name => drop(sql.bind(name.as_str()).push(", ").bind(code.as_str()).push(")")),
        }
    }
    sql.push(order).push(" limit ").bind(fetch_limit(&list.page));
    sql
}

/// Searches. Up to [`search::SORTED_HITS_MAX`] hits come in the order asked for, more in the order of the search.
async fn searched(list: &ListPartners, tx: &mut Tx<'_>) -> Result<Page<Partner>> {
    let filter = |sql: &mut Sql| filter(list, sql);
    let target = Target::partners(&filter);
    let total = search::total(tx, &target, &list.search, list.page.count).await?;
    let sought = Sought {
        query: &list.search,
        order: &order(list),
        as_found: list.sort == PartnerSort::Code && !list.descending,
        request: &list.page,
    };
    match search::course(tx, &target, sought, || page::after_in(&list.page, &order(list))).await? {
        Course::Sorted { ids, after } => sorted(list, read::by_ids(tx, &ids).await?, after.as_ref(), total),
        Course::Found { ids, next } => Ok(Page { data: read::by_ids(tx, &ids).await?, next, total }),
    }
}

/// A page of partners that are all there.
fn sorted(
    list: &ListPartners,
    mut partners: Vec<Partner>,
    after: Option<&Key>,
    total: Option<Total>,
) -> Result<Page<Partner>> {
    sort(list, &mut partners);
    partners.retain(|partner| {
        let key = key(list.sort, &partner.view);
        after.is_none_or(|after| if list.descending { key < *after } else { key > *after })
    });
    page::page(partners, &list.page, total, |partner| (order(list), key(list.sort, &partner.view)))
}

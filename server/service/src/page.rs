//! Pages of lists by key: cursors, the row beyond the page, and the bounded count.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::page::{Count, Total};
use model::{AppError, Cursor, ErrorCode, Page, PageRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;

use crate::sql::Sql;
use crate::{Error, Result, Tx};

/// The cursor that stands for a sort key.
pub(crate) fn cursor(key: &impl Serialize) -> Result<Cursor> {
    Ok(Cursor(URL_SAFE_NO_PAD.encode(serde_json::to_vec(key)?)))
}

/// The sort key after which a page begins.
///
/// # Errors
/// [`ErrorCode::BadRequest`] for a cursor that this list did not give.
pub(crate) fn after<K: DeserializeOwned>(request: &PageRequest) -> Result<Option<K>> {
    let Some(Cursor(text)) = &request.after else { return Ok(None) };
    let bytes = URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    Ok(Some(serde_json::from_slice(&bytes).map_err(|_| foreign())?))
}

/// The sort key after which a page begins, in a list that knows several orders: its cursors hold the order before the
/// key, since behind a key of one order nothing in particular comes in another.
///
/// # Errors
/// [`ErrorCode::BadRequest`] for a cursor that this list did not give, or gave in another order.
pub(crate) fn after_in<O, K>(request: &PageRequest, order: &O) -> Result<Option<K>>
where
    O: DeserializeOwned + PartialEq,
    K: DeserializeOwned,
{
    match after::<(O, K)>(request)? {
        None => Ok(None),
        Some((of, key)) if of == *order => Ok(Some(key)),
        Some(_) => Err(foreign()),
    }
}

/// The refusal of a cursor that a list did not give, or that no longer leads anywhere.
pub(crate) fn foreign() -> Error {
    Error::App(AppError::new(ErrorCode::BadRequest).arg("problem", "cursor").field("page.after"))
}

/// How many rows to fetch: the page and one more, which tells whether there is a next page.
pub(crate) fn fetch_limit(request: &PageRequest) -> i64 {
    i64::from(request.limit()) + 1
}

/// Makes a page of rows that were fetched up to [`fetch_limit`]; `key` gives the sort key of a row.
pub(crate) fn page<T, K: Serialize>(
    mut rows: Vec<T>,
    request: &PageRequest,
    total: Option<Total>,
    key: impl Fn(&T) -> K,
) -> Result<Page<T>> {
    let limit = usize::from(request.limit());
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = match rows.last() {
        Some(last) if more => Some(cursor(&key(last))?),
        _ => None,
    };
    Ok(Page { data: rows, next, total })
}

/// Counts the rows of `each` (a select without order and limit) as far as was asked.
pub(crate) async fn total(tx: &mut Tx<'_>, request: &PageRequest, each: Sql) -> Result<Option<Total>> {
    let bound = match request.count {
        Count::No => return Ok(None),
        Count::Bounded => i64::try_from(Total::BOUND).ok(),
        Count::Exact => None,
    };
    let row = each.counted(bound.map(|bound| bound + 1)).build().fetch_one(tx.conn()).await?;
    let rows = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
    Ok(Some(match request.count {
        Count::Bounded if rows > Total::BOUND => Total { rows: Total::BOUND, more: true },
        _ => Total { rows, more: false },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_gives_back_its_key_and_a_foreign_one_is_refused() {
        let request = |after| PageRequest { after: Some(after), ..PageRequest::default() };
        let own = request(cursor(&("品目", 7)).unwrap());
        assert_eq!(after::<(String, i64)>(&own).unwrap(), Some(("品目".to_owned(), 7)));
        for foreign in ["", "abc", "W10", "%%"] {
            let error = after::<(String, i64)>(&request(Cursor(foreign.to_owned()))).unwrap_err();
            assert_eq!(error.code(), ErrorCode::BadRequest);
        }
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let request = PageRequest { after: Some(cursor(&("name", ("茶", "A"))).unwrap()), ..PageRequest::default() };
        let key = after_in::<String, (String, String)>(&request, &"name".to_owned()).unwrap();
        assert_eq!(key, Some(("茶".to_owned(), "A".to_owned())));
        let error = after_in::<String, (String, String)>(&request, &"code".to_owned()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::BadRequest);
    }

    #[test]
    fn the_row_beyond_the_page_only_tells_that_there_is_one() {
        let request = PageRequest { limit: Some(2), ..PageRequest::default() };
        let first = page(vec![1, 2, 3], &request, None, |row| *row).unwrap();
        assert_eq!((first.data, first.next.is_some()), (vec![1, 2], true));
        let last = page(vec![1, 2], &request, None, |row| *row).unwrap();
        assert!(last.next.is_none());
    }
}

//! In which order the pages of a search come: as asked for while the hits are few, else as the search finds them.

use model::{Cursor, PageRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CANDIDATES_MAX, Position, SORTED_HITS_MAX, Target, find};
use crate::{Result, Tx, page};

/// The order in which a search is wanted, and the page of it.
pub(crate) struct Sought<'a, O> {
    pub(crate) query: &'a str,
    pub(crate) order: &'a O,
    /// Whether that is the order in which a search finds.
    pub(crate) as_found: bool,
    pub(crate) request: &'a PageRequest,
}

/// How the pages of a search come.
pub(crate) enum Course<K> {
    /// All hits are there, to be sorted; the page begins behind the key.
    Sorted { ids: Vec<i64>, after: Option<K> },
    /// The hits of the page in the order of the search, and where the next begins.
    Found { ids: Vec<i64>, next: Option<Cursor> },
}

/// The first page decides, and its cursor says how the others come: hits that are added while someone turns the pages
/// change neither their order nor what was shown. `read` gives the key of a sorted page.
///
/// # Errors
/// [`model::ErrorCode::BadRequest`] for a cursor of another list or order, and for one of a sorted search that finds
/// more than [`CANDIDATES_MAX`] hits by now.
pub(crate) async fn course<O, K>(
    tx: &mut Tx<'_>,
    target: &Target<'_>,
    sought: Sought<'_, O>,
    read: impl FnOnce() -> Result<Option<K>>,
) -> Result<Course<K>>
where
    O: Serialize + DeserializeOwned + PartialEq,
{
    let Sought { query, order, as_found, request } = sought;
    if !as_found && request.after.is_none() {
        let found = find(tx, target, query, None, SORTED_HITS_MAX).await?;
        if found.resume.is_none() {
            return Ok(Course::Sorted { ids: found.ids(), after: None });
        }
    }
    match page::after_in::<O, Position>(request, order) {
        Ok(after) => {
            let found = find(tx, target, query, after.as_ref(), usize::from(request.limit())).await?;
            let next = found.resume.as_ref().map(|resume| page::cursor(&(order, resume))).transpose()?;
            Ok(Course::Found { ids: found.ids(), next })
        }
        Err(error) if as_found => Err(error),
        Err(_) => {
            let after = read()?;
            Ok(Course::Sorted { ids: all(tx, target, query).await?, after })
        }
    }
}

/// All hits of a search that was sorted when it began.
async fn all(tx: &mut Tx<'_>, target: &Target<'_>, query: &str) -> Result<Vec<i64>> {
    let hits_max = usize::try_from(CANDIDATES_MAX).unwrap_or(usize::MAX);
    let (mut ids, mut behind) = (Vec::new(), None);
    for _ in 0..LOOKS_MAX {
        let found = find(tx, target, query, behind.as_ref(), hits_max - ids.len()).await?;
        ids.extend(found.ids());
        match found.resume {
            None => return Ok(ids),
            Some(_) if ids.len() == hits_max => break,
            Some(resume) => behind = Some(resume),
        }
    }
    Err(page::foreign())
}

/// A sorted search was found in one look when it began; a few more are for what came since.
const LOOKS_MAX: usize = 3;

//! In which order the pages of a search come: as asked for while the hits are few, else as the search finds them.

use model::PageRequest;
use serde::de::DeserializeOwned;

use super::{CANDIDATES_MAX, Position, SORTED_HITS_MAX, Target, find};
use crate::{Result, Tx, page};

/// How the pages of a search come.
pub(crate) enum Course<K> {
    /// All hits are there, to be sorted; the page begins behind the key.
    Sorted { ids: Vec<i64>, after: Option<K> },
    /// In the order of the search.
    Found { after: Option<Position> },
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
    (query, order): (&str, &O),
    request: &PageRequest,
    read: impl FnOnce() -> Result<Option<K>>,
) -> Result<Course<K>>
where
    O: DeserializeOwned + PartialEq,
{
    if request.after.is_none() {
        let found = find(tx, target, query, None, SORTED_HITS_MAX).await?;
        let is_all = found.resume.is_none();
        return Ok(if is_all {
            Course::Sorted { ids: found.ids(), after: None }
        } else {
            Course::Found { after: None }
        });
    }
    if let Ok(after) = page::after_in::<O, Position>(request, order) {
        return Ok(Course::Found { after });
    }
    let after = read()?;
    let hits_max = usize::try_from(CANDIDATES_MAX).unwrap_or(usize::MAX);
    let (mut ids, mut behind) = (Vec::new(), None);
    for _ in 0..LOOKS_MAX {
        let found = find(tx, target, query, behind.as_ref(), hits_max - ids.len()).await?;
        ids.extend(found.ids());
        match found.resume {
            None => return Ok(Course::Sorted { ids, after }),
            Some(_) if ids.len() == hits_max => break,
            Some(resume) => behind = Some(resume),
        }
    }
    Err(page::foreign())
}

/// A sorted search was found in one look when it began; a few more are for what came since.
const LOOKS_MAX: usize = 3;

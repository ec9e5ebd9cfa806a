//! The lots of goods that are on the shelves, or come to them without a receipt.

use model::LotId;
use model::slip::LotRef;

use super::rules::{is_whole, note_missing, note_not_kept};
use super::{Meant, ambiguous, meant, of_items, unknown};
use crate::check::Problems;
use crate::slip::resolve::Item;
use crate::{Result, Tx};

/// Goods as a line names them.
pub(crate) struct Goods<'a> {
    pub(crate) item: &'a Item,
    pub(crate) lot: &'a LotRef,
    /// The field of the lot.
    pub(crate) field: String,
    /// Whether they come: then their lot must be known as for a receipt. What lies there keeps the lot that it has,
    /// whatever its item asks today.
    pub(crate) comes: bool,
}

/// The lots of goods in their order. A lot that does not say all that its item's lots say is the one that exists with
/// what it says: by its number alone, the lot with that number and a date. Notes what is missing, unknown or ambiguous;
/// the answer is whole only where nothing was noted.
pub(crate) async fn of_goods(tx: &mut Tx<'_>, goods: &[Goods<'_>], problems: &mut Problems) -> Result<Vec<LotId>> {
    let as_written = |goods: &Goods<'_>| is_whole(goods.item, goods.lot) || (goods.lot.is_none() && !goods.comes);
    let written: Vec<_> = goods.iter().filter(|goods| as_written(goods)).map(|goods| (goods.item, goods.lot)).collect();
    let mut written = of_items(tx, &written).await?.into_iter();
    let mut lots = Vec::with_capacity(goods.len());
    for goods in goods {
        lots.extend(if as_written(goods) { written.next() } else { existing(tx, goods, problems).await? });
    }
    Ok(lots)
}

/// The lot that exists with what a line says.
async fn existing(tx: &mut Tx<'_>, goods: &Goods<'_>, problems: &mut Problems) -> Result<Option<LotId>> {
    let Goods { item, lot, field, comes } = goods;
    let found = if lot.is_none() { Meant::None } else { meant(tx, item.id, lot).await? };
    match found {
        Meant::One(id) => return Ok(Some(id)),
        Meant::Several => problems.push(ambiguous(lot, field)),
        Meant::None if *comes => {
            note_missing(item, lot, field, problems);
            note_not_kept(item, lot, field, problems);
        }
        Meant::None => problems.push(unknown(lot, field)),
    }
    Ok(None)
}

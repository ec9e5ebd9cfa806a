//! Items with their barcodes. A code that exists is changed, in the columns that the file has; others are created. A
//! barcode may go from one item to another within a file, wherever their rows stand.

use std::collections::{HashMap, HashSet};

use model::import::ImportResult;
use model::item::{ItemBarcode, ItemView};
use model::{AppError, ErrorCode, ItemCode, ItemId};

use super::header::Header;
use super::item_column::ItemColumn;
use super::item_row::Reader;
use super::{Mistakes, chunk};
use crate::csv_file::{Record, Source};
use crate::item::{self, Item, write};
use crate::search::index::Changes;
use crate::{Area, Ctx, Result, Tx};

/// What is known of the file so far.
#[derive(Default)]
struct Seen {
    /// What the whole file must not have twice, with the row where it stood first.
    codes: HashMap<Box<str>, u32>,
    barcodes: HashMap<Box<str>, u32>,
    /// The lookup keys of barcodes that items of the file lose.
    released: HashSet<Box<str>>,
    /// Barcodes that other items had when the file gave them away.
    claimed: Vec<Claim>,
}

/// A barcode that another item has, and that it must lose in the same file, before or after.
struct Claim {
    row: u32,
    column: String,
    barcode: String,
    key: String,
    holder: ItemCode,
}

impl Seen {
    /// Notes the barcodes that still belong to another item now that the whole file is known.
    fn note_taken(self, mistakes: &mut Mistakes) {
        for claim in self.claimed.iter().filter(|claim| !self.released.contains(claim.key.as_str())) {
            mistakes.collide(claim.row, &claim.column, &claim.barcode, "barcode_taken", claim.holder.as_str());
        }
    }
}

/// Imports a file of items.
pub(super) async fn import(ctx: &Ctx, tx: &mut Tx<'_>, source: &Source<'_>, result: &mut ImportResult) -> Result<()> {
    let (mut records, mut mistakes, mut seen) = (source.records(), Mistakes::default(), Seen::default());
    let mut grams = Changes::of(item::GRAM_KIND);
    let Some(first) = records.next_record()? else {
        mistakes.add(1, "", "", "empty_file");
        return mistakes.refuse();
    };
    let header = Header::read(&first, &mut mistakes);
    if !mistakes.is_empty() {
        return mistakes.refuse();
    }
    loop {
        let rows = chunk(&mut records)?;
        if rows.is_empty() {
            break;
        }
        result.rows += u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let reader = Reader { header: &header, encoding: source.encoding, at: ctx.local(tx.now()) };
        let work = plan(ctx, tx, &reader, &rows, &mut seen, &mut mistakes).await?;
        result.unchanged += work.unchanged;
        result.created += u32::try_from(work.new.len()).unwrap_or(u32::MAX);
        result.updated += u32::try_from(work.changed.len()).unwrap_or(u32::MAX);
        if mistakes.is_empty() && !result.dry_run {
            write::free_barcodes(tx, &work.claimed).await?;
            write::insert_gathering(tx, work.new, &mut grams).await?;
            if !write::replace_gathering(tx, &work.changed, &mut grams).await? {
                return Err(AppError::new(ErrorCode::Stale).arg("what", "item").arg("code", "").into());
            }
        }
    }
    seen.note_taken(&mut mistakes);
    mistakes.refuse()?;
    grams.write(tx).await?;
    tx.changed(Area::Items);
    Ok(())
}

/// What a piece of the file comes to.
#[derive(Default)]
struct Work {
    new: Vec<ItemView>,
    changed: Vec<(Item, ItemView)>,
    unchanged: u32,
    /// The lookup keys of barcodes that belong to other items still.
    claimed: Vec<String>,
}

async fn plan(
    ctx: &Ctx,
    tx: &mut Tx<'_>,
    reader: &Reader<'_>,
    rows: &[Record],
    seen: &mut Seen,
    mistakes: &mut Mistakes,
) -> Result<Work> {
    let mut coded = Vec::with_capacity(rows.len());
    for record in rows {
        reader.header.check(record, mistakes);
        if let Some(code) = reader.code(record, mistakes) {
            coded.push((record, code));
        }
    }
    let codes: Vec<&str> = coded.iter().map(|(_, code)| code.as_str()).collect();
    let existing = item::by_codes(ctx, tx, &codes).await?;
    let mut existing: HashMap<ItemCode, Item> =
        existing.into_iter().map(|item| (item.view.code.clone(), item)).collect();
    let mut drafts = Vec::with_capacity(coded.len());
    for (record, code) in coded {
        if let Some(first) = seen.codes.get(code.as_str()) {
            let (name, row) = (reader.header.name(ItemColumn::Code), first.to_string());
            mistakes.collide(record.row, name, code.as_str(), "twice_in_file", &row);
            continue;
        }
        seen.codes.insert(code.as_str().into(), record.row);
        let old = existing.remove(&code);
        let new = reader.item(record, code, old.as_ref(), mistakes);
        drafts.push((record, old, new));
    }
    let claimed = check_barcodes(tx, reader, &drafts, seen, mistakes).await?;
    check_use(tx, reader, &drafts, mistakes).await?;
    let mut work = Work { claimed, ..Work::default() };
    for (_, old, new) in drafts {
        match old {
            None => work.new.push(new),
            Some(old) if old.view == new => work.unchanged += 1,
            Some(old) => work.changed.push((old, new)),
        }
    }
    Ok(work)
}

type Draft<'a> = (&'a Record, Option<Item>, ItemView);

/// A barcode stands once in the file, and belongs to no other item when all of the file is written. Gives the keys of
/// those that belong to another one still.
async fn check_barcodes(
    tx: &mut Tx<'_>,
    reader: &Reader<'_>,
    drafts: &[Draft<'_>],
    seen: &mut Seen,
    mistakes: &mut Mistakes,
) -> Result<Vec<String>> {
    let all = drafts.iter().flat_map(|(record, _, new)| {
        active_barcodes(new).map(move |barcode| (*record, new, barcode, barcode.code.lookup_key()))
    });
    let all: Vec<_> = all.collect();
    let keys: Vec<String> = all.iter().map(|(.., key)| key.clone()).collect();
    let holders = write::barcode_holders(tx, &keys).await?;
    for (_, old, new) in drafts {
        let kept: HashSet<String> = active_barcodes(new).map(|barcode| barcode.code.lookup_key()).collect();
        let had = old.iter().flat_map(|old| active_barcodes(&old.view)).map(|barcode| barcode.code.lookup_key());
        seen.released.extend(had.filter(|key| !kept.contains(key)).map(String::into_boxed_str));
    }
    let mut claimed = Vec::new();
    for (record, new, barcode, key) in all {
        let column = reader.column_of(record, barcode.code.as_str());
        if let Some(first) = seen.barcodes.get(key.as_str()).filter(|first| **first != record.row) {
            mistakes.collide(record.row, column, barcode.code.as_str(), "twice_in_file", &first.to_string());
        } else if let Some(holder) = holders.get(&key).filter(|holder| **holder != new.code) {
            claimed.push(key.clone());
            seen.claimed.push(Claim {
                row: record.row,
                column: column.to_owned(),
                barcode: barcode.code.to_string(),
                key: key.clone(),
                holder: holder.clone(),
            });
        }
        seen.barcodes.insert(key.into(), record.row);
    }
    Ok(claimed)
}

/// The barcodes by which an item is found.
fn active_barcodes(item: &ItemView) -> impl Iterator<Item = &ItemBarcode> {
    item.barcodes.iter().filter(|_| item.active)
}

/// An item that open orders want stays in use: what they hold could not be checked any more.
async fn check_use(tx: &mut Tx<'_>, reader: &Reader<'_>, drafts: &[Draft<'_>], mistakes: &mut Mistakes) -> Result<()> {
    let leaving = drafts.iter().filter_map(|(record, old, new)| {
        old.as_ref().filter(|old| old.view.active && !new.active).map(|old| (*record, old.id))
    });
    let leaving: Vec<_> = leaving.collect();
    let ids: Vec<ItemId> = leaving.iter().map(|(_, id)| *id).collect();
    let wanted = item::on_open_orders(tx, &ids).await?;
    for (record, _) in leaving.iter().filter(|(_, id)| wanted.contains(id)) {
        let (column, cell) = (reader.header.name(ItemColumn::Active), reader.header.cell(record, ItemColumn::Active));
        mistakes.add(record.row, column, cell.unwrap_or_default(), "on_open_orders");
    }
    Ok(())
}

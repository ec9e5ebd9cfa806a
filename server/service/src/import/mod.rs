//! Import of CSV files: items with barcodes, and opening stock (期首在庫).
//!
//! What always holds: all or nothing, in one transaction, and the wrong cells are named at once by row and column: all of
//! them up to [`ERRORS_MAX`], and how many there are in any case.
//! Rows stream through in pieces of a few hundred, each with a handful of statements, so that neither memory nor the
//! number of statements grows with every row.

mod cell;
mod header;
mod item_column;
mod item_row;
mod items;
mod levels;
mod opening;
mod template;

use async_trait::async_trait;
use model::import::{ImportFile, ImportKind, ImportResult};
use model::{AppError, ErrorCode, Permission};

use crate::csv_file::{Record, Source, cell_error};
use crate::{Command, Ctx, Error, Result, Tx};
pub(crate) use cell::{Choice, EXPIRY, TAX, TEMPERATURE, YES_NO};
pub(crate) use item_column::{ItemColumn, barcode_name, pack_name};
pub use template::template;

/// Rows that go through together.
const CHUNK_ROWS: usize = 400;

/// The most wrong cells that are named; more are counted, since a file with more is wrong as a whole.
const ERRORS_MAX: usize = 10_000;

#[async_trait]
impl Command for ImportFile {
    const NAME: &'static str = "import.file";
    const LARGE: bool = true;
    type Answer = ImportResult;

    async fn run(&self, ctx: &Ctx, tx: &mut Tx<'_>) -> Result<ImportResult> {
        ctx.require(Permission::Import)?;
        let source = Source::open(&self.content, self.encoding)?;
        let mut result = ImportResult {
            kind: self.kind,
            encoding: source.encoding,
            rows: 0,
            created: 0,
            updated: 0,
            unchanged: 0,
            dry_run: self.dry_run,
            posted: Vec::new(),
        };
        tx.touch(match self.kind {
            ImportKind::Items => "items",
            ImportKind::OpeningStock => "opening_stock",
        });
        match self.kind {
            ImportKind::Items => items::import(ctx, tx, &source, &mut result).await?,
            ImportKind::OpeningStock => opening::import(ctx, tx, &source, &mut result).await?,
        }
        Ok(result)
    }
}

/// The wrong cells found so far.
#[derive(Default)]
pub(crate) struct Mistakes {
    named: Vec<AppError>,
    count: usize,
}

impl Mistakes {
    /// Names a wrong cell.
    pub(crate) fn add(&mut self, row: u32, column: &str, value: &str, problem: &str) {
        self.collide(row, column, value, problem, "");
    }

    /// Names a cell that collides with something else. Of a cell that could not be decoded nothing more is said:
    /// whatever else is wrong with it comes from that.
    pub(crate) fn collide(&mut self, row: u32, column: &str, value: &str, problem: &str, other: &str) {
        if !value.contains(char::REPLACEMENT_CHARACTER) {
            self.note(row, column, value, problem, other);
        }
    }

    /// Names a cell that could not be decoded.
    pub(crate) fn undecodable(&mut self, row: u32, column: &str, value: &str) {
        self.note(row, column, value, "not_decodable", "");
    }

    fn note(&mut self, row: u32, column: &str, value: &str, problem: &str, other: &str) {
        self.count += 1;
        if self.named.len() < ERRORS_MAX {
            self.named.push(cell_error(row, column, value, problem, other));
        }
    }

    /// Whether nothing is wrong so far.
    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Refuses the file when there are any, in the order of the rows.
    pub(crate) fn refuse(mut self) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        self.named.sort_by_key(|mistake| mistake.get("row").parse::<u32>().unwrap_or(0));
        let refusal = AppError::new(ErrorCode::ImportRefused).arg("errors", self.count).details(self.named);
        Err(Error::App(refusal))
    }
}

/// Takes up to [`CHUNK_ROWS`] rows.
fn chunk(records: &mut crate::csv_file::Records<'_>) -> Result<Vec<Record>> {
    let mut rows = Vec::with_capacity(CHUNK_ROWS);
    while rows.len() < CHUNK_ROWS {
        match records.next_record()? {
            Some(record) => rows.push(record),
            None => break,
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod change_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wall_tests;

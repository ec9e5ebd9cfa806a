//! The header row: columns by name, Japanese or English, in any order.

use crate::csv_file::{Record, unguarded};

use super::Mistakes;

/// The columns of a kind of file.
pub(super) trait Column: Copy + PartialEq + 'static {
    /// The column that a name (without spaces, in small letters) means.
    fn named(name: &str) -> Option<Self>;
    /// The columns that a file must have, with their Japanese names.
    const REQUIRED: &'static [(Self, &'static str)];
}

/// Which column stands where.
pub(super) struct Header<C> {
    columns: Vec<Option<C>>,
    names: Vec<String>,
}

impl<C: Column> Header<C> {
    /// Reads the header; what is wrong with it is noted.
    pub(super) fn read(record: &Record, mistakes: &mut Mistakes) -> Self {
        let (mut columns, mut names) = (Vec::new(), Vec::new());
        for cell in &record.cells {
            let name = unguarded(cell).trim();
            let column = C::named(&plain(name));
            if name.is_empty() {
                // A column without a name may hold nothing; `too_many_cells` says so where it does.
            } else if name.contains(char::REPLACEMENT_CHARACTER) {
                mistakes.undecodable(record.row, name, name);
            } else if column.is_none() {
                mistakes.add(record.row, name, name, "unknown_column");
            } else if columns.contains(&column) {
                mistakes.add(record.row, name, name, "column_twice");
            }
            columns.push(column);
            names.push(name.to_owned());
        }
        for (column, name) in C::REQUIRED {
            if !columns.contains(&Some(*column)) {
                mistakes.add(record.row, name, "", "column_missing");
            }
        }
        Self { columns, names }
    }

    /// The columns that the file has.
    pub(super) fn columns(&self) -> impl Iterator<Item = C> + '_ {
        self.columns.iter().flatten().copied()
    }

    /// What the file calls a column.
    pub(super) fn name(&self, column: C) -> &str {
        let at = self.columns.iter().position(|found| *found == Some(column));
        at.and_then(|at| self.names.get(at)).map_or("", String::as_str)
    }

    /// The text of a cell, trimmed; `None` when the file has no such column.
    pub(super) fn cell<'r>(&self, record: &'r Record, column: C) -> Option<&'r str> {
        let at = self.columns.iter().position(|found| *found == Some(column))?;
        Some(unguarded(record.cells.get(at).unwrap_or_default()).trim())
    }

    /// Notes what is wrong with a row as a whole: cells beyond the named columns, characters that cannot be decoded.
    pub(super) fn check(&self, record: &Record, mistakes: &mut Mistakes) {
        for (at, cell) in record.cells.iter().enumerate() {
            let name = self.names.get(at).map_or("", String::as_str);
            if cell.contains(char::REPLACEMENT_CHARACTER) {
                mistakes.undecodable(record.row, name, cell);
            } else if name.is_empty() && !cell.trim().is_empty() {
                mistakes.add(record.row, "", cell, "too_many_cells");
            }
        }
    }
}

/// A name as it is compared: width, case, spaces and underscores do not matter.
pub(super) fn plain(name: &str) -> String {
    let key = model::search_key::search_key(name);
    key.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | '*')).collect()
}

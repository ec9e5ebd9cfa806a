//! Writing: rows of texts become a file in the encoding that was chosen.

use model::import::FileEncoding;
use model::{AppError, ErrorCode};

use super::encoding::cp932;
use super::{cell_error, guarded};
use crate::{Error, Result};

/// The most cells that cannot be encoded that are named; more are counted.
const LOST_MAX: usize = 1000;

/// A file in the making.
pub(crate) struct Writer {
    encoding: FileEncoding,
    csv: csv::Writer<Vec<u8>>,
    columns: Vec<String>,
    row: u32,
    lost: Vec<AppError>,
    lost_count: usize,
}

impl Writer {
    /// A file that begins with these names of columns.
    pub(crate) fn new(encoding: FileEncoding, columns: &[String]) -> Result<Self> {
        let bytes = match encoding {
            FileEncoding::Utf8 => b"\xEF\xBB\xBF".to_vec(),
            FileEncoding::Cp932 => Vec::new(),
        };
        let csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(bytes);
        let mut writer = Self { encoding, csv, columns: columns.to_vec(), row: 0, lost: Vec::new(), lost_count: 0 };
        writer.write(columns)?;
        Ok(writer)
    }

    /// Adds a row. Texts that a spreadsheet would run are guarded; numbers are written by [`Writer::number`].
    pub(crate) fn write(&mut self, cells: &[String]) -> Result<()> {
        self.row += 1;
        let mut record = csv::ByteRecord::new();
        for (at, cell) in cells.iter().enumerate() {
            match self.encoding {
                FileEncoding::Utf8 => record.push_field(cell.as_bytes()),
                FileEncoding::Cp932 => match cp932(cell) {
                    Ok(bytes) => record.push_field(&bytes),
                    Err(lost) => self.report(at, cell, lost),
                },
            }
        }
        self.csv.write_byte_record(&record).map_err(Error::internal)
    }

    fn report(&mut self, at: usize, cell: &str, lost: char) {
        self.lost_count += 1;
        if self.lost.len() < LOST_MAX {
            let column = self.columns.get(at).map_or("", String::as_str);
            self.lost.push(cell_error(self.row, column, cell, "not_in_cp932", &lost.to_string()));
        }
    }

    /// The file.
    ///
    /// # Errors
    /// [`ErrorCode::ExportRefused`] with the cells that the encoding cannot hold, the first thousand by name, and how
    /// many they are.
    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        if !self.lost.is_empty() {
            let refusal = AppError::new(ErrorCode::ExportRefused).arg("errors", self.lost_count);
            return Err(Error::App(refusal.arg("shown", self.lost.len()).details(self.lost)));
        }
        self.csv.into_inner().map_err(Error::internal)
    }

    /// A text cell.
    pub(crate) fn text(text: impl AsRef<str>) -> String {
        guarded(text.as_ref())
    }

    /// A cell that is a number and stays one.
    pub(crate) fn number(number: impl std::fmt::Display) -> String {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_cannot_be_encoded_are_all_counted_though_not_all_named() {
        let mut writer = Writer::new(FileEncoding::Cp932, &["name".to_owned()]).unwrap();
        for _ in 0..=LOST_MAX {
            writer.write(&["😀".to_owned()]).unwrap();
        }
        let Err(Error::App(refusal)) = writer.finish() else { panic!("was written") };
        assert_eq!((refusal.get("errors"), refusal.get("shown"), refusal.details.len()), ("1001", "1000", LOST_MAX));
    }
}

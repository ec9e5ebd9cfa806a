//! Reading: a file of any size goes through in small pieces.

use std::io::Read;

use base64::engine::general_purpose::{GeneralPurpose, STANDARD};
use base64::read::DecoderReader;
use encoding_rs::{CoderResult, Decoder, DecoderResult, SHIFT_JIS, UTF_8};
use model::import::{FileEncoding, ImportFile};
use model::{AppError, ErrorCode};

use crate::{Error, Result};

/// Bytes read at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// A file as it was uploaded.
pub(crate) struct Source<'a> {
    content: &'a str,
    /// Chosen, or found out from the bytes.
    pub(crate) encoding: FileEncoding,
}

/// A row of a file.
pub(crate) struct Record {
    /// As spreadsheets count: the header is row 1, and a cell of several lines is one row.
    pub(crate) row: u32,
    pub(crate) cells: csv::StringRecord,
}

impl<'a> Source<'a> {
    /// Looks through the whole file once: its size, and its encoding when none was chosen.
    ///
    /// # Errors
    /// [`ErrorCode::TooLarge`], or [`ErrorCode::BadRequest`] for what is no base64 or UTF-16.
    pub(crate) fn open(content: &'a str, chosen: Option<FileEncoding>) -> Result<Self> {
        let mut bytes = DecoderReader::new(content.as_bytes(), &STANDARD);
        let mut utf8 = UTF_8.new_decoder_with_bom_removal();
        let (mut piece, mut text) = (vec![0; PIECE_BYTES], vec![0; PIECE_BYTES * 3 + 16]);
        let (mut size, mut is_utf8) = (0, true);
        loop {
            let read = bytes.read(&mut piece).map_err(|_| refused("base64"))?;
            if size == 0 && (piece.starts_with(&[0xFF, 0xFE]) || piece.starts_with(&[0xFE, 0xFF])) {
                return Err(refused("utf16"));
            }
            size += read;
            if size > ImportFile::BYTES_MAX {
                let max = format!("{} MiB", ImportFile::MEBIBYTES_MAX);
                return Err(Error::App(AppError::new(ErrorCode::TooLarge).arg("max", max)));
            }
            if is_utf8 {
                let (outcome, ..) = utf8.decode_to_utf8_without_replacement(&piece[..read], &mut text, read == 0);
                is_utf8 = !matches!(outcome, DecoderResult::Malformed(..));
            }
            if read == 0 {
                let found = if is_utf8 { FileEncoding::Utf8 } else { FileEncoding::Cp932 };
                return Ok(Self { content, encoding: chosen.unwrap_or(found) });
            }
        }
    }

    /// The rows from the header on. Rows without any text are left out, and counted.
    pub(crate) fn records(&self) -> Records<'a> {
        let decoder = match self.encoding {
            FileEncoding::Utf8 => UTF_8.new_decoder_with_bom_removal(),
            FileEncoding::Cp932 => SHIFT_JIS.new_decoder_without_bom_handling(),
        };
        let text = Text {
            bytes: DecoderReader::new(self.content.as_bytes(), &STANDARD),
            decoder,
            piece: vec![0; PIECE_BYTES],
            unread: 0..0,
            ended: false,
            finished: false,
            after_return: false,
        };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        Records { reader, row: 0, line: 1 }
    }
}

fn refused(problem: &str) -> Error {
    Error::App(AppError::new(ErrorCode::BadRequest).arg("problem", problem).field("content"))
}

/// The bytes of the file as UTF-8, with a line feed at the end of each line; what cannot be decoded becomes U+FFFD.
struct Text<'a> {
    bytes: DecoderReader<'static, GeneralPurpose, &'a [u8]>,
    decoder: Decoder,
    piece: Vec<u8>,
    unread: std::ops::Range<usize>,
    /// Whether the bytes are at their end, and whether the decoder has said its last.
    ended: bool,
    finished: bool,
    /// Whether the last character was a carriage return, behind which a line feed says nothing more.
    after_return: bool,
}

impl Text<'_> {
    /// Makes each end of a line a single line feed, so that lines can be counted.
    fn with_plain_lines(&mut self, text: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..text.len() {
            let byte = text[at];
            if byte != b'\n' || !self.after_return {
                text[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.after_return = byte == b'\r';
        }
        kept
    }
}

impl Read for Text<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while !self.finished {
            if self.unread.is_empty() && !self.ended {
                let read = self.bytes.read(&mut self.piece)?;
                self.unread = 0..read;
                self.ended = read == 0;
            }
            let (outcome, read, written, _) =
                self.decoder.decode_to_utf8(&self.piece[self.unread.clone()], out, self.ended);
            self.unread.start += read;
            self.finished = self.ended && outcome == CoderResult::InputEmpty;
            let kept = self.with_plain_lines(&mut out[..written]);
            if kept > 0 {
                return Ok(kept);
            }
            if self.finished && !out.is_empty() {
                out[0] = b'\n';
                return Ok(1);
            }
        }
        Ok(0)
    }
}

/// The rows of a file.
pub(crate) struct Records<'a> {
    reader: csv::Reader<Text<'a>>,
    row: u32,
    line: u64,
}

impl Records<'_> {
    /// The next row that has any text.
    pub(crate) fn next_record(&mut self) -> Result<Option<Record>> {
        loop {
            let mut cells = csv::StringRecord::new();
            if !self.reader.read_record(&mut cells).map_err(|_| refused("csv"))? {
                return Ok(None);
            }
            // Lines that the reader passed over without a word are rows of the spreadsheet too.
            let ended = self.reader.position().line();
            let own = 1 + cells.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
            let passed = (ended - self.line).saturating_sub(own);
            self.line = ended;
            self.row += 1 + u32::try_from(passed).unwrap_or(0);
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(Record { row: self.row, cells }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::*;

    fn read(bytes: &[u8]) -> (FileEncoding, Vec<(u32, Vec<String>)>) {
        let content = STANDARD.encode(bytes);
        let source = Source::open(&content, None).unwrap();
        let mut records = source.records();
        let mut rows = Vec::new();
        while let Some(record) = records.next_record().unwrap() {
            rows.push((record.row, record.cells.iter().map(str::to_owned).collect()));
        }
        (source.encoding, rows)
    }

    #[test]
    fn encodings_are_found_out_from_the_bytes() {
        let text = "コード,名前\r\nA,お茶\r\n";
        let (cp932, ..) = SHIFT_JIS.encode(text);
        let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for (bytes, encoding) in
            [(text.as_bytes(), FileEncoding::Utf8), (&with_bom, FileEncoding::Utf8), (&cp932, FileEncoding::Cp932)]
        {
            let (found, rows) = read(bytes);
            assert_eq!(found, encoding);
            assert_eq!(rows, [(1, vec!["コード".into(), "名前".into()]), (2, vec!["A".into(), "お茶".into()])]);
        }
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        let text = "a\n\"two\nlines\"\n\n,,\nb\n\n\nc";
        for end in ["\n", "\r\n", "\r"] {
            for last in ["", end] {
                let (_, rows) = read(format!("{}{last}", text.replace('\n', end)).as_bytes());
                let rows: Vec<(u32, &str)> = rows.iter().map(|(row, cells)| (*row, cells[0].as_str())).collect();
                assert_eq!(rows, [(1, "a"), (2, "two\nlines"), (5, "b"), (8, "c")], "{end:?}");
            }
        }
    }

    #[test]
    fn long_files_come_through_whole() {
        let lines: Vec<String> = (0..20_000).map(|n| format!("行{n},漢字かな交じり文\n")).collect();
        let text = lines.concat();
        let (cp932, ..) = SHIFT_JIS.encode(&text);
        let (_, rows) = read(&cp932);
        assert_eq!((rows.len(), rows[19_999].0, rows[19_999].1[0].as_str()), (20_000, 20_000, "行19999"));
    }

    #[test]
    fn what_is_no_file_is_refused() {
        for content in ["%%%", "//4AYQ=="] {
            assert_eq!(Source::open(content, None).err().unwrap().code(), ErrorCode::BadRequest);
        }
    }
}

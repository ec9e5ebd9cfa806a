//! Import of files: items with barcodes, and opening stock. All or nothing, every error at once.

use serde::{Deserialize, Serialize};

use crate::{SlipNumber, WarehouseCode};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Items with barcodes.
    Items,
    /// 期首在庫
    OpeningStock,
}

/// How a file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileEncoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// CP932, as Excel writes it in Japan.
    Cp932,
}

/// Imports a file, or says what it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportFile {
    pub kind: ImportKind,
    /// Found out from the bytes when absent.
    #[serde(default)]
    pub encoding: Option<FileEncoding>,
    /// The bytes of the file, in base64.
    pub content: String,
    /// Whether nothing is written.
    #[serde(default)]
    pub dry_run: bool,
}

impl ImportFile {
    /// The largest file in MiB. In base64 it is a third larger, and fits in the largest body that a server takes by
    /// default.
    pub const MEBIBYTES_MAX: usize = 45;
    /// The largest file in bytes.
    pub const BYTES_MAX: usize = Self::MEBIBYTES_MAX * 1024 * 1024;
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportResult {
    pub kind: ImportKind,
    pub encoding: FileEncoding,
    /// Rows without the header.
    pub rows: u32,
    pub created: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub dry_run: bool,
    /// Slips that were posted.
    #[serde(default)]
    pub posted: Vec<OpeningSlip>,
}

/// A slip of opening stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningSlip {
    pub number: SlipNumber,
    pub warehouse: WarehouseCode,
}

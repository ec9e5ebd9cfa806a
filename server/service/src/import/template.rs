//! Files to begin with: the header row and an example.

use model::import::{FileEncoding, ImportKind};
use model::user::Language;

use super::item_column::{ItemColumn, barcode_name, pack_name};
use super::opening::StockColumn;
use crate::Result;
use crate::csv_file::Writer;

/// How many barcodes the template has room for.
const BARCODES: u8 = 3;

/// A file with the names of all columns and one example row, in a language and encoding.
///
/// # Errors
/// None that a caller could cause.
pub fn template(kind: ImportKind, language: Language, encoding: FileEncoding) -> Result<Vec<u8>> {
    let (mut names, mut example) = (Vec::new(), Vec::new());
    let mut column = |name: &str, cell: &str| {
        names.push(name.to_owned());
        example.push(Writer::text(cell));
    };
    match kind {
        ImportKind::Items => {
            for (item_column, ja, en, _) in ItemColumn::NAMES {
                column(in_language(language, ja, en), item_example(item_column, language));
            }
            for nth in 1..=BARCODES {
                let (code, pack) = [("4901234567894", "1"), ("14901234567891", "24"), ("", "")][usize::from(nth - 1)];
                column(&barcode_name(nth, language), code);
                column(&pack_name(nth, language), pack);
            }
        }
        ImportKind::OpeningStock => {
            for (stock_column, ja, en, _) in StockColumn::NAMES {
                column(in_language(language, ja, en), stock_example(stock_column));
            }
        }
    }
    let mut writer = Writer::new(encoding, &names)?;
    writer.write(&example)?;
    writer.finish()
}

const fn in_language<'a>(language: Language, ja: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

const fn item_example(column: ItemColumn, language: Language) -> &'static str {
    match column {
        ItemColumn::Code => "TEA-001",
        ItemColumn::Name => in_language(language, "静岡煎茶", "Green tea"),
        ItemColumn::Name2 => "100g",
        ItemColumn::Kana => "シズオカセンチャ",
        ItemColumn::Category => in_language(language, "飲料", "Drinks"),
        ItemColumn::Unit => in_language(language, "袋", "bag"),
        ItemColumn::LotManaged => in_language(language, "しない", "no"),
        ItemColumn::Expiry => in_language(language, "賞味期限", "best before"),
        ItemColumn::ReceiveLimit => "90",
        ItemColumn::ShipLimit => "30",
        ItemColumn::SafetyStock => "20",
        ItemColumn::ReorderPoint => "40",
        ItemColumn::Tax => "8%",
        ItemColumn::Temperature => in_language(language, "常温", "ambient"),
        ItemColumn::UnitPrice => "480",
        ItemColumn::Note | ItemColumn::Barcode(_) | ItemColumn::Pack(_) => "",
        ItemColumn::Active => in_language(language, "する", "yes"),
    }
}

const fn stock_example(column: StockColumn) -> &'static str {
    match column {
        StockColumn::Warehouse => "T01",
        StockColumn::Location => "A-01-01",
        StockColumn::Item => "TEA-001",
        StockColumn::Lot | StockColumn::UseBy => "",
        StockColumn::BestBefore => "2027/06/30",
        StockColumn::Status => "good",
        StockColumn::Quantity => "120",
        StockColumn::UnitPrice => "480",
    }
}

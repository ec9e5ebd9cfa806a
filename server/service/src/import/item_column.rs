//! The columns of a file of items, read and written under the same names.

use model::item::CreateItem;
use model::user::Language;

use super::header::{Column, plain};

/// The columns of a file of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemColumn {
    Code,
    Name,
    Name2,
    Kana,
    Category,
    Unit,
    LotManaged,
    Expiry,
    ReceiveLimit,
    ShipLimit,
    SafetyStock,
    ReorderPoint,
    Tax,
    Temperature,
    UnitPrice,
    Note,
    Active,
    /// The nth barcode and the units that it counts, from 1.
    Barcode(u8),
    Pack(u8),
}

impl ItemColumn {
    /// Column, Japanese, English, other names; without the barcodes.
    pub(crate) const NAMES: [(Self, &'static str, &'static str, &'static [&'static str]); 17] = [
        (Self::Code, "品目コード", "code", &["コード", "keyコード", "itemcode", "item", "商品コード", "品番"]),
        (Self::Name, "品目名", "name", &["名称", "名前", "品名", "商品名", "品目名1", "itemname"]),
        (Self::Name2, "品目名2", "name2", &["規格", "名称2", "品名2"]),
        (Self::Kana, "カナ", "kana", &["フリガナ", "よみ", "品目名カナ"]),
        (Self::Category, "分類", "category", &["カテゴリ", "カテゴリー"]),
        (Self::Unit, "単位", "unit", &[]),
        (Self::LotManaged, "ロット管理", "lot managed", &["lot"]),
        (Self::Expiry, "期限管理", "expiry", &["期限"]),
        (Self::ReceiveLimit, "入荷期限日数", "receive limit days", &[]),
        (Self::ShipLimit, "出荷期限日数", "ship limit days", &[]),
        (Self::SafetyStock, "安全在庫", "safety stock", &["安全在庫数"]),
        (Self::ReorderPoint, "発注点", "reorder point", &[]),
        (Self::Tax, "税区分", "tax", &["税率", "taxclass"]),
        (Self::Temperature, "温度帯", "temperature", &["温度"]),
        (Self::UnitPrice, "仕入単価", "unit price", &["単価", "原価", "price"]),
        (Self::Note, "備考", "note", &["メモ", "摘要"]),
        (Self::Active, "使用", "active", &["有効"]),
    ];
}

/// The name of the column of the nth barcode.
pub(crate) fn barcode_name(nth: u8, language: Language) -> String {
    match language {
        Language::Ja => format!("バーコード{nth}"),
        Language::En => format!("barcode {nth}"),
    }
}

/// The name of the column of the units that the nth barcode counts.
pub(crate) fn pack_name(nth: u8, language: Language) -> String {
    match language {
        Language::Ja => format!("入数{nth}"),
        Language::En => format!("pack {nth}"),
    }
}

impl Column for ItemColumn {
    const REQUIRED: &'static [(Self, &'static str)] = &[(Self::Code, "品目コード"), (Self::Name, "品目名")];

    fn named(name: &str) -> Option<Self> {
        let simple = Self::NAMES.iter().find(|(_, ja, en, also)| {
            plain(ja) == name || plain(en) == name || also.iter().any(|other| plain(other) == name)
        });
        if let Some((column, ..)) = simple {
            return Some(*column);
        }
        let nth = |rest: &str| -> Option<u8> {
            let number = if rest.is_empty() { Ok(1) } else { rest.parse() };
            number.ok().filter(|nth| (1..=CreateItem::BARCODES_MAX).contains(&usize::from(*nth)))
        };
        let after = |names: &[&str]| names.iter().find_map(|start| name.strip_prefix(start)).map(nth);
        if let Some(nth) = after(&["バーコード", "barcode", "janコード", "jan"]) {
            return nth.map(Self::Barcode);
        }
        after(&["入数", "pack", "barcodequantity"])?.map(Self::Pack)
    }
}

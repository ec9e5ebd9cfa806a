//! What slips of all kinds share.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Date, LotNumber, PartnerCode};

/// The most lines a slip may have.
pub const LINES_MAX: usize = 1000;

/// Kinds of slips, each with its own run of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SlipKind {
    /// 入荷予定
    ReceivingOrder,
    /// 入荷実績
    Receipt,
    /// 出荷指示
    ShippingOrder,
    /// 出荷実績
    Shipment,
    /// 移動
    Transfer,
    /// 在庫調整
    Adjustment,
    /// 期首在庫
    Opening,
    /// 取消 (reversal of a receipt or shipment)
    Reversal,
}

impl SlipKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::ReceivingOrder,
        Self::Receipt,
        Self::ShippingOrder,
        Self::Shipment,
        Self::Transfer,
        Self::Adjustment,
        Self::Opening,
        Self::Reversal,
    ];

    /// The stable name in the database and in REST.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReceivingOrder => "receiving_order",
            Self::Receipt => "receipt",
            Self::ShippingOrder => "shipping_order",
            Self::Shipment => "shipment",
            Self::Transfer => "transfer",
            Self::Adjustment => "adjustment",
            Self::Opening => "opening",
            Self::Reversal => "reversal",
        }
    }

    /// The letters before the number: `RO-00000012`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::ReceivingOrder => "RO",
            Self::Receipt => "RC",
            Self::ShippingOrder => "SO",
            Self::Shipment => "SH",
            Self::Transfer => "TR",
            Self::Adjustment => "AD",
            Self::Opening => "OP",
            Self::Reversal => "RV",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A partner on a slip: a code copies the master's fields, no code means free text. In JSON a text is the code alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SlipPartner {
    /// Code of the master; an unknown one is an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<PartnerCode>,
    /// Name, when it differs from the master's or there is no code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// Address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// Telephone number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartnerFields {
    #[serde(default)]
    code: Option<PartnerCode>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    postal_code: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    phone: String,
}

impl<'de> Deserialize<'de> for SlipPartner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartnerVisitor)
    }
}

/// Reads either form itself, so that what is wrong keeps its reason and its field.
struct PartnerVisitor;

impl<'de> Visitor<'de> for PartnerVisitor {
    type Value = SlipPartner;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a partner's code or an object")
    }

    fn visit_str<E: de::Error>(self, code: &str) -> Result<SlipPartner, E> {
        let code = PartnerCode::parse(code).map_err(E::custom)?;
        Ok(SlipPartner { code: Some(code), ..SlipPartner::default() })
    }

    fn visit_unit<E: de::Error>(self) -> Result<SlipPartner, E> {
        Ok(SlipPartner::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SlipPartner, A::Error> {
        let fields = PartnerFields::deserialize(MapAccessDeserializer::new(map))?;
        let PartnerFields { code, name, postal_code, address, phone } = fields;
        Ok(SlipPartner { code, name, postal_code, address, phone })
    }
}

/// Which lot a line speaks of. In JSON a text is the lot number alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct LotRef {
    /// Lot number, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<LotNumber>,
    /// 賞味期限.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_before: Option<Date>,
    /// 使用期限 / 消費期限.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_by: Option<Date>,
}

impl LotRef {
    /// Whether it says nothing, which means "no lot".
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.number.is_none() && self.best_before.is_none() && self.use_by.is_none()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LotFields {
    #[serde(default)]
    number: Option<LotNumber>,
    #[serde(default)]
    best_before: Option<Date>,
    #[serde(default)]
    use_by: Option<Date>,
}

impl<'de> Deserialize<'de> for LotRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LotVisitor)
    }
}

/// Reads either form itself, so that what is wrong keeps its reason and its field.
struct LotVisitor;

impl<'de> Visitor<'de> for LotVisitor {
    type Value = LotRef;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a lot number or an object")
    }

    fn visit_str<E: de::Error>(self, number: &str) -> Result<LotRef, E> {
        let number = LotNumber::parse(number).map_err(E::custom)?;
        Ok(LotRef { number: Some(number), ..LotRef::default() })
    }

    fn visit_unit<E: de::Error>(self) -> Result<LotRef, E> {
        Ok(LotRef::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LotRef, A::Error> {
        let LotFields { number, best_before, use_by } = LotFields::deserialize(MapAccessDeserializer::new(map))?;
        if best_before.is_some() && use_by.is_some() {
            return Err(de::Error::custom("a lot has either best_before or use_by"));
        }
        Ok(LotRef { number, best_before, use_by })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_is_a_code_or_an_object() {
        let code: SlipPartner = serde_json::from_str("\"S-1\"").unwrap();
        let object: SlipPartner = serde_json::from_str("{\"code\":\"S-1\"}").unwrap();
        assert_eq!(code, object);
        assert!(serde_json::from_str::<SlipPartner>("{\"nmae\":\"S-1\"}").is_err());
    }

    #[test]
    fn null_is_as_good_as_absent() {
        assert_eq!(serde_json::from_str::<SlipPartner>("null").unwrap(), SlipPartner::default());
        assert_eq!(serde_json::from_str::<LotRef>("null").unwrap(), LotRef::default());
    }

    #[test]
    fn what_is_wrong_inside_keeps_its_reason() {
        let wrong = |json: &str| serde_json::from_str::<LotRef>(json).unwrap_err().to_string();
        assert!(wrong("{\"use_by\":\"2026-02-30\"}").starts_with("not a date"));
        assert!(wrong("\"\"").starts_with("empty"));
        assert!(wrong("1").starts_with("invalid type: integer `1`"));
        let unknown = serde_json::from_str::<SlipPartner>("{\"nmae\":\"S-1\"}").unwrap_err().to_string();
        assert!(unknown.starts_with("unknown field `nmae`"), "{unknown}");
    }

    #[test]
    fn a_lot_is_a_text_or_an_object() {
        let text: LotRef = serde_json::from_str("\"L-1\"").unwrap();
        let object: LotRef = serde_json::from_str("{\"number\":\"L-1\"}").unwrap();
        assert_eq!(text, object);
        assert!(serde_json::from_str::<LotRef>("{\"best_before\":\"2026-01-01\",\"use_by\":\"2026-01-01\"}").is_err());
        assert!(serde_json::from_str::<LotRef>("{\"nummer\":\"L-1\"}").is_err());
    }
}

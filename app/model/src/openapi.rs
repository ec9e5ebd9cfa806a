//! Schemas of the types that parse themselves, for the API specification.
//!
//! What always holds: a schema takes everything that its parser takes and that the service answers. Parsers fold to
//! half width and trim first, so a bound or a pattern would refuse what they take; the rule stands in words instead.

use std::borrow::Cow;

use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{KnownFormat, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::barcode::Barcode;
use crate::slip::{LotRef, SlipPartner};
use crate::{
    AppError, CustomerId, Date, ItemCode, LocalInstant, LocationCode, LoginName, LotNumber, PartnerCode, Quantity,
    ReasonCode, SlipNumber, StatusCode, UnitPrice, WarehouseCode,
};

fn text(what: &str, max_chars: usize, rule: &str) -> RefOr<Schema> {
    let about = format!("{what}: 1–{max_chars} characters after folding to half width and trimming, {rule}.");
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).description(Some(about)).into()
}

macro_rules! text_schemas {
    ($($name:ident, $what:literal, $rule:expr;)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text($what, $name::MAX_CHARS, $rule)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

const PRINTED: &str = "no control character, slash or backslash, and not . or ..";
const PLAIN: &str = "ASCII letters, digits, hyphen, underscore and dot, and not . or ..";
const NO_CONTROL: &str = "no control character";
const NO_SPACE: &str = "no control character or space";

text_schemas! {
    ItemCode, "Item code (品目コード)", PRINTED;
    WarehouseCode, "Warehouse code (倉庫コード)", PRINTED;
    LocationCode, "Location code (棚番)", PRINTED;
    PartnerCode, "Partner code (取引先コード)", PRINTED;
    StatusCode, "Stock status (在庫状態)", PLAIN;
    ReasonCode, "Reason of an adjustment (調整理由)", PLAIN;
    CustomerId, "Customer ID (顧客ID)", PLAIN;
    SlipNumber, "Slip number (伝票番号)", PLAIN;
    LotNumber, "Lot number (ロット番号)", NO_CONTROL;
    LoginName, "User ID (ユーザーID)", NO_SPACE;
    Barcode, "Barcode (バーコード)", NO_SPACE;
}

macro_rules! named {
    ($($name:ident)*) => {$(
        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

named! { AppError Quantity UnitPrice Date LocalInstant LotRef SlipPartner }

impl PartialSchema for Quantity {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Number)
            .minimum(Some(-999_999_999.999))
            .maximum(Some(999_999_999.999))
            .description(Some("In the item's unit, with at most three decimals, read and written exactly."))
            .into()
    }
}

impl PartialSchema for UnitPrice {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(999_999_999_999_999_i64))
            .description(Some("In 1/10,000 yen."))
            .into()
    }
}

impl PartialSchema for Date {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .description(Some("A calendar date, YYYY-MM-DD; YYYY/MM/DD and YYYYMMDD are read too."))
            .into()
    }
}

impl PartialSchema for LocalInstant {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("RFC 3339 with microseconds and the company's offset."))
            .into()
    }
}

fn nullable(schema: RefOr<Schema>) -> OneOfBuilder {
    OneOfBuilder::new().item(schema).item(ObjectBuilder::new().schema_type(Type::Null))
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// An object that has no fields but those that are added.
fn closed_object() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Object))
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
}

impl PartialSchema for SlipPartner {
    fn schema() -> RefOr<Schema> {
        let object = closed_object()
            .property("code", nullable(PartnerCode::schema()))
            .property("name", string())
            .property("postal_code", string())
            .property("address", string())
            .property("phone", string());
        OneOfBuilder::new()
            .item(PartnerCode::schema())
            .item(object)
            .description(Some("A partner's code, or an object whose fields stand beside or instead of the master's."))
            .into()
    }
}

impl PartialSchema for LotRef {
    fn schema() -> RefOr<Schema> {
        let object = closed_object()
            .property("number", nullable(LotNumber::schema()))
            .property("best_before", nullable(Date::schema()))
            .property("use_by", nullable(Date::schema()));
        OneOfBuilder::new()
            .item(LotNumber::schema())
            .item(object)
            .description(Some("A lot number, or an object with the number and one of the dates."))
            .into()
    }
}

impl PartialSchema for AppError {
    fn schema() -> RefOr<Schema> {
        let pair = ArrayBuilder::new().items(string()).min_items(Some(2)).max_items(Some(2));
        let further = ArrayBuilder::new().items(Ref::from_schema_name("AppError"));
        closed_object()
            .property("code", string().description(Some("The stable code.")))
            .required("code")
            .property("message", string().description(Some("What happened, in the caller's language.")))
            .property("args", ArrayBuilder::new().items(pair).description(Some("Names and values in the sentence.")))
            .property("field", string().description(Some("The field it belongs to: lines.2.quantity.")))
            .property("details", further)
            .description(Some("A stable code with its arguments and a sentence."))
            .into()
    }
}

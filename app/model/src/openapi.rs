//! Schemas of the types that parse themselves, for the API specification.

use std::borrow::Cow;

use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::barcode::Barcode;
use crate::slip::{LotRef, SlipPartner};
use crate::{
    AppError, CustomerId, Date, ItemCode, LocalInstant, LocationCode, LoginName, LotNumber, PartnerCode, Quantity,
    ReasonCode, SlipNumber, StatusCode, UnitPrice, WarehouseCode,
};

fn text(max_chars: usize, pattern: &str) -> RefOr<Schema> {
    let object = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(max_chars))
        .pattern(Some(pattern));
    object.into()
}

macro_rules! text_schemas {
    ($($name:ident, $max:expr, $pattern:literal;)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text($max, $pattern)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

// The patterns are narrower than the parsers, which also fold full-width forms and trim.
text_schemas! {
    ItemCode, ItemCode::MAX_CHARS, r"^[!-.0-\[\]-~]([ -.0-\[\]-~]*[!-.0-\[\]-~])?$";
    WarehouseCode, WarehouseCode::MAX_CHARS, r"^[!-.0-\[\]-~]([ -.0-\[\]-~]*[!-.0-\[\]-~])?$";
    LocationCode, LocationCode::MAX_CHARS, r"^[!-.0-\[\]-~]([ -.0-\[\]-~]*[!-.0-\[\]-~])?$";
    PartnerCode, PartnerCode::MAX_CHARS, r"^[!-.0-\[\]-~]([ -.0-\[\]-~]*[!-.0-\[\]-~])?$";
    StatusCode, StatusCode::MAX_CHARS, r"^[A-Za-z0-9._-]+$";
    ReasonCode, ReasonCode::MAX_CHARS, r"^[A-Za-z0-9._-]+$";
    CustomerId, CustomerId::MAX_CHARS, r"^[A-Za-z0-9._-]+$";
    SlipNumber, SlipNumber::MAX_CHARS, r"^[A-Za-z0-9._-]+$";
    LotNumber, LotNumber::MAX_CHARS, r"^[!-~]([ -~]*[!-~])?$";
    LoginName, LoginName::MAX_CHARS, r"^[!-~]+$";
    Barcode, Barcode::MAX_CHARS, r"^[!-~]+$";
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
            .description(Some("A calendar date, YYYY-MM-DD."))
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

impl PartialSchema for SlipPartner {
    fn schema() -> RefOr<Schema> {
        let free = || ObjectBuilder::new().schema_type(Type::String).max_length(Some(200)).pattern(Some("^[ -~]*$"));
        let object = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .property("code", nullable(PartnerCode::schema()))
            .property("name", free())
            .property("postal_code", free())
            .property("address", free())
            .property("phone", free())
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(false)));
        OneOfBuilder::new()
            .item(PartnerCode::schema())
            .item(object)
            .description(Some("A partner's code, or an object whose fields stand beside or instead of the master's."))
            .into()
    }
}

impl PartialSchema for LotRef {
    fn schema() -> RefOr<Schema> {
        let nullable =
            |schema: RefOr<Schema>| OneOfBuilder::new().item(schema).item(ObjectBuilder::new().schema_type(Type::Null));
        let object = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .property("number", nullable(LotNumber::schema()))
            .property("best_before", nullable(Date::schema()))
            .property("use_by", nullable(Date::schema()))
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::FreeForm(false)));
        OneOfBuilder::new()
            .item(LotNumber::schema())
            .item(object)
            .description(Some("A lot number, or an object with the number and one of the dates."))
            .into()
    }
}

impl PartialSchema for AppError {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("code", ObjectBuilder::new().schema_type(Type::String))
            .required("code")
            .property("message", ObjectBuilder::new().schema_type(Type::String))
            .description(Some("A stable code with its arguments and a sentence."))
            .into()
    }
}

//! `null` for an optional field is as good as leaving it out, whatever the type of the field says.
//!
//! Which fields are optional stands in the schema of the body, from which the specification is made too, so that both
//! say the same. A `null` that the type itself knows keeps its meaning: in an edit it takes a limit away.

use serde_json::{Map, Value, json};

use super::spec::Schemas;

/// Takes out every `null` that stands for an absent field.
pub fn drop_nulls(value: &mut Value, schema: &Value, schemas: &Schemas) {
    for form in schemas.forms(schema) {
        match value {
            Value::Array(values) => {
                let Some(each) = form.get("items") else { continue };
                for value in values {
                    drop_nulls(value, each, schemas);
                }
            }
            Value::Object(fields) => drop_nulls_of(fields, form, schemas),
            _ => return,
        }
    }
}

fn drop_nulls_of(fields: &mut Map<String, Value>, form: &Value, schemas: &Schemas) {
    let Some(properties) = form.get("properties").and_then(Value::as_object) else { return };
    fields.retain(|name, value| {
        let property = properties.get(name).filter(|_| value.is_null());
        !property.is_some_and(|property| is_optional(form, name) && !takes_null(property, schemas))
    });
    for (name, value) in fields {
        if let Some(property) = properties.get(name) {
            drop_nulls(value, property, schemas);
        }
    }
}

/// Says of every optional field of a schema, but not of those behind references, that it may be `null`.
pub fn allow_nulls(schema: &mut Value, schemas: &Schemas) {
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(forms) = schema.get_mut(several).and_then(Value::as_array_mut) {
            for form in forms {
                allow_nulls(form, schemas);
            }
        }
    }
    if let Some(items) = schema.get_mut("items") {
        allow_nulls(items, schemas);
    }
    let whole = schema.clone();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, property) in properties {
        allow_nulls(property, schemas);
        if is_optional(&whole, name) && !takes_null(property, schemas) {
            *property = nullable(property.take());
        }
    }
}

fn nullable(mut schema: Value) -> Value {
    let plain = schema.get("type").and_then(Value::as_str).filter(|_| schema.get("enum").is_none());
    if let Some(kind) = plain.map(str::to_owned) {
        schema["type"] = json!([kind, "null"]);
        return schema;
    }
    json!({"oneOf": [{"type": "null"}, schema]})
}

fn is_optional(form: &Value, name: &str) -> bool {
    let required = form.get("required").and_then(Value::as_array);
    !required.is_some_and(|names| names.iter().any(|each| each == name))
}

fn takes_null(schema: &Value, schemas: &Schemas) -> bool {
    schemas.forms(schema).into_iter().any(|form| match form.get("type") {
        Some(Value::String(kind)) => kind == "null",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "null"),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use model::item::UpdateItem;
    use model::receiving::CreateReceivingOrder;

    use super::super::endpoint::Shape;
    use super::*;

    #[test]
    fn null_is_dropped_where_a_field_is_optional() {
        let mut schemas = Schemas::default();
        let schema = schemas.body::<CreateReceivingOrder>(Shape::Body(&[])).schema;
        let mut body = json!({
            "warehouse": null, "supplier": {"code": "S-1", "name": null}, "note": null, "colour": null,
            "lines": [{"item": "A", "quantity": 1, "lot": null, "status": null}],
        });
        drop_nulls(&mut body, &schema, &schemas);
        let line = json!({"item": "A", "quantity": 1, "status": null});
        let left = json!({"warehouse": null, "supplier": {"code": "S-1"}, "colour": null, "lines": [line]});
        assert_eq!(body, left);
    }

    #[test]
    fn null_that_means_something_stays() {
        let mut schemas = Schemas::default();
        let schema = schemas.body::<UpdateItem>(Shape::Change(&[])).schema;
        let mut body = json!({"receive_limit_days": null, "barcodes": [{"code": "1", "quantity": null}]});
        drop_nulls(&mut body, &schema, &schemas);
        assert_eq!(body, json!({"receive_limit_days": null, "barcodes": [{"code": "1"}]}));
    }
}

//! The `OpenAPI` 3.1 document, made from the endpoints themselves.
//!
//! What always holds: it promises every status that is answered, and its schemas take everything that the service
//! reads or answers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::absent;
use super::endpoint::{Endpoint, Shape};
use super::examples;
use super::links::{self, segments};
use super::params::{Kind, Param};
use super::responses;

/// Named schemas.
#[derive(Clone, Default)]
pub struct Schemas(BTreeMap<String, Value>);

/// The body of a write.
#[derive(Clone)]
pub struct Body {
    /// Its schema, without the fields of the path.
    pub schema: Value,
    /// Whether there must be one.
    pub required: bool,
    /// Whether the command names a version, so that `If-Match` has a meaning.
    pub versioned: bool,
}

impl Schemas {
    /// Names the schema of `T` with all that it refers to, and gives the reference.
    pub fn refer<T: ToSchema>(&mut self) -> Value {
        self.take::<T>();
        json!({"$ref": format!("#/components/schemas/{}", T::name())})
    }

    /// The body of a command: fields of the path are left out.
    pub fn body<C: ToSchema>(&mut self, shape: Shape) -> Body {
        self.take::<C>();
        let mut schema = self.0.remove(C::name().as_ref()).unwrap_or_default();
        let versioned = schema.pointer("/properties/version").is_some();
        ask_for_rows(&mut schema);
        match shape {
            Shape::Change(_) => {
                let change = schema.pointer("/properties/change").cloned().unwrap_or_default();
                Body { schema: change, required: true, versioned }
            }
            Shape::Body(segments) => {
                for (_, field) in segments {
                    remove_field(&mut schema, field);
                }
                let required = schema.get("required").and_then(Value::as_array);
                Body { required: required.is_some_and(|fields| !fields.is_empty()), schema, versioned }
            }
        }
    }

    /// What a schema may be: itself behind its reference, and each of the forms that it combines.
    pub fn forms<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let named = referred(schema).and_then(|name| self.0.get(name));
        let schema = named.unwrap_or(schema);
        let parts = ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|several| schema.get(several)?.as_array());
        std::iter::once(schema).chain(parts.flatten().flat_map(|part| self.forms(part))).collect()
    }

    /// The names of all schemas behind this one.
    fn behind(&self, schema: &Value, names: &mut BTreeSet<String>) {
        if let Some(name) = referred(schema)
            && names.insert(name.to_owned())
        {
            self.0.get(name).into_iter().for_each(|named| self.behind(named, names));
        }
        match schema {
            Value::Object(fields) => fields.values().for_each(|field| self.behind(field, names)),
            Value::Array(values) => values.iter().for_each(|value| self.behind(value, names)),
            _ => {}
        }
    }

    fn take<T: ToSchema>(&mut self) {
        let mut nested = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut nested);
        for (name, schema) in nested {
            self.0.insert(name, serde_json::to_value(schema).unwrap_or_default());
        }
    }
}

fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

/// A list that a command needs has at least one row: an empty slip is refused.
fn ask_for_rows(schema: &mut Value) {
    let required = schema.get("required").cloned().unwrap_or_default();
    for name in required.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let property = schema.get_mut("properties").and_then(|properties| properties.get_mut(name));
        if let Some(list) = property.filter(|property| property.get("items").is_some()) {
            list["minItems"] = json!(1);
        }
    }
}

fn remove_field(schema: &mut Value, field: &str) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.remove(field);
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name != field);
    }
}

/// The whole document.
pub fn document(endpoints: &[Endpoint], version: &str) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in endpoints {
        let method = endpoint.method.as_str().to_ascii_lowercase();
        paths.entry(endpoint.path).or_default().insert(method, operation(endpoint, endpoints));
    }
    let (responses, headers) = responses::components();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kuramori API",
            "version": version,
            "summary": "蔵守 在庫・倉庫管理 REST API",
            "description": ABOUT,
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas(endpoints),
            "responses": responses,
            "headers": headers,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made with `kuramori token create` or in the admin console."},
            },
        },
    })
}

/// The named schemas of all endpoints. Of those that bodies use, optional fields may be `null`.
fn schemas(endpoints: &[Endpoint]) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::from([("Problem".to_owned(), problem_schema())]);
    for endpoint in endpoints {
        let mut read = BTreeSet::new();
        if let Some(body) = &endpoint.body {
            endpoint.schemas.behind(&body.schema, &mut read);
        }
        for (name, schema) in &endpoint.schemas.0 {
            let mut schema = schema.clone();
            if read.contains(name) {
                absent::allow_nulls(&mut schema, &endpoint.schemas);
                all.insert(name.clone(), schema);
            } else {
                all.entry(name.clone()).or_insert(schema);
            }
        }
    }
    all
}

const ABOUT: &str = "Quantities are JSON numbers with at most three decimals, read and written exactly. \
    Every write needs an `Idempotency-Key`; the same key with the same body gives the same answer for 30 days. \
    Lists answer `data` and `next`; pass `next` as `cursor` for the next page. \
    `null` for an optional field is as good as leaving it out. \
    Errors are `application/problem+json` with a stable `code`. \
    The examples work on the company that `kuramori demo` makes.";

fn operation(endpoint: &Endpoint, endpoints: &[Endpoint]) -> Value {
    let (summary, description) = endpoint.about;
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": summary,
        "description": description,
        "tags": [endpoint.path.split('/').nth(1).unwrap_or_default()],
        "parameters": parameters(endpoint),
        "responses": responses::responses(endpoint, links::links(endpoint, endpoints)),
    });
    if let Some(body) = &endpoint.body {
        let mut schema = body.schema.clone();
        absent::allow_nulls(&mut schema, &endpoint.schemas);
        let mut content = json!({"schema": schema});
        if let Some(example) = examples::body(&operation_id(endpoint)) {
            content["example"] = example;
        }
        operation["requestBody"] = json!({"required": body.required, "content": {"application/json": content}});
    }
    operation
}

/// `post_receiving_orders_number_receipts`.
pub fn operation_id(endpoint: &Endpoint) -> String {
    let path = endpoint.path.replace(['{', '}'], "").replace(['/', '-'], "_");
    format!("{}{path}", endpoint.method.as_str().to_ascii_lowercase())
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut parameters: Vec<Value> = segments(endpoint.path).map(|name| path_parameter(endpoint.path, name)).collect();
    parameters.extend(endpoint.params.iter().map(|param| query_parameter(endpoint.path, param)));
    if endpoint.paged {
        parameters.extend(page_parameters());
    }
    if let Some(body) = &endpoint.body {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "1–200 printable ASCII characters, new for each intended write.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
        }));
        if body.versioned {
            parameters.push(json!({
                "name": "If-Match", "in": "header",
                "description": "The entity tag that was seen, or `*` for any; a stale one is refused with 412.",
                "schema": {"type": "string", "pattern": "^(\\*|(W/)?\"[^\" ]*\")$"},
            }));
        }
    }
    parameters
}

fn path_parameter(path: &str, name: &str) -> Value {
    let schema = json!({"type": "string", "minLength": 1});
    with_example(json!({"name": name, "in": "path", "required": true, "schema": schema}), path, name)
}

fn query_parameter(path: &str, param: &Param) -> Value {
    let mut parameter =
        json!({"name": param.name, "in": "query", "description": param.about, "schema": param.schema()});
    if matches!(param.kind, Kind::Choices(_)) {
        parameter["explode"] = json!(false);
    }
    // An empty value of an optional parameter is as good as none.
    let key = if param.required { "required" } else { "allowEmptyValue" };
    parameter[key] = json!(true);
    with_example(parameter, path, param.name)
}

fn with_example(mut parameter: Value, path: &str, name: &str) -> Value {
    if let Some(example) = examples::parameter(path, name) {
        parameter["example"] = example;
    }
    parameter
}

fn page_parameters() -> [Value; 3] {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": model::PageRequest::LIMIT_MAX});
    [
        page_parameter("cursor", "`next` of the page before.", &json!({"type": "string"})),
        page_parameter("limit", "Rows a page.", &limit),
        page_parameter("count", "Whether to count all rows.", &json!({"type": "boolean"})),
    ]
}

fn page_parameter(name: &str, about: &str, schema: &Value) -> Value {
    json!({"name": name, "in": "query", "description": about, "schema": schema, "allowEmptyValue": true})
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "required": ["type", "code", "status", "title", "detail"],
        "properties": {
            "type": {"type": "string"},
            "code": {"type": "string", "enum": model::ErrorCode::ALL},
            "status": {"type": "integer"},
            "title": {"type": "string"},
            "detail": {"type": "string", "description": "What happened and what to do next, in the language of `Accept-Language`, else of the user."},
            "field": {"type": "string", "description": "The field of the body, the parameter or the header: lines.2.quantity."},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}},
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::routes;
    use super::*;

    fn document_of_all() -> Value {
        document(&routes::endpoints(), "0")
    }

    /// Every object in a document that says something of `key`.
    fn saying<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.contains_key(key).then_some(value));
                fields.values().for_each(|field| saying(field, key, found));
            }
            Value::Array(values) => values.iter().for_each(|value| saying(value, key, found)),
            _ => {}
        }
    }

    #[test]
    fn no_text_that_is_folded_first_has_a_pattern_or_a_bound() {
        let document = document_of_all();
        for key in ["pattern", "maxLength"] {
            let mut found = Vec::new();
            saying(&document["components"]["schemas"], key, &mut found);
            assert!(found.is_empty(), "{key}: {found:?}");
        }
        for (path, operations) in document["paths"].as_object().unwrap() {
            for operation in operations.as_object().unwrap().values() {
                for parameter in operation["parameters"].as_array().unwrap().iter().filter(|each| each["in"] == "path")
                {
                    assert_eq!(parameter["schema"], json!({"type": "string", "minLength": 1}), "{path}");
                }
            }
        }
    }

    #[test]
    fn optional_fields_of_bodies_may_be_null() {
        let document = document_of_all();
        let at = "/paths/~1receiving-orders/post/requestBody/content/application~1json/schema/properties";
        let properties = document.pointer(at).unwrap();
        assert_eq!(properties["original_number"]["type"], json!(["string", "null"]));
        assert_eq!(properties["supplier"]["oneOf"][0], json!({"type": "null"}));
        assert!(properties["warehouse"].get("$ref").is_some(), "{}", properties["warehouse"]);
        assert_eq!(properties["lines"]["minItems"], 1);
        let line = &document["components"]["schemas"]["ReceivingOrderLine"]["properties"];
        assert_eq!(line["lot"]["oneOf"][0], json!({"type": "null"}));
        let view = &document["components"]["schemas"]["ReceivingLineView"]["properties"];
        assert!(view["lot"].get("$ref").is_some(), "answers stay as they are: {}", view["lot"]);
    }

    #[test]
    fn a_version_is_asked_for_where_a_command_has_one() {
        let endpoints = routes::endpoints();
        let versioned = endpoints.iter().filter(|each| each.body.as_ref().is_some_and(|body| body.versioned));
        let paths: Vec<&str> = versioned.map(|each| each.path.rsplit('/').next().unwrap_or_default()).collect();
        assert_eq!(paths, ["{code}", "{code}", "{code}", "{code}", "cancel", "close", "cancel"]);
    }
}

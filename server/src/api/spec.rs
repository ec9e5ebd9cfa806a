//! The `OpenAPI` 3.1 document, made from the endpoints themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::endpoint::{Endpoint, Shape};

/// Named schemas.
#[derive(Default)]
pub struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    /// Names the schema of `T` with all that it refers to, and gives the reference.
    pub fn refer<T: ToSchema>(&mut self) -> Value {
        self.take::<T>();
        json!({"$ref": format!("#/components/schemas/{}", T::name())})
    }

    /// The schema of the body of a command, and whether it must have one: fields of the path are left out.
    pub fn body<C: ToSchema>(&mut self, shape: Shape) -> (Value, bool) {
        self.take::<C>();
        let whole = self.0.remove(C::name().as_ref()).unwrap_or_default();
        match shape {
            Shape::Change(_) => (whole.pointer("/properties/change").cloned().unwrap_or_default(), true),
            Shape::Body(names) => {
                let mut body = whole;
                for (_, field) in names {
                    if let Some(Value::Object(properties)) = body.get_mut("properties") {
                        properties.remove(*field);
                    }
                    if let Some(Value::Array(required)) = body.get_mut("required") {
                        required.retain(|name| name != field);
                    }
                }
                let required = body.get("required").and_then(Value::as_array).is_some_and(|fields| !fields.is_empty());
                (body, required)
            }
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

/// The whole document.
pub fn document(endpoints: &[Endpoint], version: &str) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut schemas = BTreeMap::from([("Problem".to_owned(), problem_schema())]);
    for endpoint in endpoints {
        let method = endpoint.method.as_str().to_ascii_lowercase();
        paths.entry(endpoint.path).or_default().insert(method, operation(endpoint));
        schemas.extend(endpoint.schemas.0.iter().map(|(name, schema)| (name.clone(), schema.clone())));
    }
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
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made with `kuramori token create` or in the admin console."},
            },
        },
    })
}

const ABOUT: &str = "Quantities are JSON numbers with at most three decimals, read and written exactly. \
    Every write needs an `Idempotency-Key`; the same key with the same body gives the same answer for 30 days. \
    Lists answer `data` and `next`; pass `next` as `cursor` for the next page. \
    Errors are `application/problem+json` with a stable `code`.";

fn operation(endpoint: &Endpoint) -> Value {
    let (summary, description) = endpoint.about;
    let mut parameters = path_parameters(endpoint.path);
    for param in endpoint.params {
        let mut parameter =
            json!({"name": param.name, "in": "query", "description": param.about, "schema": param.schema()});
        if matches!(param.kind, super::params::Kind::Choices(_)) {
            parameter["explode"] = json!(false);
        }
        parameters.push(parameter);
    }
    if endpoint.paged {
        parameters.extend(page_parameters());
    }
    let is_write = endpoint.body.is_some();
    if is_write {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "1–200 printable ASCII characters, new for each intended write.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        }));
    }
    if endpoint.method == axum::http::Method::PATCH {
        parameters.push(json!({
            "name": "If-Match", "in": "header",
            "description": "The entity tag that was seen; a stale one is refused with 412.",
            "schema": {"type": "string", "pattern": "^\"[0-9]{1,18}\"$"},
        }));
    }
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": summary,
        "description": description,
        "tags": [endpoint.path.split('/').nth(1).unwrap_or_default()],
        "parameters": parameters,
        "responses": {
            endpoint.status.as_str(): {
                "description": "Done.",
                "headers": rate_headers(),
                "content": {"application/json": {"schema": endpoint.answer}},
            },
            "default": {
                "description": "Refused; `code` says why and `detail` what to do.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    });
    if let Some(body) = &endpoint.body {
        operation["requestBody"] =
            json!({"required": !endpoint.body_optional, "content": {"application/json": {"schema": body}}});
    }
    operation
}

fn operation_id(endpoint: &Endpoint) -> String {
    let path = endpoint.path.replace(['{', '}'], "").replace(['/', '-'], "_");
    format!("{}{path}", endpoint.method.as_str().to_ascii_lowercase())
}

fn path_parameters(path: &str) -> Vec<Value> {
    path.split('/')
        .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({
                "name": name, "in": "path", "required": true,
                "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[A-Za-z0-9_-]+$"},
            })
        })
        .collect()
}

fn page_parameters() -> [Value; 3] {
    let limit = json!({"type": "integer", "minimum": 1, "maximum": model::PageRequest::LIMIT_MAX});
    [
        json!({"name": "cursor", "in": "query", "description": "`next` of the page before.", "schema": {"type": "string"}}),
        json!({"name": "limit", "in": "query", "description": "Rows a page.", "schema": limit}),
        json!({"name": "count", "in": "query", "description": "Whether to count all rows.", "schema": {"type": "boolean"}}),
    ]
}

fn rate_headers() -> Value {
    let header = |about: &str| json!({"description": about, "schema": {"type": "integer"}});
    json!({
        "RateLimit-Limit": header("Requests a second of this token."),
        "RateLimit-Remaining": header("Requests left in this second."),
        "RateLimit-Reset": header("Seconds until the limit is whole again."),
    })
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
            "detail": {"type": "string", "description": "What happened and what to do next."},
            "field": {"type": "string", "description": "The field of the body: lines.2.quantity."},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Problem"}},
        },
    })
}

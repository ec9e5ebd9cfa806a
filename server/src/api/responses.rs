//! The answers that the specification promises, kind of endpoint by kind of endpoint.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::endpoint::Endpoint;
use super::spec::Schemas;

/// What can be answered to any request.
const ANY: [u16; 6] = [400, 401, 403, 429, 500, 503];
/// What a write can be refused with beside these.
const WRITE: [u16; 4] = [409, 413, 415, 422];

/// Every refusal there is, in words.
const REFUSALS: [(u16, &str); 12] = [
    (400, "The request is not well formed, or a header is missing or wrong."),
    (401, "The token is missing, unknown or revoked."),
    (403, "The user of the token may not do this, or not in this warehouse."),
    (404, "It does not exist."),
    (409, "Stock, slip or master stand in a way that does not allow it."),
    (412, "Someone else changed it since the version that `If-Match` or `version` names."),
    (413, "The body is larger than allowed."),
    (415, "The body is not `application/json`."),
    (422, "A field is wrong; `field` names it."),
    (429, "Too many requests with this token in this second."),
    (500, "Something failed inside; the log has it under the request's id."),
    (503, "The service is starting, stopping, too busy or without its database; try again."),
];

/// The responses of an operation. `links` go with success.
pub fn responses(endpoint: &Endpoint, links: Value) -> Value {
    let mut headers = rate_headers();
    if is_tagged(&endpoint.answer, &endpoint.schemas) {
        headers.insert("ETag".to_owned(), reference("headers", "ETag"));
    }
    let mut success = json!({
        "description": "Done.",
        "headers": headers,
        "content": {"application/json": {"schema": endpoint.answer}},
    });
    if links.as_object().is_some_and(|links| !links.is_empty()) {
        success["links"] = links;
    }
    let mut responses = Map::from_iter([(endpoint.status.as_u16().to_string(), success)]);
    for status in refusals(endpoint) {
        responses.insert(status.to_string(), reference("responses", &name(status)));
    }
    Value::Object(responses)
}

/// What the operations refer to: responses and headers by name.
pub fn components() -> (Value, Value) {
    let responses: Map<String, Value> =
        REFUSALS.into_iter().map(|(status, about)| (name(status), refusal(status, about))).collect();
    let header = |about: &str, kind: Value| json!({"description": about, "schema": kind});
    let integer = || json!({"type": "integer", "minimum": 0});
    let headers = json!({
        "RateLimit-Limit": header("Requests a second of this token.", integer()),
        "RateLimit-Remaining": header("Requests left in this second.", integer()),
        "RateLimit-Reset": header("Seconds until the limit is whole again.", integer()),
        "Retry-After": header("Seconds to wait.", integer()),
        "WWW-Authenticate": header("How to authenticate.", json!({"type": "string", "enum": ["Bearer"]})),
        "ETag": header("The version, for `If-Match`.", json!({"type": "string", "pattern": "^\"[0-9]+\"$"})),
    });
    (Value::Object(responses), headers)
}

fn refusals(endpoint: &Endpoint) -> Vec<u16> {
    let mut statuses = [&ANY[..], endpoint.also].concat();
    if endpoint.path.contains('{') {
        statuses.push(404);
    }
    if endpoint.paged {
        statuses.push(422);
    }
    if let Some(body) = &endpoint.body {
        statuses.extend(WRITE);
        statuses.extend(body.versioned.then_some(412));
    }
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn refusal(status: u16, about: &str) -> Value {
    let mut headers = if status == 401 { Map::new() } else { rate_headers() };
    if status == 401 {
        headers.insert("WWW-Authenticate".to_owned(), reference("headers", "WWW-Authenticate"));
    }
    if status == 429 {
        headers.insert("Retry-After".to_owned(), reference("headers", "Retry-After"));
    }
    json!({
        "description": about,
        "headers": headers,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

fn rate_headers() -> Map<String, Value> {
    let names = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];
    names.into_iter().map(|name| (name.to_owned(), reference("headers", name))).collect()
}

/// What has a version carries an entity tag.
fn is_tagged(answer: &Value, schemas: &Schemas) -> bool {
    schemas.forms(answer).into_iter().any(|form| form.pointer("/properties/version").is_some())
}

/// `NotFound` for 404.
fn name(status: u16) -> String {
    let words = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Error");
    words.replace(' ', "")
}

fn reference(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

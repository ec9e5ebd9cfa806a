//! The page to read the API specification, made once at start. It needs no script.

use std::fmt::Write as _;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use model::user::Language;
use model::{AppError, ErrorCode};
use serde_json::Value;

const STYLE: &str = include_str!("docs.css");
const POLICY: (HeaderName, HeaderValue) = (
    header::CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
);

/// `/api/docs` and its style.
pub fn pages(document: &Value) -> Router {
    let page = page(document);
    let style = (HeaderName::from_static("content-type"), HeaderValue::from_static("text/css; charset=utf-8"));
    Router::new()
        .route("/api/docs", get(move || async move { ([POLICY], Html(page)).into_response() }))
        .route("/api/docs.css", get(move || async move { ([style.clone()], STYLE) }))
}

fn page(document: &Value) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"ja\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Kuramori API</title><link rel=\"stylesheet\" href=\"/api/docs.css\"></head><body><header><h1>Kuramori API</h1>",
    );
    let about = text(document, "/info/description");
    let _ = write!(
        html,
        "<p>{}</p><p><code>Authorization: Bearer …</code> · <a href=\"/api/v1/openapi.json\">openapi.json</a> (OpenAPI 3.1)</p></header><main>",
        escape(about)
    );
    for (path, operations) in entries(document.get("paths")) {
        for (method, operation) in entries(Some(operations)) {
            write_operation(&mut html, path, method, operation);
        }
    }
    html.push_str("<h2 id=\"schemas\">データの形 / Schemas</h2>");
    for (name, schema) in entries(document.pointer("/components/schemas")) {
        let _ = write!(html, "<details id=\"schema-{0}\"><summary><code>{0}</code></summary>", escape(name));
        write_schema(&mut html, schema);
        html.push_str("</details>");
    }
    html.push_str("<h2 id=\"errors\">エラー / Errors</h2><table><thead><tr><th>code</th><th>status</th><th>日本語</th><th>English</th></tr></thead><tbody>");
    for code in ErrorCode::ALL {
        let sentence = |language| app::sentence::spoken(AppError::new(*code), language).message;
        let _ = write!(
            html,
            "<tr id=\"error-{code}\"><td><code>{code}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            code.status(),
            escape(&sentence(Language::Ja)),
            escape(&sentence(Language::En))
        );
    }
    html.push_str("</tbody></table></main></body></html>");
    html
}

fn write_operation(html: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        html,
        "<section id=\"{id}\"><h2><span class=\"method {method}\">{upper}</span> <code>/api/v1{path}</code></h2><p>{summary} — {about}</p>",
        id = escape(text(operation, "/operationId")),
        upper = method.to_uppercase(),
        path = escape(path),
        summary = escape(text(operation, "/summary")),
        about = escape(text(operation, "/description")),
    );
    if let Some(parameters) = operation.get("parameters").and_then(Value::as_array).filter(|all| !all.is_empty()) {
        html.push_str("<table><tbody>");
        for parameter in parameters {
            let _ = write!(
                html,
                "<tr><th><code>{}</code>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                escape(text(parameter, "/name")),
                if parameter.get("required") == Some(&Value::Bool(true)) { " *" } else { "" },
                escape(text(parameter, "/in")),
                kind(parameter.get("schema").unwrap_or(&Value::Null)),
                escape(text(parameter, "/description"))
            );
        }
        html.push_str("</tbody></table>");
    }
    if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
        html.push_str("<h3>body</h3>");
        write_schema(html, body);
    }
    if let Some(example) = operation.pointer("/requestBody/content/application~1json/example") {
        let _ = write!(html, "<pre><code>{}</code></pre>", escape(&format!("{example:#}")));
    }
    write_responses(html, operation);
    html.push_str("</section>");
}

/// The answer of success with its fields; of the refusals, which are alike everywhere, the statuses.
fn write_responses(html: &mut String, operation: &Value) {
    let mut refusals = Vec::new();
    for (status, response) in entries(operation.get("responses")) {
        let Some(schema) = response.pointer("/content/application~1json/schema") else {
            refusals.push(status);
            continue;
        };
        let _ = write!(html, "<h3>{status}</h3>");
        write_schema(html, schema);
    }
    let _ = write!(html, "<p><a href=\"#errors\">{}</a></p>", refusals.join(", "));
}

fn write_schema(html: &mut String, schema: &Value) {
    let parts: Vec<&Value> = match schema.get("allOf").and_then(Value::as_array) {
        Some(parts) => parts.iter().collect(),
        None => vec![schema],
    };
    for part in parts {
        let properties = entries(part.get("properties"));
        if properties.is_empty() {
            let _ = write!(html, "<p>{}</p>", kind(part));
            continue;
        }
        let required = part.get("required").and_then(Value::as_array);
        html.push_str("<table><tbody>");
        for (name, property) in properties {
            let is_required = required.is_some_and(|names| names.iter().any(|each| each == name));
            let _ = write!(
                html,
                "<tr><th><code>{}</code>{}</th><td>{}</td><td>{}</td></tr>",
                escape(name),
                if is_required { " *" } else { "" },
                kind(property),
                escape(text(property, "/description"))
            );
        }
        html.push_str("</tbody></table>");
    }
}

/// The kind of a value in a few words, with links to named schemas.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|at| at.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    if let Some(items) = schema.get("items") {
        return format!("[{}]", kind(items));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(escape).collect();
        return words.join(" | ");
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(kinds) = schema.get(several).and_then(Value::as_array) {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" | ");
        }
    }
    match schema.get("type") {
        Some(Value::String(one)) => escape(one),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).map(escape).collect::<Vec<_>>().join(" | "),
        _ => "any".to_owned(),
    }
}

fn entries(value: Option<&Value>) -> Vec<(&str, &Value)> {
    value
        .and_then(Value::as_object)
        .map(|map| map.iter().map(|(key, value)| (key.as_str(), value)).collect())
        .unwrap_or_default()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn escape(raw: &str) -> String {
    raw.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

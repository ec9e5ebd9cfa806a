//! One endpoint: its handler and its description, made together, so that neither can be without the other.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use model::{AppError, Envelope, ErrorCode, Page};
use serde::de::DeserializeOwned;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use service::{Command, Ctx, Query};
use utoipa::ToSchema;

use super::params::{self, Param};
use super::spec::Schemas;
use super::{ApiState, problem};

/// A handler with the description of it.
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// Below `/api/v1`, with `{names}`.
    pub path: &'static str,
    /// What it does, in Japanese and in English.
    pub about: (&'static str, &'static str),
    /// Query parameters.
    pub params: &'static [Param],
    /// Whether the query has `cursor`, `limit` and `count`.
    pub paged: bool,
    /// The schema of the body, for a write.
    pub body: Option<Value>,
    /// Whether the body may be left out.
    pub body_optional: bool,
    /// The status of success.
    pub status: StatusCode,
    /// The schema of the answer.
    pub answer: Value,
    /// The named schemas that body and answer refer to.
    pub schemas: Schemas,
    /// The handler.
    pub handler: MethodRouter<ApiState>,
}

/// How the command is put together from path, headers and body.
#[derive(Clone, Copy)]
pub enum Shape {
    /// The body is the command, but for fields that stand in the path: (name in the path, name of the field).
    Body(&'static [(&'static str, &'static str)]),
    /// The body is the command's `change`; `If-Match` is its `version`; the path has the rest.
    Change(&'static [(&'static str, &'static str)]),
}

/// A page as REST shows it: the total is a number, and there only when asked for.
struct PageBody<T>(Page<T>);

impl<T: Serialize> Serialize for PageBody<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 3)?;
        page.serialize_field("data", &self.0.data)?;
        page.serialize_field("next", &self.0.next)?;
        match self.0.total {
            Some(total) => page.serialize_field("total", &total.rows)?,
            None => page.skip_field("total")?,
        }
        page.end()
    }
}

/// A list by key.
pub fn list<Q, T>(path: &'static str, about: (&'static str, &'static str), params: &'static [Param]) -> Endpoint
where
    Q: Query<Answer = Page<T>> + DeserializeOwned,
    T: Serialize + ToSchema + Send + 'static,
{
    let handler = on(
        MethodFilter::GET,
        move |State(state): State<ApiState>,
              Extension(ctx): Extension<Ctx>,
              headers: HeaderMap,
              RawQuery(query): RawQuery| async move {
            let work = async {
                let fields = params::read(query.as_deref().unwrap_or_default(), params, true)?;
                let page = state.store.query(&ctx, from_value::<Q>(&fields, &[])?).await?;
                Ok(Json(PageBody(page)).into_response())
            };
            finish(work.await, &ctx, &headers)
        },
    );
    let mut schemas = Schemas::default();
    let row = schemas.refer::<T>();
    let answer = json!({
        "type": "object",
        "required": ["data", "next"],
        "properties": {
            "data": {"type": "array", "items": row},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page; null on the last."},
            "total": {"type": "integer", "description": "The number of rows, with count=true."},
        },
    });
    Endpoint {
        method: Method::GET,
        path,
        about,
        params,
        paged: true,
        body: None,
        body_optional: false,
        status: StatusCode::OK,
        answer,
        schemas,
        handler,
    }
}

/// One thing, named in the path: (name in the path, name of the field).
pub fn one<Q>(
    path: &'static str,
    about: (&'static str, &'static str),
    names: &'static [(&'static str, &'static str)],
) -> Endpoint
where
    Q: Query + DeserializeOwned,
    Q::Answer: Serialize + ToSchema,
{
    let handler = on(
        MethodFilter::GET,
        move |State(state): State<ApiState>,
              Extension(ctx): Extension<Ctx>,
              headers: HeaderMap,
              RawQuery(query): RawQuery,
              Path(segments): Path<HashMap<String, String>>| async move {
            let work = async {
                params::read(query.as_deref().unwrap_or_default(), &[], false)?;
                let mut fields = Map::new();
                name_fields(&mut fields, &segments, names)?;
                let answer = state.store.query(&ctx, from_value::<Q>(&Value::Object(fields), names)?).await?;
                tagged(StatusCode::OK, &answer)
            };
            finish(work.await, &ctx, &headers)
        },
    );
    let mut schemas = Schemas::default();
    let answer = schemas.refer::<Q::Answer>();
    Endpoint {
        method: Method::GET,
        path,
        about,
        params: &[],
        paged: false,
        body: None,
        body_optional: false,
        status: StatusCode::OK,
        answer,
        schemas,
        handler,
    }
}

/// A write: one command under its `Idempotency-Key`.
pub fn write<C>(
    method: Method,
    path: &'static str,
    about: (&'static str, &'static str),
    status: StatusCode,
    shape: Shape,
) -> Endpoint
where
    C: Command + ToSchema,
    C::Answer: ToSchema,
{
    let filter = if method == Method::PATCH { MethodFilter::PATCH } else { MethodFilter::POST };
    let handler = on(
        filter,
        move |State(state): State<ApiState>,
              Extension(ctx): Extension<Ctx>,
              headers: HeaderMap,
              RawQuery(query): RawQuery,
              Path(segments): Path<HashMap<String, String>>,
              body: Result<Bytes, axum::extract::rejection::BytesRejection>| async move {
            let work = async {
                let envelope = envelope(&headers)?;
                params::read(query.as_deref().unwrap_or_default(), &[], false)?;
                let body = body.map_err(|_| AppError::new(ErrorCode::TooLarge).arg("max", super::BODY_MAX_TEXT))?;
                let command = assemble::<C>(shape, &segments, &headers, &body)?;
                let answer = state.store.execute(&ctx, &envelope, command).await?;
                tagged(status, &answer)
            };
            finish(work.await, &ctx, &headers)
        },
    );
    let mut schemas = Schemas::default();
    let (body, required) = schemas.body::<C>(shape);
    let answer = schemas.refer::<C::Answer>();
    Endpoint {
        method,
        path,
        about,
        params: &[],
        paged: false,
        body: Some(body),
        body_optional: !required,
        status,
        answer,
        schemas,
        handler,
    }
}

fn finish(outcome: Result<Response, service::Error>, ctx: &Ctx, headers: &HeaderMap) -> Response {
    outcome.unwrap_or_else(|error| problem::respond(error.public(), problem::language(headers, ctx.language)))
}

/// The answer as JSON; what has a version gets it as its entity tag, for `If-Match`.
fn tagged(status: StatusCode, answer: &impl Serialize) -> Result<Response, service::Error> {
    let answer = serde_json::to_value(answer)?;
    let tag = answer.get("version").and_then(Value::as_i64);
    let mut response = (status, Json(answer)).into_response();
    if let Some(tag) = tag.and_then(|version| HeaderValue::from_str(&format!("\"{version}\"")).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}

fn envelope(headers: &HeaderMap) -> Result<Envelope, AppError> {
    let key = headers.get("idempotency-key").ok_or_else(|| AppError::new(ErrorCode::KeyMissing))?;
    let envelope = Envelope::with_key(key.to_str().unwrap_or_default());
    if envelope.has_valid_key() { Ok(envelope) } else { Err(AppError::new(ErrorCode::KeyInvalid)) }
}

fn assemble<C: DeserializeOwned>(
    shape: Shape,
    segments: &HashMap<String, String>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<C, AppError> {
    let body = read_body(headers, body)?;
    let (mut fields, names) = match shape {
        Shape::Body(names) => (body, names),
        Shape::Change(names) => {
            let mut fields = Map::from_iter([("change".to_owned(), Value::Object(body))]);
            if let Some(version) = if_match(headers)? {
                fields.insert("version".to_owned(), json!(version));
            }
            (fields, names)
        }
    };
    if let Some((_, field)) = names.iter().find(|(_, field)| fields.contains_key(*field)) {
        return Err(invalid(field, "it stands in the address"));
    }
    name_fields(&mut fields, segments, names)?;
    from_value(&Value::Object(fields), names)
}

fn read_body(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, AppError> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    let is_json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    if !is_json {
        return Err(AppError::new(ErrorCode::MediaType).arg("expected", "application/json"));
    }
    let value: Value =
        serde_json::from_slice(body).map_err(|error| AppError::new(ErrorCode::BadRequest).arg("problem", error))?;
    if has_nul(&value) {
        return Err(AppError::new(ErrorCode::BadRequest).arg("problem", "a NUL character"));
    }
    match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(AppError::new(ErrorCode::BadRequest).arg("problem", "the body is no object")),
    }
}

/// No text of the service may hold it, and a database cannot.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn if_match(headers: &HeaderMap) -> Result<Option<i64>, AppError> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    match text.trim_matches('"').parse() {
        Ok(version) => Ok(Some(version)),
        Err(_) => Err(invalid("If-Match", "not an entity tag of this service")),
    }
}

fn name_fields(
    fields: &mut Map<String, Value>,
    segments: &HashMap<String, String>,
    names: &[(&str, &str)],
) -> Result<(), AppError> {
    for (segment, field) in names {
        let value = segments.get(*segment).ok_or_else(|| AppError::new(ErrorCode::Internal))?;
        fields.insert((*field).to_owned(), json!(value));
    }
    Ok(())
}

/// Reads a command or query. A wrong name in the path names nothing, so it is not found; any other wrong field is
/// named.
fn from_value<T: DeserializeOwned>(value: &Value, names: &[(&str, &str)]) -> Result<T, AppError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let field = error.path().to_string().replace('[', ".").replace(']', "");
        match names.iter().find(|(_, name)| *name == field) {
            Some((what, name)) => {
                let code = value.get(name).and_then(Value::as_str).unwrap_or_default();
                AppError::new(ErrorCode::NotFound).arg("what", what).arg("code", code)
            }
            None => invalid(&field, &error.inner().to_string()),
        }
    })
}

fn invalid(field: &str, problem: &str) -> AppError {
    let error = AppError::new(ErrorCode::Invalid).arg("value", "").arg("problem", problem);
    if field == "." { error } else { error.field(field) }
}

//! One endpoint: its handler and its description, made together, so that neither can be without the other.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use model::{AppError, Envelope, ErrorCode, Page};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use service::{Command, Ctx, Query};
use utoipa::ToSchema;

use super::answer::{PageBody, tagged};
use super::names::{Names, Segments};
use super::params::{self, Param};
use super::problem::invalid;
use super::spec::{Body, Schemas};
use super::{ApiState, absent, body, precondition, problem, reading};

/// What an endpoint does, in Japanese and in English.
pub type About = (&'static str, &'static str);

/// A handler with the description of it.
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// Below `/api/v1`, with `{names}`.
    pub path: &'static str,
    /// What it does.
    pub about: About,
    /// Query parameters.
    pub params: &'static [Param],
    /// Whether the query has `cursor`, `limit` and `count`.
    pub paged: bool,
    /// The body, for a write.
    pub body: Option<Body>,
    /// The status of success.
    pub status: StatusCode,
    /// The statuses of refusal beside those of its kind.
    pub also: &'static [u16],
    /// The schema of the answer.
    pub answer: Value,
    /// The named schemas that body and answer refer to.
    pub schemas: Schemas,
    /// The handler.
    pub handler: MethodRouter<ApiState>,
}

impl Endpoint {
    /// The same endpoint, which may also refuse with these statuses.
    pub fn also(self, statuses: &'static [u16]) -> Self {
        Self { also: statuses, ..self }
    }
}

/// How the command is put together from path, headers and body.
#[derive(Clone, Copy)]
pub enum Shape {
    /// The body is the command, but for fields that stand in the path. Where the command has a `version`, `If-Match`
    /// may give it.
    Body(Segments),
    /// The body is the command's `change`; `If-Match` is its `version`; the path has the rest.
    Change(Segments),
}

impl Shape {
    fn segments(self) -> Segments {
        match self {
            Self::Body(segments) | Self::Change(segments) => segments,
        }
    }
}

/// A list by key.
pub fn list<Q, T>(path: &'static str, about: About, params: &'static [Param]) -> Endpoint
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
            let names = Names { segments: &[], body: &[] };
            let work = async {
                let fields = params::read(query.as_deref().unwrap_or_default(), params, true)?;
                let query = reading::read::<Q>(&fields, path, &[])?;
                let page = state.store.query(&ctx, query).await.map_err(|error| names.rename_refusal(error))?;
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
    Endpoint { params, paged: true, ..Endpoint::read(path, about, answer, schemas, handler) }
}

/// One thing, named in the path.
pub fn one<Q>(path: &'static str, about: About, segments: Segments) -> Endpoint
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
              Path(named): Path<HashMap<String, String>>| async move {
            let names = Names { segments, body: &[] };
            let work = async {
                params::read(query.as_deref().unwrap_or_default(), &[], false)?;
                let mut fields = Map::new();
                name_fields(&mut fields, &named, segments)?;
                let query = reading::read::<Q>(&Value::Object(fields), path, segments)?;
                let answer = state.store.query(&ctx, query).await.map_err(|error| names.rename_refusal(error))?;
                tagged(StatusCode::OK, &answer, problem::language(&headers, ctx.language))
            };
            finish(work.await, &ctx, &headers)
        },
    );
    let mut schemas = Schemas::default();
    let answer = schemas.refer::<Q::Answer>();
    Endpoint::read(path, about, answer, schemas, handler)
}

/// A write: one command under its `Idempotency-Key`.
pub fn write<C>(method: Method, path: &'static str, about: About, status: StatusCode, shape: Shape) -> Endpoint
where
    C: Command + ToSchema,
    C::Answer: ToSchema,
{
    let mut schemas = Schemas::default();
    let body = schemas.body::<C>(shape);
    let answer = schemas.refer::<C::Answer>();
    let write = Arc::new(Write { path, shape, status, body: body.clone(), schemas: schemas.clone() });
    let filter = if method == Method::PATCH { MethodFilter::PATCH } else { MethodFilter::POST };
    let handler = on(
        filter,
        move |State(state): State<ApiState>,
              Extension(ctx): Extension<Ctx>,
              headers: HeaderMap,
              RawQuery(query): RawQuery,
              Path(named): Path<HashMap<String, String>>,
              body: Result<Bytes, BytesRejection>| {
            let sent = Sent { headers, query: query.unwrap_or_default(), named, body };
            let write = Arc::clone(&write);
            async move { write.answer::<C>(&state, &ctx, sent).await }
        },
    );
    Endpoint { method, body: Some(body), status, ..Endpoint::read(path, about, answer, schemas, handler) }
}

impl Endpoint {
    fn read(
        path: &'static str,
        about: About,
        answer: Value,
        schemas: Schemas,
        handler: MethodRouter<ApiState>,
    ) -> Self {
        let (method, status) = (Method::GET, StatusCode::OK);
        Self { method, path, about, params: &[], paged: false, body: None, status, also: &[], answer, schemas, handler }
    }
}

/// What the handler of a write knows of its endpoint.
struct Write {
    path: &'static str,
    shape: Shape,
    status: StatusCode,
    body: Body,
    schemas: Schemas,
}

/// What a write was sent.
struct Sent {
    headers: HeaderMap,
    query: String,
    named: HashMap<String, String>,
    body: Result<Bytes, BytesRejection>,
}

impl Write {
    async fn answer<C: Command>(&self, state: &ApiState, ctx: &Ctx, sent: Sent) -> Response {
        let Sent { headers, query, named, body } = sent;
        let work = async {
            let envelope = envelope(&headers)?;
            params::read(&query, &[], false)?;
            let text = body::received(body, state.body_max_bytes)?;
            let fields = self.fields(&named, &headers, body::read(&headers, &text)?)?;
            let names = Names { segments: self.shape.segments(), body: &text };
            let command =
                reading::read::<C>(&fields, self.path, names.segments).map_err(|error| names.rename(error))?;
            let answer = state.store.execute(ctx, &envelope, command).await;
            let answer = answer.map_err(|error| names.rename_refusal(error))?;
            tagged(self.status, &answer, problem::language(&headers, ctx.language))
        };
        finish(work.await, ctx, &headers)
    }

    /// The command's fields: of the body, of the path, and the version of `If-Match`.
    fn fields(&self, named: &HashMap<String, String>, headers: &HeaderMap, mut body: Value) -> Result<Value, AppError> {
        absent::drop_nulls(&mut body, &self.body.schema, &self.schemas);
        let version = if self.body.versioned { precondition::version(headers)? } else { None };
        if !self.body.versioned {
            precondition::none(headers)?;
        }
        let mut fields = match (self.shape, body) {
            (Shape::Body(_), Value::Object(fields)) => fields,
            (_, change) => Map::from_iter([("change".to_owned(), change)]),
        };
        let segments = self.shape.segments();
        if let Some((_, field)) = segments.iter().find(|(_, field)| fields.contains_key(*field)) {
            return Err(invalid(field, field, "in_address"));
        }
        if let Some(version) = version
            && fields.insert("version".to_owned(), json!(version)).is_some()
        {
            return Err(invalid("version", "version", "in_header"));
        }
        name_fields(&mut fields, named, segments)?;
        Ok(Value::Object(fields))
    }
}

fn finish(outcome: Result<Response, service::Error>, ctx: &Ctx, headers: &HeaderMap) -> Response {
    outcome.unwrap_or_else(|error| problem::respond(error.disclose(), problem::language(headers, ctx.language)))
}

fn envelope(headers: &HeaderMap) -> Result<Envelope, AppError> {
    let key = headers.get("idempotency-key").ok_or_else(|| AppError::new(ErrorCode::KeyMissing))?;
    let envelope = Envelope::with_key(key.to_str().unwrap_or_default());
    if envelope.has_valid_key() { Ok(envelope) } else { Err(AppError::new(ErrorCode::KeyInvalid)) }
}

fn name_fields(
    fields: &mut Map<String, Value>,
    named: &HashMap<String, String>,
    segments: Segments,
) -> Result<(), AppError> {
    for (segment, field) in segments {
        let value = named.get(*segment).ok_or_else(|| AppError::new(ErrorCode::Internal))?;
        fields.insert((*field).to_owned(), json!(value));
    }
    Ok(())
}

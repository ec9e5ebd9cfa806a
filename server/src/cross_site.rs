//! The defence against requests that another site makes in the name of somebody signed in here: every write must come
//! from a page of this service (`Sec-Fetch-Site`, else `Origin`). REST needs none, since it never looks at cookies.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use model::{AppError, ErrorCode};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::refusal;

/// The check itself.
pub fn layer() -> CsrfLayer {
    CsrfLayer::new()
}

/// Outside of the check: gives its refusal words.
pub async fn explain(request: Request, next: Next) -> Response {
    let language = refusal::language(request.headers());
    let response = next.run(request).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        return refusal::respond(AppError::new(ErrorCode::CrossSite), language);
    }
    response
}

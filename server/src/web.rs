//! The router: pages, server functions and the files of the site.

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, ensure};
use app::{App, document::shell, print::PublicUrl};
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::Response,
    routing::{any, get},
};
use http::{HeaderValue, StatusCode, header};
use leptos::{config::LeptosOptions, prelude::provide_context};
use leptos_axum::{LeptosRoutes as _, generate_route_list, render_app_async_with_context};
use service::Store;
use tokio::sync::watch;
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    services::ServeDir, timeout::TimeoutLayer,
};

use crate::{
    api,
    client::{self, Trust},
    cross_site,
    csp::{self, StrictTransport},
    events, forms, health, lan, request_log, session,
};

/// The name of the client's files, as in the build's configuration.
const OUTPUT_NAME: &str = "kuramori";
/// Hashes of the client's files, which stand in their names.
const HASH_FILE: &str = "hash.txt";

/// The folder with the client: the one given, else `site` beside the executable, else `../site`.
///
/// # Errors
/// When there is none, with what to do.
pub fn find_site(given: Option<&Path>) -> anyhow::Result<PathBuf> {
    if let Some(site) = given {
        ensure!(site.join("pkg").is_dir(), "{} is not a built site", site.display());
        return Ok(site.to_owned());
    }
    let executable = env::current_exe().context("where is this program?")?;
    executable
        .parent()
        .into_iter()
        .flat_map(|folder| [folder.join("site"), folder.join("../site")])
        .find(|site| site.join("pkg").is_dir())
        .context("the site is missing beside the program: run `make build` or give --site")
}

/// What the router is made of.
pub struct Web {
    /// The folder with the client.
    pub site: PathBuf,
    /// The database.
    pub store: Store,
    /// Whom to believe about a client.
    pub trust: Trust,
    /// The authority of `--lan`, as PEM.
    pub authority: Option<String>,
    /// Where phones find the program.
    pub public_url: Option<PublicUrl>,
    /// Requests a second that one token may send; 0 for no limit.
    pub rate_limit: u32,
    /// The largest body of a request.
    pub body_max_bytes: usize,
    /// How long a request may take until its answer begins.
    pub request_timeout: Duration,
    /// Becomes true when the program is about to stop.
    pub closing: watch::Receiver<bool>,
}

/// Everything that answers over HTTP. A request passes the layers at the end from the last to the first.
pub fn router(web: Web) -> Router {
    let strict_transport = if web.authority.is_some() { StrictTransport::Never } else { StrictTransport::Allowed };
    let signed_in = pages(&web.site, &web.store, web.public_url)
        .merge(forms::router(web.store.clone()))
        .merge(events::router(web.store.clone(), web.closing.clone()))
        .layer(middleware::from_fn_with_state(web.store.clone(), session::attach))
        .layer(cross_site::layer())
        .layer(middleware::from_fn(cross_site::explain));
    let everything = signed_in
        .merge(api::router(web.store.clone(), web.rate_limit, web.body_max_bytes))
        .merge(health::router(web.store.clone(), web.closing))
        .merge(authority(web.authority))
        .nest_service("/pkg", client_files(&web.site))
        .nest_service("/reader/{version}", reader_files(&web.site));
    bounded(everything, web.body_max_bytes, web.request_timeout)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(middleware::from_fn_with_state(strict_transport, csp::security_headers))
        .layer(middleware::from_fn_with_state(web.trust, client::identify))
        .layer(middleware::from_fn_with_state(web.store, request_log::layer))
}

/// Bounds the body and the time of every request, and keeps a panic to the request that met it. Below `/api` what
/// these layers refuse is a problem document like any other refusal.
fn bounded(router: Router, body_max_bytes: usize, request_timeout: Duration) -> Router {
    router
        .layer(RequestBodyLimitLayer::new(body_max_bytes))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, request_timeout))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(body_max_bytes, api::explain))
}

/// The pages and the server functions behind them, and the files beside them.
fn pages(site: &Path, store: &Store, public_url: Option<PublicUrl>) -> Router {
    let hashes = hashes(site);
    let options = LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(site.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .hash_files(hashes.is_some())
        .hash_file(Arc::<str>::from(hashes.unwrap_or_default().to_string_lossy()))
        .build();
    let mut pages = generate_route_list(App);
    // The page for unknown addresses answers after the files, not before them.
    pages.retain(|page| !page.path().contains('*'));
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let context = {
        let store = store.clone();
        move || {
            provide_context(store.clone());
            if let Some(public_url) = &public_url {
                provide_context(public_url.clone());
            }
            csp::page_headers();
        }
    };
    let unknown = any(render_app_async_with_context(context.clone(), document.clone()))
        .layer(middleware::from_fn(session::guard_pages));
    Router::new()
        .leptos_routes_with_context(&options, pages, context, document)
        .route_layer(middleware::from_fn(session::guard))
        .fallback_service(ServeDir::new(site).precompressed_br().precompressed_gzip().fallback(unknown))
        // `bounded` bounds all bodies; of its own accord a server function would take no file above 2 MB.
        .layer(DefaultBodyLimit::disable())
        .with_state(options)
}

/// Where a phone gets the authority of `--lan`.
fn authority(pem: Option<String>) -> Router {
    let Some(pem) = pem else { return Router::new() };
    let headers = [(header::CONTENT_TYPE, "application/x-x509-ca-cert")];
    Router::new().route(lan::AUTHORITY_PATH, get(move || async move { (headers, pem) }))
}

/// The file with the hashes: `make build` leaves it in the site, `make watch` beside the executable.
fn hashes(site: &Path) -> Option<PathBuf> {
    let in_site = fs::canonicalize(site).map(|site| site.join(HASH_FILE));
    let beside = env::current_exe().map(|executable| executable.with_file_name(HASH_FILE));
    [in_site, beside].into_iter().flatten().find(|file| file.is_file())
}

/// The client's code and style, compressed ahead of time. Their names carry a hash of their
/// content, so a browser asks for each only once.
fn client_files(site: &Path) -> Router {
    let files = ServeDir::new(site.join("pkg")).precompressed_br().precompressed_gzip();
    Router::new().fallback_service(files).layer(middleware::map_response(cache_forever))
}

/// The barcode reader of the scan pages. Its address carries a version made from its files, so that
/// it is kept forever too; as a worker it answers with a policy of its own.
fn reader_files(site: &Path) -> Router {
    let files = ServeDir::new(site.join("reader")).precompressed_br().precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(middleware::map_response(csp::worker_headers))
        .layer(middleware::map_response(cache_forever))
}

async fn cache_forever(mut response: Response) -> Response {
    if response.status().is_success() {
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, forever);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use http::Request;
    use serde_json::Value;
    use tower::ServiceExt as _;

    use super::*;

    const BODY_MAX_BYTES: usize = 1024 * 1024;

    async fn panics() -> &'static str {
        panic!("on purpose")
    }

    async fn never_ends() -> &'static str {
        std::future::pending().await
    }

    /// What a request gets from a router of which nothing but the layers around it works.
    async fn answer(request: http::request::Builder, body: Body) -> (StatusCode, Option<HeaderValue>, Value) {
        let router = Router::new()
            .route("/api/v1/panic", get(panics))
            .route("/api/v1/slow", get(never_ends))
            .route("/panic", get(panics));
        let response = bounded(router, BODY_MAX_BYTES, Duration::ZERO).oneshot(request.body(body).unwrap()).await;
        let (parts, body) = response.unwrap().into_parts();
        let body = to_bytes(body, BODY_MAX_BYTES).await.unwrap();
        let kind = parts.headers.get(header::CONTENT_TYPE).cloned();
        (parts.status, kind, serde_json::from_slice(&body).unwrap_or_default())
    }

    async fn problem(request: http::request::Builder, body: Body) -> (u16, String, String) {
        let (status, kind, problem) = answer(request.header(header::ACCEPT_LANGUAGE, "en"), body).await;
        assert_eq!(kind.unwrap(), "application/problem+json");
        assert_eq!(problem["status"], status.as_u16());
        let text = |field: &str| problem[field].as_str().unwrap().to_owned();
        (status.as_u16(), text("code"), text("detail"))
    }

    #[tokio::test]
    async fn what_the_layers_around_the_api_refuse_is_a_problem() {
        let (status, code, detail) = problem(Request::get("/api/v1/panic"), Body::empty()).await;
        assert_eq!((status, code.as_str()), (500, "internal"));
        assert!(!detail.contains("on purpose") && detail.is_ascii(), "{detail}");
        let (status, code, _) = problem(Request::get("/api/v1/slow"), Body::empty()).await;
        assert_eq!((status, code.as_str()), (503, "unavailable"));
        let (status, code, _) = problem(Request::post("/api/v1/panic"), Body::empty()).await;
        assert_eq!((status, code.as_str()), (405, "method_not_allowed"));
        let large = Request::post("/api/v1/slow").header(header::CONTENT_LENGTH, BODY_MAX_BYTES + 1);
        let (status, code, detail) = problem(large, Body::from(vec![b' '; BODY_MAX_BYTES + 1])).await;
        assert_eq!((status, code.as_str()), (413, "too_large"));
        assert!(detail.contains("1 MiB"), "{detail}");
    }

    #[tokio::test]
    async fn outside_the_api_they_stay_as_they_are() {
        let (status, kind, _) = answer(Request::get("/panic"), Body::empty()).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_ne!(kind, Some(crate::refusal::PROBLEM));
    }
}

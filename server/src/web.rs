//! The router: pages, server functions and the files of the site.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, ensure};
use app::{App, document::shell};
use axum::{Router, middleware, response::Response, routing::any};
use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes as _, generate_route_list, render_app_async_with_context};
use tower_http::{CompressionLevel, compression::CompressionLayer, services::ServeDir};

use crate::csp;

/// The name of the client's files, as in the build's configuration.
const OUTPUT_NAME: &str = "kuramori";
/// Hashes of the client's files; the build writes it beside the executable.
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

/// Everything that answers over HTTP.
pub fn router(site: &Path) -> Router {
    let options = LeptosOptions::builder()
        .output_name(OUTPUT_NAME)
        .site_root(site.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .hash_file(Arc::<str>::from(HASH_FILE))
        .hash_files(has_hashes())
        .build();
    let mut pages = generate_route_list(App);
    // The page for unknown addresses answers after the files, not before them.
    pages.retain(|page| !page.path().contains('*'));
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    Router::new()
        .leptos_routes_with_context(&options, pages, csp::page_headers, document.clone())
        .nest_service("/pkg", client_files(site))
        .nest_service("/reader/{version}", reader_files(site))
        .fallback_service(
            ServeDir::new(site)
                .precompressed_br()
                .precompressed_gzip()
                .fallback(any(render_app_async_with_context(csp::page_headers, document))),
        )
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
        .layer(middleware::from_fn(csp::security_headers))
        .with_state(options)
}

fn has_hashes() -> bool {
    env::current_exe().is_ok_and(|executable| executable.with_file_name(HASH_FILE).is_file())
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

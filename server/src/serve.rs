//! `kuramori serve`: listens, and ends requests in flight before it stops.

use std::io::IsTerminal as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use app::print::PublicUrl;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use http::Uri;
use model::import::ImportFile;
use service::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::client::Trust;
use crate::lan::{self, Lan};
use crate::settings::Settings;
use crate::web::{self, Web};
use crate::{database, jobs, tls};

const LISTEN_DEFAULT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);
const RATE_LIMIT_DEFAULT: u32 = 1000;
const BODY_MAX_MIB_DEFAULT: usize = 64;
/// The largest file to import arrives in base64 within a body, with room for what goes with it.
const _: () = assert!(ImportFile::BYTES_MAX.div_ceil(3) * 4 + 1024 * 1024 <= BODY_MAX_MIB_DEFAULT * 1024 * 1024);
const REQUEST_TIMEOUT_DEFAULT: Duration = Duration::from_mins(1);
/// Longer than any request may take.
const STOP_TIMEOUT_DEFAULT: Duration = Duration::from_secs(65);
/// How long a connection may stand before its first request, and each head of a request may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// Where the certificate comes from.
enum Encryption {
    None,
    Files(tls::Files),
    Lan(Box<Lan>),
}

/// Serves until SIGTERM or Ctrl+C.
pub async fn serve(settings: Settings) -> anyhow::Result<ExitCode> {
    let site = web::find_site(settings.site.as_deref())?;
    let mut encryption = encryption(&settings)?;
    let public_url = settings.public_url.as_deref().map(public_url).transpose()?;
    let store = database::open(&settings).await?;
    if settings.lan == Some(true) {
        let data =
            settings.data.as_deref().context("--lan keeps its authority in a folder; name it with --data DIR")?;
        encryption = Encryption::Lan(Box::new(lan::prepare(data, store.now())?));
    }
    let listen = match settings.listen {
        Some(listen) => listen,
        None if settings.lan == Some(true) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, LISTEN_DEFAULT.port())),
        None => LISTEN_DEFAULT,
    };
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}; stop what does already, or choose another with --listen")
    })?;
    let public_url = match (public_url, &encryption) {
        (None, Encryption::Lan(lan)) => Some(lan.url(listener.local_addr()?)),
        (given, _) => given,
    };
    let (closing, closed) = watch::channel(false);
    let router = web::router(Web {
        site,
        store: store.clone(),
        trust: Trust {
            tls: !matches!(encryption, Encryption::None),
            proxies: settings.trusted_proxy.clone().unwrap_or_default().into(),
        },
        authority: match &encryption {
            Encryption::Lan(lan) => Some(lan.authority.clone()),
            Encryption::None | Encryption::Files(_) => None,
        },
        public_url: public_url.map(PublicUrl),
        rate_limit: settings.rate_limit.unwrap_or(RATE_LIMIT_DEFAULT),
        body_max_bytes: settings.body_max_mib.unwrap_or(BODY_MAX_MIB_DEFAULT) * 1024 * 1024,
        request_timeout: settings.request_timeout_seconds.map_or(REQUEST_TIMEOUT_DEFAULT, Duration::from_secs),
        closing: closed.clone(),
    });
    let jobs = tokio::spawn(jobs::run(store.clone(), closed));
    let handle = Handle::new();
    let stop = settings.stop_timeout_seconds.map_or(STOP_TIMEOUT_DEFAULT, Duration::from_secs);
    tokio::spawn(stop_when_asked(handle.clone(), closing, stop));
    listen_with(listener, encryption, handle, router).await?;
    jobs.await?;
    finish(store, stop).await;
    Ok(ExitCode::SUCCESS)
}

fn encryption(settings: &Settings) -> anyhow::Result<Encryption> {
    match (&settings.tls_cert, &settings.tls_key, settings.lan) {
        (Some(_), _, Some(true)) | (_, Some(_), Some(true)) => {
            bail!("--lan makes its own certificate; leave out --tls-cert and --tls-key, or --lan")
        }
        (Some(cert), Some(key), _) => Ok(Encryption::Files(tls::Files { cert: cert.clone(), key: key.clone() })),
        (None, None, _) => Ok(Encryption::None),
        _ => bail!("--tls-cert and --tls-key belong together; give both"),
    }
}

/// The address of the program, without the slash at its end.
fn public_url(given: &str) -> anyhow::Result<String> {
    let url = given.trim().trim_end_matches('/');
    let is_address = url.parse::<Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.path() == "/" && uri.query().is_none()
    });
    ensure!(is_address, "--public-url is {given}; give scheme and host alone, like https://kuramori.example");
    Ok(url.to_owned())
}

async fn listen_with(
    listener: TcpListener,
    encryption: Encryption,
    handle: Handle<SocketAddr>,
    router: axum::Router,
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut server =
        axum_server::Server::<SocketAddr>::from_listener(listener).handle(handle).first_request_timeout(HEAD_TIMEOUT);
    server.http_builder().http1().header_read_timeout(HEAD_TIMEOUT);
    if !matches!(encryption, Encryption::Files(_)) {
        tokio::spawn(outlive_hang_ups());
    }
    let config = match encryption {
        Encryption::None => {
            tracing::info!("listening on http://{address}");
            return Ok(server.serve(service).await?);
        }
        Encryption::Files(files) => {
            let config = RustlsConfig::from_config(files.load()?);
            let live = config.clone();
            tokio::spawn(async move {
                if let Err(error) = files.follow(live).await {
                    tracing::error!("a certificate that changes is not read again: {error:#}");
                }
            });
            config
        }
        Encryption::Lan(lan) => {
            lan.announce(address);
            RustlsConfig::from_config(lan.config)
        }
    };
    tracing::info!("listening on https://{address}");
    let acceptor = axum_server::tls_rustls::RustlsAcceptor::new(config).handshake_timeout(HEAD_TIMEOUT);
    Ok(server.acceptor(acceptor).serve(service).await?)
}

/// Event streams are closed first, since they would never end by themselves; then requests in flight have their time.
async fn stop_when_asked(handle: Handle<SocketAddr>, closing: watch::Sender<bool>, stop: Duration) {
    asked().await;
    tracing::info!("stopping; requests in flight have {} seconds to end", stop.as_secs());
    closing.send_replace(true);
    handle.graceful_shutdown(Some(stop));
}

async fn asked() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be listened to; the program stops only when it is killed");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// SIGHUP asks for the certificate to be read again; a service without one must not die of it. Only a terminal that
/// was closed means what it says.
async fn outlive_hang_ups() {
    if std::io::stdin().is_terminal() {
        return;
    }
    let Ok(mut hang_up) = signal(SignalKind::hangup()) else { return };
    while hang_up.recv().await.is_some() {
        tracing::info!("there is no certificate to read again");
    }
}

/// Work that was handed in is finished, but for what waits for something that does not come: its transaction never
/// commits.
async fn finish(store: Store, stop: Duration) {
    if tokio::time::timeout(stop, store.close()).await.is_err() {
        tracing::warn!("the database did not close in {} seconds", stop.as_secs());
    }
    tracing::info!("stopped");
}

//! Certificates: versions, a change without a restart, and the authority of one's own network.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{CertificateParams, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned, SupportedProtocolVersion};

use crate::serving::Served;
use crate::support::{App, Engine};

/// Asks over TLS, trusting one authority; the version that was spoken, and the whole answer.
fn ask(
    port: u16,
    authority: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
    request: &str,
) -> Result<(ProtocolVersion, String), Box<dyn std::error::Error>> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.clone())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions)?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost")?)?;
    let socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut stream = StreamOwned::new(connection, socket);
    write!(stream, "{request} HTTP/1.1\r\nhost: kura.example\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok((stream.conn.protocol_version().ok_or("no version")?, answer))
}

const BOTH: &[&SupportedProtocolVersion] = &[&rustls::version::TLS13, &rustls::version::TLS12];

/// Asks again until it succeeds.
fn insist(port: u16, authority: &CertificateDer<'static>, log: impl Fn() -> String) -> String {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match ask(port, authority, BOTH, "GET /healthz") {
            Ok((_, answer)) => return answer,
            Err(error) => assert!(Instant::now() < deadline, "{error}:\n{}", log()),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Writes a new certificate for localhost, and gives the authority that vouches for it.
fn write_certificate(cert: &Path, key: &Path) -> CertificateDer<'static> {
    let mut params = CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&authority_key).unwrap();
    let own_key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = own.signed_by(&own_key, &Issuer::new(params, authority_key)).unwrap();
    fs::write(key, own_key.serialize_pem()).unwrap();
    fs::write(cert, own.pem()).unwrap();
    authority.der().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_versions_are_spoken_and_a_new_certificate_needs_no_restart() {
    let temp = tempfile::tempdir().unwrap();
    let (cert, key) = (temp.path().join("cert.pem"), temp.path().join("key.pem"));
    let first = write_certificate(&cert, &key);
    let app = App::new(Engine::Sqlite).await;
    let served = Served::start(app, &["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()]);
    let answer = insist(served.port, &first, || served.log());
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    for version in BOTH {
        let (spoken, _) = ask(served.port, &first, &[version], "GET /healthz").unwrap();
        assert_eq!(spoken, version.version);
    }
    // Files that do not fit leave the old certificate in place.
    let old_key = fs::read(&key).unwrap();
    fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    served.signal("HUP");
    while !served.log().contains("the old certificate stays in use") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    insist(served.port, &first, || served.log());
    fs::write(&key, old_key).unwrap();

    let second = write_certificate(&cert, &key);
    served.signal("HUP");
    insist(served.port, &second, || served.log());
    assert!(ask(served.port, &first, BOTH, "GET /healthz").is_err(), "the old one is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_ones_own_network_the_program_is_its_own_authority() {
    let app = App::new(Engine::Sqlite).await;
    app.create_company("acme");
    let authority_file = app.data().join("lan/ca.crt");
    let served = Served::start(app, &["--lan"]);
    let deadline = Instant::now() + Duration::from_secs(30);
    while !served.log().contains("listening") {
        assert!(Instant::now() < deadline, "{}", served.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let authority = CertificateDer::from_pem_file(&authority_file).unwrap();
    let answer = insist(served.port, &authority, || served.log());
    assert!(!answer.contains("strict-transport-security"), "{answer}");
    let (_, download) = ask(served.port, &authority, BOTH, "GET /ca.crt").unwrap();
    assert!(download.contains("application/x-x509-ca-cert"), "{download}");
    assert!(download.contains(fs::read_to_string(&authority_file).unwrap().trim()), "{download}");
    let said = served.output();
    assert!(said.contains("https://") && said.contains("/ca.crt") && said.contains('█'), "{said}");
    let key = fs::metadata(authority_file.with_file_name("ca.key")).unwrap();
    assert_eq!(key.permissions().mode() & 0o077, 0, "only its owner reads the key");
}

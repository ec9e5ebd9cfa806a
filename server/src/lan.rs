//! HTTPS for phones on the same network: browsers give cameras to secure pages only, and nobody gives a certificate
//! to `192.168.1.10`. So the program has an authority of its own, in its data folder, which a phone may trust.

use std::fs;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use model::Instant;
use qrcode::QrCode;
use qrcode::render::unicode;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::tls;

/// Folder of the authority in the data folder.
const FOLDER: &str = "lan";
/// Where a phone gets the authority.
pub const AUTHORITY_PATH: &str = "/ca.crt";
/// Phones refuse certificates that are valid for longer than 825 days.
const CERTIFICATE_DAYS: i64 = 397;
const AUTHORITY_DAYS: i64 = 3650;

/// An authority with a certificate for this machine.
pub struct Lan {
    /// What the server speaks with.
    pub config: Arc<ServerConfig>,
    /// The authority, as PEM.
    pub authority: String,
    /// The address of this machine on its network.
    pub address: IpAddr,
}

/// The authority of a data folder, made when there is none, with a new certificate for this machine.
///
/// # Errors
/// When the folder cannot be written.
pub fn prepare(data: &Path, now: Instant) -> anyhow::Result<Lan> {
    let folder = data.join(FOLDER);
    let (authority, key) = authority(&folder, now).with_context(|| {
        format!("cannot use the authority in {}; remove the folder to make another", folder.display())
    })?;
    let address = own_address();
    let issuer = Issuer::new(authority_params(), key);
    let own_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned(), address.to_string()];
    names.extend(host_name().into_iter().flat_map(|name| [format!("{name}.local"), name]));
    let mut params = CertificateParams::new(names)?;
    set_validity(&mut params, now, CERTIFICATE_DAYS)?;
    params.distinguished_name = name("Kuramori");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&own_key, &issuer)?;
    let own_key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own_key.serialize_der()));
    Ok(Lan { config: tls::config(vec![certificate.der().clone()], own_key)?, authority, address })
}

fn authority(folder: &Path, now: Instant) -> anyhow::Result<(String, KeyPair)> {
    let (cert_file, key_file) = (folder.join("ca.crt"), folder.join("ca.key"));
    if cert_file.exists() {
        let key = KeyPair::from_pem(&fs::read_to_string(&key_file)?)?;
        return Ok((fs::read_to_string(&cert_file)?, key));
    }
    fs::create_dir_all(folder)?;
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = authority_params();
    set_validity(&mut params, now, AUTHORITY_DAYS)?;
    let certificate = params.self_signed(&key)?.pem();
    write_for_owner(&key_file, &key.serialize_pem())?;
    fs::write(&cert_file, &certificate)?;
    Ok((certificate, key))
}

/// Always the same, since a certificate names its authority by it.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = name("Kuramori LAN authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

/// From yesterday, for clocks that are a little slow.
fn set_validity(params: &mut CertificateParams, now: Instant, days: i64) -> anyhow::Result<()> {
    let (year, month, day) = calendar(now.plus_seconds(-86_400))?;
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = calendar(now.plus_seconds(days * 86_400))?;
    params.not_after = date_time_ymd(year, month, day);
    Ok(())
}

fn calendar(at: Instant) -> anyhow::Result<(i32, u8, u8)> {
    let date = at.at_offset(0).date().context("the clock of this machine is outside the calendar")?.to_string();
    let mut parts = date.split('-');
    let mut part = || parts.next().context("a date has three parts");
    Ok((part()?.parse()?, part()?.parse()?, part()?.parse()?))
}

fn write_for_owner(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

/// The address by which this machine would speak to its network. Nothing is sent.
fn own_address() -> IpAddr {
    let probe = || {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr().map(|address| address.ip())
    };
    probe().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

fn host_name() -> Option<String> {
    let name = fs::read_to_string("/etc/hostname").ok()?.trim().to_owned();
    let is_plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_plain.then_some(name)
}

impl Lan {
    /// Where a phone finds the program.
    pub fn url(&self, listen: SocketAddr) -> String {
        format!("https://{}", SocketAddr::new(self.address, listen.port()))
    }

    /// Says where a phone goes, as text and as a QR code, and how it comes to trust the certificate.
    pub fn announce(&self, listen: SocketAddr) {
        if self.address.is_loopback() {
            println!("\n  This machine has no network, so no phone reaches it: connect it and start again.\n");
            return;
        }
        let url = self.url(listen);
        println!("\n  For phones on this network: {url}\n");
        if let Ok(code) = QrCode::new(&url) {
            // Terminals are dark more often than not.
            let (dark, light) = (unicode::Dense1x2::Light, unicode::Dense1x2::Dark);
            println!("{}", code.render::<unicode::Dense1x2>().dark_color(dark).light_color(light).build());
        }
        println!("  The phone warns of a certificate that it does not know. To end that, open");
        println!("  {url}{AUTHORITY_PATH} on it once and install it as a trusted authority. Only this");
        println!("  program has its key; remove the authority from the phone when you no longer need it.\n");
    }
}

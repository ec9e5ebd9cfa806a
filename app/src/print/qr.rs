//! QR codes, made on the server.

use std::fmt::Write as _;
use std::net::IpAddr;

use http::header;
use http::request::Parts;
use leptos::prelude::use_context;
use model::{AppError, ErrorCode, SlipNumber};
use qrcode::{Color, QrCode};

use crate::print::functions::CheckCode;
use crate::refusal::Refusal;
use crate::ssr;

/// The address at which phones reach the program, without a slash at its end; where none is known, paper carries the
/// one that its reader uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(pub String);

/// The QR code of the address at which a phone checks an order.
///
/// # Errors
/// Outside a request, or when the address is longer than a QR code holds.
pub fn check_code(number: &SlipNumber) -> Result<CheckCode, Refusal> {
    let internal = || ssr::refuse(AppError::new(ErrorCode::Internal));
    let PublicUrl(base) = use_context::<PublicUrl>().or_else(of_request).ok_or_else(internal)?;
    let url = format!("{base}/scan/check/{number}");
    let code = QrCode::new(&url).map_err(|_| internal())?;
    Ok(CheckCode { side: u32::try_from(code.width()).unwrap_or_default(), path: path(&code), url })
}

/// The address that this request was sent to.
fn of_request() -> Option<PublicUrl> {
    let parts = use_context::<Parts>()?;
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.or_else(|| parts.uri.authority().map(http::uri::Authority::as_str))?;
    // Signing in without https works on this machine alone, so every other host is an https one.
    let scheme = if is_loopback(host) { "http" } else { "https" };
    Some(PublicUrl(format!("{scheme}://{host}")))
}

fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Each run of dark modules of a row as one rectangle.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let _infallible = write!(path, "M{x} {y}h{length}v1h-{length}z", length = run.len());
            }
            x += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_without_https() {
        for host in ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "localhost"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["192.168.0.5:3443", "kuramori.example", "localhost.example:80"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn the_path_draws_every_dark_module_once() {
        let code = QrCode::new("https://kuramori.example/scan/check/SO-00000001").unwrap();
        let dark = code.to_colors().into_iter().filter(|color| *color == Color::Dark).count();
        let drawn: usize = path(&code)
            .split('h')
            .skip(1)
            .step_by(2)
            .filter_map(|rest| rest.split_once('v').and_then(|(length, _)| length.parse::<usize>().ok()))
            .sum();
        assert_eq!(drawn, dark);
    }
}

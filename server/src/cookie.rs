//! Cookies.

use axum::response::Response;
use http::{HeaderMap, HeaderValue, header};

use crate::client::Transport;

/// The name of the session's cookie. The prefix makes the browser insist on a secure origin and on this very host;
/// over loopback without TLS it would refuse the cookie.
pub const fn session_name(transport: Transport) -> &'static str {
    match transport {
        Transport::Https => "__Host-kuramori_session",
        Transport::Loopback | Transport::Plain => "kuramori_session",
    }
}

/// The value of a cookie.
pub fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Sets a cookie on a response for so many seconds; 0 takes it away. `value` must be fit for a cookie.
pub fn set(response: &mut Response, transport: Transport, name: &str, value: &str, seconds: i64, script: Script) {
    let secure = if transport == Transport::Https { "; Secure" } else { "" };
    let http_only = match script {
        Script::Hidden => "; HttpOnly",
        Script::Visible => "",
    };
    let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{http_only}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Whether a page's code may read a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// It may not.
    Hidden,
    /// It may.
    Visible,
}

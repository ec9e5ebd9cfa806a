//! Who is at the other end of the line: address and transport, as far as they can be believed.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use ipnet::IpNet;
use service::{Source, Via};

use crate::request_log::RequestId;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED: [HeaderName; 3] = [FORWARDED_FOR, FORWARDED_PROTO, header::FORWARDED];

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Encrypted, to this program or to a proxy that it trusts.
    Https,
    /// Not encrypted, but it never left this machine.
    Loopback,
    /// Not encrypted: nobody may sign in.
    Plain,
}

/// The other end of a request.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its address.
    pub address: IpAddr,
    /// How the request came.
    pub transport: Transport,
    /// The id under which the log has the request.
    pub request_id: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl Client {
    /// Where a use case's call comes from.
    #[must_use]
    pub fn source(&self, via: Via) -> Source {
        Source { via, address: self.address.to_string(), request_id: self.request_id.clone() }
    }
}

/// Whom to believe.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Whether this program itself speaks TLS.
    pub tls: bool,
    /// Networks of proxies whose word about a client is taken.
    pub proxies: Arc<[IpNet]>,
}

impl Trust {
    fn trusts(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(&address))
    }

    fn look(&self, peer: IpAddr, host: Option<&str>, headers: &HeaderMap) -> (IpAddr, Transport) {
        let peer = peer.to_canonical();
        if self.trusts(peer) {
            let https = last(headers, &FORWARDED_PROTO).is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
            let transport = if https || self.tls { Transport::Https } else { Transport::Plain };
            return (self.forwarded_for(headers).unwrap_or(peer), transport);
        }
        if self.tls {
            return (peer, Transport::Https);
        }
        // A proxy on this machine that nobody declared speaks for somebody far away. It may hide itself, but not whose
        // page a browser shows.
        let is_forwarded = FORWARDED.iter().any(|name| headers.contains_key(name));
        let is_local = peer.is_loopback()
            && !is_forwarded
            && host.is_some_and(is_loopback_name)
            && headers.get_all(header::ORIGIN).iter().all(is_loopback_origin);
        (peer, if is_local { Transport::Loopback } else { Transport::Plain })
    }

    /// The nearest address that is no proxy of ours: what stands before it, the client may have made up.
    fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
        let hops = lines.iter().flat_map(|line| line.split(',')).map(str::trim).collect::<Vec<_>>();
        let mut nearest = None;
        for hop in hops.iter().rev() {
            let Some(address) = hop_address(hop) else { break };
            nearest = Some(address);
            if !self.trusts(address) {
                break;
            }
        }
        nearest
    }
}

/// The address of a hop, with or without a port.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse::<IpAddr>().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()));
    address.map(|address| address.to_canonical())
}

fn last<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim)
}

/// The host of the request without its port. HTTP/2 names it in the address of the request.
pub fn host(request: &Request) -> Option<&str> {
    let named = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    named.map(without_port).or_else(|| request.uri().host())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Whether a host names this machine itself.
pub fn is_loopback_name(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a page that asks is one of this machine itself. A page that hides where it is from is not.
fn is_loopback_origin(origin: &HeaderValue) -> bool {
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    origin.is_some_and(|origin| origin.scheme().is_some() && origin.host().is_some_and(is_loopback_name))
}

/// Leaves the [`Client`] in the extensions of the request.
pub async fn identify(State(trust): State<Trust>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let (headers, peer) = (request.headers(), peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)));
    let (address, transport) = trust.look(peer, host(&request), headers);
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let request_id = request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()).unwrap_or_default();
    let client = Client { address, transport, request_id, user_agent: user_agent.to_owned() };
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    fn look(trust: &Trust, peer: &str, pairs: &[(&'static str, &'static str)]) -> (String, Transport) {
        let headers = headers(pairs);
        let host = headers.get(header::HOST).map(|host| without_port(host.to_str().unwrap()));
        let (address, transport) = trust.look(peer.parse().unwrap(), host, &headers);
        (address.to_string(), transport)
    }

    #[test]
    fn loopback_is_believed_only_without_a_proxy_between() {
        let trust = Trust::default();
        let local = |pairs| look(&trust, "127.0.0.1", pairs).1;
        assert_eq!(local(&[("host", "localhost:3000")]), Transport::Loopback);
        assert_eq!(local(&[("host", "[::1]:3000")]), Transport::Loopback);
        assert_eq!(local(&[("host", "kura.example")]), Transport::Plain);
        assert_eq!(local(&[("host", "localhost"), ("x-forwarded-for", "192.0.2.1")]), Transport::Plain);
        assert_eq!(look(&trust, "192.0.2.1", &[("host", "localhost")]).1, Transport::Plain);
    }

    #[test]
    fn a_page_from_elsewhere_betrays_a_proxy_that_hides_itself() {
        let trust = Trust::default();
        let asked_from = |origin| look(&trust, "127.0.0.1", &[("host", "127.0.0.1:3000"), ("origin", origin)]).1;
        for own in ["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000", "https://kura.localhost"] {
            assert_eq!(asked_from(own), Transport::Loopback, "{own}");
        }
        for other in
            ["https://kura.example", "http://192.0.2.1:3000", "null", "localhost", "", "http://localhost.example"]
        {
            assert_eq!(asked_from(other), Transport::Plain, "{other}");
        }
    }

    #[test]
    fn a_hop_may_have_a_port() {
        let trust = Trust { tls: false, proxies: vec!["10.0.0.0/8".parse().unwrap()].into() };
        for (hops, nearest) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("203.0.113.9:4711, 10.0.0.2:80", "203.0.113.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("unknown, 203.0.113.9", "203.0.113.9"),
            ("unknown, 10.0.0.2", "10.0.0.2"),
            ("unknown", "10.0.0.1"),
        ] {
            assert_eq!(look(&trust, "10.0.0.1", &[("x-forwarded-for", hops)]).0, nearest, "{hops}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let trust = Trust { tls: false, proxies: vec!["10.0.0.0/8".parse().unwrap()].into() };
        let forwarded = [("x-forwarded-for", "203.0.113.9, 192.0.2.1, 10.0.0.2"), ("x-forwarded-proto", "https")];
        assert_eq!(look(&trust, "10.0.0.1", &forwarded), ("192.0.2.1".to_owned(), Transport::Https));
        assert_eq!(look(&trust, "198.51.100.1", &forwarded), ("198.51.100.1".to_owned(), Transport::Plain));
        let plain = [("x-forwarded-proto", "https, http")];
        assert_eq!(look(&trust, "10.0.0.1", &plain).1, Transport::Plain);
    }
}

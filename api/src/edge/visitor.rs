//! Who a request comes from: the participant of its cookie, and the address behind trusted proxies.

use std::net::{IpAddr, SocketAddr};

use http::header::{self, HeaderValue};
use http::{HeaderMap, Method};

use super::Edge;
use crate::auth::{self, Device};
use crate::filters::{cookie, participant_cookie};
use crate::pages;

impl Edge {
    /// The participant of a request, and whether its cookie is to be given: by pages, `GET /auth/me` and any unsafe
    /// request that brings none, or one that an older secret signed.
    pub(super) fn participant(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<(Device, bool)> {
        if headers.contains_key(header::AUTHORIZATION) {
            return None;
        }
        let name = participant_cookie(self.app.config.is_https());
        let known = cookie(headers, name).and_then(|cookie| self.app.keys.verify(cookie));
        let page = pages::is_page(path) || path == "/auth/me";
        let unsafe_method = !method.is_safe() && method != Method::CONNECT;
        let gives = page || unsafe_method;
        match known {
            Some((device, is_current)) => Some((device, gives && !is_current)),
            None => gives.then(|| (Device::random(), true)),
        }
    }

    pub(super) fn give_cookie(&self, headers: &mut HeaderMap, device: Device) {
        let https = self.app.config.is_https();
        let (name, value) = (participant_cookie(https), self.app.keys.sign(device));
        let (age, secure) = (auth::PARTICIPANT_SECONDS, if https { "; Secure" } else { "" });
        let cookie = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }

    /// Where a request comes from: the peer, or what a trusted proxy says, read from the right.
    pub(super) fn address(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let trusted = |address: IpAddr| self.app.config.trusted_proxies.iter().any(|net| net.contains(&address));
        let mut address = peer.ip().to_canonical();
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let chain: Vec<&str> = said.flat_map(|value| value.split(',')).map(str::trim).collect();
        for hop in chain.iter().rev() {
            let Some(next) = hop.parse().ok().filter(|_| trusted(address)) else { break };
            address = IpAddr::to_canonical(&next);
        }
        address
    }
}

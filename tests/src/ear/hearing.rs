//! What an ear asks for before it listens.

use std::future::IntoFuture;

use futures_util::future::BoxFuture;

use crate::ear::Ear;
use crate::reply::Shown;
use crate::site::Site;
use crate::wire::{Wire, WireReply};

/// A stream to be opened: awaiting it opens it and hears `connected`.
#[derive(Clone, Debug)]
pub struct Hearing {
    site: Site,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    last_event_id: Option<String>,
    protocol: &'static str,
    narrow: bool,
}

impl Hearing {
    /// At this tenant's stream.
    pub fn at(site: Site, tenant: &str) -> Self {
        let query = if tenant.is_empty() { Vec::new() } else { vec![("tenantId".into(), tenant.into())] };
        let site = Site::at(site.heard_at);
        Self { site, query, headers: Vec::new(), last_event_id: None, protocol: "HTTP/1.1", narrow: false }
    }

    /// At another server of the same tenant.
    #[must_use]
    pub fn on(mut self, site: Site) -> Self {
        self.site = site;
        self
    }

    /// With this parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Only these types.
    #[must_use]
    pub fn filter(self, events: &str) -> Self {
        self.query("events", events)
    }

    /// Only this team's.
    #[must_use]
    pub fn team(self, team: &Shown) -> Self {
        self.query("teamId", team.id())
    }

    /// From this position on, by the query.
    #[must_use]
    pub fn after(self, position: &str) -> Self {
        self.query("after", position)
    }

    /// From this position on, by the header.
    #[must_use]
    pub fn last_event_id(mut self, position: &str) -> Self {
        self.last_event_id = Some(position.to_owned());
        self
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// In the tongue of HTTP/1.0.
    #[must_use]
    pub fn in_http_1_0(mut self) -> Self {
        self.protocol = "HTTP/1.0";
        self
    }

    /// With a socket that holds little, so that what is not read soon waits at the server.
    #[must_use]
    pub fn hard_of_hearing(mut self) -> Self {
        self.narrow = true;
        self
    }

    /// Asks, and gives the answer whatever it is.
    ///
    /// # Panics
    /// When there is none.
    pub async fn asks(&self) -> (WireReply, Wire) {
        let wire = if self.narrow { Wire::narrow(self.site).await } else { Wire::to(self.site).await };
        self.asks_on(wire).await
    }

    async fn asks_on(&self, mut wire: Wire) -> (WireReply, Wire) {
        wire.sends(self.request()).await;
        let head = wire.head().await.unwrap_or_else(|| panic!("no answer to {}", self.request()));
        (head, wire)
    }

    /// Asks for what has to be refused; gives status and body.
    pub async fn is_refused(&self) -> WireReply {
        let mut wire = Wire::to(self.site).await;
        wire.sends(self.request().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")).await;
        wire.reply().await.unwrap_or_else(|| panic!("no answer to {}", self.request()))
    }

    /// Opens the stream with these bytes right behind the request.
    ///
    /// # Panics
    /// As [`Hearing::opens`].
    pub async fn opens_with(self, more: &str) -> Ear {
        let mut wire = Wire::to(self.site).await;
        wire.sends(format!("{}{more}", self.request())).await;
        let head = wire.head().await.unwrap_or_else(|| panic!("no answer to {}", self.request()));
        self.hears_on(head, wire)
    }

    /// Opens the stream and checks its head; nothing of the body is read yet.
    ///
    /// # Panics
    /// When the head is not exactly that of a stream.
    pub async fn opens(self) -> Ear {
        let (head, wire) = self.asks().await;
        self.hears_on(head, wire)
    }

    /// Opens the stream on a connection that is there already.
    ///
    /// # Panics
    /// When the head is not exactly that of a stream.
    pub async fn opens_on(self, wire: Wire) -> Ear {
        let (head, wire) = self.asks_on(wire).await;
        self.hears_on(head, wire)
    }

    fn hears_on(self, head: WireReply, wire: Wire) -> Ear {
        let request = self.request();
        assert_eq!(head.status, 200, "{request}{head:?}");
        assert_eq!(head.header("content-type"), Some("text/event-stream"), "{request}{head:?}");
        assert_eq!(head.header("cache-control"), Some("no-cache, no-transform"), "{request}{head:?}");
        assert_eq!(head.header("x-accel-buffering"), Some("no"), "{request}{head:?}");
        assert!(head.header("x-request-id").is_some(), "{request}{head:?}");
        assert_eq!(head.header("content-length"), None, "{request}{head:?}");
        if head.protocol == "HTTP/1.1" {
            assert_eq!(head.header("connection").map(str::to_lowercase).as_deref(), Some("keep-alive"), "{head:?}");
            assert_eq!(head.header("transfer-encoding"), Some("chunked"), "{head:?}");
        }
        Ear::new(self, head, wire)
    }

    fn request(&self) -> String {
        let query: Vec<_> = self.query.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let mut request = format!("GET /sse?{} {}\r\nHost: {}\r\n", query.join("&"), self.protocol, self.site.address);
        let last = self.last_event_id.iter().map(|id| ("Last-Event-ID", id.as_str()));
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in last.chain(own) {
            request += &format!("{name}: {value}\r\n");
        }
        request + "Accept: text/event-stream\r\n\r\n"
    }
}

impl IntoFuture for Hearing {
    type Output = Ear;
    type IntoFuture = BoxFuture<'static, Ear>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut ear = self.opens().await;
            ear.hears("connected").await;
            ear
        })
    }
}

/// The value as a query may say it.
fn escaped(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~*".contains(&b);
    value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

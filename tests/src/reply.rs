//! What the server answers, and what every answer has to be.

use std::ops::Deref;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::deed::Deed;
use crate::interface::{self, Answered};

/// An answer: every one bears an `X-Request-Id`.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What was asked, for messages.
    pub asked: String,
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// Reads a response to its end.
    ///
    /// # Panics
    /// When it breaks off or has no request id.
    pub async fn read(asked: String, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap_or_else(|error| panic!("{asked}: the answer broke off: {error}"));
        assert!(headers.contains_key("x-request-id"), "{asked}: {status} without X-Request-Id: {headers:?}");
        Self { asked, status, headers, body }
    }

    /// Holds it against the published document.
    ///
    /// # Panics
    /// With what the document does not tell of.
    pub(crate) fn is_as_told(&self, deed: &Deed) {
        let (status, kind) = (self.status, self.header("content-type"));
        let (method, target, sent) = (deed.method.as_str(), deed.path.as_str(), deed.body.as_ref());
        interface::check(&Answered { method, target, sent, status, kind, body: &self.body });
    }

    /// The same, if it has this status.
    ///
    /// # Panics
    /// When it has another.
    #[must_use]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    /// Its body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Its body as JSON.
    ///
    /// # Panics
    /// When it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{}: {} is no JSON: {error}: {}", self.asked, self.status, self.text()))
    }

    /// What the body shows.
    pub fn shown(&self) -> Shown {
        Shown(self.json())
    }

    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The same, if it is a problem of this status and code in the exact form of the contract.
    ///
    /// # Panics
    /// When it is anything else.
    #[must_use]
    pub fn refused(self, status: u16, code: &str) -> Self {
        let asked = &self.asked;
        assert_eq!((self.status, self.code().as_str()), (status, code), "{asked}: {}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{asked}");
        let problem = self.json();
        assert_eq!(problem["type"], "about:blank", "{asked}: {problem}");
        assert_eq!(problem["status"], status, "{asked}: {problem}");
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{asked}: {problem}");
        assert_eq!(problem["error"], problem["title"], "{asked}: {problem}");
        assert_eq!(problem["requestId"], self.header("x-request-id"), "{asked}: {problem}");
        self
    }

    /// The same, if it is a 400 that names this field and says this about it.
    ///
    /// # Panics
    /// When it is anything else.
    #[must_use]
    pub fn blames(self, field: &str, code: &str) -> Self {
        let reply = self.is(400);
        let problem = reply.json();
        let blamed = problem["errors"].as_array().is_some_and(|errors| {
            errors
                .iter()
                .any(|error| error["field"] == field && error["code"] == code && error["message"].as_str().is_some())
        });
        assert!(blamed, "{}: does not blame {field} for {code}: {problem}", reply.asked);
        reply
    }

    /// The code of a problem, or nothing.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A question, team, tag or anything else as the server showed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown(pub Value);

impl Shown {
    /// Its id.
    ///
    /// # Panics
    /// When it has none.
    pub fn id(&self) -> &str {
        self.text("id")
    }

    /// A text field.
    ///
    /// # Panics
    /// When it is no text.
    pub fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_else(|| panic!("{field} is no text: {}", self.0))
    }

    /// A number field.
    ///
    /// # Panics
    /// When it is no whole number.
    pub fn number(&self, field: &str) -> i64 {
        self.0[field].as_i64().unwrap_or_else(|| panic!("{field} is no number: {}", self.0))
    }

    /// How many upvotes it has.
    pub fn upvotes(&self) -> i64 {
        self.number("upvotes")
    }

    /// Its version.
    pub fn version(&self) -> i64 {
        self.number("version")
    }
}

impl Deref for Shown {
    type Target = Value;
    fn deref(&self) -> &Value {
        &self.0
    }
}

//! What stands before the nodes, as people meet it: over TLS, by curl.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::site::{Site, in_time};
use crate::tools::tool;
use crate::{Deed, Person};

/// Where a proxy of this machine takes people in.
#[derive(Clone, Copy, Debug)]
pub struct Front {
    port: u16,
}

impl Front {
    /// At this port, where it says that it is `localhost`.
    pub fn at(port: u16) -> Self {
        Self { port }
    }

    /// A curl that asks it for this path; it keeps what it is told for the certificate to be of any worth.
    pub fn curl(self, path: &str) -> Command {
        let port = self.port;
        let mut curl = tool("curl");
        curl.args(["--silent", "--show-error", "--insecure", "--no-buffer", "--noproxy", "*", "--include"]);
        curl.arg("--resolve").arg(format!("localhost:{port}:127.0.0.1")).arg(format!("https://localhost:{port}{path}"));
        curl.stdout(Stdio::piped()).stderr(Stdio::inherit());
        curl
    }

    /// The status that a single request is answered with.
    ///
    /// # Panics
    /// When it is not answered.
    pub async fn status(self, path: &str, more: &[&str]) -> u16 {
        let answer = in_time("an answer", self.curl(path).args(more).output()).await.expect("curl can be run");
        let head = String::from_utf8_lossy(&answer.stdout).into_owned();
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{path}: {head}"))
    }

    /// Somebody asks, who has not been here before.
    ///
    /// # Panics
    /// When it is not taken.
    pub async fn asks(self, tenant: &str, question: &str) {
        let body = serde_json::json!({ "body": question }).to_string();
        let status = self.status(&format!("/questions?tenantId={tenant}"), &["--json", &body]).await;
        assert_eq!(status, 201, "{question}");
    }
}

/// Somebody who listens through a proxy, and is told each line when it comes.
#[derive(Debug)]
pub struct Listener {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// The last id heard.
    pub id: String,
}

impl Listener {
    /// Opens a tenant's stream in this version of HTTP, from a place on or from now, and hears the first event while the
    /// stream goes on. Says how long that took.
    ///
    /// # Panics
    /// When it is otherwise.
    pub async fn opens(front: Front, tenant: &str, version: &str, after: Option<&str>) -> (Self, Duration) {
        let mut curl = front.curl(&format!("/sse?tenantId={tenant}"));
        curl.arg(version);
        if let Some(id) = after {
            curl.arg("--header").arg(format!("Last-Event-ID: {id}"));
        }
        let began = tokio::time::Instant::now();
        let mut child = curl.spawn().expect("curl can be run");
        let lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
        let mut listener = Self { child, lines, id: String::new() };
        let head = listener.line().await.unwrap_or_default();
        let wanted = if version == "--http2" { "HTTP/2 200" } else { "HTTP/1.1 200" };
        assert!(head.starts_with(wanted), "{head}");
        let first = listener.hears().await;
        assert_eq!(first["type"], "connected", "{first}");
        let ended = listener.child.try_wait().expect("a process can be asked");
        assert!(ended.is_none(), "the stream was told of after its end");
        (listener, began.elapsed())
    }

    async fn line(&mut self) -> Option<String> {
        in_time("another line", self.lines.next_line()).await.expect("a pipe can be read")
    }

    /// The next message that is no heartbeat; null when the stream has ended.
    ///
    /// # Panics
    /// When it is no JSON, or does not come.
    pub async fn hears(&mut self) -> Value {
        while let Some(line) = self.line().await {
            if let Some(id) = line.strip_prefix("id: ") {
                id.clone_into(&mut self.id);
            } else if let Some(data) = line.strip_prefix("data: ") {
                let message: Value = serde_json::from_str(data).unwrap_or_else(|error| panic!("{data}: {error}"));
                if !["heartbeat", "presence"].contains(&message["type"].as_str().unwrap_or_default()) {
                    return message;
                }
            }
        }
        Value::Null
    }

    /// The body of the next question.
    ///
    /// # Panics
    /// When the next message is another.
    pub async fn hears_of_a_question(&mut self) -> Value {
        let message = self.hears().await;
        assert_eq!(message["type"], "question:created", "{message}");
        message["data"]["body"].clone()
    }
}

/// How many listen to a tenant at this node.
pub async fn streams_at(node: Site, tenant: &str) -> f64 {
    let page = Person::new(node, "", "prometheus").does(Deed::get("/metrics")).await.is(200).text();
    let start = format!("openfloor_sse_connections{{tenant=\"{tenant}\"}}");
    let line = page.lines().find(|line| line.starts_with(&start));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or_default()
}

//! A real Prometheus that watches servers with the shipped configuration and rules, only faster.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;

use crate::process::free_address;
use crate::site::{Site, eventually};
use crate::tools::{Daemon, Folder, text_of, tool};

/// A running Prometheus; if it is a test's own, it and all it stored are gone when it is dropped.
#[derive(Debug)]
pub struct Prometheus {
    _daemon: Option<Daemon>,
    address: SocketAddr,
    client: reqwest::Client,
}

impl Prometheus {
    /// One that looks at these servers once a second.
    ///
    /// # Panics
    /// When it cannot be started.
    pub async fn watches(sites: &[Site]) -> Self {
        let (folder, address) = (Folder::make(), free_address());
        let targets = sites.iter().map(|site| site.address.to_string()).collect::<Vec<_>>().join(", ");
        let mut settings = text_of("docs/prometheus/prometheus.yml");
        for (shipped, here) in [
            ("openfloor-1:3000, openfloor-2:3000", targets.as_str()),
            ("localhost:9090", &address.to_string()),
            ("scrape_interval: 5s", "scrape_interval: 1s"),
            ("evaluation_interval: 15s", "evaluation_interval: 1s"),
        ] {
            assert!(settings.contains(shipped), "prometheus.yml no longer says `{shipped}`");
            settings = settings.replace(shipped, here);
        }
        let settings = folder.write("prometheus.yml", settings);
        folder.write("rules.yml", text_of("docs/prometheus/rules.yml"));
        let mut command = tool("prometheus");
        command
            .arg(format!("--config.file={}", settings.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path("data").display()))
            .arg(format!("--web.listen-address={address}"));
        let daemon = Daemon::start(command, folder, address).await;
        let prometheus = Self { _daemon: Some(daemon), ..Self::at(address) };
        let ready = format!("http://{address}/-/ready");
        eventually("Prometheus is ready", || async {
            prometheus.client.get(&ready).send().await.is_ok_and(|reply| reply.status().is_success())
        })
        .await;
        prometheus
    }

    /// One that runs here already.
    ///
    /// # Panics
    /// When no client can be made.
    pub fn at(address: SocketAddr) -> Self {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).no_proxy().build();
        Self { _daemon: None, address, client: client.expect("a client can be made") }
    }

    /// What its interface answers at this path; an error as it tells it.
    ///
    /// # Errors
    /// When it refuses, such as an expression that does not parse.
    ///
    /// # Panics
    /// When it cannot be reached.
    pub async fn tells(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, String> {
        let url = format!("http://{}/api/v1/{path}", self.address);
        let reply = self.client.get(url).query(query).send().await.expect("Prometheus answers");
        let mut reply: Value = reply.json().await.expect("Prometheus answers in JSON");
        if reply["status"] == "success" { Ok(reply["data"].take()) } else { Err(reply["error"].to_string()) }
    }

    /// The numbers an expression has now; what is not a number is left out.
    ///
    /// # Errors
    /// When it does not parse.
    pub async fn numbers(&self, expression: &str) -> Result<Vec<f64>, String> {
        let told = self.tells("query", &[("query", expression)]).await?;
        let number = |sample: &Value| sample["value"][1].as_str().and_then(|text| text.parse::<f64>().ok());
        let samples = told["result"].as_array().into_iter().flatten();
        Ok(samples.filter_map(number).filter(|number| !number.is_nan()).collect())
    }
}

//! What the server says of itself: its metrics and its health.

use serde_json::Value;

use crate::deed::Deed;
use crate::people::Person;
use crate::site::Site;

impl Site {
    /// The value of the first metric that begins so; nothing if there is none.
    pub async fn number(&self, name: &str) -> Option<f64> {
        let page = self.prometheus().does(Deed::get("/metrics")).await.is(200).text();
        let line = page.lines().find(|line| line.starts_with(name))?;
        line.rsplit(' ').next().and_then(|value| value.parse().ok())
    }

    /// How many hints had this outcome, whatever carried them.
    pub async fn hints(&self, outcome: &str) -> f64 {
        let page = self.prometheus().does(Deed::get("/metrics")).await.is(200).text();
        let ours = |line: &&str| line.starts_with("openfloor_backplane_hints_total{") && line.contains(outcome);
        page.lines().filter(ours).filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }

    /// What it says to whoever asks whether it is ready.
    pub async fn health(&self) -> Value {
        self.prometheus().does(Deed::get("/health/ready")).await.json()
    }

    fn prometheus(&self) -> Person {
        Person::new(*self, "", "prometheus")
    }
}

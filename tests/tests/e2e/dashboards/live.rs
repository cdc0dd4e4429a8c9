//! A real Prometheus watches a server at work, and answers all that dashboards and rules ask.

use std::time::Duration;

use serde_json::Value;
use tests::{Asked, Dashboard, Person, Prometheus, Store, Tenant, World};

/// What is empty on a healthy single node that has just been started, and why.
const EMPTY: &[(&str, &str)] = &[
    ("overview.json: Failed answers, by route", "nothing failed"),
    ("tenant.json: Now and a day before", "there was no day before"),
    ("database.json: Hints missed", "there is nobody to hear of"),
    ("overview.json: Restarts", "it has not restarted"),
    ("tenant.json: Restarts", "it has not restarted"),
    ("delivery.json: Restarts", "it has not restarted"),
    ("database.json: Restarts", "it has not restarted"),
    ("rule openfloor:backplane_hints_missed:ratio_rate5m", "there is nobody to hear of"),
    ("rule openfloor:http_errors:increase6h", "nothing failed"),
];

/// How long Prometheus may take to have seen it all, on a machine with other things to do.
const PATIENCE: Duration = Duration::from_secs(90);

/// A little of everything: streams that come, go and come back, questions and votes.
async fn works(acme: &Tenant, guests: &[Person]) {
    let mut ear = acme.ear().await;
    let question = guests[0].asks("How is it going?").await;
    ear.hears("question:created").await;
    for guest in guests {
        guest.upvotes(&question).await;
    }
    drop(ear.reconnects().await);
}

/// Expressions that nobody has got a number for yet, each with its panel or rule.
struct Silent(Vec<(String, String)>);

impl Silent {
    fn panels() -> Self {
        let asked = Dashboard::shipped().iter().flat_map(Dashboard::asks).collect::<Vec<_>>();
        assert!(asked.len() > 80, "the dashboards ask only {} questions", asked.len());
        Self(asked.into_iter().map(|asked: Asked| (asked.panel.clone(), asked.of("acme"))).collect())
    }

    async fn and_rules(mut self, prometheus: &Prometheus) -> Self {
        let told = prometheus.tells("rules", &[]).await.expect("Prometheus tells its rules");
        let groups = told["groups"].as_array().expect("groups");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for rule in groups.iter().flat_map(|group| group["rules"].as_array().expect("rules")) {
            let kind = if rule["type"] == "alerting" { "alert" } else { "rule" };
            self.0.push((format!("{kind} {}", text(&rule["name"])), text(&rule["query"])));
        }
        self
    }

    /// Asks for each again, and keeps those that are still without a number.
    async fn asks_again(&mut self, prometheus: &Prometheus) {
        let mut still = Vec::new();
        for (named, expression) in self.0.drain(..) {
            match prometheus.numbers(&expression).await {
                Ok(numbers) if numbers.is_empty() => still.push((named, expression)),
                Ok(_) => {}
                Err(error) => panic!("{named}: {error}: {expression}"),
            }
        }
        self.0 = still;
    }

    /// What should not be silent.
    fn missing(&self) -> Vec<&(String, String)> {
        self.0.iter().filter(|(named, _)| !may_be_empty(named)).collect()
    }
}

#[tokio::test]
async fn every_panel_and_every_rule_has_its_numbers() {
    let world = World::on(Store::Sqlite).with("OPENFLOOR_SSE_HEARTBEAT_SECONDS", 1).await;
    let acme = world.tenant("acme").await;
    let (guests, mut listener) = (acme.crowd(4).await, acme.ear().await);
    let prometheus = Prometheus::watches(&[*world]).await;
    let mut silent = Silent::panels().and_rules(&prometheus).await;
    let (all, began) = (silent.0.len(), tokio::time::Instant::now());
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    while !silent.missing().is_empty() {
        assert!(began.elapsed() < PATIENCE, "these have no numbers: {:#?}", silent.missing());
        works(&acme, &guests).await;
        silent.asks_again(&prometheus).await;
        looks.tick().await;
    }
    println!("{all} questions, answered after {:.1} s", began.elapsed().as_secs_f64());
    for (named, why) in EMPTY {
        assert!(silent.0.iter().any(|(other, _)| other == named), "{named} has numbers: it is not so that {why}");
    }
    every_rule_is_healthy(&prometheus).await;
    listener.hears("question:created").await;
}

fn may_be_empty(named: &str) -> bool {
    named.starts_with("alert ") || EMPTY.iter().any(|(empty, _)| *empty == named)
}

async fn every_rule_is_healthy(prometheus: &Prometheus) {
    let told = prometheus.tells("rules", &[]).await.expect("Prometheus tells its rules");
    for group in told["groups"].as_array().expect("groups") {
        for rule in group["rules"].as_array().expect("rules") {
            assert_eq!(rule["health"], "ok", "{}: {}", rule["name"], rule["lastError"]);
        }
    }
}

//! What operators are given: a page that Prometheus likes, rules that hold, and dashboards without an empty panel.

use std::process::Stdio;

use serde_json::Value;
use tests::{Deed, Person, Store, World, of_the_repository, text_of, tool};
use tokio::io::AsyncWriteExt;

mod live;

async fn page(world: &World) -> String {
    Person::new(**world, "", "prometheus").does(Deed::get("/metrics")).await.is(200).text()
}

async fn promtool(arguments: &[&str], input: &str) {
    let mut command = tool("promtool");
    command.args(arguments).current_dir(of_the_repository("docs/prometheus"));
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("promtool can be run");
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin.write_all(input.as_bytes()).await.expect("promtool reads");
    drop(stdin);
    let done = child.wait_with_output().await.expect("promtool ends");
    let said = [done.stdout, done.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(done.status.success(), "promtool {arguments:?}: {said}");
}

#[tokio::test]
async fn promtool_likes_the_page() {
    let world = World::on(Store::Sqlite).await;
    let acme = world.tenant("acme").await;
    let (alice, mut ear) = (acme.participant("alice").await, acme.ear().await);
    let question = alice.asks("Is it well named?").await;
    alice.upvotes(&question).await;
    ear.hears("question:created").await;
    promtool(&["check", "metrics"], &page(&world).await).await;
}

#[tokio::test]
async fn promtool_likes_the_rules_and_their_tests_hold() {
    promtool(&["check", "config", "prometheus.yml"], "").await;
    promtool(&["check", "rules", "rules.yml"], "").await;
    promtool(&["test", "rules", "rules.test.yml"], "").await;
}

/// The names of all alerts.
fn alerts() -> Vec<String> {
    let rules = text_of("docs/prometheus/rules.yml");
    rules.lines().filter_map(|line| Some(line.trim().strip_prefix("- alert: ")?.to_owned())).collect()
}

#[test]
fn every_alert_has_a_runbook_and_tests_that_it_fires_and_that_it_does_not() {
    let (rules, tests) = (text_of("docs/prometheus/rules.yml"), text_of("docs/prometheus/rules.test.yml"));
    let operations = text_of("docs/operations.md");
    let alerts = alerts();
    assert!(alerts.len() > 10, "{alerts:?}");
    for alert in &alerts {
        assert!(operations.contains(&format!("\n### {alert}\n")), "docs/operations.md has no section {alert}");
        let anchor = format!("runbook: docs/operations.md#{}\n", alert.to_lowercase());
        assert!(rules.contains(&anchor), "rules.yml: {alert} does not lead to its section");
        assert!(tests.contains(&format!("- {{ alertname: {alert}, eval_time: ")), "{alert} is not tested to be silent");
        assert!(tests.contains(&format!("- alertname: {alert}\n")), "{alert} is not tested to fire");
    }
    let sections = operations.lines().filter_map(|line| line.strip_prefix("### Openfloor"));
    assert_eq!(sections.count(), alerts.len(), "docs/operations.md has a section of an alert that is gone");
}

#[test]
fn dashboards_are_of_no_installation_in_particular_and_tidy() {
    let dashboards = tests::Dashboard::shipped();
    assert_eq!(dashboards.len(), 4);
    let source = text_of("docs/grafana/provisioning/datasources/prometheus.yml");
    assert!(source.contains("uid: prometheus\n"), "the dashboards name the data source by this uid");
    for dashboard in &dashboards {
        let (file, json) = (&dashboard.file, &dashboard.json);
        assert!(json.get("id").is_none() && json["uid"] == format!("openfloor-{}", file.trim_end_matches(".json")));
        let mut taken: Vec<[u64; 4]> = Vec::new();
        for panel in dashboard.panels() {
            let title = panel["title"].as_str().filter(|title| !title.is_empty());
            let title = title.unwrap_or_else(|| panic!("{file}: a panel without a title"));
            let place = ["x", "y", "w", "h"].map(|side| panel["gridPos"][side].as_u64().expect("a number"));
            assert!(place[0] + place[2] <= 24, "{file}: {title} is wider than the page");
            let under = taken.iter().find(|other| overlap(**other, place));
            assert!(under.is_none(), "{file}: {title} lies on {under:?}");
            taken.push(place);
            if panel["type"] != "row" {
                is_told(file, title, panel);
            }
        }
    }
}

fn overlap([x, y, w, h]: [u64; 4], [left, top, width, height]: [u64; 4]) -> bool {
    x < left + width && left < x + w && y < top + height && top < y + h
}

/// A panel says what it shows, in which unit, and asks the provisioned data source.
fn is_told(file: &str, title: &str, panel: &Value) {
    assert!(panel["description"].as_str().is_some_and(|text| text.ends_with('.')), "{file}: {title} tells nothing");
    assert_eq!(panel["datasource"]["uid"], "prometheus", "{file}: {title}");
    if ["stat", "timeseries"].contains(&panel["type"].as_str().unwrap_or_default()) {
        assert!(panel["fieldConfig"]["defaults"]["unit"].is_string(), "{file}: {title} has no unit");
    }
    for target in panel["targets"].as_array().expect("targets") {
        let named = panel["type"] != "timeseries" || target["legendFormat"].is_string();
        assert!(named, "{file}: {title} has a line without a name");
    }
}

#[tokio::test]
async fn a_thousand_tenants_make_no_more_labels_than_allowed() {
    const ALLOWED: usize = 50;
    let world = World::on(Store::Sqlite).with("OPENFLOOR_METRICS_TENANTS", ALLOWED).await;
    let operator = world.operator();
    for batch in 0..20 {
        let names = (0..50).map(|n| format!("tenant-{}", batch * 50 + n));
        futures_util::future::join_all(names.map(|slug| {
            let operator = &operator;
            let site = *world;
            async move {
                let body = serde_json::json!({"slug": slug, "name": slug});
                let made = operator.does(Deed::post("/operator/tenants").body(body)).await.is(201).shown();
                let tenant = site.known_tenant(&slug, made.id());
                let question = tenant.anonymous().asks("Counted?").await;
                drop(tenant.ear().await);
                assert!(!question.id().is_empty());
            }
        }))
        .await;
    }
    let page = page(&world).await;
    let label = |line: &str| Some(line.split_once("tenant=\"")?.1.split_once('"')?.0.to_owned());
    let labels: std::collections::BTreeSet<_> = page.lines().filter_map(label).collect();
    assert_eq!(labels.len(), ALLOWED + 1, "{labels:?}");
    assert!(labels.contains("other"), "{labels:?}");
    let opened = page.lines().filter(|line| line.starts_with("openfloor_sse_connections_opened_total{"));
    let opened = opened.filter_map(|line| line.rsplit(' ').next()?.parse::<u32>().ok()).sum::<u32>();
    assert_eq!(opened, 1_000, "none is lost by it");
}

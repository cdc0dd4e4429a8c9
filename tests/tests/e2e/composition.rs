//! The composition for containers: nothing open by default, nothing mounted that is not there.

use std::collections::BTreeSet;

use tests::{of_the_repository, text_of};

/// What stands between `${` and `}`.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split("${").skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside)
}

#[test]
fn every_secret_is_asked_for_and_told_of_in_the_example() {
    let (compose, example) = (text_of("docker-compose.yml"), text_of(".env.example"));
    let mut asked = BTreeSet::new();
    for variable in variables(&compose) {
        let name = variable.strip_suffix(":?set it in .env");
        asked.insert(name.unwrap_or_else(|| panic!("docker-compose.yml: ${{{variable}}} would start without a value")));
    }
    let told = example.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let told: Vec<_> = told.collect();
    assert_eq!(asked, told.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>());
    for (name, value) in told {
        assert!(
            !name.contains("PASSWORD") || value.is_empty(),
            ".env.example: {name} has a value that many would keep"
        );
    }
    for line in compose.lines().filter(|line| line.contains("PASSWORD") && !line.trim().starts_with('#')) {
        assert!(line.contains("${"), "docker-compose.yml: a secret stands in `{}`", line.trim());
    }
}

#[test]
fn what_is_mounted_is_there_and_what_is_published_is_for_this_machine() {
    let compose = text_of("docker-compose.yml");
    let entries = compose.lines().filter_map(|line| line.trim().strip_prefix("- "));
    let mounts: Vec<_> = entries.clone().filter_map(|entry| entry.strip_prefix("./")?.split(':').next()).collect();
    assert!(mounts.contains(&"docs/deploy/nginx.conf") && mounts.contains(&"docs/prometheus"), "{mounts:?}");
    for mount in mounts {
        assert!(of_the_repository(mount).exists(), "docker-compose.yml mounts ./{mount}, which is not there");
    }
    let home = "GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: /etc/openfloor/dashboards/overview.json";
    assert!(compose.contains(home) && of_the_repository("docs/grafana/overview.json").exists());
    let colons = |entry: &&str| entry.split(':').skip(1).all(|part| part.parse::<u16>().is_ok()) && entry.contains(':');
    for published in entries.filter(colons) {
        assert!(published.starts_with("127.0.0.1:"), "docker-compose.yml publishes {published} to everybody");
    }
}

/// The names of the services.
fn services(compose: &str) -> Vec<&str> {
    let (_, services) = compose.split_once("\nservices:\n").expect("there are services");
    let (services, _) = services.split_once("\nnetworks:\n").expect("networks stand below them");
    let name = |line: &str| line.starts_with("  ") && !line[2..].starts_with([' ', '#']);
    services.lines().filter(|line| name(line)).map(|line| line.trim().trim_end_matches(':')).collect()
}

#[test]
fn what_runs_without_containers_is_what_runs_in_them() {
    let (compose, script) = (text_of("docker-compose.yml"), text_of("tests/cluster"));
    let services = services(&compose);
    assert!(services.contains(&"nginx") && services.contains(&"openfloor-2"), "{services:?}");
    for service in services {
        let starts = [format!("start {service} "), format!("start_node {service} ")];
        let starts = |line: &str| starts.iter().any(|start| line.trim().starts_with(start));
        assert!(script.lines().any(starts), "tests/cluster starts no {service}");
    }
    for mount in compose.lines().filter_map(|line| line.trim().strip_prefix("- ./")?.split(':').next()) {
        assert!(script.contains(&format!("$root/{mount}")), "tests/cluster takes nothing from {mount}");
    }
    for name in ["DATABASE_URL", "REDIS_URL", "OPENFLOOR_TRUSTED_PROXIES", "GF_SECURITY_ADMIN_PASSWORD"] {
        assert!(!script.contains(&format!("{name}=")), "tests/cluster has a {name} of its own");
    }
}

#[test]
fn nodes_are_named_alike_wherever_they_are_named() {
    let compose = text_of("docker-compose.yml");
    for node in ["openfloor-1", "openfloor-2"] {
        assert!(compose.contains(&format!("\n  {node}:\n")), "docker-compose.yml has no {node}");
        for file in ["docs/deploy/nginx.conf", "docs/prometheus/prometheus.yml"] {
            assert!(text_of(file).contains(&format!("{node}:3000")), "{file} does not know {node}");
        }
    }
    let proxy = compose.lines().find_map(|line| line.trim().strip_prefix("OPENFLOOR_TRUSTED_PROXIES: "));
    let proxy = proxy.expect("the nodes trust nginx");
    assert!(compose.contains(&format!("ipv4_address: {proxy}\n")), "nobody has the address {proxy} that nodes trust");
}

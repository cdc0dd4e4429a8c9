//! `openfloor load` on nodes of a test, or of a benchmark.

use serde_json::Value;
use tokio::process::Command;

use crate::newcomers::OPERATOR_TOKEN;
use crate::process::server_binary;
use crate::site::Site;

/// Puts a load on these nodes; what it measured.
///
/// # Panics
/// When it cannot.
pub async fn load(nodes: &[Site], arguments: &str) -> Value {
    let mut load = Command::new(server_binary());
    load.env_clear().env("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN).kill_on_drop(true);
    load.arg("load").args(arguments.split_whitespace()).arg("--json");
    for node in nodes {
        load.args(["--node", &node.address.to_string()]);
    }
    let output = load.output().await.expect("the load can be run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{load:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{load:?} printed {said:?}: {error}"))
}

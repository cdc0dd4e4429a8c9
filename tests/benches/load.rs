//! What a delivery, an idle stream, a storm and deaf listeners cost: this server beside nginx with nchan and beside the
//! floor (`tests/load/floor.rs`), in turns, each pinned to one core and the listeners to another.
//!
//! `make load` runs it with release builds. OPENFLOOR_LOAD_ROUNDS (3) is how often each takes its turn; medians are told.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use tests::{Daemon, Folder, OPERATOR_TOKEN, environment, free_address, server_binary, tool, unpacked};
use tokio::process::Command;

/// The cores of the server and of those who load it.
const CORES: [&str; 2] = ["0", "1"];

/// A load, and which of its figures are told. Where listeners nap for half a millisecond between two looks, waking them
/// costs the server no interrupt for each delivery, as if they were far away.
struct Mode {
    name: &'static str,
    arguments: &'static str,
    told: &'static [&'static str],
}

const MODES: [Mode; 8] = [
    Mode {
        name: "1 000 listeners, 80 events/s",
        arguments: "fanout --listeners 1000 --rate 80 --seconds 6 --nap 500",
        told: FANOUT,
    },
    Mode {
        name: "1 000 listeners, 80 events/s, watched without naps",
        arguments: "fanout --listeners 1000 --rate 80 --seconds 6",
        told: FANOUT,
    },
    Mode {
        name: "100 tenants of 50 listeners, 400 events/s in all",
        arguments: "fanout --listeners 5000 --tenants 100 --rate 400 --publishers 4 --seconds 6 --nap 500",
        told: FANOUT,
    },
    Mode {
        name: "100 listeners, 200 events/s",
        arguments: "fanout --listeners 100 --rate 200 --seconds 6 --nap 500",
        told: FANOUT,
    },
    Mode { name: "1 000 listeners, a burst", arguments: "fanout --listeners 1000 --rate 0 --seconds 4", told: FANOUT },
    Mode {
        name: "5 000 idle",
        arguments: "idle --listeners 5000 --seconds 4",
        told: &["memory", "connecting cost", "sleeps", "memory afterwards"],
    },
    Mode {
        name: "5 000 cut and back, 5 events/s",
        arguments: "storm --listeners 5000 --rate 5 --seconds 6",
        told: &["all back", "cost", "missed", "doubled", "disordered"],
    },
    Mode {
        name: "500 listeners, 50 of them deaf, 50 events/s",
        arguments: "slow --listeners 500 --deaf 10 --rate 50 --seconds 6",
        told: &["a second", "age p99", "memory", "kernel memory", "missed", "doubled"],
    },
];
const FANOUT: &[&str] =
    &["deliveries a CPU second", "publishing included", "age p50", "age p99", "missed", "doubled", "disordered"];
/// What must be nothing, whoever serves.
const FAULTS: [&str; 3] = ["missed", "doubled", "disordered"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Peer {
    Floor,
    Nchan,
    Relay,
    Body,
}

const PEERS: [(Peer, &str); 4] = [
    (Peer::Floor, "floor"),
    (Peer::Nchan, "nginx + nchan"),
    (Peer::Relay, "Openfloor"),
    (Peer::Body, "Openfloor, relay off"),
];

#[tokio::main]
async fn main() {
    let rounds = environment("OPENFLOOR_LOAD_ROUNDS").and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let has_nchan = nchan().is_some();
    if !has_nchan {
        println!("nginx + nchan: left out, it is not installed (`make test-deps`)");
    }
    for mode in MODES.iter().filter(|mode| mode.name.contains(&wanted)) {
        let mut seen: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        // As many bytes a delivery as ours has, framing and all.
        let mut bytes = 500.0;
        for _ in 0..rounds {
            for (peer, name) in PEERS.iter().rev().filter(|(peer, _)| has_nchan || *peer != Peer::Nchan) {
                let figures = measured(*peer, mode.arguments, bytes).await;
                bytes = figures["bytes"].as_f64().filter(|_| *peer == Peer::Relay).map_or(bytes, |all| all - 20.0);
                seen.entry(name).or_default().push(figures);
            }
        }
        told(mode, &seen);
    }
}

async fn measured(peer: Peer, arguments: &str, bytes: f64) -> Value {
    let server = started(peer).await;
    let mut load = pinned(CORES[1], server_binary());
    load.arg("load").args(arguments.split(' ')).args(["--node", &server.address.to_string(), "--json"]);
    load.args(["--pid", &server.pid().to_string(), "--bytes", &format!("{bytes:.0}"), "--target"]);
    load.arg(match peer {
        Peer::Floor => "floor",
        Peer::Nchan => "nchan",
        Peer::Relay | Peer::Body => "openfloor",
    });
    let output = load.env_clear().env("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN).output().await.expect("a load");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{peer:?} {load:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&said).expect("figures")
}

async fn started(peer: Peer) -> Daemon {
    let (folder, address) = (Folder::make(), free_address());
    let command = match peer {
        Peer::Floor => {
            let mut floor = pinned(CORES[0], server_binary().with_file_name("examples").join("floor"));
            floor.arg(address.to_string());
            floor
        }
        Peer::Nchan => {
            let modules = nchan().expect("nchan is installed");
            let text = format!(
                "load_module {modules}; daemon off; master_process off; pid {pid}; error_log stderr error;\n\
                 worker_rlimit_nofile 20000; events {{ worker_connections 20000; }}\n\
                 http {{ access_log off; client_body_temp_path {temp}; proxy_temp_path {temp}; fastcgi_temp_path {temp};\n\
                 uwsgi_temp_path {temp}; scgi_temp_path {temp}; nchan_message_buffer_length 4096;\n\
                 server {{ listen {address} backlog=4096; keepalive_requests 10000000;\n\
                 location /publish {{ nchan_publisher; nchan_channel_id $arg_tenantId; }}\n\
                 location /sse {{ nchan_subscriber eventsource; nchan_channel_id $arg_tenantId;\n\
                 nchan_subscriber_first_message newest; }} }} }}\n",
                modules = modules.display(),
                pid = folder.path("pid").display(),
                temp = folder.path("temp").display(),
            );
            let file = folder.write("nginx.conf", text);
            let nginx = tool("nginx");
            let mut command = pinned(CORES[0], nginx.as_std().get_program());
            command.envs(nginx.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
            command.arg("-p").arg(folder.path("")).arg("-c").arg(file);
            command
        }
        Peer::Relay | Peer::Body => {
            let mut server = pinned(CORES[0], server_binary());
            server.env_clear().env("OPENFLOOR_LISTEN", address.to_string()).current_dir(folder.path(""));
            server.envs([("OPENFLOOR_OPERATOR_TOKEN", OPERATOR_TOKEN), ("OPENFLOOR_LOG", "warn")]);
            server.env("OPENFLOOR_RELAY", if peer == Peer::Relay { "on" } else { "off" });
            server
        }
    };
    let daemon = Daemon::start(command, folder, address).await;
    // Let what a server does after its start be over.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    daemon
}

fn pinned(core: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = tool("taskset");
    command.args(["-c", core]).arg(program);
    command
}

fn nchan() -> Option<PathBuf> {
    let places = [PathBuf::from("/usr"), unpacked()];
    places.map(|usr| usr.join("lib/nginx/modules/ngx_nchan_module.so")).into_iter().find(|module| module.is_file())
}

fn told(mode: &Mode, seen: &BTreeMap<&str, Vec<Value>>) {
    println!("\n{} (`{}`)\n", mode.name, mode.arguments);
    println!("| | {} |\n|---|{}", mode.told.join(" | "), "---|".repeat(mode.told.len()));
    let median = |name: &str, figure: &str| {
        let runs = seen.get(name)?;
        let mut figures: Vec<_> = runs.iter().filter_map(|run| run[figure].as_f64()).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied()
    };
    for (_, name) in PEERS {
        let cell = |figure: &&str| {
            let Some(value) = median(name, figure) else { return "–".to_owned() };
            let floor =
                median("floor", figure).filter(|floor| name != "floor" && *floor > 0.0 && !FAULTS.contains(figure));
            let ratio = floor.map_or(String::new(), |floor| format!(" ({:.2} ×)", value / floor));
            format!("{value:.*}{ratio}", if value >= 100.0 || value.fract() == 0.0 { 0 } else { 2 })
        };
        if seen.contains_key(name) {
            println!("| {name} | {} |", mode.told.iter().map(cell).collect::<Vec<_>>().join(" | "));
        }
        for fault in FAULTS {
            let worst = seen.get(name).into_iter().flatten().filter_map(|run| run[fault].as_f64()).fold(0.0, f64::max);
            assert!(worst == 0.0 || !name.starts_with("Openfloor"), "{name}, {}: {worst} {fault}", mode.name);
        }
    }
}

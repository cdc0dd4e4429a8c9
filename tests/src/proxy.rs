//! The proxies of `docs/deploy`, each running with the shipped configuration on free ports of the loopback.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::process::Command;

use crate::front::Front;
use crate::process::free_address;
use crate::site::Site;
use crate::tools::{Daemon, Folder, text_of, tool};

/// A kind of proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// nginx.
    Nginx,
    /// HAProxy.
    Haproxy,
    /// Caddy.
    Caddy,
}

/// A proxy before two nodes; gone when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    daemon: Daemon,
}

impl Proxy {
    /// Starts it before these nodes.
    ///
    /// # Panics
    /// When it cannot be started, or its configuration no longer has what the tests replace.
    pub async fn before(kind: Kind, nodes: [Site; 2]) -> Self {
        let folder = Folder::make();
        certificate(&folder).await;
        let (secure, plain) = (free_address(), free_address());
        let command = match kind {
            Kind::Nginx => nginx(&folder, secure, plain, nodes),
            Kind::Haproxy => haproxy(&folder, secure, plain, nodes),
            Kind::Caddy => caddy(&folder, secure, nodes),
        };
        Self { daemon: Daemon::start(command, folder, secure).await }
    }

    /// Where it takes people in.
    pub fn front(&self) -> Front {
        Front::at(self.daemon.address.port())
    }
}

/// Makes one as `.env.example` says.
async fn certificate(folder: &Folder) {
    let mut openssl = tool("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]);
    openssl.args(["-addext", "subjectAltName=DNS:localhost"]).stdout(Stdio::null()).stderr(Stdio::null());
    openssl.arg("-keyout").arg(folder.path("privkey.pem")).arg("-out").arg(folder.path("fullchain.pem"));
    let status = openssl.status().await.expect("there is openssl");
    assert!(status.success(), "openssl: {status}");
    let both = ["fullchain.pem", "privkey.pem"].map(|name| std::fs::read(folder.path(name)).expect("it was made"));
    folder.write("openfloor.pem", both.concat());
}

/// A shipped file with what is of this machine put in.
fn shipped(file: &str, nodes: [Site; 2], replaced: &[(&str, String)]) -> String {
    let mut text = text_of(&format!("docs/deploy/{file}"));
    let nodes =
        [("openfloor-1:3000", nodes[0].address.to_string()), ("openfloor-2:3000", nodes[1].address.to_string())];
    for (shipped, here) in nodes.iter().chain(replaced) {
        assert!(text.contains(shipped), "docs/deploy/{file} no longer says `{shipped}`");
        text = text.replace(shipped, here);
    }
    text
}

fn nginx(folder: &Folder, secure: SocketAddr, plain: SocketAddr, nodes: [Site; 2]) -> Command {
    let home = folder.path("");
    let homes = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("\n    {name}_temp_path {}{name};", home.display()));
    let text = shipped(
        "nginx.conf",
        nodes,
        &[
            ("http {", format!("http {{{}", homes.concat())),
            ("listen 80;", format!("listen {plain};")),
            ("listen 443 ssl", format!("listen {secure} ssl")),
            ("/etc/nginx/tls/", home.display().to_string()),
            // As many as any machine allows.
            ("worker_connections 32768;", "worker_connections 512;".to_owned()),
            ("worker_rlimit_nofile 65536;", String::new()),
        ],
    );
    let settings = folder.write("nginx.conf", text);
    let mut command = tool("nginx");
    // One process, which ends with the test.
    let globals = format!("daemon off; master_process off; error_log stderr; pid {}pid;", home.display());
    command.arg("-p").arg(home).arg("-e").arg("stderr").arg("-c").arg(settings).arg("-g").arg(globals);
    command
}

fn haproxy(folder: &Folder, secure: SocketAddr, plain: SocketAddr, nodes: [Site; 2]) -> Command {
    let text = shipped(
        "haproxy.cfg",
        nodes,
        &[
            ("bind :80", format!("bind {plain}")),
            ("bind :443", format!("bind {secure}")),
            ("/etc/haproxy/openfloor.pem", folder.path("openfloor.pem").display().to_string()),
            ("maxconn 32768", "maxconn 512".to_owned()),
        ],
    );
    let mut command = tool("haproxy");
    command.arg("-db").arg("-f").arg(folder.write("haproxy.cfg", text));
    command
}

fn caddy(folder: &Folder, secure: SocketAddr, nodes: [Site; 2]) -> Command {
    let (chain, key) = (folder.path("fullchain.pem"), folder.path("privkey.pem"));
    let site = format!(
        "https://localhost:{} {{\n\tbind 127.0.0.1\n\ttls {} {}",
        secure.port(),
        chain.display(),
        key.display()
    );
    let quiet = "\tadmin off\n\tauto_https disable_redirects\n\tgrace_period 10s".to_owned();
    let replaced = [("questions.example.org {", site), ("\tgrace_period 10s", quiet)];
    let mut command = tool("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]);
    command.arg(folder.write("Caddyfile", shipped("Caddyfile", nodes, &replaced)));
    command.env("XDG_DATA_HOME", folder.path("data")).env("XDG_CONFIG_HOME", folder.path("config"));
    command.env("HOME", folder.path(""));
    command
}

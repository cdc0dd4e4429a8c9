//! A server on its way up: alive at once, ready when its database is there.

use std::collections::BTreeMap;

use openfloor::config::Config;
use tests::{Site, Wire, WireReply};
use tokio::net::TcpListener;

async fn asks(site: Site, path: &str) -> WireReply {
    let mut wire = Wire::to(site).await;
    wire.sends(format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", site.address)).await;
    wire.reply().await.expect("an answer")
}

#[tokio::test]
async fn a_server_that_waits_for_its_database_is_alive_and_not_ready() {
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let database = format!("postgres://nobody@{}/nothing", silent.local_addr().expect("an address"));
    let config =
        Config::from_settings(&BTreeMap::from([("DATABASE_URL".to_owned(), database)])).expect("a configuration");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let site = Site::at(listener.local_addr().expect("an address"));
    let server = tokio::spawn(openfloor::run(config, listener, std::future::pending()));
    for (path, status) in [("/health/live", 200), ("/health/ready", 503)] {
        let reply = asks(site, path).await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.header("x-request-id").is_some(), "{path}");
    }
    assert!(!server.is_finished(), "it gave up too early");
    server.abort();
}

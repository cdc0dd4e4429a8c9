//! The harness: a server in a box, the people who use it and the ears that listen to it.
//!
//! A [`World`] is one server over one fresh database. People ([`Person`]) do deeds through plain HTTP; an [`Ear`] reads
//! the stream from a raw socket and insists on its exact form. [`Process`] runs the built binary, for what only a
//! process can show. Nothing here knows the server's insides, save `run` and `Config`.

mod carrier;
mod clients;
mod clock;
mod cluster;
mod database;
pub mod deed;
mod disk;
mod ear;
mod front;
mod gate;
mod grafana;
mod installation;
mod interface;
mod load;
mod newcomers;
mod node;
mod numbers;
mod people;
mod poll;
mod postgres;
mod process;
mod prometheus;
mod proxy;
mod redis;
mod reply;
#[cfg(test)]
mod scaling;
mod site;
mod staff;
mod tools;
mod vectors;
mod walk;
mod wire;
mod world;

pub use carrier::Carrier;
pub use clients::{ForeignEar, foreign_clients};
pub use clock::Clock;
pub use cluster::{Cluster, Fault};
pub use database::{Database, Store};
pub use deed::Deed;
pub use disk::Disk;
pub use ear::{Ear, End, Hearing, Message, seq_of};
pub use front::{Front, Listener, streams_at};
pub use gate::Gate;
pub use grafana::{Asked, Dashboard};
pub use installation::Installation;
pub use load::load;
pub use newcomers::{OPERATOR_TOKEN, PASSWORD, Tenant};
pub use node::Node;
pub use openfloor::tools::check::fold::{Fold, comparable};
pub use people::{Page, Person};
pub use poll::Polled;
pub use postgres::Postgres;
pub use process::{Process, free_address, server_binary};
pub use prometheus::Prometheus;
pub use proxy::{Kind, Proxy};
pub use redis::Redis;
pub use reply::{Reply, Shown};
pub use site::{PATIENCE, Site, environment, eventually, eventually_within, in_time};
pub use tools::{Daemon, Folder, of_the_repository, text_of, tool, unpacked};
pub use vectors::Vectors;
pub use walk::Walk;
pub use wire::{Wire, WireReply};
pub use world::{Founding, World};

/// Tells a story over SQLite and over PostgreSQL: `both!(async fn a_sentence(store: Store) { … });` makes the tests
/// `a_sentence::sqlite` and `a_sentence::postgres`.
#[macro_export]
macro_rules! both {
    ($(#[$about:meta])* async fn $name:ident($store:ident: Store) $story:block) => {
        mod $name {
            use super::*;

            $(#[$about])*
            async fn story($store: Store) $story

            #[tokio::test]
            async fn sqlite() {
                story(Store::Sqlite).await;
            }

            #[tokio::test]
            async fn postgres() {
                story(Store::Postgres).await;
            }
        }
    };
}

/// Tells a story over each carrier of hints between nodes, and over none: `over_each!(async fn a_sentence(carrier:
/// Carrier) { … });` makes the tests `a_sentence::postgres`, `a_sentence::redis` and `a_sentence::none`.
#[macro_export]
macro_rules! over_each {
    ($(#[$about:meta])* async fn $name:ident($carrier:ident: Carrier) $story:block) => {
        mod $name {
            use super::*;

            $(#[$about])*
            async fn story($carrier: Carrier) $story

            #[tokio::test]
            async fn postgres() {
                story(Carrier::Postgres).await;
            }

            #[tokio::test]
            async fn redis() {
                story(Carrier::Redis).await;
            }

            #[tokio::test]
            async fn none() {
                story(Carrier::None).await;
            }
        }
    };
}

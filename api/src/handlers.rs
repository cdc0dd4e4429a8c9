//! What the routes do: one deed, one file. Handlers see a scope and nothing of bus, log or backplane.

pub mod answers;
pub mod archive;
pub mod asks;
pub mod audit;
pub mod docs;
pub mod edits;
pub mod freezes;
pub mod joins;
pub mod marks;
pub mod pages;
pub mod pins;
pub mod plain;
pub mod questions;
pub mod reviews;
pub mod row;
pub mod sessions;
pub mod similar;
pub mod stage;
pub mod status;
pub mod tagging;
pub mod tags;
pub mod teams;
pub mod tenant;
pub mod tenants;
pub mod upvotes;
pub mod users;
pub mod withdrawals;

use serde::{Deserialize, Deserializer, Serialize};

/// A collection.
#[derive(Debug, Serialize)]
pub struct Items<T> {
    items: Vec<T>,
}

/// A field that is there, be it null: tells null from nothing.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A body that may say which version it changes.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Versioned {
    /// The version the client saw.
    pub version: Option<i64>,
}

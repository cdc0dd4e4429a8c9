//! The product from outside: every sentence is a promise of the protocol, told over SQLite and over PostgreSQL.

mod accounts;
mod audience;
mod busy;
mod clients;
mod crashes;
mod delivery;
mod departures;
mod draining;
mod faults;
mod filters;
mod http_table;
mod isolation;
mod lists;
mod metrics;
mod moderation;
mod opening;
mod operator;
mod polling;
mod properties;
mod questions;
mod resets;
mod resuming;
mod rooms;
mod subscriptions;
mod texts;
mod votes;

//! Rooms: teams, tags, the tenant and its counts.

mod counts;
mod tags;
mod teams;
mod tenant;

//! The sub-commands beside `serve`.

pub mod admin;
pub mod check;
pub mod demo;
pub mod load;

//! Reading a setting's text: into numbers, switches, lists, networks; an error names the setting.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use super::{Retention, SETTINGS};

/// The address without the port that its scheme implies.
pub fn plain_port(url: &str) -> String {
    let port = if url.starts_with("https://") { ":443" } else { ":80" };
    url.strip_suffix(port).unwrap_or(url).to_owned()
}

/// The settings given, over the defaults.
pub(super) struct Reader<'a> {
    pub(super) given: &'a BTreeMap<String, String>,
}

impl Reader<'_> {
    pub(super) fn text(&self, name: &str) -> String {
        let default = || SETTINGS.iter().find(|s| s.0 == name).map_or("", |s| s.1).to_owned();
        self.given.get(name).cloned().unwrap_or_else(default)
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// A tenant's slug; empty for none.
    pub(super) fn slug(&self, name: &str) -> Result<Option<String>, String> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        match self.optional(name) {
            Some(slug) if slug.len() > 63 || !slug.bytes().all(fits) || uuid::Uuid::try_parse(&slug).is_ok() => {
                Err(format!("{name}: '{slug}' is no slug: 1 to 63 of a-z, 0-9 and -, and no UUID"))
            }
            slug => Ok(slug),
        }
    }

    /// Origins as browsers say them: scheme, host and a port that is not the scheme's own.
    pub(super) fn origins(&self, name: &str) -> Result<Vec<String>, String> {
        let origin = |item: String| {
            let origin = plain_port(item.trim_end_matches('/'));
            let host = origin.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
            let sound = |host: &str| !host.is_empty() && !host.contains(['/', '?', '#', '*', ' ', '@']);
            if host.is_some_and(|(_, host)| sound(host)) {
                Ok(origin)
            } else {
                Err(format!("{name}: '{item}' is no origin such as https://intranet.example"))
            }
        };
        self.list(name).into_iter().map(origin).collect()
    }

    pub(super) fn parse<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, String> {
        let text = self.text(name);
        text.parse().map_err(|error| format!("{name}: '{text}': {error}"))
    }

    pub(super) fn at_least<T: FromStr<Err: Display> + PartialOrd + Display + Copy>(
        &self,
        name: &str,
        least: T,
    ) -> Result<T, String> {
        let value: T = self.parse(name)?;
        if value < least { Err(format!("{name}: must be at least {least}")) } else { Ok(value) }
    }

    /// A level, or directives such as `info,openfloor=debug`.
    pub(super) fn directives(&self, name: &str) -> Result<String, String> {
        let levels = ["off", "error", "warn", "info", "debug", "trace"];
        let text = self.text(name);
        let unknown = |part: &&str| !part.contains(['=', '[']) && !levels.contains(&part.to_lowercase().as_str());
        match text.split(',').map(str::trim).find(unknown) {
            Some(part) => Err(format!(
                "{name}: '{part}' is neither a level ({}) nor a directive such as openfloor=debug",
                levels.join(", ")
            )),
            None => Ok(text),
        }
    }

    pub(super) fn at_most(&self, name: &str, most: u64) -> Result<u64, String> {
        let value = self.parse(name)?;
        if value > most { Err(format!("{name}: must be at most {most}")) } else { Ok(value) }
    }

    pub(super) fn positive(&self, name: &str) -> Result<f64, String> {
        let value: f64 = self.parse(name)?;
        if value > 0.0 && value <= 86_400.0 {
            Ok(value)
        } else {
            Err(format!("{name}: must be above 0 and at most 86400"))
        }
    }

    pub(super) fn switch(&self, name: &str) -> Result<bool, String> {
        match self.text(name).as_str() {
            "1" | "on" | "true" | "yes" => Ok(true),
            "0" | "off" | "false" | "no" | "" => Ok(false),
            other => Err(format!("{name}: '{other}' is not on or off")),
        }
    }

    pub(super) fn networks(&self, name: &str) -> Result<Vec<ipnet::IpNet>, String> {
        let parse = |item: &String| {
            let address = item.parse::<std::net::IpAddr>().map(ipnet::IpNet::from);
            address.or_else(|_| item.parse()).map_err(|error| format!("{name}: '{item}': {error}"))
        };
        self.list(name).iter().map(parse).collect()
    }

    /// `100000,30d`: a count, then a number with `s`, `m`, `h` or `d`.
    pub(super) fn retention(&self, name: &str) -> Result<Retention, String> {
        let text = self.text(name);
        let wrong = || format!("{name}: '{text}' is not of the form 100000,30d");
        let (events, age) = text.split_once(',').ok_or_else(wrong)?;
        let age = age.trim();
        let unit = match age.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(wrong()),
        };
        let events = events.trim().parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
        let amount: u64 = age[..age.len() - 1].parse().map_err(|_| wrong())?;
        let age = Duration::from_secs(amount.checked_mul(unit).ok_or_else(wrong)?);
        Ok(Retention { events, age })
    }
}

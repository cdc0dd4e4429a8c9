//! The configuration as people read it, secrets redacted.

use std::collections::BTreeMap;

use super::{Config, SETTINGS, gathered};

/// Settings whose value is nobody's business.
const SECRET: [&str; 2] = ["OPENFLOOR_SECRET", "OPENFLOOR_OPERATOR_TOKEN"];

/// Every setting as `NAME=VALUE` lines, as it would be used.
///
/// # Errors
/// As [`Config::load`].
pub fn printed(file: Option<&str>, overrides: &[String]) -> Result<String, String> {
    let given = gathered(file, overrides)?;
    let config = Config::from_settings(&given)?;
    let line = |name: &str, default: &str| match name {
        "OPENFLOOR_DEFAULT_TENANT" => format!("{name}={}\n", config.default_tenant.clone().unwrap_or_default()),
        _ => format!("{name}={}\n", shown(&given, name, default)),
    };
    Ok(SETTINGS.iter().map(|setting| line(setting.0, setting.1)).collect())
}

fn shown(given: &BTreeMap<String, String>, name: &str, default: &str) -> String {
    let value = given.get(name).map_or(default, String::as_str);
    match name {
        "DATABASE_URL" | "OPENFLOOR_BACKPLANE_URL" | "REDIS_URL" => redacted_url(value),
        _ if SECRET.contains(&name) && !value.is_empty() => "(redacted)".into(),
        _ => value.to_owned(),
    }
}

/// The URL without its password and its parameters, which may hold one too.
pub fn redacted_url(url: &str) -> String {
    let (url, parameters) = url.split_once('?').map_or((url, ""), |(url, _)| (url, "?(redacted)"));
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let user = url[scheme + 3..at].split(':').next().unwrap_or_default();
            format!("{}://{user}:(redacted){}{parameters}", &url[..scheme], &url[at..])
        }
        _ => format!("{url}{parameters}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        assert_eq!(redacted_url("postgres://me:secret@db/x"), "postgres://me:(redacted)@db/x");
        assert_eq!(redacted_url("postgres://db/x?password=secret"), "postgres://db/x?(redacted)");
        assert_eq!(redacted_url("sqlite://openfloor.db"), "sqlite://openfloor.db");
    }
}

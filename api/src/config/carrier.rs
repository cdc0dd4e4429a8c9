//! What carries hints between nodes.

use redis::IntoConnectionInfo;

use super::reader::Reader;

/// What carries hints between nodes, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// Nothing: each node looks for itself.
    None,
    /// `LISTEN` and `NOTIFY` at this URL.
    Postgres(String),
    /// Pub/Sub of Redis or Valkey at this URL.
    Redis(String),
}

impl Carrier {
    /// The value of the label `carrier`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Postgres(_) => "postgres",
            Self::Redis(_) => "redis",
        }
    }

    /// From `OPENFLOOR_BACKPLANE` and the URLs there are.
    pub(super) fn read(read: &Reader<'_>, database_url: &str) -> Result<Self, String> {
        let redis = read.optional("REDIS_URL");
        if let Some(Err(error)) = redis.as_deref().map(IntoConnectionInfo::into_connection_info) {
            return Err(format!("REDIS_URL: {error}"));
        }
        let postgres = database_url.starts_with("postgres");
        let listen = read.optional("OPENFLOOR_BACKPLANE_URL");
        if listen.as_ref().is_some_and(|url| !url.starts_with("postgres")) {
            return Err("OPENFLOOR_BACKPLANE_URL: must begin with postgres://".into());
        }
        let listen = listen.unwrap_or_else(|| database_url.to_owned());
        match (read.text("OPENFLOOR_BACKPLANE").as_str(), redis) {
            ("auto" | "redis", Some(url)) => Ok(Self::Redis(url)),
            ("auto" | "postgres", _) if postgres => Ok(Self::Postgres(listen)),
            ("auto" | "none", _) => Ok(Self::None),
            ("redis", None) => Err("OPENFLOOR_BACKPLANE: redis needs REDIS_URL".into()),
            ("postgres", _) => Err("OPENFLOOR_BACKPLANE: postgres needs a DATABASE_URL of PostgreSQL".into()),
            (other, _) => Err(format!("OPENFLOOR_BACKPLANE: '{other}' is not auto, none, postgres or redis")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn carrier(settings: &[(&str, &str)]) -> Result<Carrier, String> {
        let given = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::from_settings(&given).map(|config| config.carrier)
    }

    const POSTGRES: (&str, &str) = ("DATABASE_URL", "postgres://db/x");
    const REDIS: (&str, &str) = ("REDIS_URL", "redis://cache");

    #[test]
    fn by_itself_it_is_what_is_there() {
        assert_eq!(carrier(&[]), Ok(Carrier::None));
        assert_eq!(carrier(&[POSTGRES]), Ok(Carrier::Postgres("postgres://db/x".into())));
        assert_eq!(carrier(&[POSTGRES, REDIS]), Ok(Carrier::Redis("redis://cache".into())));
        let direct = ("OPENFLOOR_BACKPLANE_URL", "postgres://direct/x");
        assert_eq!(carrier(&[POSTGRES, direct]), Ok(Carrier::Postgres("postgres://direct/x".into())));
    }

    #[test]
    fn what_is_named_is_taken_or_refused() {
        let named = |name| ("OPENFLOOR_BACKPLANE", name);
        assert_eq!(carrier(&[POSTGRES, REDIS, named("none")]), Ok(Carrier::None));
        assert_eq!(carrier(&[POSTGRES, REDIS, named("postgres")]), Ok(Carrier::Postgres("postgres://db/x".into())));
        for settings in [&[named("redis")][..], &[named("postgres")], &[REDIS, named("postgres")]] {
            assert!(carrier(settings).is_err_and(|line| line.starts_with("OPENFLOOR_BACKPLANE: ")), "{settings:?}");
        }
    }
}

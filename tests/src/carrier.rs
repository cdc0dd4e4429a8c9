//! What carries hints between the nodes of a world.

use crate::database::Store;
use crate::site::environment;

/// What wakes the other nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// `LISTEN` and `NOTIFY`.
    Postgres,
    /// The scratch Redis that `OPENFLOOR_TEST_REDIS` names.
    Redis,
    /// Nothing: each node looks for itself.
    None,
}

impl Carrier {
    /// The value of `OPENFLOOR_BACKPLANE`, and of the label `carrier`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Redis => "redis",
            Self::None => "none",
        }
    }

    /// The settings that make a server use it.
    ///
    /// # Panics
    /// When a Redis is wanted and none was named.
    pub fn settings(self) -> Vec<(String, String)> {
        let mut settings = vec![("OPENFLOOR_BACKPLANE".to_owned(), self.name().to_owned())];
        if self == Self::Redis {
            let url = environment("OPENFLOOR_TEST_REDIS")
                .unwrap_or_else(|| panic!("no Redis to test on: use `make test`, or `tests/with-services COMMAND`"));
            settings.push(("REDIS_URL".to_owned(), url));
        }
        settings
    }

    /// The settings that `OPENFLOOR_TEST_BACKPLANE` asks of every server over PostgreSQL; none when it is absent.
    ///
    /// # Panics
    /// When it names nothing that there is.
    pub fn of_this_run(store: Store) -> Vec<(String, String)> {
        match environment("OPENFLOOR_TEST_BACKPLANE").filter(|_| store == Store::Postgres).as_deref() {
            None => Vec::new(),
            Some("postgres") => Self::Postgres.settings(),
            Some("redis") => Self::Redis.settings(),
            Some("none") => Self::None.settings(),
            Some(other) => panic!("OPENFLOOR_TEST_BACKPLANE: there is no '{other}'"),
        }
    }
}

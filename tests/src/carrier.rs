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

    /// The one that `OPENFLOOR_TEST_BACKPLANE` names, which makes a run over PostgreSQL one of several nodes: people do
    /// their deeds at one, and streams are heard at another.
    ///
    /// # Panics
    /// When it names nothing that there is.
    pub fn of_this_run(store: Store) -> Option<Self> {
        let named = environment("OPENFLOOR_TEST_BACKPLANE").filter(|_| store == Store::Postgres)?;
        let known = [Self::Postgres, Self::Redis, Self::None].into_iter().find(|carrier| carrier.name() == named);
        Some(known.unwrap_or_else(|| panic!("OPENFLOOR_TEST_BACKPLANE: there is no '{named}'")))
    }
}

//! `NOTIFY` and `LISTEN`, each on a connection of its own: inside a deed's transaction a `NOTIFY` would take a lock of
//! the whole database at commit.

use sea_orm::sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use sea_orm::sqlx::{self, ConnectOptions, Error};

use super::line::{Ears, Mouth};

/// The channel's name; each database has channels of its own.
const CHANNEL: &str = "openfloor";

/// Opens a mouth and ears; these hear what is said from now on.
///
/// # Errors
/// When the database cannot be reached.
pub(super) async fn open(url: &str) -> Result<(PgPool, PgListener), Error> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.application_name("openfloor backplane").disable_statement_logging();
    let two = PgPoolOptions::new().max_connections(2).test_before_acquire(false).max_lifetime(None).idle_timeout(None);
    let mouth = two.connect_with(options).await?;
    let mut ears = PgListener::connect_with(&mouth).await?;
    // A lost connection has to be told: what was said meanwhile was not heard.
    ears.eager_reconnect(false);
    ears.ignore_pool_close_event(true);
    ears.listen(CHANNEL).await?;
    Ok((mouth, ears))
}

impl Mouth for PgPool {
    type Error = Error;
    async fn say(&mut self, text: &str) -> Result<(), Error> {
        sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(text).execute(&*self).await?;
        Ok(())
    }
}

impl Ears for PgListener {
    type Error = Error;
    async fn hear(&mut self) -> Result<String, Error> {
        let heard = self.try_recv().await?;
        heard.map(|heard| heard.payload().to_owned()).ok_or_else(|| Error::Protocol("the connection was lost".into()))
    }
}

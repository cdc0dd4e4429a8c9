//! Pub/Sub of Redis (6 or later) or Valkey, over one connection that speaks RESP3.
//!
//! The connection is rebuilt by the backplane, as PostgreSQL's is, and not by the library: whoever comes back has to
//! listen first and then look at the heads.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, IntoConnectionInfo, ProtocolVersion, PushInfo, PushKind,
    RedisError, RedisResult, cmd,
};
use tokio::sync::mpsc;

use super::line::{Ears, Mouth};

/// Texts that may wait to be heard; beyond, they are let go, and the look at the heads finds what they told of.
const MOST_WAITING: usize = 1_024;
/// How long Redis may take to answer.
const PATIENCE: Option<Duration> = Some(Duration::from_secs(5));

/// Says, on a channel.
pub(super) struct Speaker {
    connection: MultiplexedConnection,
    channel: String,
}

/// Hears.
pub(super) struct Listener(mpsc::Receiver<PushInfo>);

/// Opens both; the ears hear what is said on this channel from now on.
///
/// # Errors
/// When Redis cannot be reached.
pub(super) async fn open(url: &str, channel: &str) -> RedisResult<(Speaker, Listener)> {
    let server = url.into_connection_info()?;
    let resp3 = server.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
    let client = Client::open(server.set_redis_settings(resp3))?;
    let (heard, ears) = mpsc::channel(MOST_WAITING);
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(PATIENCE)
        .set_response_timeout(PATIENCE)
        .set_push_sender(move |push: PushInfo| heard.try_send(push));
    let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
    connection.subscribe(channel).await?;
    Ok((Speaker { connection, channel: channel.to_owned() }, Listener(ears)))
}

impl Mouth for Speaker {
    type Error = RedisError;
    async fn say(&mut self, text: &str) -> Result<(), RedisError> {
        cmd("PUBLISH").arg(&self.channel).arg(text).exec_async(&mut self.connection).await
    }
}

impl Ears for Listener {
    type Error = RedisError;
    async fn hear(&mut self) -> Result<String, RedisError> {
        while let Some(push) = self.0.recv().await.filter(|push| push.kind != PushKind::Disconnection) {
            if push.kind == PushKind::Message
                && let Some(text) = push.data.into_iter().nth(1)
            {
                return Ok(String::from_redis_value(text)?);
            }
        }
        Err(RedisError::from((ErrorKind::Io, "the connection was lost")))
    }
}

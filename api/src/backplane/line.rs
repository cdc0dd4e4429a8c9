//! The conversation over an open line, whatever carries it.

use std::convert::Infallible;
use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::words::{self, Said};
use super::{Heard, Line, PATIENCE, Shared, Waiting, in_time};

/// Least time between two times of saying; meanwhile the newest head of each tenant waits.
const TICK: Duration = Duration::from_millis(5);
/// A node with nothing to tell shows that it is there this often.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
/// A line on which not even we ourselves are heard for so long is dead.
const SILENCE: Duration = Duration::from_secs(25);

/// Says a text of less than 8 000 bytes to every node, this one included.
pub(super) trait Mouth: Send {
    /// Why it cannot.
    type Error: Display;
    /// Fails when the line is broken.
    fn say(&mut self, text: &str) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Hears what is said by any node since the line was opened.
pub(super) trait Ears: Send {
    /// Why they cannot.
    type Error: Display;
    /// The next text. Fails when the line is broken.
    fn hear(&mut self) -> impl Future<Output = Result<String, Self::Error>> + Send;
}

impl Shared {
    /// Speaks and listens until the end, which is no error, or until the line breaks.
    pub(super) async fn converse(
        &self,
        mouth: impl Mouth,
        ears: impl Ears,
        heard: &mpsc::Sender<Heard>,
    ) -> Result<(), String> {
        tokio::select! {
            said = self.speak(mouth) => said,
            broken = self.listen(ears, heard) => broken.map(|never| match never {}),
        }
    }

    /// Says what waits whenever something does, until the end.
    async fn speak(&self, mut mouth: impl Mouth) -> Result<(), String> {
        // The first words carry nothing: they come back, and so prove the line.
        let mut texts = words::heads(self.node, []);
        let mut told = 0;
        loop {
            let next = Instant::now() + TICK;
            for text in texts {
                let said = in_time(PATIENCE, mouth.say(&text)).await;
                said.inspect_err(|_| self.hints.failed(told))?;
            }
            self.hints.sent(told);
            tokio::time::sleep_until(next).await;
            let ended = tokio::select! {
                () = self.bell.notified() => false,
                () = tokio::time::sleep(SIGN_OF_LIFE) => false,
                () = self.ended.cancelled() => true,
            };
            (texts, told) = self.take_waiting();
            if ended && texts.is_empty() {
                return Ok(());
            }
            if texts.is_empty() {
                texts = words::heads(self.node, []);
            }
        }
    }

    /// Hands on what other nodes say, until the line breaks.
    async fn listen(&self, mut ears: impl Ears, heard: &mpsc::Sender<Heard>) -> Result<Infallible, String> {
        let mut text = in_time(PATIENCE, ears.hear()).await?;
        self.line.send_replace(Line::Up);
        self.hints.can_be_told(true);
        tracing::info!(carrier = self.carrier.name(), "the backplane is up");
        self.hand_on(heard, Heard::Opened, 0);
        loop {
            match words::understood(&text).filter(|(node, _)| *node != self.node) {
                Some((_, Said::Heads(heads))) if !heads.is_empty() => {
                    let count = heads.len();
                    self.hand_on(heard, Heard::Heads(heads), count);
                }
                Some((node, Said::Here(counts))) => self.hand_on(heard, Heard::Here(node, counts), 0),
                _ => {}
            }
            text = in_time(SILENCE, ears.hear()).await?;
        }
    }

    /// Never waits: where what is heard piles up, PostgreSQL would have to keep it for all.
    fn hand_on(&self, heard: &mpsc::Sender<Heard>, what: Heard, hints: usize) {
        if let Err(mpsc::error::TrySendError::Full(_)) = heard.try_send(what) {
            self.hints.failed(hints);
        }
    }

    /// What waits, as texts, and how many hints are among it.
    fn take_waiting(&self) -> (Vec<String>, usize) {
        let Waiting { heads, here } = std::mem::take(&mut *self.waiting());
        let count = heads.len();
        let heads = if count == 0 { Vec::new() } else { words::heads(self.node, heads) };
        (heads.into_iter().chain(here).collect(), count)
    }
}

#[cfg(test)]
mod tests;

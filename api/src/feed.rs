//! Reading on from a place: the ring, then the log when the place is older than the ring, then a reset when it is
//! older than the log. Live streams, replay and polling are this one read.

use std::sync::Arc;

use entity::TenantId;

use crate::app::App;
use crate::bus::{Cursor, Filter, Glance, Hears, Ring};
use crate::error::{Error, Result};
use crate::event::{Epoch, Frame, Position};
use crate::log::{self, Page};
use crate::metrics::Listening;

/// Where a listener wants to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With what comes next.
    Now,
    /// After this place.
    After(Position),
    /// After something that is no place.
    Malformed,
}

impl Start {
    /// From the text a client gave, if it gave one.
    pub fn parse(text: Option<&str>) -> Self {
        match text {
            None | Some("") => Self::Now,
            Some(text) => text.parse().map_or(Self::Malformed, Self::After),
        }
    }
}

/// What reading gave.
#[derive(Debug)]
pub enum Heard {
    /// Events that are wanted, in order; perhaps none although the place moved on.
    Frames(Vec<Arc<Frame>>),
    /// Nothing is newer; wait for [`Feed::rung`].
    Nothing {
        /// Whether the place is the head of the ring, rather than ahead of it.
        at_head: bool,
    },
    /// The place could not be continued: this is where it goes on, and why.
    Reset(Position, &'static str),
    /// The ring was replaced, and with it perhaps a revocation was passed over: staff has to prove itself anew.
    Over,
}

/// What a look at the ring alone gave.
#[derive(Debug)]
pub enum Look {
    /// Events that are wanted, in order; perhaps none although the place moved on.
    Frames(Vec<Arc<Frame>>),
    /// Nothing is newer.
    Nothing {
        /// Whether the place is the head of the ring, rather than ahead of it.
        at_head: bool,
    },
    /// The ring does not have what is next: [`Feed::read`] finds it.
    Elsewhere,
}

/// One listener's reading.
#[derive(Debug)]
pub struct Feed {
    app: Arc<App>,
    tenant: TenantId,
    epoch: Epoch,
    cursor: Cursor,
    hears: Hears,
    lagging: Option<Listening>,
}

/// Where a feed began, and whether it had to be reset.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// The place after which it reads.
    pub position: Position,
    /// Why it could not begin where it was asked to.
    pub reset: Option<&'static str>,
    /// `live`, `ring`, `log` or `reset`.
    pub outcome: &'static str,
}

impl Feed {
    /// Begins to read.
    ///
    /// # Errors
    /// When the log cannot be read, or the tenant is gone.
    pub async fn open(app: Arc<App>, tenant: TenantId, start: Start, hears: Hears) -> Result<(Self, Opening)> {
        let mut ring = primed(&app, tenant).await?;
        if let Start::After(position) = start
            && (position.epoch != ring.1 || position.seq > ring.2)
        {
            // A list may be ahead of this node's ring, by number or after a failover: ask the database.
            let head = log::head(&app.db, app.db.reader(), tenant).await?;
            if head.epoch != ring.1 {
                app.bus.retire(&ring.0);
                ring = primed(&app, tenant).await?;
            }
            if head.epoch == ring.1 {
                ring.2 = ring.2.max(head.seq);
            }
        }
        let (ring, epoch, head) = ring;
        let opening = Self::opening(&app, tenant, start, epoch, head, &ring).await?;
        let cursor = Cursor::new(ring, opening.position.seq);
        Ok((Self { app, tenant, epoch, cursor, hears, lagging: None }, opening))
    }

    /// The place after the last event read.
    pub fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.cursor.at() }
    }

    /// The ring it stands on.
    pub fn ring(&self) -> &Arc<Ring> {
        self.cursor.ring()
    }

    /// Goes back to after this number, which it has read past.
    pub fn back_to(&mut self, seq: i64) {
        self.cursor.advance(seq);
    }

    /// Reads what is next and passes the filter, as far as the ring has it.
    pub fn look(&mut self, filter: &Filter) -> Look {
        let hears = self.hears;
        let glance = self.cursor.glance(|frame| hears.may(frame) && filter.passes(frame));
        if !matches!(glance, Glance::Behind | Glance::Ended) {
            self.lagging = None;
        }
        match glance {
            Glance::Frames { frames, .. } => Look::Frames(frames),
            Glance::AtHead => Look::Nothing { at_head: true },
            Glance::Ahead => Look::Nothing { at_head: false },
            Glance::Behind | Glance::Ended => Look::Elsewhere,
        }
    }

    /// Reads what is next and passes the filter.
    ///
    /// # Errors
    /// When the log cannot be read, or the tenant is gone.
    pub async fn read(&mut self, filter: &Filter) -> Result<Heard> {
        loop {
            match self.look(filter) {
                Look::Frames(frames) => return Ok(Heard::Frames(frames)),
                Look::Nothing { at_head } => return Ok(Heard::Nothing { at_head }),
                Look::Elsewhere if !self.ring().is_ended() => {
                    if let Some(heard) = self.read_log(filter).await? {
                        return Ok(heard);
                    }
                }
                Look::Elsewhere if self.hears.staff => return Ok(Heard::Over),
                Look::Elsewhere => {
                    let (ring, epoch, head) = primed(&self.app, self.tenant).await?;
                    let at = self.cursor.at();
                    self.cursor = Cursor::new(ring, at);
                    if epoch != self.epoch {
                        return Ok(self.reset(epoch, head, "epoch"));
                    }
                }
            }
        }
    }

    /// Waits until there may be more to read.
    pub async fn rung(&mut self) {
        self.cursor.rung().await;
    }

    /// A page from the log; none when the ring turned out to be of another epoch and was replaced.
    async fn read_log(&mut self, filter: &Filter) -> Result<Option<Heard>> {
        if self.lagging.is_none() {
            self.lagging = Some(self.app.metrics.listener_lags());
        }
        let turn = self.app.log_turns.acquire().await;
        let page = log::read_since(&self.app.db, self.tenant, self.cursor.at()).await?;
        drop(turn);
        match page {
            Page::Rows(head, rows) if head.epoch == self.epoch => {
                let frames: Vec<Arc<Frame>> = rows.iter().map(|row| Arc::new(Frame::encode(self.epoch, row))).collect();
                if let Some(last) = frames.last() {
                    self.cursor.advance(last.seq);
                }
                let wanted = |frame: &Arc<Frame>| self.hears.may(frame) && filter.passes(frame);
                Ok(Some(Heard::Frames(frames.into_iter().filter(wanted).collect())))
            }
            Page::Trimmed(head) if head.epoch == self.epoch => Ok(Some(self.reset(head.epoch, head.seq, "trimmed"))),
            Page::Rows(..) | Page::Trimmed(_) => {
                self.app.bus.retire(self.cursor.ring());
                Ok(None)
            }
        }
    }

    fn reset(&mut self, epoch: Epoch, head: i64, reason: &'static str) -> Heard {
        self.epoch = epoch;
        self.cursor.advance(head);
        Heard::Reset(self.position(), reason)
    }

    async fn opening(
        app: &App,
        tenant: TenantId,
        start: Start,
        epoch: Epoch,
        head: i64,
        ring: &Ring,
    ) -> Result<Opening> {
        let now = Position { epoch, seq: head };
        let reset = |reason| Ok(Opening { position: now, reset: Some(reason), outcome: "reset" });
        let begin = |position, outcome| Ok(Opening { position, reset: None, outcome });
        match start {
            Start::Now => begin(now, "live"),
            Start::Malformed => reset("malformed"),
            Start::After(position) if position.epoch != epoch => reset("epoch"),
            Start::After(position) if position.seq > head => reset("ahead"),
            Start::After(position) if position.seq == head => begin(position, "live"),
            Start::After(position) if ring.reaches(position.seq) => begin(position, "ring"),
            Start::After(position) => {
                let log = log::head(&app.db, app.db.reader(), tenant).await?;
                if position.seq < log.floor { reset("trimmed") } else { begin(position, "log") }
            }
        }
    }
}

/// The tenant's ring, primed from the log if it was not, with its epoch and head.
async fn primed(app: &Arc<App>, tenant: TenantId) -> Result<(Arc<Ring>, Epoch, i64)> {
    for _ in 0..3 {
        let ring = app.bus.ring(tenant);
        let load = || async {
            let (head, rows) = log::last(&app.db, tenant, crate::bus::MOST_FRAMES as u64).await?;
            let frames = rows.iter().map(|row| Frame::encode(head.epoch, row)).collect();
            Ok::<_, Error>((head.epoch, head.seq, frames))
        };
        if let Err(error) = ring.primed(load).await {
            app.bus.retire(&ring);
            return Err(error);
        }
        if let Some((epoch, head)) = ring.head().filter(|_| !ring.is_ended()) {
            app.catch_up(&ring);
            return Ok((ring, epoch, head));
        }
        app.bus.retire(&ring);
    }
    Err(Error::Unavailable("the log's epoch keeps changing".into()))
}

//! A tenant's ring: the last frames, in order and without a hole, bounded by count and bytes.
//!
//! It is made *priming*: what is published meanwhile is held back until the head and the last rows were read once.
//! From then on it accepts only `head + 1`; a later frame waits in a bounded map and the gap is told to the
//! publisher, who reads it from the log. So parallel commits, hints and the first listener cannot leave a hole.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use entity::TenantId;
use tokio::sync::{OnceCell, watch};
use tokio::time::Instant;

use super::cursor::Glance;
use super::doors::{Door, Doors};
use crate::event::{Epoch, Frame};

/// Frames kept; whoever is further behind reads the log.
pub const MOST_FRAMES: usize = 1_024;
/// Bytes kept; whoever is further behind reads the log.
pub const MOST_BYTES: usize = 1 << 20;
/// Frames held back out of order; beyond, the latest are let go and read from the log.
const MOST_HELD: usize = 1_024;
/// Under pressure listeners are woken this often at most; a lone event wakes them at once.
const TICK: Duration = Duration::from_millis(10);

/// Events after this number are missing: read them from the log and push them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last number the ring has.
    pub after: i64,
}

/// The last frames of one tenant.
#[derive(Debug)]
pub struct Ring {
    tenant: TenantId,
    primed: OnceCell<()>,
    state: Mutex<State>,
    filling: tokio::sync::Mutex<()>,
    /// Whether the log is ahead, as far as anybody noticed.
    behind: AtomicBool,
    /// Counts wake-ups; its value means nothing.
    bell: watch::Sender<u64>,
    /// Knocked at with the bell.
    doors: Doors,
}

#[derive(Debug, Default)]
struct State {
    epoch: Option<Epoch>,
    head: i64,
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    held: BTreeMap<i64, Frame>,
    ended: bool,
    rung_at: Option<Instant>,
    ring_due: bool,
}

impl Ring {
    pub(super) fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            primed: OnceCell::new(),
            state: Mutex::default(),
            filling: tokio::sync::Mutex::default(),
            behind: AtomicBool::new(false),
            bell: watch::Sender::new(0),
            doors: Doors::default(),
        }
    }

    /// Whose ring.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Waits until the ring is primed, priming it with what `load` reads if nobody did: one load at a time.
    ///
    /// # Errors
    /// What `load` failed with; the next caller tries again.
    pub async fn primed<E, F>(self: &Arc<Self>, load: impl FnOnce() -> F) -> Result<(), E>
    where
        F: Future<Output = Result<(Epoch, i64, Vec<Frame>), E>>,
    {
        let prime = || async {
            let (epoch, head, frames) = load().await?;
            self.prime(epoch, head, frames);
            Ok(())
        };
        self.primed.get_or_try_init(prime).await.copied()
    }

    /// Appends committed frames in order.
    ///
    /// # Errors
    /// [`Gap`] when the next number is not among them.
    pub fn push(self: &Arc<Self>, epoch: Epoch, frames: Vec<Frame>) -> Result<(), Gap> {
        let mut state = self.lock();
        let primed = state.epoch.is_some();
        if state.epoch.is_some_and(|current| current != epoch) {
            state.ended = true;
        }
        if state.ended {
            drop(state);
            self.wakes();
            return Ok(());
        }
        let before = state.head;
        for frame in frames {
            if !primed || frame.seq > state.head + 1 {
                state.hold(frame);
            } else if frame.seq == state.head + 1 {
                state.append(frame);
            }
        }
        state.take_held();
        let gap = Gap { after: state.head };
        let whole = !primed || state.held.is_empty();
        if state.head > before && primed {
            self.ring(state);
        }
        if whole { Ok(()) } else { Err(gap) }
    }

    /// The last number it has, once primed.
    pub fn head(&self) -> Option<(Epoch, i64)> {
        let state = self.lock();
        state.epoch.map(|epoch| (epoch, state.head))
    }

    /// Whether it still has what comes after this number.
    pub fn reaches(&self, after: i64) -> bool {
        let state = self.lock();
        state.frames.front().is_some_and(|first| first.seq <= after + 1) || after >= state.head
    }

    /// Notes that the log is ahead.
    pub fn falls_behind(&self) {
        self.behind.store(true, Ordering::SeqCst);
    }

    /// Whether the log is ahead, and nobody has begun to read on since that was noted.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::SeqCst)
    }

    /// The turn to read on from the log, unless somebody has it. Whoever gives it back asks [`Ring::is_behind`] again:
    /// what was noted meanwhile is his to read.
    pub fn turn_to_fill(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let turn = self.filling.try_lock().ok()?;
        self.behind.store(false, Ordering::SeqCst);
        Some(turn)
    }

    /// Whether numbers are still missing before what is held back.
    pub fn has_gap(&self) -> bool {
        !self.lock().held.is_empty()
    }

    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Reads on after a number: up to `most` frames that are wanted, and how far the look went.
    pub(super) fn glance(&self, after: i64, most: usize, mut wants: impl FnMut(&Frame) -> bool) -> Glance {
        let state = self.lock();
        if state.ended {
            return Glance::Ended;
        }
        if after >= state.head {
            return if after == state.head { Glance::AtHead } else { Glance::Ahead };
        }
        let Some(first) = state.frames.front().map(|frame| frame.seq).filter(|first| *first <= after + 1) else {
            return Glance::Behind;
        };
        let skip = usize::try_from(after + 1 - first).unwrap_or(usize::MAX);
        let mut frames = Vec::new();
        let mut at = after;
        for frame in state.frames.iter().skip(skip) {
            if frames.len() == most {
                break;
            }
            at = frame.seq;
            if wants(frame) {
                frames.push(Arc::clone(frame));
            }
        }
        Glance::Frames { frames, at }
    }

    /// Knocks at this door whenever there may be more to read, as long as it is there.
    pub fn tells(&self, door: &Arc<dyn Door>) {
        self.doors.add(door);
    }

    fn wakes(&self) {
        self.bell.send_modify(|n| *n += 1);
        self.doors.knock();
    }

    /// A receiver that changes whenever there may be more to read.
    pub(super) fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// Whether it was ended.
    pub fn is_ended(&self) -> bool {
        self.lock().ended
    }

    /// Tells every listener to find another ring.
    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.wakes();
    }

    fn prime(self: &Arc<Self>, epoch: Epoch, head: i64, frames: Vec<Frame>) {
        let mut state = self.lock();
        state.epoch = Some(epoch);
        state.head = frames.first().map_or(head, |first| first.seq - 1);
        for frame in frames {
            state.append(frame);
        }
        state.head = head;
        state.take_held();
        self.ring(state);
    }

    /// Rings now if the last time was a tick ago, else once at the end of the tick.
    fn ring(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let now = Instant::now();
        let due = state.rung_at.map_or(now, |rung| rung + TICK);
        if due <= now {
            state.rung_at = Some(now);
            drop(state);
            self.wakes();
        } else if !state.ring_due {
            state.ring_due = true;
            drop(state);
            let ring = Arc::clone(self);
            tokio::spawn(async move {
                tokio::time::sleep_until(due).await;
                {
                    let mut state = ring.lock();
                    state.ring_due = false;
                    state.rung_at = Some(Instant::now());
                }
                ring.wakes();
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn append(&mut self, frame: Frame) {
        self.head = frame.seq;
        self.bytes += frame.cost();
        self.frames.push_back(Arc::new(frame));
        while self.frames.len() > MOST_FRAMES || (self.bytes > MOST_BYTES && self.frames.len() > 1) {
            if let Some(old) = self.frames.pop_front() {
                self.bytes -= old.cost();
            }
        }
    }

    fn hold(&mut self, frame: Frame) {
        self.held.insert(frame.seq, frame);
        if self.held.len() > MOST_HELD {
            self.held.pop_last();
        }
    }

    fn take_held(&mut self) {
        if self.epoch.is_none() {
            return;
        }
        while let Some(first) = self.held.first_entry() {
            if *first.key() > self.head + 1 {
                break;
            }
            let frame = first.remove();
            if frame.seq == self.head + 1 {
                self.append(frame);
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! A stream as hyper's body: over HTTP/2 and HTTP/1.0, and where the relay is off.

use std::sync::Arc;
use std::vec::IntoIter;

use bytes::Bytes;

use super::listener::{Listener, Next};
use super::{Cut, cut};
use crate::event::Frame;
use crate::relay::Speaker;
use crate::wire::Wire;

/// A stream, and the connection it is the body of.
pub(super) struct Body {
    listener: Listener,
    frames: IntoIter<Arc<Frame>>,
    wire: Wire,
}

impl Body {
    pub(super) fn new(listener: Listener, wire: Wire) -> Self {
        Self { listener, frames: Vec::new().into_iter(), wire }
    }

    /// The next block, or the cut, which is the last.
    pub(super) async fn next(&mut self) -> Result<Bytes, Cut> {
        loop {
            if !self.listener.is_cut()
                && let Some(frame) = self.frames.next()
            {
                self.listener.told(&frame);
                return Ok(frame.block.clone());
            }
            match self.listener.next().await {
                Next::Frames(frames) => self.frames = frames.into_iter(),
                Next::Own(block) => return Ok(block),
                Next::Over { after: true } => {
                    cut(&self.wire).await;
                    return Err(Cut);
                }
                Next::Over { after: false } => {
                    if !self.wire.multiplexed {
                        self.wire.cut.cancel();
                    }
                    return Err(Cut);
                }
            }
        }
    }
}

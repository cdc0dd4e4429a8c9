//! A connection as the stream sees it: how to know that what was said has left, and how to cut it.
//!
//! An SSE stream never ends cleanly: its last block is flushed, then the connection is dropped. hyper does not tell
//! a body when its bytes left, so the I/O object under hyper notes each flush. By the same note a stream's socket leaves
//! hyper for the relay once the response's head has been sent.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::task::AtomicWaker;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::relay::Speaker;

/// How long a flush is waited for; a peer that takes nothing is cut anyway.
const PATIENCE: Duration = Duration::from_secs(1);

/// A handle on the connection a request came on.
#[derive(Clone, Debug, Default)]
pub struct Wire {
    mark: Arc<Mark>,
    /// Cancelled to drop the connection at once; shared by all streams of an HTTP/2 connection, so not used there.
    pub cut: CancellationToken,
    /// Whether this connection carries several requests at once.
    pub multiplexed: bool,
}

#[derive(Debug, Default)]
struct Mark {
    flushes: AtomicU64,
    waker: AtomicWaker,
    /// Who takes the connection over.
    successor: Mutex<Option<Box<dyn Speaker>>>,
    /// The head that announces the successor's words is handed to hyper.
    announced: AtomicBool,
    /// That head has left.
    leaves: AtomicBool,
}

impl Wire {
    /// A handle on a fresh connection.
    pub fn new(multiplexed: bool) -> Self {
        Self { multiplexed, ..Self::default() }
    }

    /// Lets this one go on with the connection when the response's head has been sent.
    pub fn leave_to(&self, speaker: Box<dyn Speaker>) {
        *self.mark.successor.lock().unwrap_or_else(PoisonError::into_inner) = Some(speaker);
    }

    /// Notes that the response goes to hyper now, which writes its head and flushes it in the same turn.
    pub fn answers(&self) {
        let leaves = self.mark.successor.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        self.mark.announced.store(leaves, Ordering::Release);
    }

    /// Waits until the head of a stream that leaves hyper has been sent. To be polled after the connection and by the
    /// same task: it is the connection's turn in which that happens, so nobody is woken for it.
    pub async fn left(&self) -> Box<dyn Speaker> {
        std::future::poll_fn(|_| {
            if !self.mark.leaves.load(Ordering::Acquire) {
                return Poll::Pending;
            }
            let successor = self.mark.successor.lock().unwrap_or_else(PoisonError::into_inner).take();
            successor.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Waits until what was handed to the connection so far has left for the kernel, a second at most.
    pub async fn flushed(&self) {
        let before = self.mark.flushes.load(Ordering::Acquire);
        let flushed = std::future::poll_fn(|context| {
            self.mark.waker.register(context.waker());
            if self.mark.flushes.load(Ordering::Acquire) > before { Poll::Ready(()) } else { Poll::Pending }
        });
        // The verdict is the same either way: the connection is cut next.
        let _ = tokio::time::timeout(PATIENCE, flushed).await;
    }
}

/// The I/O object under hyper; notes flushes.
#[derive(Debug)]
pub struct Noted {
    io: TokioIo<TcpStream>,
    mark: Arc<Mark>,
}

impl Noted {
    /// Wraps a socket.
    pub fn new(socket: TcpStream, wire: &Wire) -> Self {
        Self { io: TokioIo::new(socket), mark: Arc::clone(&wire.mark) }
    }

    /// The socket.
    pub fn into_inner(self) -> TcpStream {
        self.io.into_inner()
    }
}

impl Read for Noted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl Write for Noted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(cx);
        if flushed.is_ready() {
            self.mark.flushes.fetch_add(1, Ordering::AcqRel);
            self.mark.waker.wake();
            if self.mark.announced.load(Ordering::Acquire) {
                self.mark.leaves.store(true, Ordering::Release);
            }
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }
}

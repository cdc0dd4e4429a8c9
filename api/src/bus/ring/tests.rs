//! The ring's rules, each shown by breaking its neighbours.

use entity::TenantId;
use proptest::prelude::*;

use super::*;

const EPOCH: Epoch = Epoch(7);

fn frame(seq: i64) -> Frame {
    Frame::of_size(seq, 100)
}

fn frames(seqs: impl IntoIterator<Item = i64>) -> Vec<Frame> {
    seqs.into_iter().map(frame).collect()
}

async fn primed(head: i64, kept: Vec<Frame>) -> Arc<Ring> {
    let ring = Arc::new(Ring::new(TenantId(uuid::Uuid::nil())));
    ring.primed(|| async { Ok::<_, ()>((EPOCH, head, kept)) }).await.unwrap();
    ring
}

fn seen(ring: &Ring, after: i64) -> Vec<i64> {
    match ring.glance(after, usize::MAX, |_| true) {
        Glance::Frames { frames, .. } => frames.iter().map(|f| f.seq).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_comes_while_priming_is_not_lost_and_not_doubled() {
    let ring = Arc::new(Ring::new(TenantId(uuid::Uuid::nil())));
    ring.push(EPOCH, frames([5, 6])).unwrap();
    ring.primed(|| async { Ok::<_, ()>((EPOCH, 5, frames([4, 5]))) }).await.unwrap();
    assert_eq!(seen(&ring, 3), [4, 5, 6]);
}

#[tokio::test]
async fn a_later_frame_waits_for_the_gap_to_close() {
    let ring = primed(3, vec![]).await;
    assert_eq!(ring.push(EPOCH, frames([5])), Err(Gap { after: 3 }));
    assert!(matches!(ring.glance(3, 9, |_| true), Glance::AtHead));
    assert_eq!(ring.push(EPOCH, frames([4])), Ok(()));
    assert_eq!(seen(&ring, 3), [4, 5]);
}

#[tokio::test]
async fn it_is_bounded_by_count_and_by_bytes() {
    let ring = primed(0, vec![]).await;
    ring.push(EPOCH, frames(1..=MOST_FRAMES as i64 + 10)).unwrap();
    assert!(matches!(ring.glance(9, 1, |_| true), Glance::Behind));
    assert_eq!(seen(&ring, 10).len(), MOST_FRAMES);
    let big = Frame::of_size(MOST_FRAMES as i64 + 11, MOST_BYTES);
    ring.push(EPOCH, vec![big]).unwrap();
    assert_eq!(ring.lock().frames.len(), 1);
}

#[tokio::test]
async fn another_epoch_ends_it() {
    let ring = primed(3, vec![]).await;
    ring.push(Epoch(8), frames([4])).unwrap();
    assert!(matches!(ring.glance(3, 9, |_| true), Glance::Ended));
}

proptest! {
    /// However commits are shuffled and repeated, the ring shows each number once and in order.
    #[test]
    fn any_order_of_pushes_reads_in_order(order in Just((1..=40i64).collect::<Vec<_>>()).prop_shuffle(), again in 0usize..40) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let _entered = runtime.enter();
        let ring = runtime.block_on(primed(0, vec![]));
        for seq in order.iter().chain(order.iter().take(again)) {
            let _ = ring.push(EPOCH, frames([*seq]));
        }
        prop_assert_eq!(seen(&ring, 0), (1..=40).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn one_reads_on_and_what_is_noted_meanwhile_is_his_to_read() {
    let ring = primed(0, vec![]).await;
    ring.falls_behind();
    let turn = ring.turn_to_fill().unwrap();
    assert!(!ring.is_behind());
    ring.falls_behind();
    assert!(ring.turn_to_fill().is_none());
    drop(turn);
    assert!(ring.is_behind() && ring.turn_to_fill().is_some() && !ring.is_behind());
}

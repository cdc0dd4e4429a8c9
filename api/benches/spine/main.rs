//! What the core costs: a commit, votes into one hot question, a page of a long list, a publish to many cursors.
//!
//! Votes are told as ratios of figures measured in turns in one run, since machines are shared and noisy. PostgreSQL
//! takes part when `OPENFLOOR_TEST_POSTGRES` names a server (`make bench` starts one).

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion};
use entity::{QuestionId, TenantId};
use openfloor::bus::{Cursor, EventBus, Glance};
use openfloor::event::{Audience, Epoch, Frame, Kind};
use openfloor::handlers::{questions, similar};
use openfloor::votes::Votes;
use tokio::runtime::Runtime;
use tokio::time::Instant;
use uuid::Uuid;

use stage::{Stage, asked, received};

/// Voters with one vote in flight each.
const VOTERS: usize = 5_000;
/// Deeds at once where each vote has a transaction of its own.
const WRITERS: usize = 32;
/// How long each turn of a vote measurement lasts.
const TURN: Duration = Duration::from_secs(3);
/// Turns of each side.
const TURNS: usize = 3;

fn main() {
    let runtime = Runtime::new().expect("a runtime");
    let mut criterion = Criterion::default()
        .configure_from_args()
        .sample_size(30)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    publish(&mut criterion, &runtime);
    for url in stage::databases() {
        let stage = runtime.block_on(Stage::set(&url, 0));
        commit(&mut criterion, &runtime, &stage);
        runtime.block_on(hot_question(&stage));
        runtime.block_on(lone_vote(&url));
        runtime.block_on(likeness(&url));
        list(&mut criterion, &runtime, &stage);
        runtime.block_on(stage.strike());
    }
    criterion.final_summary();
}

/// One question asked: row, event, commit, publish.
fn commit(criterion: &mut Criterion, runtime: &Runtime, stage: &Stage) {
    criterion.bench_function(&format!("commit one question/{}", stage.kind()), |bench| {
        bench.to_async(runtime).iter(|| stage.ask("What does a commit cost?"));
    });
}

/// Votes a second into one question: the committer against a transaction for each vote, window off for both.
async fn hot_question(stage: &Stage) {
    let question = stage.ask("Which question is hot?").await;
    let (mut single, mut batched) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        single.push(rate(WRITERS, |voter| stage.vote_alone(question, voter)).await);
        let votes = Votes::new(Arc::clone(&stage.app));
        batched.push(rate(VOTERS, |voter| stage.vote(votes.clone(), question, voter)).await);
    }
    let (single, batched) = (median(single), median(batched));
    println!(
        "votes into one question/{:<10} one transaction a vote {single:>8.0}/s   committer, {VOTERS} voters \
         {batched:>8.0}/s   = {:.1} x",
        stage.kind(),
        batched / single
    );
}

/// A lone vote with the window on, against a plain commit, both after the window has passed.
async fn lone_vote(url: &str) {
    let stage = Stage::set(url, 100).await;
    let question = stage.ask("Is a lone vote quick?").await;
    let votes = Votes::new(Arc::clone(&stage.app));
    let (mut plain, mut lone) = (Vec::new(), Vec::new());
    for turn in 0..40_u128 {
        let began = Instant::now();
        stage.ask("A plain commit").await;
        plain.push(began.elapsed().as_secs_f64());
        tokio::time::sleep(Duration::from_millis(110)).await;
        let began = Instant::now();
        stage.vote(votes.clone(), question, Uuid::from_u128(turn)).await;
        lone.push(began.elapsed().as_secs_f64());
    }
    let (plain, lone) = (median(plain), median(lone));
    println!(
        "lone vote, window 100 ms/{:<10} plain commit {:>6.2} ms   lone vote {:>6.2} ms   = {:.2} x",
        stage.kind(),
        plain * 1e3,
        lone * 1e3,
        lone / plain
    );
    stage.strike().await;
}

/// Questions like one that is being typed, letter by letter, among 5 000 that are all alike; a vote comes in between.
async fn likeness(url: &str) {
    let stage = Stage::set(url, 0).await;
    stage.fill(0, 5_000).await;
    let scope = stage.scope().await;
    let question = stage.ask("Which question is like which?").await;
    let votes = Votes::new(Arc::clone(&stage.app));
    let text = "Question number 4711 of a very long meeting, as somebody would type it on a phone";
    let mut took = Vec::new();
    for turn in 0..600 {
        stage.vote(votes.clone(), question, Uuid::new_v4()).await;
        let typed = &text[..10 + turn % (text.len() - 10)];
        let request = asked("/questions/similar", &[("q", typed)]);
        let began = Instant::now();
        similar::similar(request, Ok(scope.clone())).await.expect("a list");
        took.push(began.elapsed().as_secs_f64());
    }
    took.sort_by(f64::total_cmp);
    println!(
        "similar among 5 000/{:<10} p50 {:>6.2} ms   p99 {:>6.2} ms   the first, which fills the index, {:>6.2} ms at most",
        stage.kind(),
        took[took.len() / 2] * 1e3,
        took[took.len() * 99 / 100] * 1e3,
        took[took.len() - 1] * 1e3
    );
    stage.strike().await;
}

/// A page of 50 out of ever longer lists.
fn list(criterion: &mut Criterion, runtime: &Runtime, stage: &Stage) {
    let mut group = criterion.benchmark_group(format!("list 50 questions/{}", stage.kind()));
    let mut there = 0;
    for size in [1_000, 10_000, 100_000] {
        runtime.block_on(stage.fill(there, size));
        there = size;
        let scope = runtime.block_on(stage.scope());
        group.bench_function(BenchmarkId::from_parameter(size), |bench| {
            bench.to_async(runtime).iter_batched(
                || scope.clone(),
                |scope| async move { questions::list(received(), Ok(scope)).await.expect("a list") },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// One event put on a ring and read by every cursor.
fn publish(criterion: &mut Criterion, runtime: &Runtime) {
    let mut group = criterion.benchmark_group("publish to cursors");
    for cursors in [1, 1_000] {
        let bus = EventBus::default();
        let ring = bus.ring(TenantId(Uuid::nil()));
        runtime.block_on(async {
            ring.primed(|| async { Ok::<_, ()>((Epoch(1), 0, Vec::new())) }).await.expect("a primed ring");
        });
        let mut listeners: Vec<Cursor> = (0..cursors).map(|_| Cursor::new(Arc::clone(&ring), 0)).collect();
        let mut seq = 0;
        group.bench_function(BenchmarkId::from_parameter(cursors), |bench| {
            let _entered = runtime.enter();
            bench.iter(|| {
                seq += 1;
                ring.push(Epoch(1), vec![frame(seq)]).expect("the next number");
                for listener in &mut listeners {
                    assert!(matches!(listener.glance(|_| true), Glance::Frames { .. }));
                }
            });
        });
    }
    group.finish();
}

/// How many rounds a second `workers` get through, each with one in flight.
async fn rate<F: Future<Output = ()> + Send + 'static>(workers: usize, round: impl Fn(Uuid) -> F) -> f64
where
    F::Output: Send,
{
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let began = Instant::now();
    let mut rounds: Vec<_> =
        (0..workers).map(|_| Uuid::new_v4()).map(|voter| (voter, Box::pin(round(voter)))).collect();
    let mut set = tokio::task::JoinSet::new();
    for (voter, first) in rounds.drain(..) {
        let done = Arc::clone(&done);
        set.spawn(async move {
            first.await;
            done.fetch_add(1, Ordering::Relaxed);
            voter
        });
    }
    while let Some(joined) = set.join_next().await {
        let voter = joined.expect("a round");
        if began.elapsed() > TURN {
            stop.store(true, Ordering::Relaxed);
        }
        if !stop.load(Ordering::Relaxed) {
            let (next, done) = (round(voter), Arc::clone(&done));
            set.spawn(async move {
                next.await;
                done.fetch_add(1, Ordering::Relaxed);
                voter
            });
        }
    }
    done.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn frame(seq: i64) -> Frame {
    Frame {
        seq,
        kind: Kind::QuestionUpvoted,
        audience: Audience::Public,
        reader: None,
        subject: Some(QuestionId(Uuid::nil()).0),
        team: None,
        committed_at: 0,
        block: bytes::Bytes::from_static(&[b'x'; 394]),
        chunk: bytes::Bytes::new(),
    }
}

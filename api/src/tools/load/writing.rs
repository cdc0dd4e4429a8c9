//! The load that writes: questions and votes at once, through all nodes.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;
use http::{Method, StatusCode};
use rand::Rng;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};

use super::Stage;
use super::figures::Figures;
use super::target::{Kind, Tenant};

/// Questions that votes choose from: the newest, so that many thumbs meet.
const RECENT: usize = 30;

/// How much is written.
#[derive(Args, Clone, Debug)]
pub(super) struct Writing {
    /// Questions a second, all tenants together.
    #[arg(long, default_value_t = 100.0)]
    questions: f64,
    /// Votes a second, all tenants together.
    #[arg(long, default_value_t = 500.0)]
    votes: f64,
    /// Connections that ask.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    askers: u32,
    /// Connections that vote, each a device of its own.
    #[arg(long, default_value_t = 1_024, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    voters: u32,
    /// For how long.
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
}

/// What one kind of deed came to.
#[derive(Debug, Default)]
struct Deeds {
    done: AtomicU64,
    micros: Mutex<Vec<u32>>,
    /// What was not done, by what was said of it.
    refused: Mutex<BTreeMap<String, u64>>,
}

impl Deeds {
    fn note(&self, began: Instant, asked: &Result<StatusCode, String>) {
        match asked {
            Ok(status) if status.is_success() => {
                self.done.fetch_add(1, Ordering::Relaxed);
                let micros = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
                self.micros.lock().unwrap_or_else(PoisonError::into_inner).push(micros);
            }
            other => {
                let why = other.as_ref().map_or_else(Clone::clone, ToString::to_string);
                *self.refused.lock().unwrap_or_else(PoisonError::into_inner).entry(why).or_default() += 1;
            }
        }
    }
}

/// A tenant, and its newest questions.
#[derive(Debug)]
struct Hall {
    tenant: Tenant,
    questions: Mutex<Vec<String>>,
}

/// Writes for as long as is wanted.
pub(super) async fn write(stage: &Stage, wanted: &Writing) -> Result<Figures, String> {
    if stage.load.target != Kind::Openfloor {
        return Err("write: --target: only Openfloor takes questions and votes".into());
    }
    let halls: Arc<[Hall]> =
        stage.tenants.iter().map(|tenant| Hall { tenant: tenant.clone(), questions: Mutex::default() }).collect();
    let (asks, votes) = (Arc::new(Deeds::default()), Arc::new(Deeds::default()));
    let over = Arc::new(AtomicBool::new(false));
    let nodes = stage.load.written();
    let mut working = JoinSet::new();
    let mut arriving = Vec::new();
    for (count, rate, deeds) in [(wanted.askers, wanted.questions, &asks), (wanted.voters, wanted.votes, &votes)] {
        let is_vote = Arc::ptr_eq(deeds, &votes);
        for number in 0..count as usize {
            let place = number % halls.len();
            let caller = halls[place].tenant.participant(nodes[(number / halls.len() + number) % nodes.len()]).await?;
            let pause = Duration::from_secs_f64(f64::from(count) / rate.max(0.001));
            arriving.push((place, caller, pause, Arc::clone(deeds), is_vote));
        }
    }
    let before = stage.server.read()?;
    let began = Instant::now();
    for (place, mut caller, pause, deeds, is_vote) in arriving {
        let (halls, over) = (Arc::clone(&halls), Arc::clone(&over));
        working.spawn(async move {
            let hall = &halls[place];
            let first = began + pause.mul_f64(rand::random());
            let mut pace = tokio::time::interval_at(first, pause);
            pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
            loop {
                pace.tick().await;
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let asked_at = Instant::now();
                let (method, target, body) = if is_vote {
                    let Some(question) = hall.recent() else { continue };
                    let method = if rand::random_bool(0.7) { Method::POST } else { Method::DELETE };
                    (method, hall.tenant.target(&format!("/questions/{question}/upvote")), None)
                } else {
                    let question = json!({"body": "How many questions does a second hold?"}).to_string();
                    (Method::POST, hall.tenant.target("/questions"), Some(question))
                };
                let asked = caller.ask(method, &target, body).await;
                deeds.note(asked_at, &asked.as_ref().map(|(status, _)| *status).map_err(Clone::clone));
                if !is_vote && let Ok((_, answer)) = asked {
                    hall.note(&answer);
                }
            }
        });
    }
    tokio::time::sleep(Duration::from_secs_f64(wanted.seconds)).await;
    let seconds = began.elapsed().as_secs_f64();
    let done = [&asks, &votes].map(|deeds| deeds.done.load(Ordering::Relaxed) as f64);
    let cost = stage.server.read()?.cpu - before.cpu;
    over.store(true, Ordering::Relaxed);
    while working.join_next().await.is_some() {}
    let mut figures = Figures::default();
    for (name, done, deeds) in [("questions", done[0], &asks), ("votes", done[1], &votes)] {
        figures.note(name, done / seconds, "a second");
        let refused = deeds.refused.lock().unwrap_or_else(PoisonError::into_inner);
        figures.note(format!("{name} not done"), refused.values().sum::<u64>() as f64, "");
        for (why, count) in refused.iter().take(5) {
            eprintln!("{name}: {count} × {why}");
        }
        figures.note_latency(name, std::mem::take(&mut *deeds.micros.lock().unwrap_or_else(PoisonError::into_inner)));
    }
    if stage.server.is_any() {
        figures.note("server", cost / seconds, "CPU seconds a second, all nodes");
    }
    Ok(figures)
}

impl Hall {
    fn recent(&self) -> Option<String> {
        let questions = self.questions.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = questions.len().saturating_sub(RECENT)..questions.len();
        if recent.is_empty() { None } else { Some(questions[rand::rng().random_range(recent)].clone()) }
    }

    fn note(&self, answer: &[u8]) {
        let asked: Value = serde_json::from_slice(answer).unwrap_or_default();
        if let Some(id) = asked["id"].as_str() {
            self.questions.lock().unwrap_or_else(PoisonError::into_inner).push(id.to_owned());
        }
    }
}

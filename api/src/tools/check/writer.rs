//! One who asks, votes and moderates, on whichever node, and notes what became of it.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use super::client::{Client, Outcome};
use super::history::{Deed, Deeds, Vote};
use super::{PATIENCE, text};

/// Devices each writer votes with.
const DEVICES: usize = 4;
/// How often a deed whose outcome nobody knows is done again with the same key.
const TRIES: usize = 12;
/// Questions that deeds choose from: the newest, so that many thumbs meet.
const RECENT: usize = 60;

/// A writer at work.
#[derive(Debug)]
pub(super) struct Writer {
    number: usize,
    site: usize,
    canary: String,
    staff: Client,
    deeds: Arc<Deeds>,
    rng: StdRng,
    /// The devices and their numbers among the tenant's voters.
    voters: Vec<(usize, Client)>,
    serial: usize,
}

impl Writer {
    pub(super) fn new(number: usize, site: usize, canary: &str, staff: &Client, deeds: Arc<Deeds>, seed: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed ^ (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let (canary, staff) = (canary.to_owned(), staff.clone());
        Self { number, site, canary, staff, deeds, rng, voters: Vec::new(), serial: 0 }
    }

    /// Does one deed after the other until the end, with pauses up to this long.
    pub(super) async fn write(mut self, pause: Duration, end: Instant) {
        for _ in 0..DEVICES {
            let mut device = self.staff.stranger();
            if device.arrive(&mut self.rng, Instant::now() + PATIENCE).await.is_ok() {
                let mut here = self.deeds.of(self.site);
                here.voters.push(device.clone());
                self.voters.push((here.voters.len() - 1, device));
            }
        }
        while Instant::now() < end && !self.voters.is_empty() {
            match self.rng.random_range(0..10) {
                0..2 => self.asks().await,
                2..8 => self.votes().await,
                _ => self.moderates().await,
            }
            tokio::time::sleep(pause.mul_f64(self.rng.random_range(0.0..1.0))).await;
        }
    }

    async fn asks(&mut self) {
        let body = self.words("asks");
        let (_, device) = self.voters[self.rng.random_range(0..self.voters.len())].clone();
        let told = ("question:created", body.clone());
        let asked = json!({ "body": body });
        if let Some(question) = self.does(&device, "ask", ("POST", "/questions"), Some(&asked), Some(told)).await {
            self.deeds.of(self.site).questions.push(question);
        }
    }

    async fn votes(&mut self) {
        let Some(question) = self.chosen() else { return };
        let (voter, device) = self.voters[self.rng.random_range(0..self.voters.len())].clone();
        let up = self.rng.random_bool(0.8);
        let path = format!("/questions/{question}/upvote");
        let node = self.rng.random_range(0..device.nodes());
        let outcome = device.send(node, (if up { "POST" } else { "DELETE" }, &path), None, None).await;
        let mut here = self.deeds.of(self.site);
        let vote = here.votes.entry((question, voter)).or_insert(Vote { up: false, sure: true });
        match outcome {
            Outcome::Done(_) => {
                vote.up = up;
                self.deeds.count(&self.deeds.acknowledged);
                self.deeds.count(&self.deeds.votes);
            }
            Outcome::Refused(..) => self.deeds.count(&self.deeds.refused),
            Outcome::Unknown(_) => {
                vote.sure = false;
                self.deeds.count(&self.deeds.unanswered);
            }
        }
    }

    async fn moderates(&mut self) {
        let Some(question) = self.chosen() else { return };
        let staff = self.staff.clone();
        let of = |rest: &str| format!("/questions/{question}{rest}");
        match self.rng.random_range(0..20) {
            0..6 => {
                let answer = self.words("answers");
                let (body, told) = (json!({ "responseText": answer }), ("question:answered", answer.clone()));
                self.does(&staff, "answer", ("POST", &of("/answer")), Some(&body), Some(told)).await;
            }
            6 => drop(self.does(&staff, "reopen", ("DELETE", &of("/answer")), None, None).await),
            7..9 => {
                let words = self.words("means");
                let (body, told) = (json!({ "body": words }), ("question:updated", words.clone()));
                self.does(&staff, "edit", ("PATCH", &of("")), Some(&body), Some(told)).await;
            }
            9 | 10 => drop(self.does(&staff, "pin", ("POST", &of("/pin")), None, None).await),
            11 | 12 => drop(self.does(&staff, "unpin", ("DELETE", &of("/pin")), None, None).await),
            13 => drop(self.does(&staff, "freeze", ("POST", &of("/freeze")), None, None).await),
            14 | 15 => drop(self.does(&staff, "thaw", ("DELETE", &of("/freeze")), None, None).await),
            16 | 17 => {
                let name = format!("{} {}", self.canary, self.rng.random_range(0..5));
                self.does(&staff, "tag", ("POST", &of("/tags")), Some(&json!({ "name": name })), None).await;
            }
            18 => drop(self.does(&staff, "archive", ("POST", &of("/archive")), None, None).await),
            _ => drop(self.does(&staff, "restore", ("DELETE", &of("/archive")), None, None).await),
        }
    }

    /// Does a deed under a key, again and again while nobody knows whether it was done; the question it was done to.
    async fn does(
        &mut self,
        who: &Client,
        what: &'static str,
        deed: (&str, &str),
        body: Option<&Value>,
        told_by: Option<(&'static str, String)>,
    ) -> Option<String> {
        let key = Uuid::from_u128(self.rng.random()).to_string();
        let mut acknowledged = None;
        for _ in 0..TRIES {
            let node = self.rng.random_range(0..who.nodes());
            match who.send(node, deed, body, Some(&key)).await {
                Outcome::Done(answer) => {
                    acknowledged = Some((text(&answer["id"]).to_owned(), answer["version"].as_i64()));
                    self.deeds.count(&self.deeds.acknowledged);
                    break;
                }
                // A refusal keeps no key, so an earlier try may still have been done.
                Outcome::Refused(status, _) => {
                    debug_assert_ne!(status, StatusCode::NOT_FOUND, "{what}: a question is not found");
                    self.deeds.count(&self.deeds.refused);
                    break;
                }
                Outcome::Unknown(_) => {
                    self.deeds.count(&self.deeds.unanswered);
                    tokio::time::sleep(Duration::from_millis(self.rng.random_range(20..400))).await;
                }
            }
        }
        let question = acknowledged.as_ref().map(|(question, _)| question.clone());
        self.deeds.of(self.site).deeds.push(Deed { what, told_by, acknowledged });
        question
    }

    fn chosen(&mut self) -> Option<String> {
        let here = self.deeds.of(self.site);
        let recent = here.questions.len().saturating_sub(RECENT)..here.questions.len();
        if recent.is_empty() { None } else { Some(here.questions[self.rng.random_range(recent)].clone()) }
    }

    /// Words that nobody else says.
    fn words(&mut self, verb: &str) -> String {
        self.serial += 1;
        format!("{} writer {} {verb} number {}", self.canary, self.number, self.serial)
    }
}

//! A random walk: people who do whatever comes to their minds, the same for the same seed.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::json;

use crate::deed::{self, Deed};
use crate::newcomers::Tenant;
use crate::people::Person;

/// People and what they may take in hand.
#[derive(Debug)]
pub struct Walk {
    rng: StdRng,
    guests: Vec<Person>,
    admin: Person,
    questions: Vec<String>,
    asked_in: Vec<(String, String)>,
    teams: Vec<String>,
    tags: Vec<String>,
    borne: Vec<(String, String)>,
    steps: usize,
}

impl Walk {
    /// Three guests and an admin at this tenant.
    pub async fn of(tenant: &Tenant, seed: u64) -> Self {
        let (guests, admin) = (tenant.crowd(3).await, tenant.admin().await);
        Self {
            rng: StdRng::seed_from_u64(seed),
            guests,
            admin,
            questions: Vec::new(),
            asked_in: Vec::new(),
            teams: Vec::new(),
            tags: Vec::new(),
            borne: Vec::new(),
            steps: 0,
        }
    }

    /// Does so many deeds, one after another.
    pub async fn steps(&mut self, count: usize) {
        for _ in 0..count {
            self.step().await;
        }
    }

    /// Does one deed. It may be refused for the state of things, but must not fail.
    ///
    /// # Panics
    /// When the server fails.
    pub async fn step(&mut self) {
        self.steps += 1;
        let guest = self.guests.choose(&mut self.rng).expect("there are guests").clone();
        let admin = self.admin.clone();
        match self.rng.random_range(0..100) {
            0..20 => self.asks(guest).await,
            20..55 => self.votes(guest).await,
            55..75 => self.moderates(admin).await,
            75..87 => self.reviews(guest, admin).await,
            87..93 => self.handles_tags(admin).await,
            _ => self.handles_teams(admin).await,
        }
    }

    async fn asks(&mut self, guest: Person) {
        let body = format!("Question {} 🙋 \"quoted\" \\ and\nbroken", self.steps);
        let team = self.teams.choose(&mut self.rng).filter(|_| self.steps.is_multiple_of(2)).cloned();
        let asking = team.as_ref().map_or_else(|| deed::ask(&body), |team| deed::ask_in(team, &body));
        if let Some(id) = done(&guest, asking).await {
            self.asked_in.extend(team.map(|team| (team, id.clone())));
            self.questions.push(id);
        }
    }

    async fn votes(&mut self, guest: Person) {
        let Some(question) = self.questions.choose(&mut self.rng).cloned() else { return };
        let voting = if self.rng.random_bool(0.7) { deed::upvote(&question) } else { deed::unvote(&question) };
        done(&guest, voting).await;
    }

    async fn moderates(&mut self, admin: Person) {
        let Some(question) = self.questions.choose(&mut self.rng).cloned() else { return };
        let on = self.rng.random_bool(0.6);
        let chosen = match self.rng.random_range(0..7) {
            0 if on => deed::pin(&question),
            0 => deed::unpin(&question),
            1 if on => deed::freeze(&question),
            1 | 2 => deed::thaw(&question),
            3 if on => deed::answer(&question, &format!("Answer {}", self.steps)),
            3 => deed::reopen(&question),
            4 => deed::edit(&question, &format!("Reworded {}", self.steps)),
            5 if on => return self.tags_it(admin, question).await,
            5 => match self.borne.pop() {
                Some((question, tag)) => deed::untag(&question, &tag),
                None => deed::reopen(&question),
            },
            _ if self.steps.is_multiple_of(5) => deed::withdraw(&question),
            _ => deed::reopen(&question),
        };
        done(&admin, chosen).await;
    }

    async fn tags_it(&mut self, admin: Person, question: String) {
        let reply = admin.does(deed::tag(&question, &format!("tag {}", self.steps % 5))).await;
        assert!(reply.status < 500, "{}: {} {}", reply.asked, reply.status, reply.text());
        let tag = reply.json()["tags"][0]["id"].as_str().map(str::to_owned);
        self.borne.extend(tag.map(|tag| (question, tag)));
    }

    /// What is seen by whom changes, and what is on stage.
    async fn reviews(&mut self, guest: Person, admin: Person) {
        let staged = self.asked_in.choose(&mut self.rng).cloned();
        let Some(question) = self.questions.choose(&mut self.rng).cloned() else { return };
        let chosen = match (self.rng.random_range(0..8), staged) {
            (0 | 1, Some((_, question))) => deed::approve(&question),
            (2, Some((_, question))) => deed::reject(&question, &format!("Reason {}", self.steps % 3)),
            (3, _) => deed::archive(&question),
            (4, _) => deed::restore(&question),
            (5, _) => return drop(done(&guest, deed::edit(&question, &format!("Own words {}", self.steps))).await),
            (6, Some((team, question))) => deed::stage(&team, Some(&question)),
            (_, Some((team, question))) => {
                deed::stage(&team, Some(&question).filter(|_| self.rng.random_bool(0.5)).map(String::as_str))
            }
            _ => deed::archive(&question),
        };
        done(&admin, chosen).await;
    }

    async fn handles_tags(&mut self, admin: Person) {
        let known = self.tags.choose(&mut self.rng).cloned();
        let name = format!("tag {}", self.steps % 5);
        match (self.rng.random_range(0..4), known) {
            (0, Some(tag)) => drop(done(&admin, Deed::delete(format!("/tags/{tag}"))).await),
            (1, Some(tag)) => {
                let change = json!({"name": format!("{name} renamed"), "color": "#112233"});
                done(&admin, Deed::patch(format!("/tags/{tag}")).body(change)).await;
            }
            _ => {
                let made = done(&admin, Deed::post("/tags").body(json!({"name": name, "color": "#445566"}))).await;
                self.tags.extend(made);
            }
        }
    }

    async fn handles_teams(&mut self, admin: Person) {
        let known = self.teams.choose(&mut self.rng).cloned();
        match (self.rng.random_range(0..5), known) {
            (0, Some(team)) => drop(done(&admin, Deed::delete(format!("/teams/{team}"))).await),
            (1..4, Some(team)) => {
                let state = ["open", "open", "vote-only", "closed"].choose(&mut self.rng).copied();
                let moderation = ["off", "all"].choose(&mut self.rng).copied();
                let change = json!({ "state": state, "moderation": moderation });
                done(&admin, Deed::patch(format!("/teams/{team}")).body(change)).await;
            }
            _ => {
                let body = json!({"name": "A team", "slug": format!("team-{}", self.steps), "moderation": "all"});
                let made = done(&admin, Deed::post("/teams").body(body)).await;
                self.teams.extend(made);
            }
        }
    }
}

/// Does it; gives the id of what was made.
async fn done(person: &Person, deed: Deed) -> Option<String> {
    let reply = person.does(deed).await;
    assert!(reply.status < 500, "{}: {} {}", reply.asked, reply.status, reply.text());
    if reply.status != 201 {
        return None;
    }
    reply.json()["id"].as_str().map(str::to_owned)
}

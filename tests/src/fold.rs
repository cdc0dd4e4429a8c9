//! What a client makes of the events: the same lists as the server's, at every step, or something is wrong.
//!
//! The reducer is written from the contract alone and is strict: an event about a question it does not know, or a
//! version that is not the next, is a fault.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The questions and tags of a tenant, as far as the events told.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    questions: BTreeMap<String, Value>,
    tags: BTreeMap<String, Value>,
    teams: BTreeMap<String, Value>,
    asked: i64,
    published: i64,
    declined: i64,
}

impl Fold {
    /// Takes in the next event.
    ///
    /// # Panics
    /// When it does not follow from those before.
    pub fn hears(&mut self, event: &Value) {
        let (kind, data) = (event["type"].as_str().unwrap_or_default(), &event["data"]);
        match kind {
            "question:created" => self.is_published(data, event),
            "question:submitted" => self.begins(data),
            "question:rejected" => self.is_declined(event),
            "question:restored" => self.comes_back(event),
            "question:updated" | "question:answered" => self.becomes(data, event),
            "question:upvoted" => {
                self.takes(event, &["upvotes"]);
            }
            "question:tagged" | "question:untagged" => {
                self.takes(event, &["tags"]);
            }
            "question:pinned" => {
                self.takes(event, &["isPinned", "pinnedBy", "pinnedAt"]);
            }
            "question:frozen" => {
                self.takes(event, &["isFrozen", "frozenBy", "frozenAt"]);
            }
            "question:archived" => {
                self.takes(event, &["status"]);
            }
            "question:reopened" => self.reopens(event),
            "question:deleted" => {
                let gone = self.questions.remove(text(&data["questionId"]));
                assert!(gone.is_some(), "an unknown question is deleted: {event}");
            }
            "tag:created" => keep(&mut self.tags, data),
            "tag:updated" => self.renames(data),
            "tag:deleted" => self.drops_tag(text(&data["id"])),
            "team:created" | "team:updated" => keep(&mut self.teams, data),
            "team:deleted" => drop(self.teams.remove(text(&data["id"]))),
            "stage:changed" => {
                let team = self.teams.get_mut(text(&data["teamId"]));
                team.unwrap_or_else(|| panic!("an unknown team has a stage: {event}"))["stageQuestionId"] =
                    data["questionId"].clone();
            }
            "tenant:updated" => {}
            other => panic!("an event nobody told us of: {other}: {event}"),
        }
    }

    /// The list as everybody sees it, by popularity: pinned first, then upvotes, ties oldest first.
    pub fn popular(&self) -> Vec<Value> {
        self.listed(|question| ["OPEN", "ANSWERED"].contains(&text(&question["status"])))
    }

    /// The list as staff see it who ask for every status.
    pub fn everything(&self) -> Vec<Value> {
        self.listed(|_| true)
    }

    /// The counts, for one who hears all.
    pub fn counts(&self) -> Value {
        let answered = self.questions.values().filter(|question| !question["responseText"].is_null()).count();
        json!({"asked": self.asked, "published": self.published, "declined": self.declined, "answered": answered})
    }

    fn listed(&self, which: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut list: Vec<Value> = self.questions.values().filter(|question| which(question)).map(comparable).collect();
        list.sort_by_key(|question| {
            let upvotes = question["upvotes"].as_i64().unwrap_or_default();
            (question["isPinned"] != true, -upvotes, text(&question["id"]).to_owned())
        });
        list
    }

    /// The tags, by id.
    pub fn tags(&self) -> Vec<Value> {
        self.tags.values().cloned().collect()
    }

    /// The teams, by id.
    pub fn teams(&self) -> Vec<Value> {
        self.teams.values().cloned().collect()
    }

    /// New to the audience; those who read it in review know it.
    fn is_published(&mut self, question: &Value, event: &Value) {
        self.published += 1;
        let Some(known) = self.questions.get(text(&question["id"])) else { return self.begins(question) };
        match text(&known["status"]) {
            "UNDER_REVIEW" => {}
            "REJECTED" => self.declined -= 1,
            other => panic!("one that is {other} is published: {event}"),
        }
        self.becomes(question, event);
    }

    fn is_declined(&mut self, event: &Value) {
        let question = self.takes(event, &[]);
        let first = question["status"] == "UNDER_REVIEW";
        assert!(first || question["status"] == "REJECTED", "what is public is declined: {event}");
        question["status"] = json!("REJECTED");
        question["rejectionReason"] = event["data"]["reason"].clone();
        self.declined += i64::from(first);
    }

    /// Back from the archive, where staff may have changed it unheard.
    fn comes_back(&mut self, event: &Value) {
        let (data, question) = (&event["data"], &event["data"]["question"]);
        assert_eq!((&data["version"], &data["status"]), (&question["version"], &question["status"]), "{event}");
        let known = self.questions.insert(text(&data["questionId"]).to_owned(), question.clone());
        let known = known.unwrap_or_else(|| panic!("an unknown question comes back: {event}"));
        assert_eq!(known["status"], "ARCHIVED", "{event}");
        assert!(known["version"].as_i64() < data["version"].as_i64(), "{event}");
    }

    fn begins(&mut self, question: &Value) {
        self.asked += 1;
        let before = self.questions.insert(text(&question["id"]).to_owned(), question.clone());
        assert!(before.is_none(), "a question is created twice: {question}");
    }

    fn becomes(&mut self, question: &Value, event: &Value) {
        let known = self.questions.get_mut(text(&question["id"]));
        let known = known.unwrap_or_else(|| panic!("an unknown question changes: {event}"));
        follows(known, question, event);
        *known = question.clone();
    }

    fn takes(&mut self, event: &Value, fields: &[&str]) -> &mut Value {
        let data = &event["data"];
        let known = self.questions.get_mut(text(&data["questionId"]));
        let known = known.unwrap_or_else(|| panic!("an unknown question changes: {event}"));
        follows(known, data, event);
        for field in fields.iter().chain(&["version"]) {
            assert!(!data[field].is_null() || field.ends_with("By") || field.ends_with("At"), "no {field}: {event}");
            known[field] = data[field].clone();
        }
        known
    }

    fn reopens(&mut self, event: &Value) {
        let question = self.takes(event, &["status"]);
        for field in ["responseText", "respondedAt", "respondedBy"] {
            question[field] = Value::Null;
        }
    }

    fn renames(&mut self, tag: &Value) {
        keep(&mut self.tags, tag);
        for mark in self.marks().filter(|mark| mark["id"] == tag["id"]) {
            *mark = json!({"id": tag["id"], "name": tag["name"], "color": tag["color"]});
        }
    }

    fn drops_tag(&mut self, id: &str) {
        self.tags.remove(id);
        for question in self.questions.values_mut() {
            if let Some(marks) = question["tags"].as_array_mut() {
                marks.retain(|mark| mark["id"] != id);
            }
        }
    }

    fn marks(&mut self) -> impl Iterator<Item = &mut Value> {
        self.questions.values_mut().filter_map(|question| question["tags"].as_array_mut()).flatten()
    }
}

/// A question without what events do not follow: the caller's own marks, and the time of the last change.
pub fn comparable(question: &Value) -> Value {
    let mut question = question.clone();
    if let Some(fields) = question.as_object_mut() {
        for field in ["viewer", "position", "updatedAt"] {
            fields.remove(field);
        }
    }
    if let Some(tags) = question["tags"].as_array_mut() {
        tags.sort_by_key(|tag| text(&tag["id"]).to_owned());
    }
    question
}

fn follows(known: &Value, next: &Value, event: &Value) {
    let (known, next) = (known["version"].as_i64(), next["version"].as_i64());
    assert_eq!(known.map(|version| version + 1), next, "a version is left out or comes twice: {event}");
}

fn keep(map: &mut BTreeMap<String, Value>, value: &Value) {
    map.insert(text(&value["id"]).to_owned(), value.clone());
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

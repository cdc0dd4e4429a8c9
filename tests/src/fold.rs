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
}

impl Fold {
    /// Takes in the next event.
    ///
    /// # Panics
    /// When it does not follow from those before.
    pub fn hears(&mut self, event: &Value) {
        let (kind, data) = (event["type"].as_str().unwrap_or_default(), &event["data"]);
        match kind {
            "question:created" => self.begins(data),
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
            "tenant:updated" => {}
            other => panic!("an event nobody told us of: {other}: {event}"),
        }
    }

    /// The list by popularity: pinned first, then upvotes, ties oldest first.
    pub fn popular(&self) -> Vec<Value> {
        let mut list: Vec<Value> = self.questions.values().map(comparable).collect();
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

    fn begins(&mut self, question: &Value) {
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

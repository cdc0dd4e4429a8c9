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
    /// # Errors
    /// Why it does not follow from those before.
    pub fn hears(&mut self, event: &Value) -> Result<(), String> {
        self.takes_in(event).map_err(|why| format!("{why}: {event}"))
    }

    fn takes_in(&mut self, event: &Value) -> Result<(), String> {
        let (kind, data) = (event["type"].as_str().unwrap_or_default(), &event["data"]);
        match kind {
            "question:created" => self.is_published(data),
            "question:submitted" => self.begins_again(data),
            "question:rejected" => self.is_declined(data),
            "question:restored" => self.comes_back(data),
            "question:updated" | "question:answered" => self.becomes(data),
            "question:upvoted" => self.takes(data, &["upvotes"]).map(drop),
            "question:tagged" | "question:untagged" => self.takes(data, &["tags"]).map(drop),
            "question:pinned" => self.takes(data, &["isPinned", "pinnedBy", "pinnedAt"]).map(drop),
            "question:frozen" => self.takes(data, &["isFrozen", "frozenBy", "frozenAt"]).map(drop),
            "question:archived" => self.takes(data, &["status"]).map(drop),
            "question:reopened" => self.reopens(data),
            "question:deleted" => {
                let gone = self.questions.remove(text(&data["questionId"]));
                gone.map(drop).ok_or_else(|| "an unknown question is deleted".to_owned())
            }
            _ => self.takes_surroundings(kind, data),
        }
    }

    fn takes_surroundings(&mut self, kind: &str, data: &Value) -> Result<(), String> {
        match kind {
            "tag:created" => keep(&mut self.tags, data),
            "tag:updated" => self.renames(data),
            "tag:deleted" => self.drops_tag(text(&data["id"])),
            "team:created" | "team:updated" => keep(&mut self.teams, data),
            "team:deleted" => drop(self.teams.remove(text(&data["id"]))),
            "stage:changed" => {
                let team = self.teams.get_mut(text(&data["teamId"])).ok_or("an unknown team has a stage")?;
                team["stageQuestionId"] = data["questionId"].clone();
            }
            "tenant:updated" => {}
            other => return Err(format!("an event nobody told us of: {other}")),
        }
        Ok(())
    }

    /// Whether everybody may see a question as it stands.
    pub fn shows(&self, question: &str) -> bool {
        self.questions.get(question).is_some_and(|known| ["OPEN", "ANSWERED"].contains(&text(&known["status"])))
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
    fn is_published(&mut self, question: &Value) -> Result<(), String> {
        self.published += 1;
        let Some(known) = self.questions.get(text(&question["id"])) else { return self.begins(question) };
        match text(&known["status"]) {
            "UNDER_REVIEW" => {}
            "REJECTED" => self.declined -= 1,
            other => return Err(format!("one that is {other} is published")),
        }
        self.becomes(question)
    }

    /// New to the queue, or taken back into it.
    fn begins_again(&mut self, question: &Value) -> Result<(), String> {
        let Some(known) = self.questions.get(text(&question["id"])) else { return self.begins(question) };
        if known["status"] != "REJECTED" {
            return Err(format!("one that is {} waits again", known["status"]));
        }
        self.declined -= 1;
        self.becomes(question)
    }

    fn is_declined(&mut self, data: &Value) -> Result<(), String> {
        let question = self.takes(data, &[])?;
        let first = question["status"] == "UNDER_REVIEW";
        if !first && question["status"] != "REJECTED" {
            return Err("what is public is declined".into());
        }
        question["status"] = json!("REJECTED");
        question["rejectionReason"] = data["reason"].clone();
        self.declined += i64::from(first);
        Ok(())
    }

    /// Back from the archive, where staff may have changed it unheard.
    fn comes_back(&mut self, data: &Value) -> Result<(), String> {
        let question = &data["question"];
        if (&data["version"], &data["status"]) != (&question["version"], &question["status"]) {
            return Err("it comes back as two things".into());
        }
        let known = self.questions.insert(text(&data["questionId"]).to_owned(), question.clone());
        let known = known.ok_or("an unknown question comes back")?;
        if known["status"] != "ARCHIVED" || known["version"].as_i64() >= data["version"].as_i64() {
            return Err(format!("it comes back from {} at version {}", known["status"], known["version"]));
        }
        Ok(())
    }

    fn begins(&mut self, question: &Value) -> Result<(), String> {
        self.asked += 1;
        let before = self.questions.insert(text(&question["id"]).to_owned(), question.clone());
        if before.is_some() { Err("a question is created twice".into()) } else { Ok(()) }
    }

    fn becomes(&mut self, question: &Value) -> Result<(), String> {
        let known = self.questions.get_mut(text(&question["id"])).ok_or("an unknown question changes")?;
        follows(known, question)?;
        *known = question.clone();
        Ok(())
    }

    fn takes(&mut self, data: &Value, fields: &[&str]) -> Result<&mut Value, String> {
        let known = self.questions.get_mut(text(&data["questionId"])).ok_or("an unknown question changes")?;
        follows(known, data)?;
        for field in fields.iter().chain(&["version"]) {
            if data[field].is_null() && !field.ends_with("By") && !field.ends_with("At") {
                return Err(format!("there is no {field}"));
            }
            known[field] = data[field].clone();
        }
        Ok(known)
    }

    fn reopens(&mut self, data: &Value) -> Result<(), String> {
        let question = self.takes(data, &["status"])?;
        for field in ["responseText", "respondedAt", "respondedBy"] {
            question[field] = Value::Null;
        }
        Ok(())
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

fn follows(known: &Value, next: &Value) -> Result<(), String> {
    let (known, next) = (known["version"].as_i64(), next["version"].as_i64());
    if known.map(|version| version + 1) == next {
        return Ok(());
    }
    Err(format!("version {known:?} is followed by {next:?}: one is left out or comes twice"))
}

fn keep(map: &mut BTreeMap<String, Value>, value: &Value) {
    map.insert(text(&value["id"]).to_owned(), value.clone());
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

//! Recorded meetings: what the log said, and what the server listed at places in it. The reducer of the pages is held to
//! the same files, so that both make the same of them.

use serde_json::{Value, json};

use crate::site::environment;
use openfloor::tools::check::fold::Fold;

/// A recorded meeting, as staff hear it who list every status.
#[derive(Clone, Debug)]
pub struct Vectors {
    /// The events, in order.
    pub events: Vec<Value>,
    /// Places and what the server listed there, by popularity, in the form of [`crate::comparable`].
    pub lists: Vec<(i64, Vec<Value>)>,
}

impl Vectors {
    /// The recorded meeting that the pages' tests read too.
    ///
    /// # Panics
    /// When the file is not what it should be.
    pub fn recorded() -> Self {
        let file: Value = serde_json::from_str(include_str!("../vectors/meeting.json")).expect("the vectors are JSON");
        let array = |value: &Value| value.as_array().expect("a list").clone();
        let place = |list: &Value| (list["seq"].as_i64().expect("a place"), array(&list["items"]));
        Self { events: array(&file["events"]), lists: array(&file["lists"]).iter().map(place).collect() }
    }

    /// Writes the meeting down where `OPENFLOOR_TEST_RECORD` says, if it does; at most a dozen places of it.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn record(&self) {
        let Some(path) = environment("OPENFLOOR_TEST_RECORD") else { return };
        let every = self.lists.len().div_ceil(12).max(1);
        let lists: Vec<Value> =
            self.lists.iter().rev().step_by(every).map(|(seq, items)| json!({"seq": seq, "items": items})).collect();
        let lists: Vec<&Value> = lists.iter().rev().collect();
        std::fs::write(path, json!({"events": self.events, "lists": lists}).to_string())
            .expect("the file can be written");
    }

    /// Folds the events and compares each list.
    ///
    /// # Panics
    /// When they differ.
    pub fn hold(&self) {
        let (mut fold, mut events) = (Fold::default(), self.events.iter().peekable());
        for (seq, list) in &self.lists {
            while let Some(event) = events.next_if(|event| event["seq"].as_i64() <= Some(*seq)) {
                fold.hears(event).expect("it follows");
            }
            assert_eq!(&fold.everything(), list, "at {seq}");
        }
    }
}

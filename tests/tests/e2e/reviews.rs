//! Reviews: where a team has it so, a question is read by a moderator before everybody sees it.

mod decisions;
mod unpublished;
mod words;

use serde_json::{Value, json};
use tests::{Deed, Person};

/// Asked, published, declined and answered, as everybody is told.
pub async fn counts(person: &Person) -> [i64; 4] {
    let counts = person.does(Deed::get("/stats")).await.is(200).json();
    let number = |field: &str| counts[field].as_i64().unwrap_or_else(|| panic!("no {field}: {counts}"));
    ["asked", "published", "declined", "answered"].map(number)
}

/// The part of a question that a review's event tells.
pub fn declined(question: &tests::Shown) -> Value {
    json!({"questionId": question.id(), "reason": question["rejectionReason"], "version": question.version()})
}

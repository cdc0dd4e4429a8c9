//! What is tidied away, and what is kept although a clock was wrong.

use std::collections::BTreeMap;

use sea_orm::{EntityTrait, Set};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::config::Config;

const DAY: i64 = 86_400_000;

async fn takes_a_key(app: &App, at: i64) -> String {
    let row = operator_key::ActiveModel {
        idempotency_key: Set(format!("at {at}")),
        fingerprint: Set("what was asked".into()),
        status: Set(201),
        body: Set(None),
        location: Set(None),
        created_at: Set(at),
    };
    operator_key::Entity::insert(row).exec_without_returning(app.db.writer()).await.unwrap();
    format!("at {at}")
}

#[tokio::test]
async fn a_key_counts_for_a_day_also_when_it_was_taken_by_a_clock_that_was_a_day_behind() {
    let settings = BTreeMap::from([("DATABASE_URL".to_owned(), "sqlite::memory:".to_owned())]);
    let app = App::open(Config::from_settings(&settings).unwrap(), CancellationToken::new()).await.unwrap();
    let now = clock::now();
    let (behind, old) = (takes_a_key(&app, now - 2 * DAY).await, takes_a_key(&app, now - 4 * DAY).await);
    tidy(&app).await.unwrap();
    assert!(operator_key::named(&behind).one(app.db.reader()).await.unwrap().is_some());
    assert!(operator_key::named(&old).one(app.db.reader()).await.unwrap().is_none());
}

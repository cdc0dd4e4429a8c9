//! One batch of votes in one transaction: the rules, the rows, the counts, the events.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use entity::{QuestionId, TeamId, TenantId, VoterId, question, team, tenant};
use http::StatusCode;
use sea_orm::sea_query::{ArrayType, Expr, ExprTrait, LockType, Value};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};

use super::Vote;
use crate::app::{Answer, App, claim, keep};
use crate::clock;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::log::{self, Tally};

/// What one voter's deeds in this batch come to, for one question.
type Wishes = BTreeMap<(QuestionId, VoterId), bool>;

#[derive(FromQueryResult)]
struct Touched {
    question_id: QuestionId,
    count: i64,
}

/// Commits the votes; each gets its own answer. The order of locks is that of every deed.
pub(super) async fn commit(app: &Arc<App>, tenant: TenantId, votes: &[Vote]) -> Result<Vec<Result<Answer>>> {
    let tx = app.db.write().await?;
    let (mut answers, doubles) = claimed(&tx, tenant, votes).await?;
    let waits = |i: usize| doubles.iter().any(|(double, _)| *double == i);
    let open: Vec<usize> = (0..votes.len()).filter(|i| answers[*i].is_none() && !waits(*i)).collect();
    let questions = locked(&tx, tenant, open.iter().map(|i| votes[*i].question).collect()).await?;
    let own_upvotes = tenant::of(tenant).one(&tx).await?.is_none_or(|tenant| tenant.own_upvotes);
    let mut wishes = Wishes::new();
    for i in open {
        let vote = &votes[i];
        match allowed(&questions, vote, own_upvotes) {
            Ok(()) => {
                wishes.insert((vote.question, vote.voter), vote.up);
            }
            Err(refused) => answers[i] = Some(Err(refused)),
        }
    }
    let changes = write(app.db.backend(), &tx, tenant, &wishes).await?;
    let counted = count(&tx, tenant, &questions, &changes).await?;
    for (i, vote) in votes.iter().enumerate().filter(|(i, _)| !waits(*i)) {
        if answers[i].is_none() {
            let now = counted.get(&vote.question).or_else(|| questions.get(&vote.question).map(|(row, _)| row));
            let good = good(vote, now);
            if let Some(key) = &vote.key {
                keep(&tx, tenant, key, &good).await?;
            }
            answers[i] = Some(Ok(good));
        } else if let (Some(Err(_)), Some(key)) = (&answers[i], &vote.key) {
            // A refusal keeps no key.
            release(&tx, tenant, key).await?;
        }
    }
    for (double, first) in doubles {
        let same = votes[double].key == votes[first].key;
        answers[double] = if same { answers[first].clone() } else { Some(Err(Error::IdempotencyMismatch)) };
    }
    let events: Vec<Event> = counted.values().map(Event::upvoted).collect();
    let appended =
        if events.is_empty() { None } else { Some(log::append(&app.db, &tx, tenant, events, Tally::default()).await?) };
    tx.commit().await.map_err(|error| Error::of_commit(&error))?;
    if let Some(appended) = appended {
        app.publish(tenant, appended.epoch, &appended.rows);
    }
    let lost = || Err(Error::Internal("a vote got no answer".into()));
    Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(lost)).collect())
}

fn good(vote: &Vote, now: Option<&question::Model>) -> Answer {
    let (upvotes, version) = now.map_or((0, 0), |row| (row.upvotes, row.version));
    let (id, upvoted) = (vote.question, vote.up);
    let body =
        format!(r#"{{"id":"{id}","questionId":"{id}","upvotes":{upvotes},"upvoted":{upvoted},"version":{version}}}"#);
    Answer { status: StatusCode::OK, body: Some(body), location: None }
}

type Answers = Vec<Option<Result<Answer>>>;

/// Claims the keys in a fixed order; votes that were answered before get that answer. A key that comes twice in one
/// batch is claimed once: the pairs say which vote takes over the answer of which.
async fn claimed(tx: &DatabaseTransaction, tenant: TenantId, votes: &[Vote]) -> Result<(Answers, Vec<(usize, usize)>)> {
    let (mut answers, mut doubles): (Answers, _) = (vec![None; votes.len()], Vec::new());
    let mut firsts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (i, key) in votes.iter().enumerate().filter_map(|(i, vote)| Some((i, vote.key.as_ref()?))) {
        match firsts.entry((&key.caller, &key.key)) {
            Entry::Occupied(first) => doubles.push((i, *first.get())),
            Entry::Vacant(free) => {
                free.insert(i);
            }
        }
    }
    for i in firsts.into_values() {
        let Some(key) = &votes[i].key else { continue };
        match claim(tx, tenant, key).await {
            Ok(kept) => answers[i] = kept.map(Ok),
            Err(Error::IdempotencyMismatch) => answers[i] = Some(Err(Error::IdempotencyMismatch)),
            Err(error) => return Err(error),
        }
    }
    Ok((answers, doubles))
}

async fn release(tx: &DatabaseTransaction, tenant: TenantId, key: &crate::app::Key) -> Result<()> {
    use entity::idempotency::{Column, remove};
    remove(tenant)
        .filter(Column::Caller.eq(&key.caller))
        .filter(Column::IdempotencyKey.eq(&key.key))
        .filter(Column::Status.eq(0))
        .exec(tx)
        .await?;
    Ok(())
}

type Locked = BTreeMap<QuestionId, (question::Model, Option<team::State>)>;

/// Locks the teams for share, then the questions in the order of their ids.
async fn locked(tx: &DatabaseTransaction, tenant: TenantId, ids: BTreeSet<QuestionId>) -> Result<Locked> {
    if ids.is_empty() {
        return Ok(Locked::new());
    }
    let find = || question::of(tenant).filter(question::Column::Id.is_in(ids.iter().copied()));
    let teams: BTreeSet<TeamId> = find()
        .select_only()
        .column(question::Column::TeamId)
        .into_tuple::<Option<TeamId>>()
        .all(tx)
        .await?
        .into_iter()
        .flatten()
        .collect();
    let mut states: HashMap<TeamId, team::State> = HashMap::new();
    if !teams.is_empty() {
        let rows = team::of(tenant)
            .filter(team::Column::Id.is_in(teams))
            .order_by_asc(team::Column::Id)
            .lock(LockType::Share)
            .all(tx)
            .await?;
        states.extend(rows.into_iter().map(|team| (team.id, team.state)));
    }
    let rows = find().order_by_asc(question::Column::Id).lock(LockType::NoKeyUpdate).all(tx).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let state = row.team_id.and_then(|team| states.get(&team).copied());
            (row.id, (row, state))
        })
        .collect())
}

fn allowed(questions: &Locked, vote: &Vote, own_upvotes: bool) -> Result<()> {
    let (row, team) = questions.get(&vote.question).ok_or_else(Error::not_found)?;
    if !row.status.is_public() && !vote.staff && row.author != vote.voter {
        return Err(Error::not_found());
    }
    if vote.version.is_some_and(|version| version != row.version) {
        return Err(Error::VersionConflict(Box::default()));
    }
    crate::rules::takes_upvotes(row, *team)?;
    if vote.up && !own_upvotes && row.author == vote.voter {
        return Err(Error::Conflict("own_question", "You cannot upvote your own question"));
    }
    Ok(())
}

/// Writes the net effect; how each question's number of rows changed.
async fn write(
    backend: DbBackend,
    tx: &DatabaseTransaction,
    tenant: TenantId,
    wishes: &Wishes,
) -> Result<BTreeMap<QuestionId, i64>> {
    let mut changes = BTreeMap::new();
    for (up, by) in [(true, 1), (false, -1)] {
        let mut pairs: BTreeMap<QuestionId, Vec<VoterId>> = BTreeMap::new();
        for ((question, voter), _) in wishes.iter().filter(|(_, wish)| **wish == up) {
            pairs.entry(*question).or_default().push(*voter);
        }
        if pairs.is_empty() {
            continue;
        }
        let touched = match backend {
            DbBackend::Postgres => touch_postgres(tx, tenant, &pairs, up).await?,
            _ => touch_sqlite(tx, tenant, &pairs, up).await?,
        };
        for Touched { question_id, count } in touched {
            *changes.entry(question_id).or_insert(0) += by * count;
        }
    }
    changes.retain(|_, by| *by != 0);
    Ok(changes)
}

type Pairs = BTreeMap<QuestionId, Vec<VoterId>>;

/// One statement for all questions, its text the same for any number of votes.
async fn touch_postgres(tx: &DatabaseTransaction, tenant: TenantId, pairs: &Pairs, up: bool) -> Result<Vec<Touched>> {
    let uuids = |values: Vec<Value>| Value::Array(ArrayType::Uuid, Some(Box::new(values)));
    let each = || pairs.iter().flat_map(|(question, voters)| voters.iter().map(move |voter| (question.0, voter.0)));
    let change = if up {
        "INSERT INTO upvote (tenant_id, question_id, voter) SELECT $1, p.* FROM UNNEST($2::uuid[], $3::uuid[]) AS p \
         ON CONFLICT DO NOTHING RETURNING question_id"
    } else {
        "DELETE FROM upvote USING UNNEST($2::uuid[], $3::uuid[]) AS p (question, voter) \
         WHERE upvote.tenant_id = $1 AND upvote.question_id = p.question AND upvote.voter = p.voter \
         RETURNING question_id"
    };
    let sql = format!("WITH touched AS ({change}) SELECT question_id, count(*) AS count FROM touched GROUP BY 1");
    let questions = uuids(each().map(|(question, _)| question.into()).collect());
    let voters = uuids(each().map(|(_, voter)| voter.into()).collect());
    let values = [tenant.into(), questions, voters];
    Ok(Touched::find_by_statement(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).all(tx).await?)
}

/// A statement a question; the voters go in as one JSON text, since 32 766 variables would soon be used up and a
/// text of thousands of them costs more than the rows.
async fn touch_sqlite(tx: &DatabaseTransaction, tenant: TenantId, pairs: &Pairs, up: bool) -> Result<Vec<Touched>> {
    let sql = if up {
        "INSERT INTO upvote (tenant_id, question_id, voter) SELECT $1, $2, unhex(value) FROM json_each($3) \
         WHERE true ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM upvote WHERE tenant_id = $1 AND question_id = $2 \
         AND voter IN (SELECT unhex(value) FROM json_each($3))"
    };
    let mut touched = Vec::with_capacity(pairs.len());
    for (question, voters) in pairs {
        let voters: Vec<String> = voters.iter().map(|voter| format!("\"{}\"", voter.0.simple())).collect();
        let values = [tenant.into(), (*question).into(), format!("[{}]", voters.join(",")).into()];
        let done = tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
        touched.push(Touched { question_id: *question, count: done.rows_affected() as i64 });
    }
    Ok(touched)
}

/// Brings the counts to the rows, one update a question.
async fn count(
    tx: &DatabaseTransaction,
    tenant: TenantId,
    questions: &Locked,
    changes: &BTreeMap<QuestionId, i64>,
) -> Result<BTreeMap<QuestionId, question::Model>> {
    let now = clock::now();
    let mut counted = BTreeMap::new();
    for (id, by) in changes {
        let Some((row, _)) = questions.get(id) else { continue };
        let row =
            question::Model { upvotes: row.upvotes + by, version: row.version + 1, updated_at: now, ..row.clone() };
        question::change(tenant)
            .col_expr(question::Column::Upvotes, Expr::col(question::Column::Upvotes).add(*by))
            .col_expr(question::Column::Version, row.version.into())
            .col_expr(question::Column::UpdatedAt, now.into())
            .filter(question::Column::Id.eq(*id))
            .exec(tx)
            .await?;
        counted.insert(*id, row);
    }
    Ok(counted)
}

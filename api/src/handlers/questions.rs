//! Reading questions: the list with its filters, orders and pages, and a single one.

use std::collections::HashSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::question::{self, Status};
use entity::{QuestionId, TeamId, question_tag, tag, upvote};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query};
use sea_orm::{ActiveEnum, ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Serialize;

use super::row;
use crate::app::Answer;
use crate::error::{Error, Result};
use crate::filters::Received;
use crate::scope::{Scope, Snapshot};
use crate::text;
use crate::view;

/// Questions on a page unless told otherwise.
const PAGE: u64 = 50;
/// Questions on a page at most.
const MOST: u64 = 200;

/// A page of a list, and the place in the log it was read at.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct List {
    /// The questions.
    pub items: Vec<view::Question>,
    /// Where the next page begins, unless this was the last.
    pub next_cursor: Option<String>,
    position: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Popular,
    Recent,
}

/// What a request asked for.
#[derive(Debug)]
pub struct Wanted {
    statuses: Vec<Status>,
    team: Option<TeamId>,
    tag: Option<String>,
    words: Vec<String>,
    sort: Sort,
    after: Option<(i64, QuestionId)>,
    limit: u64,
}

/// `GET /questions`: items and position are one consistent read.
pub async fn list(received: Arc<Received>, scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let wanted = Wanted::read(&received)?;
    if let Some(team) = received.param("teamId").filter(|id| !id.is_empty()) {
        crate::sse::known_team(&scope, team).await?;
    }
    let snapshot = scope.snapshot().await?;
    Answer::ok(&listed(&scope, &snapshot, &wanted).await?)
}

/// The page of the list that is wanted, as it is in this snapshot.
///
/// # Errors
/// 503 when the database is away.
pub async fn listed(scope: &Scope, snapshot: &Snapshot, wanted: &Wanted) -> Result<List> {
    let mut rows = Vec::new();
    for status in &wanted.statuses {
        rows.extend(page(scope, snapshot, wanted, *status).await?);
    }
    // Each status is a scan of its own index range; the pages are merged here.
    rows.sort_by_key(|row| (wanted.sort.rank(row), row.id));
    let more = rows.len() as u64 > wanted.limit;
    rows.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    let next_cursor = rows.last().filter(|_| more).map(|row| wanted.sort.cursor(row));
    let items = shown(scope, snapshot, &rows).await?;
    Ok(List { items, next_cursor, position: snapshot.position.to_string() })
}

/// `GET /questions/{id}`: the question and where in the log it was read.
pub async fn read(id: QuestionId, scope: Result<Scope>) -> Result<Answer> {
    let scope = scope?;
    let snapshot = scope.snapshot().await?;
    let found = question::of(scope.id()).filter(question::Column::Id.eq(id)).one(&snapshot.tx).await?;
    let found = found.filter(|row| scope.sees(row)).ok_or_else(Error::not_found)?;
    let mut items = shown(&scope, &snapshot, &[found]).await?;
    let mut item = items.pop().ok_or_else(Error::not_found)?;
    item.position = Some(snapshot.position.to_string());
    Answer::ok(&item)
}

async fn page(scope: &Scope, snapshot: &Snapshot, wanted: &Wanted, status: Status) -> Result<Vec<question::Model>> {
    use question::Column as C;
    let mut find = question::of(scope.id()).filter(C::Status.eq(status)).filter(C::MergedInto.is_null());
    if let Some(team) = wanted.team {
        find = find.filter(C::TeamId.eq(team));
    }
    if !status.is_public() && !scope.is_staff() {
        let Some(author) = scope.voter() else { return Ok(Vec::new()) };
        find = find.filter(C::Author.eq(author));
    }
    if let Some(tag) = &wanted.tag {
        find = tagged(scope, find, tag);
    }
    for word in &wanted.words {
        let pattern = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        find = find.filter(Expr::col(C::Search).like(LikeExpr::new(format!("%{pattern}%")).escape('\\')));
    }
    let rank = if wanted.sort == Sort::Popular { C::Popular } else { C::Recent };
    if let Some((key, id)) = wanted.after {
        let place = Expr::tuple([Expr::col(rank), Expr::col(C::Id)]);
        find = find.filter(place.gt(Expr::tuple([Expr::value(key), Expr::value(id)])));
    }
    Ok(find.order_by_asc(rank).order_by_asc(C::Id).limit(wanted.limit + 1).all(&snapshot.tx).await?)
}

/// Questions that bear a tag, named by its id or its name.
fn tagged(scope: &Scope, find: Select<question::Entity>, tag: &str) -> Select<question::Entity> {
    use question_tag::Column as QT;
    let tags = match tag.parse::<entity::TagId>() {
        Ok(id) => tag::of(scope.id()).filter(tag::Column::Id.eq(id)),
        Err(_) => tag::of(scope.id()).filter(tag::Column::NameKey.eq(text::folded(tag))),
    };
    let tags = sea_orm::QueryTrait::into_query(tags.select_only().column(tag::Column::Id));
    let bearing = Query::select()
        .column(QT::QuestionId)
        .from(question_tag::Entity)
        .and_where(Expr::col(QT::TenantId).eq(scope.id()))
        .and_where(Expr::col(QT::TagId).in_subquery(tags))
        .to_owned();
    find.filter(question::Column::Id.in_subquery(bearing))
}

/// The rows as lists show them to this caller.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown(scope: &Scope, snapshot: &Snapshot, rows: &[question::Model]) -> Result<Vec<view::Question>> {
    let ids: Vec<QuestionId> = rows.iter().map(|row| row.id).collect();
    let mut tags = row::tags_of(&snapshot.tx, scope.id(), &ids, false).await?;
    let mut upvoted = HashSet::new();
    if let Some(voter) = scope.voter()
        && !ids.is_empty()
    {
        let mine = upvote::of(scope.id())
            .filter(upvote::Column::QuestionId.is_in(ids))
            .filter(upvote::Column::Voter.eq(voter))
            .all(&snapshot.tx)
            .await?;
        upvoted.extend(mine.into_iter().map(|vote| vote.question_id));
    }
    let picture = |row: &question::Model| {
        let mut item = view::Question::new(row, tags.remove(&row.id).unwrap_or_default());
        let own = scope.voter() == Some(row.author);
        item.viewer = Some(view::Viewer { upvoted: upvoted.contains(&row.id), own });
        item
    };
    Ok(rows.iter().map(picture).collect())
}

impl Sort {
    fn rank(self, row: &question::Model) -> i64 {
        match self {
            Self::Popular => row.popular,
            Self::Recent => row.recent,
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Popular => 'p',
            Self::Recent => 'r',
        }
    }

    fn cursor(self, row: &question::Model) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}.{}.{}", self.letter(), self.rank(row), row.id))
    }

    fn place(self, cursor: &str) -> Option<(i64, QuestionId)> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.split('.');
        let sort = parts.next()?;
        let place = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        (sort.len() == 1 && sort.starts_with(self.letter()) && parts.next().is_none()).then_some(place)
    }
}

impl Wanted {
    /// What everybody may see, of one team if one is named, the most popular first. What is no cursor begins anew.
    pub fn popular(team: Option<TeamId>, limit: u64, cursor: &str) -> Self {
        let (sort, statuses) = (Sort::Popular, vec![Status::Open, Status::Answered]);
        Self { statuses, team, tag: None, words: Vec::new(), sort, after: sort.place(cursor), limit }
    }

    fn read(received: &Received) -> Result<Self> {
        let param = |name| received.param(name).filter(|value| !value.is_empty());
        let sort = match param("sort") {
            None | Some("popular") => Sort::Popular,
            Some("recent") => Sort::Recent,
            Some(_) => return Err(Error::field("sort", "invalid_value", "must be popular or recent")),
        };
        let limit = received.bounded("limit", PAGE, MOST)?;
        let team = param("teamId").map(str::parse).transpose().map_err(|_| Error::NotFound("team_not_found"))?;
        let statuses = param("status").map(statuses).transpose()?;
        let cursor = || Error::field("cursor", "invalid_cursor", "is not a cursor of this list");
        let after = param("cursor").map(|text| sort.place(text).ok_or_else(cursor)).transpose()?;
        let words = text::checked("q", param("q").unwrap_or_default(), text::SEARCH)?;
        Ok(Self {
            statuses: statuses.unwrap_or_else(|| vec![Status::Open, Status::Answered]),
            team,
            tag: param("tag").map(str::to_owned),
            words: text::folded(&words).split_whitespace().map(str::to_owned).collect(),
            sort,
            after,
            limit,
        })
    }
}

fn statuses(text: &str) -> Result<Vec<Status>> {
    let status = |name: &str| Status::try_from_value(&name.trim().to_uppercase());
    let mut statuses = Vec::new();
    for name in text.split(',') {
        let known = status(name).map_err(|_| {
            let known = "must be among UNDER_REVIEW, OPEN, ANSWERED, ARCHIVED, REJECTED";
            Error::field("status", "invalid_value", known)
        })?;
        if !statuses.contains(&known) {
            statuses.push(known);
        }
    }
    Ok(statuses)
}

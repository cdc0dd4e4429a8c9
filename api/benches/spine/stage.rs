//! A server's core on a database of its own, without sockets.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use entity::{QuestionId, TenantId, VoterId, question, upvote};
use openfloor::app::{Answer, App, Deed, Work};
use openfloor::config::Config;
use openfloor::error::Result;
use openfloor::event::Event;
use openfloor::filters::Received;
use openfloor::handlers::{asks::Ask, row};
use openfloor::scope::{Caller, Scope};
use openfloor::votes::{Vote, Votes};
use openfloor::wire::Wire;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, Database, EntityTrait, QueryFilter, Set};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Rows in one statement.
const CHUNK: usize = 500;

/// What to measure on: fresh SQLite files, and a PostgreSQL server if one is named.
pub fn databases() -> Vec<String> {
    let mut urls = vec!["sqlite".to_owned()];
    #[expect(clippy::disallowed_methods, reason = "names the server to measure on")]
    urls.extend(std::env::var("OPENFLOOR_TEST_POSTGRES"));
    urls
}

/// The core with one tenant.
pub struct Stage {
    /// The application.
    pub app: Arc<App>,
    tenant: TenantId,
    made: Option<(String, String)>,
}

impl Stage {
    /// Connects, with this vote window in milliseconds; on PostgreSQL to a database of its own.
    pub async fn set(url: &str, window: u64) -> Self {
        let mut made = None;
        let file = std::env::temp_dir().join(format!("openfloor-bench-{}.db", Uuid::new_v4().simple()));
        let mut database = format!("sqlite://{}", file.display());
        if url.starts_with("postgres") {
            let name = format!("bench_{}", Uuid::new_v4().simple());
            run(url, &format!("CREATE DATABASE {name}")).await;
            let (server, _) = url.rsplit_once('/').expect("a database in the URL");
            database = format!("{server}/{name}");
            made = Some((url.to_owned(), name));
        }
        let settings: BTreeMap<String, String> = [
            ("DATABASE_URL".to_owned(), database),
            ("OPENFLOOR_VOTE_WINDOW_MS".to_owned(), window.to_string()),
            ("OPENFLOOR_DATABASE_CONNECTIONS".to_owned(), "16".to_owned()),
        ]
        .into();
        let config = Config::from_settings(&settings).expect("a configuration");
        let app = App::start(config, CancellationToken::new()).await.expect("a core");
        let tenant = app.tenant("default").await.expect("the default tenant").id;
        Self { app, tenant, made }
    }

    /// Takes everything away.
    pub async fn strike(self) {
        self.app.stopping.cancel();
        self.app.stop().await;
        match self.made {
            Some((server, name)) => run(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await,
            None => {
                let file = self.app.config.database_url.trim_start_matches("sqlite://").to_owned();
                for end in ["", "-wal", "-shm"] {
                    let _ = std::fs::remove_file(format!("{file}{end}"));
                }
            }
        }
    }

    /// SQLite or PostgreSQL.
    pub fn kind(&self) -> &'static str {
        if self.made.is_some() { "postgres" } else { "sqlite" }
    }

    /// A question asked by somebody new.
    pub async fn ask(&self, body: &str) -> QuestionId {
        let ask = Ask { author: VoterId(Uuid::new_v4()), author_name: None, body: body.into(), team: None };
        let made = self.app.commit(self.tenant, None, ask).await.expect("a question");
        let location = made.location.unwrap_or_default();
        location.rsplit('/').next().and_then(|id| id.parse().ok()).expect("its id")
    }

    /// A vote through the committer: up, and back the next time.
    pub fn vote(&self, votes: Votes, question: QuestionId, voter: Uuid) -> impl Future<Output = ()> + Send + 'static {
        let tenant = self.tenant;
        async move {
            // Each round of a voter is one vote; the direction does not matter to the cost.
            let up = rand::random();
            let vote = Vote { question, voter: VoterId(voter), up, version: None, staff: false, key: None };
            votes.cast(tenant, vote).await.expect("a vote");
        }
    }

    /// A vote in a transaction of its own, as it is usually written.
    pub fn vote_alone(&self, question: QuestionId, voter: Uuid) -> impl Future<Output = ()> + Send + 'static {
        let (app, tenant) = (Arc::clone(&self.app), self.tenant);
        async move {
            let alone = Alone { question, voter: VoterId(voter), up: rand::random() };
            app.commit(tenant, None, alone).await.expect("a vote");
        }
    }

    /// Fills the tenant up to so many questions.
    pub async fn fill(&self, from: usize, upto: usize) {
        let numbers: Vec<usize> = (from..upto).collect();
        for chunk in numbers.chunks(CHUNK) {
            let rows = chunk.iter().map(|n| question::ActiveModel {
                tenant_id: Set(self.tenant),
                id: Set(QuestionId(Uuid::now_v7())),
                author: Set(VoterId(Uuid::new_v4())),
                body: Set(format!("Question number {n} of a long meeting")),
                search: Set(format!("question number {n} of a long meeting")),
                status: Set(question::Status::Open),
                upvotes: Set(i64::try_from(n % 997).unwrap_or_default()),
                created_at: Set(1_700_000_000_000 + i64::try_from(*n).unwrap_or_default()),
                updated_at: Set(1_700_000_000_000),
                version: Set(1),
                ..Default::default()
            });
            let insert = question::Entity::insert_many(rows).exec_without_returning(self.app.db.writer());
            insert.await.expect("rows");
        }
        self.app.db.writer().execute_unprepared("ANALYZE").await.expect("statistics");
    }

    /// A participant of the tenant.
    pub async fn scope(&self) -> Scope {
        let tenant = self.app.tenant("default").await.expect("the default tenant");
        let caller = Caller::Participant(VoterId(Uuid::new_v4()));
        Scope::new(Votes::new(Arc::clone(&self.app)), tenant, caller, None, String::new())
    }
}

/// A plain `GET /questions`.
pub fn received() -> Arc<Received> {
    asked("/questions", &[])
}

/// A plain GET with these parameters.
pub fn asked(path: &str, query: &[(&str, &str)]) -> Arc<Received> {
    Arc::new(Received {
        method: http::Method::GET,
        version: http::Version::HTTP_11,
        path: path.into(),
        query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        headers: http::HeaderMap::new(),
        body: Bytes::new(),
        device: None,
        address: IpAddr::from([127, 0, 0, 1]),
        wire: Wire::default(),
    })
}

async fn run(url: &str, sql: &str) {
    let server = Database::connect(url).await.expect("the server");
    server.execute_unprepared(sql).await.expect("the statement");
}

struct Alone {
    question: QuestionId,
    voter: VoterId,
    up: bool,
}

impl Deed for Alone {
    async fn apply(&self, work: &mut Work) -> Result<Answer> {
        let mut row = row::locked(work, self.question).await?;
        let changed = if self.up {
            let new =
                upvote::ActiveModel { tenant_id: Set(work.tenant), question_id: Set(row.id), voter: Set(self.voter) };
            upvote::Entity::insert_many([new])
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .exec_without_returning(&work.tx)
                .await?
        } else {
            upvote::remove(work.tenant)
                .filter(upvote::Column::QuestionId.eq(row.id))
                .filter(upvote::Column::Voter.eq(self.voter))
                .exec(&work.tx)
                .await?
                .rows_affected
        };
        if changed == 0 {
            return Ok(Answer::no_content());
        }
        row.upvotes += if self.up { 1 } else { -1 };
        row.version += 1;
        question::change(work.tenant)
            .col_expr(question::Column::Upvotes, Expr::value(row.upvotes))
            .col_expr(question::Column::Version, Expr::value(row.version))
            .filter(question::Column::Id.eq(row.id))
            .exec(&work.tx)
            .await?;
        work.events.push(Event::upvoted(&row));
        Ok(Answer::no_content())
    }
}

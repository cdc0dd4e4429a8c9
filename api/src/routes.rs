//! The table of contents: every route, one line each, by its first segment. The only file with `.or` and `.boxed`
//! of whole routes: two dozen unboxed ones do not compile.

use std::sync::Arc;

use entity::{QuestionId, StaffId, TagId, TeamId};
use uuid::Uuid;
use warp::filters::BoxedFilter;
use warp::reply::{Reply, Response};
use warp::{Filter, Rejection, path};

use crate::error::{Error, Result};
use crate::filters::{Received, admin, json, moderator, operator, received, scope, voter};
use crate::handlers::{
    answers, archive, asks, audit, docs, edits, freezes, joins, pages, pins, plain, questions, reviews, sessions,
    similar, stage, status, tagging, tags, teams, tenant, tenants, upvotes, users, withdrawals,
};
use crate::sse::{self, poll, subscription};
use crate::votes::Votes;

/// The name of the route that answered, for metrics and the log; never a path.
#[derive(Clone, Copy, Debug)]
pub struct RouteName(pub &'static str);

/// The path is known, the method is not.
#[derive(Debug)]
struct WrongMethod(String);

impl warp::reject::Reject for WrongMethod {}

type Route = BoxedFilter<(Response,)>;

/// One address: its path, and for each method what it asks of the request and who handles it.
macro_rules! at {
    ($path:expr; $($method:ident $name:literal ($($with:expr),*) $handler:path;)+) => {{
        let allow = [$($name),+].join(", ");
        let known = warp::method().and_then(move |method: http::Method| {
            let refused = if [$($name),+].contains(&method.as_str()) { None } else { Some(WrongMethod(allow.clone())) };
            async move { refused.map_or(Ok(()), |refused| Err(warp::reject::custom(refused))) }
        });
        let address = $path.and(known.untuple_one()).boxed();
        let routes: Vec<Route> = vec![$(
            address.clone().and(warp::$method())$(.and($with))*.then($handler)
                .map(|done| named(stringify!($handler), done)).boxed()
        ),+];
        joined(routes)
    }};
}

/// All routes.
pub fn routes(votes: &Votes) -> Route {
    let v = votes;
    let app = || {
        let app = Arc::clone(v.app());
        warp::any().map(move || Arc::clone(&app))
    };
    let table = vec![
        at!(path!("questions");
            get "GET" (received(), scope(v)) questions::list;
            post "POST" (voter(v), json()) asks::ask;),
        at!(path!("questions" / "similar"); get "GET" (received(), scope(v)) similar::similar;),
        at!(path!("questions" / QuestionId);
            get "GET" (scope(v)) questions::read;
            patch "PATCH" (scope(v), json()) edits::edit;
            delete "DELETE" (scope(v), json()) withdrawals::withdraw;),
        at!(path!("questions" / QuestionId / "upvote");
            post "POST" (voter(v), json()) upvotes::upvote;
            delete "DELETE" (voter(v), json()) upvotes::take_back;),
        at!(path!("questions" / QuestionId / "answer");
            post "POST" (moderator(v), json()) answers::answer;
            delete "DELETE" (moderator(v), json()) answers::reopen;),
        at!(path!("questions" / QuestionId / "tags");
            post "POST" (moderator(v), json()) tagging::put_on;),
        at!(path!("questions" / QuestionId / "tags" / TagId);
            delete "DELETE" (moderator(v), json()) tagging::take_off;),
        at!(path!("questions" / QuestionId / "pin");
            post "POST" (moderator(v), json()) pins::pin;
            delete "DELETE" (moderator(v), json()) pins::unpin;),
        at!(path!("questions" / QuestionId / "freeze");
            post "POST" (moderator(v), json()) freezes::freeze;
            delete "DELETE" (moderator(v), json()) freezes::thaw;),
        at!(path!("questions" / QuestionId / "review");
            post "POST" (moderator(v), json()) reviews::review;),
        at!(path!("questions" / QuestionId / "archive");
            post "POST" (moderator(v), json()) archive::put_away;
            delete "DELETE" (moderator(v), json()) archive::restore;),
        at!(path!("tags");
            get "GET" (scope(v)) tags::list;
            post "POST" (moderator(v), json()) tags::create;),
        at!(path!("tags" / TagId);
            patch "PATCH" (moderator(v), json()) tags::change;
            delete "DELETE" (moderator(v)) tags::remove;),
        at!(path!("teams");
            get "GET" (scope(v)) teams::list;
            post "POST" (admin(v), json()) teams::create;),
        at!(path!("teams" / TeamId);
            get "GET" (scope(v)) teams::read;
            patch "PATCH" (admin(v), json()) teams::change;
            delete "DELETE" (admin(v)) teams::remove;),
        at!(path!("teams" / TeamId / "stage");
            put "PUT" (moderator(v), json()) stage::change;),
        at!(path!("tenant");
            get "GET" (scope(v)) tenant::read;
            patch "PATCH" (admin(v), json()) tenant::change;),
        at!(path!("audit"); get "GET" (received(), moderator(v)) audit::list;),
        at!(path!("stats"); get "GET" (scope(v)) tenant::stats;),
        at!(path!("sse"); get "GET" (received(), scope(v)) sse::open;),
        at!(path!("sse" / Uuid / "subscriptions");
            post "POST" (scope(v), json()) subscription::change;),
        at!(path!("events"); get "GET" (received(), scope(v)) poll::poll;),
        at!(path!("auth" / "me"); get "GET" (scope(v)) sessions::me;),
        at!(path!("auth" / "login"); post "POST" (scope(v), json()) sessions::login;),
        at!(path!("auth" / "logout"); post "POST" (received(), scope(v)) sessions::logout;),
        at!(path!("auth" / "users");
            get "GET" (admin(v)) users::list;
            post "POST" (admin(v), json()) users::create;),
        at!(path!("auth" / "users" / StaffId);
            patch "PATCH" (admin(v), json()) users::change;
            delete "DELETE" (admin(v)) users::deactivate;),
        at!(path!("operator" / "tenants");
            get "GET" (operator(v)) tenants::list;
            post "POST" (operator(v), json()) tenants::create;),
        at!(path!("operator" / "tenants" / String);
            patch "PATCH" (operator(v), json()) tenants::change;
            delete "DELETE" (operator(v)) tenants::erase;),
        at!(path!("health" / "live"); get "GET" () status::live;),
        at!(path!("health" / "ready"); get "GET" (app()) status::ready;),
        at!(path!("metrics"); get "GET" (app()) status::metrics;),
        at!(path!("openapi.json"); get "GET" () docs::document;),
        at!(path!("docs"); get "GET" (received()) docs::page;),
        at!(path!("join" / String); get "GET" (app()) joins::read;),
        at!(path!("join" / String / "qr.svg"); get "GET" (received(), app()) joins::picture;),
        at!(path!("j" / String); get "GET" (received(), app()) joins::enter;),
        at!(path!(); get "GET" (received(), scope(v)) pages::join;),
        at!(path!("room"); get "GET" (received(), scope(v)) pages::room;),
        at!(path!("room" / String); get "GET" (received(), scope(v)) pages::room_of;),
        at!(path!("moderate"); get "GET" (received(), scope(v)) pages::moderate;),
        at!(path!("wall"); get "GET" (received(), scope(v)) pages::wall;),
        at!(path!("wall" / String); get "GET" (received(), scope(v)) pages::wall_of;),
        at!(path!("admin"); get "GET" (received(), scope(v)) pages::admin;),
        at!(path!("assets" / String); get "GET" (received()) pages::asset;),
        at!(path!("plain"); get "GET" (received(), scope(v)) plain::rooms;),
        at!(path!("plain" / String); get "GET" (received(), scope(v)) plain::room;),
        at!(path!("plain" / String / "ask");
            get "GET" (received(), scope(v)) plain::back;
            post "POST" (received(), scope(v)) plain::ask;),
        at!(path!("plain" / String / "vote");
            get "GET" (received(), scope(v)) plain::back;
            post "POST" (received(), scope(v)) plain::vote;),
    ];
    joined(table).or(lost()).unify().recover(recover).unify().boxed()
}

/// What a browser shows at an address that nobody knows.
fn lost() -> Route {
    let reads_pages = |received: Arc<Received>| async move {
        let pages = received.header("accept").is_some_and(|kinds| kinds.contains("text/html"));
        if pages { Ok(received) } else { Err(warp::reject::not_found()) }
    };
    warp::get().and(received()).and_then(reads_pages).then(pages::lost).map(|done| named("pages::lost", done)).boxed()
}

/// Joins routes into a tree of shallow types.
fn joined(mut routes: Vec<Route>) -> Route {
    while routes.len() > 1 {
        let mut pairs = Vec::with_capacity(routes.len().div_ceil(2));
        let mut each = routes.into_iter();
        while let Some(first) = each.next() {
            pairs.push(match each.next() {
                Some(second) => first.or(second).unify().boxed(),
                None => first,
            });
        }
        routes = pairs;
    }
    routes.pop().unwrap_or_else(|| warp::any().and_then(|| async { Err(warp::reject::not_found()) }).boxed())
}

/// A handler's answer, marked with the route's name.
fn named(route: &'static str, done: impl Reply) -> Response {
    let mut response = done.into_response();
    response.extensions_mut().insert(RouteName(route));
    response
}

async fn recover(rejection: Rejection) -> Result<Response, std::convert::Infallible> {
    let error = match rejection.find::<WrongMethod>() {
        Some(WrongMethod(allow)) => Error::MethodNotAllowed(allow.clone()),
        None => Error::not_found(),
    };
    Ok(error.into_response())
}

//! Conventions that are tests: the floors, what each floor may see, and that every event is told of everywhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::event::Kind;
use crate::openapi::{self, Who};

/// Events that no listener hears.
const INTERNAL: [Kind; 2] = [Kind::CredentialRevoked, Kind::TenantClosed];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Sources below a folder, by their path from the root, without their tests.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&entry).unwrap();
                let name = entry.strip_prefix(root()).unwrap().display().to_string();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
                found.insert(name, code);
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// The floors, ground first: the `mod` lines of `lib.rs`.
fn floors() -> Vec<String> {
    let lib = fs::read_to_string(root().join("api/src/lib.rs")).unwrap();
    let name = |line: &str| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned());
    lib.lines().filter_map(name).collect()
}

/// The floor a source stands on.
fn floor_of(path: &str) -> String {
    let inside = path.trim_start_matches("api/src/").trim_end_matches(".rs");
    inside.split('/').next().unwrap_or_default().to_owned()
}

/// The modules a source names as `crate::module`, in groups too.
fn named(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split("crate::").skip(1).map(word).collect::<Vec<_>>()).collect()
}

#[test]
fn floors_never_run_upward() {
    let floors = floors();
    let height = |name: &str| floors.iter().position(|floor| floor == name);
    for (path, code) in sources("api/src") {
        let Some(own) = height(&floor_of(&path)) else { continue };
        for other in named(&code) {
            let theirs = height(&other).unwrap_or_else(|| panic!("{path}: crate::{other} is no floor of lib.rs"));
            assert!(theirs <= own, "{path} stands on floor {own} and uses {other}, which is above it: see lib.rs");
        }
    }
}

#[test]
fn handlers_see_a_scope_and_nothing_below_it() {
    for (path, code) in sources("api/src/handlers") {
        for hidden in ["bus", "log", "feed", "backplane", "relay", "votes"] {
            assert!(!named(&code).contains(&hidden.to_owned()), "{path}: handlers reach {hidden} through a Scope only");
        }
    }
}

#[test]
fn rows_know_no_json_and_migrations_no_rows() {
    for (path, code) in sources("entity/src") {
        assert!(!code.contains("serde"), "{path}: what a row looks like outside is the business of view");
    }
    for (path, code) in sources("migration/src") {
        assert!(!code.contains("entity::"), "{path}: a migration is frozen in time and must not follow the entities");
    }
    let manifest = fs::read_to_string(root().join("migration/Cargo.toml")).unwrap();
    assert!(!manifest.contains("entity"), "migration must not depend on entity");
}

#[test]
fn raw_sql_stands_in_few_places() {
    let allowed = ["api/src/log", "api/src/votes", "api/src/db", "api/src/backplane/postgres"];
    for (path, code) in sources("api/src") {
        let raw =
            ["Statement::from", "execute_unprepared", "execute_raw", "query_one_raw", "query_all_raw", "sqlx::query"];
        let raw = raw.iter().any(|sign| code.contains(sign)) && !path.ends_with("tidy.rs");
        assert!(
            !raw || allowed.iter().any(|place| path.starts_with(place)),
            "{path}: raw SQL belongs in log or votes (NOTIFY in backplane)"
        );
    }
}

#[test]
fn only_config_reads_the_environment_and_only_routes_composes_filters() {
    for (path, code) in sources("api/src").into_iter().filter(|(path, _)| !path.ends_with("tidy.rs")) {
        let config = path.starts_with("api/src/config");
        assert!(config || !code.contains("std::env::") || path.ends_with("main.rs"), "{path}: ask config instead");
        let routes = path == "api/src/routes.rs";
        assert!(routes || !(code.contains(".boxed()") || code.contains(".or(warp")), "{path}: routes composes filters");
    }
}

#[test]
fn there_are_no_statics_no_mod_files_and_no_giants() {
    for folder in ["api/src", "entity/src", "migration/src"] {
        for (path, code) in sources(folder) {
            let is_static = |line: &&str| line.trim_start().trim_start_matches("pub ").starts_with("static ");
            assert_eq!(code.lines().find(is_static), None, "{path}: state belongs in App");
            assert!(!path.ends_with("/mod.rs"), "{path}: name it after its module");
            assert!(code.lines().count() <= 300, "{path}: over 300 lines; what is its second subject?");
        }
    }
}

/// `cargo run` hands on what the build script sets, and an unknown setting stops the start.
#[test]
fn the_build_sets_no_setting() {
    let build = fs::read_to_string(root().join("api/build.rs")).unwrap();
    assert!(!build.contains("rustc-env=OPENFLOOR_"), "api/build.rs: cargo run would refuse to start");
}

/// The routes of `routes.rs` that are no pages: method and path, handler, and who may call by its filters.
fn routes() -> Vec<(String, String, Who)> {
    let source = fs::read_to_string(root().join("api/src/routes.rs")).unwrap();
    let mut routes = Vec::new();
    for address in source.split("at!(path!(").skip(1) {
        let (path, rest) = address.split_once(')').unwrap();
        let name = |part: &str| if part.starts_with('"') { part.trim_matches('"').to_owned() } else { "{}".to_owned() };
        let path: String = path.split(" / ").map(|part| format!("/{}", name(part))).collect();
        for line in rest.split(';').filter(|line| line.contains(" \"")) {
            let (method, asked) = line.split_once(" \"").unwrap().1.split_once('"').unwrap();
            let (asked, handler) = asked.rsplit_once(' ').unwrap();
            let who = [("voter", Who::Voter), ("moderator", Who::Moderator), ("admin", Who::Admin)];
            let who = who.into_iter().chain([("operator", Who::Operator), ("scope", Who::Visitor)]);
            let who = who.into_iter().find(|(filter, _)| asked.contains(&format!("{filter}(v)")));
            routes.push((format!("{method} {path}"), handler.to_owned(), who.map_or(Who::Anybody, |(_, who)| who)));
        }
    }
    let page =
        |handler: &str| ["pages::", "plain::", "docs::page", "joins::enter"].iter().any(|p| handler.starts_with(p));
    routes.retain(|(_, handler, _)| !page(handler));
    routes
}

#[test]
fn every_route_is_in_the_document_and_no_other() {
    let bare = |path: &str| {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let told = openapi::routes();
    let told = told.iter().map(|r| (format!("{} {}", r.method, bare(r.path)), r.handler.to_owned(), r.who));
    let told: Vec<_> = told.collect();
    let there = routes();
    for route in &there {
        assert!(told.contains(route), "api/src/openapi/table.rs does not tell of {route:?}");
    }
    for route in &told {
        assert!(there.contains(route), "api/src/openapi/table.rs tells of {route:?}, which routes.rs does not have");
    }
}

#[test]
fn every_event_is_told_of_everywhere() {
    let protocol = fs::read_to_string(root().join("docs/protocol.md")).unwrap();
    let reducer = fs::read_to_string(root().join("web/src/core/reducer.ts")).unwrap();
    for kind in Kind::ALL {
        assert!(protocol.contains(kind.name()), "docs/protocol.md does not tell of {}", kind.name());
        let heard = !INTERNAL.contains(kind);
        assert_eq!(openapi::data_of(*kind).is_some(), heard, "api/src/openapi/events.rs: {}", kind.name());
        if heard {
            assert!(reducer.contains(kind.name()), "web/src/core/reducer.ts does not know {}", kind.name());
        }
    }
}

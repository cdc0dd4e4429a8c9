//! The interface as an OpenAPI 3.1 document: what `GET /openapi.json` serves and `GET /docs` shows.
//!
//! It is written by hand rather than derived. What the server reads is laxer than what it takes, so that it can say
//! which field is missing; and much of what it sends is put together from several rows. That it is true is checked
//! from both ends: `tidy` compares its routes with `routes.rs`, and the tests hold every answer and every event of
//! every story against it. `docs/openapi.json` is a copy for them and for the pages' types.

use serde_json::{Map, Value, json};

mod bodies;
mod events;
mod route;
mod schema;
mod shapes;
mod table;

pub use events::data_of;
pub use route::{Route, Who};
pub use table::routes;

/// The document. It is the same wherever the server runs.
pub fn document() -> Value {
    let schemas: Map<String, Value> = shapes::all().into_iter().chain(bodies::all()).chain(events::all()).collect();
    let mut paths = Map::new();
    for route in routes() {
        let methods = paths.entry(route.path).or_insert_with(|| json!({}));
        methods[route.method.to_lowercase()] = route.operation(&schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Openfloor",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Live questions for meetings",
            "description": "Deeds and lists as JSON over HTTP, and one stream of numbered events for everything that \
                changes. Fields and event types may be added: ignore what you do not know. The order of things, \
                resuming and limits are told in docs/protocol.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": route::parameters(),
            "responses": route::refusals(),
            "securitySchemes": route::credentials(),
        },
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Writes the copy anew when it is behind, so that the next run is content with it.
    #[test]
    fn the_copy_in_docs_is_this_document() {
        let copy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
        let written = serde_json::to_string_pretty(&document()).unwrap() + "\n";
        if fs::read_to_string(&copy).unwrap_or_default() != written {
            fs::write(&copy, written).unwrap();
            panic!("docs/openapi.json was behind and has been written anew: look at the change and commit it");
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_schema_is_used() {
        let document = document();
        let mut used = Vec::new();
        references(&document, &mut used);
        for reference in &used {
            let there = document.pointer(reference.trim_start_matches('#'));
            assert!(there.is_some(), "{reference} leads nowhere");
        }
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(used.contains(&schema::reference(name)), "nothing uses the schema {name}");
        }
    }

    #[test]
    fn every_route_has_a_name_of_its_own() {
        let mut names: Vec<_> = routes().iter().map(|route| route.handler).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
}

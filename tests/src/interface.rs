//! The published document, held against everything that the server says in any story: `docs/openapi.json`.
//!
//! Clients are told to ignore fields they do not know. Here a field that the document does not tell of is a fault, so
//! that the two cannot drift apart; so is an undeclared status, type of content, or event.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// An answer, and what it answers.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, with its query.
    pub target: &'a str,
    /// The JSON that was sent, if any.
    pub sent: Option<&'a Value>,
    /// The status.
    pub status: u16,
    /// The `Content-Type`.
    pub kind: &'a str,
    /// The body.
    pub body: &'a [u8],
}

struct Document {
    json: Value,
    /// The names that any query may bear.
    parameters: BTreeSet<String>,
    /// Made when they are first needed: a story meets few of them.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// Holds an answer against the document.
///
/// # Panics
/// With what the document does not tell of.
pub fn check(answered: &Answered) {
    let Answered { method, target, status, .. } = answered;
    let failed = |why: String| -> ! {
        panic!("docs/openapi.json does not tell of this answer to {method} {target}: {status}: {why}")
    };
    if let Err(why) = document().allows(answered) {
        failed(why);
    }
}

/// Holds a message of the stream against the document.
///
/// # Panics
/// With what the document does not tell of.
pub fn check_message(message: &Value) {
    if let Err(why) = document().knows(message) {
        panic!("docs/openapi.json does not tell of this message: {message}: {why}");
    }
}

fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let json = serde_json::from_str(include_str!("../../docs/openapi.json")).expect("the document is JSON");
        let parameters = parameters(&json).collect();
        Document { json: exact(json), parameters, validators: Mutex::default() }
    })
}

impl Document {
    fn allows(&self, answered: &Answered) -> Result<(), String> {
        let (path, query) = answered.target.split_once('?').unwrap_or((answered.target, ""));
        let kind = answered.kind.split(';').next().unwrap_or_default();
        let Some(item) = self.path(path) else {
            // A page, or nothing.
            let problem = answered.status == 404 && kind == "application/problem+json";
            return if problem || kind != "application/json" { Ok(()) } else { Err("no such path".into()) };
        };
        let head = answered.method == "HEAD";
        let method = if head { "get".to_owned() } else { answered.method.to_lowercase() };
        let Some(operation) = item.get(&method) else {
            // An answer to CORS's question, or a refusal: of the method, of what is no id, of what comes from elsewhere.
            let refused = kind == "application/problem+json" && [400, 403, 404, 405].contains(&answered.status);
            let fine = refused || (answered.status == 204 && method == "options");
            return if fine { Ok(()) } else { Err("no such method".into()) };
        };
        let (status, fault) = (answered.status.to_string(), answered.status >= 500);
        let responses = &operation["responses"];
        let response = responses.get(&status).or_else(|| responses.get("5XX").filter(|_| fault));
        let response = response.ok_or("no such status")?;
        if answered.status < 300 {
            self.took(operation, query, answered.sent)?;
        }
        let whole = self.followed(response);
        let Some(content) = whole.get("content") else {
            return if answered.body.is_empty() { Ok(()) } else { Err("a body where none is told of".into()) };
        };
        let content = content.get(kind).ok_or_else(|| format!("no such type of content: {kind}"))?;
        if head || !kind.ends_with("json") {
            return Ok(());
        }
        let json: Value = serde_json::from_slice(answered.body).map_err(|error| error.to_string())?;
        if path == "/events" {
            json["events"].as_array().into_iter().flatten().try_for_each(|event| self.knows(event))?;
        }
        self.fits(&content["schema"], &json)?;
        let code = json["code"].as_str().unwrap_or_default();
        if status == "409" && !response["description"].as_str().is_some_and(|told| told.contains(&format!("`{code}`")))
        {
            return Err(format!("no such conflict: {code}"));
        }
        Ok(())
    }

    /// Whether what was done is what the document says can be asked for.
    fn took(&self, operation: &Value, query: &str, sent: Option<&Value>) -> Result<(), String> {
        // What only another address knows is ignored; stories try that too.
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            if !self.parameters.contains(&*name) {
                return Err(format!("no such parameter anywhere: {name}"));
            }
        }
        match (sent, &operation["requestBody"]["content"]["application/json"]["schema"]) {
            (Some(sent), schema) if !schema.is_null() => {
                self.fits(schema, sent).map_err(|why| format!("it took what does not fit: {sent}: {why}"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the stream may say this: the branch with its type is looked up, so that what is wrong can be told.
    fn knows(&self, message: &Value) -> Result<(), String> {
        let schemas = &self.json["components"]["schemas"];
        let ways = [&schemas["Message"]["oneOf"], &schemas["Event"]["oneOf"]];
        let mut ways = ways.into_iter().flat_map(|ways| ways.as_array().into_iter().flatten());
        let known = ways.find(|way| self.followed(way)["properties"]["type"]["const"] == message["type"]);
        self.fits(known.ok_or("no such type")?, message)
    }

    /// The path item of the template that fits best: the one with the most words of its own.
    fn path(&self, path: &str) -> Option<&Value> {
        let parts: Vec<&str> = path.split('/').collect();
        let is_open = |part: &str| part.starts_with('{');
        let fits = |template: &str| {
            let own: Vec<&str> = template.split('/').collect();
            let same = own.len() == parts.len() && own.iter().zip(&parts).all(|(o, p)| is_open(o) || o == p);
            same.then(|| own.iter().filter(|part| !is_open(part)).count())
        };
        let paths = self.json["paths"].as_object()?.iter();
        let fitting = paths.filter_map(|(template, item)| Some((fits(template)?, item)));
        fitting.max_by_key(|(own, _)| *own).map(|(_, item)| item)
    }

    fn followed<'a>(&'a self, value: &'a Value) -> &'a Value {
        let pointer = value["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
        pointer.and_then(|pointer| self.json.pointer(pointer)).unwrap_or(value)
    }

    fn fits(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let validator = self.validator(schema);
        let wrong: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("at {:?}: {error}", error.instance_path().as_str()))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = validators.entry(schema.to_string()).or_insert_with(|| {
            let whole = json!({"allOf": [schema], "components": {"schemas": self.json["components"]["schemas"]}});
            let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
            Arc::new(options.build(&whole).unwrap_or_else(|error| panic!("{schema}: {error}")))
        });
        Arc::clone(validator)
    }
}

fn parameters(document: &Value) -> impl Iterator<Item = String> {
    let items = document["paths"].as_object().into_iter().flatten();
    let operations = items.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let own = operations.flat_map(|(_, operation)| operation["parameters"].as_array().into_iter().flatten());
    let shared = document["components"]["parameters"].as_object().into_iter().flatten().map(|(_, shared)| shared);
    own.chain(shared).filter(|told| told["in"] == "query").filter_map(|told| told["name"].as_str().map(str::to_owned))
}

/// The document with every object it sends closed to other fields.
fn exact(mut document: Value) -> Value {
    let mut taken = BTreeSet::new();
    for item in document["paths"].as_object().into_iter().flatten().flat_map(|(_, item)| item.as_object()).flatten() {
        let schema = &item.1["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        taken.extend(schema.as_str().and_then(|reference| reference.rsplit('/').next()).map(str::to_owned));
    }
    let schemas = document["components"]["schemas"].as_object_mut().expect("the document has schemas");
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| !taken.contains(*name)) {
        close(schema);
    }
    document
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) {
                fields.insert("additionalProperties".into(), false.into());
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

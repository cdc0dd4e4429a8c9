//! The vocabulary in which shapes are written.

use serde_json::{Map, Value, json};

use crate::text::Bounds;

/// A shape with its name.
pub type Named = (String, Value);

/// Where a shape is found.
pub fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// A shape that is written elsewhere.
pub fn of(name: &str) -> Value {
    json!({"$ref": reference(name)})
}

/// An object with these fields; one whose name ends in `?` may be absent.
pub fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (field, schema) in fields {
        let name = field.trim_end_matches('?');
        if name == field {
            required.push(name);
        }
        properties.insert(name.to_owned(), schema);
    }
    let mut object = json!({"type": "object", "properties": properties});
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

/// Text.
pub fn text() -> Value {
    json!({"type": "string"})
}

/// Text within bounds, which count characters as readers do.
pub fn words(bounds: Bounds) -> Value {
    let mut text = told(text(), &format!("At most {} characters, as readers count them.", bounds.most));
    if bounds.least > 0 {
        text["minLength"] = bounds.least.into();
    }
    text
}

/// Text within bounds, where an empty one is none.
pub fn maybe_words(bounds: Bounds) -> Value {
    maybe(words(Bounds { least: 0, ..bounds }))
}

/// An id.
pub fn id() -> Value {
    json!({"type": "string", "format": "uuid"})
}

/// A moment, in UTC with milliseconds.
pub fn time() -> Value {
    json!({"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"})
}

/// A moment in the stream, in Unix milliseconds.
pub fn timestamp() -> Value {
    json!({"type": "integer", "format": "int64", "description": "Unix milliseconds."})
}

/// A count.
pub fn count() -> Value {
    json!({"type": "integer", "format": "int64", "minimum": 0})
}

/// Yes or no.
pub fn flag() -> Value {
    json!({"type": "boolean"})
}

/// A colour.
pub fn color() -> Value {
    json!({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"})
}

/// A part of addresses.
pub fn slug() -> Value {
    json!({"type": "string", "pattern": "^[a-z0-9-]{1,63}$"})
}

/// A place in the log.
pub fn position() -> Value {
    told(text(), "A place in the log, to listen from. Opaque text.")
}

/// One of these words.
pub fn among(words: &[&str]) -> Value {
    json!({"type": "string", "enum": words})
}

/// This word.
pub fn just(word: &str) -> Value {
    json!({"type": "string", "const": word})
}

/// A list.
pub fn list(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

/// The same, or null.
pub fn maybe(mut schema: Value) -> Value {
    if schema.get("$ref").is_some() {
        return json!({"anyOf": [schema, {"type": "null"}]});
    }
    let kind = schema["type"].take();
    schema["type"] = json!([kind, "null"]);
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    }
    schema
}

/// The same, explained.
pub fn told(mut schema: Value, about: &str) -> Value {
    schema["description"] = about.into();
    schema
}

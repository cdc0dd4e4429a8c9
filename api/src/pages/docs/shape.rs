//! Shapes in HTML: what a value is, and which fields an object has.

use std::fmt::{Display, Formatter, Result};

use serde_json::Value;

use super::entries;
use crate::pages::html::Escaped;

/// What a value is, in a few words; a shape with a name is a link to it.
pub struct TypeOf<'a>(pub &'a Value);

impl Display for TypeOf<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let schema = self.0;
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            return write!(f, "<a href=\"#{0}\">{0}</a>", Escaped(name));
        }
        if let Some(word) = schema.get("const") {
            return write!(f, "{}", Escaped(word));
        }
        if let Some(words) = schema["enum"].as_array() {
            return joined(f, words.iter().map(Escaped), " or ");
        }
        if let Some(ways) = schema["oneOf"].as_array().or(schema["anyOf"].as_array())
            && schema.get("type").is_none()
        {
            return joined(f, ways.iter().map(TypeOf), " or ");
        }
        match &schema["type"] {
            Value::Array(kinds) => joined(f, kinds.iter().map(|kind| Kind(kind, schema)), " or "),
            kind => write!(f, "{}", Kind(kind, schema)),
        }
    }
}

/// One of a schema's types.
struct Kind<'a>(&'a Value, &'a Value);

impl Display for Kind<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self(kind, schema) = self;
        match kind.as_str().unwrap_or_default() {
            "array" => write!(f, "list of {}", TypeOf(&schema["items"])),
            "object" if schema["properties"].is_object() => {
                let field = |(name, schema)| format!("{}: {}", Escaped(name), TypeOf(schema));
                f.write_str("{")?;
                joined(f, entries(&schema["properties"]).map(field), ", ")?;
                f.write_str("}")
            }
            "integer" => f.write_str("number"),
            "string" => f.write_str(schema["format"].as_str().unwrap_or("text")),
            other => write!(f, "{}", Escaped(other)),
        }
    }
}

/// The fields of an object, or what else a shape is.
pub fn fields(schema: &Value) -> String {
    if !schema["properties"].is_object() {
        return format!("<p>{}</p>", TypeOf(schema));
    }
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|n| n == name));
    let row = |(name, schema): (&str, &Value)| {
        let mark = if required(name) { "" } else { "?" };
        let about = schema["description"].as_str().unwrap_or_default();
        format!("<tr><th scope=row>{}{mark}<td>{}<td>{}", Escaped(name), TypeOf(schema), Escaped(about))
    };
    let rows: String = entries(&schema["properties"]).map(row).collect();
    format!("<table>{rows}</table>")
}

fn joined<T: Display>(f: &mut Formatter<'_>, parts: impl Iterator<Item = T>, between: &str) -> Result {
    for (at, part) in parts.enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_type_is_told_in_a_few_words() {
        for (schema, told) in [
            (json!({"type": "string", "format": "uuid"}), "uuid"),
            (json!({"type": ["string", "null"]}), "text or null"),
            (json!({"$ref": "#/components/schemas/Tag"}), "<a href=\"#Tag\">Tag</a>"),
            (json!({"type": "array", "items": {"$ref": "#/x/Tag"}}), "list of <a href=\"#Tag\">Tag</a>"),
            (json!({"type": "string", "enum": ["a", "b"]}), "&quot;a&quot; or &quot;b&quot;"),
            (json!({"type": "object", "properties": {"a": {"type": "integer"}}}), "{a: number}"),
        ] {
            assert_eq!(TypeOf(&schema).to_string(), told);
        }
    }

    #[test]
    fn a_field_that_may_be_absent_has_a_mark() {
        let schema = json!({"properties": {"a": {"type": "boolean"}, "b": {"const": "<"}}, "required": ["a"]});
        let told = "<table><tr><th scope=row>a<td>boolean<td><tr><th scope=row>b?<td>&quot;&lt;&quot;<td></table>";
        assert_eq!(fields(&schema), told);
    }
}

//! The interface to read: `openapi.json` as one page, without a script and without another host.

use std::fmt::{Display, Write};

use http::StatusCode;
use serde_json::Value;
use warp::reply::{Reply, Response};

use super::html::Escaped;
use super::inlay::Inlay;
use super::{Look, visitors_own};

mod shape;

use shape::{TypeOf, fields};

/// The page being written.
#[derive(Default)]
struct Leaf(String);

/// The page.
pub fn page(look: Look, document: &Value) -> Response {
    let mut leaf = Leaf::default();
    leaf.head(&document["info"]);
    let mut group = "";
    for (path, methods) in entries(&document["paths"]) {
        for (method, operation) in entries(methods) {
            let tag = operation["tags"][0].as_str().unwrap_or_default();
            if tag != group {
                group = tag;
                leaf.put(format_args!("<h2 id=\"{0}\">{0}</h2>", Escaped(tag)));
            }
            leaf.operation(document, &method.to_uppercase(), path, operation);
        }
    }
    leaf.put("<h2 id=shapes>Shapes</h2>");
    for (name, schema) in entries(&document["components"]["schemas"]) {
        leaf.put(format_args!("<section id=\"{0}\"><h3>{0}</h3>", Escaped(name)));
        leaf.said(schema);
        leaf.put(fields(schema));
        leaf.put("</section>");
    }
    leaf.done(look, document["info"]["title"].as_str().unwrap_or_default())
}

/// The entries of an object, in order.
fn entries(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

/// What a reference leads to; anything else is itself.
fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// Who may call, by what the document asks of them.
fn callers(operation: &Value) -> String {
    let ways = operation["security"].as_array().into_iter().flatten();
    let ways = ways.map(|way| match entries(way).next() {
        None => "anybody",
        Some(("session", roles)) => roles[0].as_str().unwrap_or("staff"),
        Some((name, _)) => name,
    });
    let ways: Vec<&str> = ways.collect();
    if ways.is_empty() { "anybody, without a tenant".into() } else { ways.join(", ") }
}

impl Leaf {
    fn put(&mut self, html: impl Display) {
        // A String takes whatever is written.
        let _ = write!(self.0, "{html}");
    }

    /// What a part of the document says about itself.
    fn said(&mut self, part: &Value) {
        if let Some(about) = part["description"].as_str() {
            self.put(format_args!("<p>{}</p>", Escaped(about)));
        }
    }

    fn head(&mut self, info: &Value) {
        let text = |name: &str| Escaped(info[name].as_str().unwrap_or_default().to_owned());
        self.put(format_args!("<h1>{} <small>{}</small></h1>", text("title"), text("version")));
        self.said(info);
        self.put("<p>For programs: <a href=\"/openapi.json\">openapi.json</a>. <a href=\"#shapes\">Shapes</a></p>");
    }

    fn operation(&mut self, document: &Value, method: &str, path: &str, operation: &Value) {
        let name = operation["operationId"].as_str().unwrap_or_default();
        let about = operation["summary"].as_str().unwrap_or_default();
        self.put(format_args!("<section id=\"{}\"><h3>{method} {}</h3>", Escaped(name), Escaped(path)));
        self.put(format_args!("<p>{}. <small>For: {}</small></p><table>", Escaped(about), Escaped(callers(operation))));
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = followed(document, parameter);
            let (name, place) = (parameter["name"].as_str(), parameter["in"].as_str());
            let about = parameter["description"].as_str().unwrap_or_default();
            self.row(name.unwrap_or_default(), place.unwrap_or_default(), about);
        }
        for (kind, content) in entries(&operation["requestBody"]["content"]) {
            self.row("body", TypeOf(&content["schema"]), kind);
        }
        for (status, response) in entries(&operation["responses"]) {
            let whole = followed(document, response);
            let about = response["description"].as_str().or(whole["description"].as_str()).unwrap_or_default();
            let schema = entries(&whole["content"]).next().map_or(&Value::Null, |(_, content)| &content["schema"]);
            self.row(status, TypeOf(schema), about);
        }
        self.put("</table></section>");
    }

    fn row(&mut self, name: &str, kind: impl Display, about: &str) {
        self.put(format_args!("<tr><th scope=row>{}<td>{kind}<td>{}", Escaped(name), Escaped(about)));
    }

    fn done(self, look: Look, title: &str) -> Response {
        let mut inlay = Inlay::default();
        inlay.style(include_str!("docs.css"));
        // It is written in one language.
        let look = Look { lang: "en", ..look };
        let page = format!(
            "<!doctype html>\n<html {look}><head><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width,initial-scale=1\"><link rel=icon href=\"data:,\">\
             <title>{}: the interface</title>{}</head><body><main>{}</main></body></html>\n",
            Escaped(title),
            inlay.html(),
            self.0
        );
        let mut response = page.into_response();
        *response.status_mut() = StatusCode::OK;
        visitors_own(response.headers_mut(), &inlay.policy(false));
        response
    }
}

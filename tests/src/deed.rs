//! Deeds as values: what somebody would like done, before anybody asks the server for it.

use reqwest::Method;
use serde_json::{Value, json};

/// A request to come.
#[derive(Clone, Debug)]
pub struct Deed {
    /// The method.
    pub method: Method,
    /// The path, with its query.
    pub path: String,
    /// The body, sent as JSON.
    pub body: Option<Value>,
    /// The fields of a form, sent as a browser sends them.
    pub form: Option<Vec<(String, String)>>,
    /// Headers to add.
    pub headers: Vec<(String, String)>,
    /// Whether the path stands alone, without `tenantId`.
    pub without_tenant: bool,
}

impl Deed {
    /// A deed by method and path.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), body: None, form: None, headers: Vec::new(), without_tenant: false }
    }

    /// Looks at something.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// Posts.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path)
    }

    /// Changes.
    pub fn patch(path: impl Into<String>) -> Self {
        Self::new(Method::PATCH, path)
    }

    /// Removes.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// With this body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// With the fields of a form.
    #[must_use]
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.form = Some(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        self
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this `Idempotency-Key`.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    /// Without naming a tenant in the query.
    #[must_use]
    pub fn without_tenant(mut self) -> Self {
        self.without_tenant = true;
        self
    }
}

/// Asks.
pub fn ask(body: &str) -> Deed {
    Deed::post("/questions").body(json!({ "body": body }))
}

/// Asks in a team.
pub fn ask_in(team: &str, body: &str) -> Deed {
    Deed::post("/questions").body(json!({ "body": body, "teamId": team }))
}

/// Reads a question.
pub fn read(question: &str) -> Deed {
    Deed::get(format!("/questions/{question}"))
}

/// Rewords a question.
pub fn edit(question: &str, body: &str) -> Deed {
    Deed::patch(format!("/questions/{question}")).body(json!({ "body": body }))
}

/// Takes a question back.
pub fn withdraw(question: &str) -> Deed {
    Deed::delete(format!("/questions/{question}"))
}

/// Upvotes.
pub fn upvote(question: &str) -> Deed {
    Deed::post(format!("/questions/{question}/upvote"))
}

/// Takes an upvote back.
pub fn unvote(question: &str) -> Deed {
    Deed::delete(format!("/questions/{question}/upvote"))
}

/// Answers.
pub fn answer(question: &str, text: &str) -> Deed {
    Deed::post(format!("/questions/{question}/answer")).body(json!({ "responseText": text }))
}

/// Takes an answer back.
pub fn reopen(question: &str) -> Deed {
    Deed::delete(format!("/questions/{question}/answer"))
}

/// Tags by name.
pub fn tag(question: &str, name: &str) -> Deed {
    Deed::post(format!("/questions/{question}/tags")).body(json!({ "name": name }))
}

/// Tags by id.
pub fn tag_with(question: &str, tag: &str) -> Deed {
    Deed::post(format!("/questions/{question}/tags")).body(json!({ "tagId": tag }))
}

/// Takes a tag off.
pub fn untag(question: &str, tag: &str) -> Deed {
    Deed::delete(format!("/questions/{question}/tags/{tag}"))
}

/// Pins.
pub fn pin(question: &str) -> Deed {
    Deed::post(format!("/questions/{question}/pin"))
}

/// Takes a pin off.
pub fn unpin(question: &str) -> Deed {
    Deed::delete(format!("/questions/{question}/pin"))
}

/// Freezes.
pub fn freeze(question: &str) -> Deed {
    Deed::post(format!("/questions/{question}/freeze"))
}

/// Thaws.
pub fn thaw(question: &str) -> Deed {
    Deed::delete(format!("/questions/{question}/freeze"))
}

/// Publishes.
pub fn approve(question: &str) -> Deed {
    Deed::post(format!("/questions/{question}/review")).body(json!({ "decision": "approve" }))
}

/// Declines.
pub fn reject(question: &str, reason: &str) -> Deed {
    Deed::post(format!("/questions/{question}/review")).body(json!({ "decision": "reject", "reason": reason }))
}

/// Takes a declined one back into the queue.
pub fn requeue(question: &str) -> Deed {
    Deed::post(format!("/questions/{question}/review")).body(json!({ "decision": "requeue" }))
}

/// Puts away.
pub fn archive(question: &str) -> Deed {
    Deed::post(format!("/questions/{question}/archive"))
}

/// Fetches back.
pub fn restore(question: &str) -> Deed {
    Deed::delete(format!("/questions/{question}/archive"))
}

/// Puts a question on a team's stage, or clears it.
pub fn stage(team: &str, question: Option<&str>) -> Deed {
    Deed::new(Method::PUT, format!("/teams/{team}/stage")).body(json!({ "questionId": question }))
}

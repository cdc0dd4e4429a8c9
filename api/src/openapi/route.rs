//! One route: who may call it, what it takes, what it answers.

use serde_json::{Map, Value, json};

use super::schema::{of, text, told};

/// What refuses a request, by status; all are problems.
const REFUSALS: [(&str, &str); 9] = [
    ("400", "A field is missing, malformed or out of bounds; see `errors`. Or the tenant is not named, or twice."),
    ("401", "This needs a credential, and none that counts was sent."),
    ("403", "The role is too low, or a browser sent this from another site."),
    ("404", "There is nothing that this caller may see."),
    ("408", "The request took too long to arrive."),
    ("409", "The state of things forbids it."),
    ("413", "The body is over 64 KiB."),
    ("422", "The key was used for another request."),
    ("5XX", "A fault of the server, or its database is away: the same request may succeed in a moment."),
];

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// All, and no tenant is needed.
    Anybody,
    /// All, inside a tenant.
    Visitor,
    /// A participant or staff.
    Voter,
    /// A moderator or above.
    Moderator,
    /// An admin or an owner.
    Admin,
    /// Whoever bears the operator's token.
    Operator,
}

/// A route as the document tells of it.
#[derive(Clone, Debug)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The path, its parameters in braces.
    pub path: &'static str,
    /// The handler's name, as `routes.rs` has it.
    pub handler: &'static str,
    /// Who may call.
    pub who: Who,
    about: &'static str,
    query: &'static [(&'static str, &'static str)],
    body: Option<&'static str>,
    good: Vec<(u16, Value)>,
    conflicts: &'static str,
    guarded: bool,
}

impl Route {
    /// `METHOD /path`, its handler, who may call, and what it does.
    pub fn new(address: &'static str, handler: &'static str, who: Who, about: &'static str) -> Self {
        let (method, path) = address.split_once(' ').unwrap_or(("GET", address));
        let (query, good) = (&[][..], Vec::new());
        Self { method, path, handler, who, about, query, body: None, good, conflicts: "", guarded: false }
    }

    /// Takes these parameters in its query.
    pub fn query(self, query: &'static [(&'static str, &'static str)]) -> Self {
        Self { query, ..self }
    }

    /// Takes a body of this shape.
    pub fn takes(self, shape: &'static str) -> Self {
        Self { body: Some(shape), ..self }
    }

    /// Answers 200 with this shape.
    pub fn ok(self, shape: &str) -> Self {
        self.answers(200, json!({"application/json": {"schema": of(shape)}}))
    }

    /// Answers 201 with this shape.
    pub fn made(self, shape: &str) -> Self {
        self.answers(201, json!({"application/json": {"schema": of(shape)}}))
    }

    /// Answers 204.
    pub fn gone(self) -> Self {
        self.answers(204, Value::Null)
    }

    /// Answers so, with this content.
    pub fn answers(mut self, status: u16, content: Value) -> Self {
        self.good.push((status, content));
        self
    }

    /// Is refused with 409 in these cases.
    pub fn conflicts(self, conflicts: &'static str) -> Self {
        Self { conflicts, ..self }
    }

    /// Looks at more of the caller than the tenant: 401 and 403 are told too.
    pub fn guarded(self) -> Self {
        Self { guarded: true, ..self }
    }

    fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// Whether a repetition with the same `Idempotency-Key` is answered from the first.
    fn is_keyed(&self) -> bool {
        !self.is_safe() && !self.path.starts_with("/auth/") && !self.path.starts_with("/sse/")
    }

    fn is_inside_a_tenant(&self) -> bool {
        !matches!(self.who, Who::Anybody | Who::Operator)
    }

    /// The Operation Object; the schemas tell whether a body is needed.
    pub fn operation(&self, schemas: &Map<String, Value>) -> Value {
        let mut operation = json!({
            "operationId": self.handler.replace("::", "."),
            "tags": [self.path.split('/').nth(1).unwrap_or_default()],
            "summary": self.about,
            "security": self.security(),
            "parameters": self.parameters(),
        });
        if let Some(shape) = self.body {
            let content = json!({"application/json": {"schema": of(shape)}});
            let needed = ["required", "oneOf"].iter().any(|need| schemas[shape].get(need).is_some());
            operation["requestBody"] = json!({"required": needed, "content": content});
        }
        operation["responses"] = self.responses();
        operation
    }

    fn security(&self) -> Value {
        match self.who {
            Who::Anybody => json!([]),
            Who::Visitor => json!([{}, {"participant": []}, {"session": []}]),
            Who::Voter => json!([{"participant": []}, {"session": []}]),
            Who::Moderator => json!([{"session": ["moderator"]}]),
            Who::Admin => json!([{"session": ["admin"]}]),
            Who::Operator => json!([{"operator": []}]),
        }
    }

    fn parameters(&self) -> Value {
        let shared = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
        let braced = self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let mut all: Vec<Value> = braced.map(in_path).collect();
        if self.is_inside_a_tenant() {
            all.extend([shared("tenantId"), shared("X-Tenant-Id")]);
        }
        if self.is_keyed() {
            all.push(shared("Idempotency-Key"));
        }
        if self.path == "/sse" {
            all.push(shared("Last-Event-ID"));
        }
        let asked =
            |(name, about): &(&str, &str)| json!({"name": name, "in": "query", "description": about, "schema": text()});
        all.extend(self.query.iter().map(asked));
        all.into()
    }

    fn responses(&self) -> Value {
        let mut all = Map::new();
        for (status, content) in &self.good {
            let mut response = json!({"description": good(*status)});
            if !content.is_null() {
                response["content"] = content.clone();
            }
            if *status == 201 {
                let address = json!({"description": "Its address.", "schema": text()});
                response["headers"] = json!({"Location": address});
            }
            all.insert(status.to_string(), response);
        }
        for (status, _) in REFUSALS.iter().filter(|(status, _)| self.may_be_refused(status)) {
            let mut response = json!({"$ref": format!("#/components/responses/{status}")});
            if *status == "409" {
                response["description"] = self.conflicts.into();
            }
            all.insert((*status).to_owned(), response);
        }
        all.into()
    }

    fn may_be_refused(&self, status: &str) -> bool {
        let staff = matches!(self.who, Who::Moderator | Who::Admin);
        match status {
            "401" => self.guarded || !matches!(self.who, Who::Anybody | Who::Visitor),
            "403" => self.guarded || staff || !self.is_safe(),
            "404" => self.is_inside_a_tenant() || self.path.contains('{'),
            "408" | "413" => !self.is_safe(),
            "409" => !self.conflicts.is_empty(),
            "422" => self.is_keyed(),
            _ => true,
        }
    }
}

fn good(status: u16) -> &'static str {
    match status {
        201 => "Made.",
        204 => "Done.",
        503 => "Not now.",
        _ => "As asked.",
    }
}

fn in_path(name: &str) -> Value {
    let schema = if matches!(name, "code" | "slug") { text() } else { super::schema::id() };
    json!({"name": name, "in": "path", "required": true, "schema": schema})
}

/// The parameters that many routes take.
pub fn parameters() -> Value {
    let header =
        |name: &str, about: &str| json!({"name": name, "in": "header", "description": about, "schema": text()});
    json!({
        "tenantId": {"name": "tenantId", "in": "query", "schema": text(),
            "description": "The tenant, by slug or id. Without one the server's default is meant."},
        "X-Tenant-Id": header("X-Tenant-Id", "The same as `tenantId`."),
        "Idempotency-Key": header("Idempotency-Key", "1 to 200 characters. The same request with the same key is done \
            once and answered alike, for 24 hours."),
        "Last-Event-ID": header("Last-Event-ID", "The place to listen from; it counts before `after`."),
    })
}

/// The answers of what refuses.
pub fn refusals() -> Value {
    let content = json!({"application/problem+json": {"schema": of("Problem")}});
    let refusal =
        |(status, about): (&str, &str)| (status.to_owned(), json!({"description": about, "content": content}));
    REFUSALS.map(refusal).into_iter().collect::<Map<_, _>>().into()
}

/// How callers show who they are.
pub fn credentials() -> Value {
    let cookie = |name: &str, about: &str| told(json!({"type": "apiKey", "in": "cookie", "name": name}), about);
    json!({
        "participant": cookie("openfloor_participant", "A device, signed. The first deed without it hands it out. Under \
            https its name begins with `__Host-`."),
        "session": cookie("openfloor_session_{tenant}", "An account of staff, from `POST /auth/login`; one for each \
            tenant, whose id without dashes ends the name. Under https it begins with `__Host-`."),
        "operator": {"type": "http", "scheme": "bearer", "description": "`OPENFLOOR_OPERATOR_TOKEN`."},
    })
}

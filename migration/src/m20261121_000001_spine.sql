-- Every row of a tenant carries tenant_id, and every foreign key between such rows is composite, so that a row
-- cannot point across tenants whatever the code does. Times are Unix milliseconds.

CREATE TABLE instance (
    name text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE tenant (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE,
    name text NOT NULL,
    vote_key text NOT NULL,
    own_upvotes boolean NOT NULL,
    suspended_at bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

-- The head of a tenant's log and its counters: the row every writer of the tenant locks, last.
CREATE TABLE tenant_stream (
    tenant_id uuid PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
    epoch text NOT NULL,
    head_seq bigint NOT NULL DEFAULT 0,
    floor_seq bigint NOT NULL DEFAULT 0,
    asked bigint NOT NULL DEFAULT 0,
    published bigint NOT NULL DEFAULT 0,
    declined bigint NOT NULL DEFAULT 0,
    answered bigint NOT NULL DEFAULT 0
)
WITH (fillfactor = 50) -- postgres
;

CREATE TABLE tenant_event (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    seq bigint NOT NULL,
    type text NOT NULL,
    audience smallint NOT NULL,
    reader uuid,
    subject_id uuid,
    team_id uuid,
    payload text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);

CREATE TABLE team (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    description text,
    join_code text NOT NULL UNIQUE,
    state text NOT NULL,
    moderation text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, slug)
);

-- `popular` and `recent` are the keyset order of the two lists: pinned first, then the sort, ties by id (oldest first).
CREATE TABLE question (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    team_id uuid,
    author uuid NOT NULL,
    author_name text,
    body text NOT NULL,
    search text NOT NULL,
    status text NOT NULL,
    upvotes bigint NOT NULL DEFAULT 0,
    is_pinned boolean NOT NULL DEFAULT false,
    pinned_by text,
    pinned_at bigint,
    is_frozen boolean NOT NULL DEFAULT false,
    frozen_by text,
    frozen_at bigint,
    response_text text,
    responded_at bigint,
    responded_by text,
    merged_into uuid,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    version bigint NOT NULL,
    popular bigint NOT NULL GENERATED ALWAYS AS (CASE WHEN is_pinned THEN 0 ELSE 1099511627776 END - upvotes) STORED,
    recent bigint NOT NULL GENERATED ALWAYS AS (CASE WHEN is_pinned THEN 0 ELSE 8796093022208 END - created_at) STORED,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id),
    FOREIGN KEY (tenant_id, merged_into) REFERENCES question (tenant_id, id)
)
WITH (fillfactor = 80) -- postgres
;
CREATE INDEX question_popular ON question (tenant_id, status, popular, id);
CREATE INDEX question_recent ON question (tenant_id, status, recent, id);
CREATE INDEX question_team_popular ON question (tenant_id, team_id, status, popular, id);
CREATE INDEX question_team_recent ON question (tenant_id, team_id, status, recent, id);
CREATE INDEX question_merged ON question (tenant_id, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE upvote (
    tenant_id uuid NOT NULL,
    question_id uuid NOT NULL,
    voter uuid NOT NULL,
    PRIMARY KEY (tenant_id, question_id, voter),
    FOREIGN KEY (tenant_id, question_id) REFERENCES question (tenant_id, id) ON DELETE CASCADE
)
WITHOUT ROWID -- sqlite
;

CREATE TABLE tag (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    color text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name_key)
);

CREATE TABLE question_tag (
    tenant_id uuid NOT NULL,
    question_id uuid NOT NULL,
    tag_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, question_id, tag_id),
    FOREIGN KEY (tenant_id, question_id) REFERENCES question (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, tag_id) REFERENCES tag (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX question_tag_by_tag ON question_tag (tenant_id, tag_id, question_id);

CREATE TABLE staff (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    active boolean NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email)
);

CREATE TABLE session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash text NOT NULL,
    staff_id uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, staff_id) REFERENCES staff (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX session_expiry ON session (expires_at);
CREATE INDEX session_staff ON session (tenant_id, staff_id);

CREATE TABLE idempotency (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    caller text NOT NULL,
    idempotency_key text NOT NULL,
    fingerprint text NOT NULL,
    status smallint NOT NULL,
    body text,
    location text,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, caller, idempotency_key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE audit (
    tenant_id uuid NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
    id uuid NOT NULL,
    staff_id uuid,
    staff_name text NOT NULL,
    action text NOT NULL,
    subject_id uuid,
    before text,
    after text,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

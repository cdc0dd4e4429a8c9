-- What the operator was answered, by idempotency key: the operator belongs to no tenant, and a tenant that was made or
-- erased cannot keep the answer itself.
CREATE TABLE operator_key (
    idempotency_key text PRIMARY KEY,
    fingerprint text NOT NULL,
    status smallint NOT NULL,
    body text,
    location text,
    created_at bigint NOT NULL
);
CREATE INDEX operator_key_age ON operator_key (created_at);

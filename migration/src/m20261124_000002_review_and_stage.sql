-- Why a question was declined, and the question a team has on stage.

ALTER TABLE question ADD COLUMN rejection_reason text;

CREATE TABLE stage (
    tenant_id uuid NOT NULL,
    team_id uuid NOT NULL,
    question_id uuid NOT NULL,
    since bigint NOT NULL,
    PRIMARY KEY (tenant_id, team_id),
    FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, question_id) REFERENCES question (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX stage_question ON stage (tenant_id, question_id);

CREATE INDEX audit_subject ON audit (tenant_id, subject_id, id);

"""Substitutions: coaches propose a substitute for a session that they cannot give, and admins decide."""

from alembic import op
from chassis.database import ddl

revision = "0040"
down_revision = "0039"

SERVICE = "sessions"

# The reasons are sealed in `texts`: that of the proposer under the id of the proposal. A proposal that was overtaken
# by what happened to its session stays open here. The state 'overtaken' is for one that another proposal replaced.
TABLE = [
    "ALTER TABLE texts DROP CONSTRAINT texts_kind_check",
    "ALTER TABLE texts ADD CONSTRAINT texts_kind_check "
    "CHECK (kind IN ('completion', 'note', 'correction', 'erasure', 'help', 'substitution'))",
    """
    CREATE TABLE substitutions (
        proposal_id     uuid PRIMARY KEY,
        org_id          uuid NOT NULL,
        session_id      uuid NOT NULL,
        proposed_by     uuid NOT NULL,
        coach_id        uuid NOT NULL,
        proposed_at     timestamptz NOT NULL,
        state           text NOT NULL CHECK (state IN ('open', 'confirmed', 'rejected', 'withdrawn', 'overtaken')),
        decided_by      uuid,
        decided_at      timestamptz,
        reason_id       uuid,
        session_version bigint CHECK (session_version > 1),
        FOREIGN KEY (org_id, session_id) REFERENCES sessions (org_id, id),
        FOREIGN KEY (org_id, proposed_by) REFERENCES people (org_id, id),
        FOREIGN KEY (org_id, coach_id) REFERENCES people (org_id, id),
        CHECK (coach_id <> proposed_by),
        CHECK (num_nonnulls(decided_by, decided_at) = CASE WHEN state IN ('open', 'overtaken') THEN 0 ELSE 2 END),
        CHECK (reason_id IS NULL OR state IN ('rejected', 'withdrawn')),
        CHECK (state <> 'rejected' OR reason_id IS NOT NULL),
        CHECK ((session_version IS NOT NULL) = (state = 'confirmed'))
    )
    """,
    ddl.instants_of_new_table("substitutions", "proposed_at", "decided_at"),
    "CREATE UNIQUE INDEX substitutions_open ON substitutions (session_id, proposed_by) WHERE state = 'open'",
    "CREATE INDEX substitutions_by_time ON substitutions (org_id, proposed_at, proposal_id)",
    "CREATE INDEX substitutions_undecided ON substitutions (org_id, proposed_at, proposal_id) WHERE decided_by IS NULL",
    "CREATE INDEX substitutions_by_session ON substitutions (session_id, proposed_at)",
    "CREATE INDEX substitutions_by_proposer ON substitutions (proposed_by, org_id)",
    "CREATE INDEX substitutions_by_coach ON substitutions (coach_id, org_id)",
    ddl.comment(
        "substitutions", "Coaches whom other coaches proposed for a session in their place, and what admins decided."
    ),
    *ddl.grant(
        SERVICE,
        "substitutions",
        api="SELECT, INSERT, UPDATE (state, decided_by, decided_at, reason_id, session_version)",
        worker="SELECT",
    ),
    *ddl.tenant(SERVICE, "substitutions"),
]


def upgrade() -> None:
    """Create the table, and let texts be of its kind. The previous release writes neither."""
    for statement in TABLE:
        op.execute(statement)

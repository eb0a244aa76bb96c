"""How learners came to take part, who planned a session, and the course run to which it belongs."""

from alembic import op

revision = "0035"
down_revision = "0034"

# What existed before stays as it is: an invitation without an answer waits for one, and an answer does not say where it
# came from. The previous release writes such rows, too.
ANSWERS = """
    ALTER TABLE roster ADD COLUMN answered_by text
        CHECK (answered_by IN ('answer', 'series', 'enrolment', 'admin', 'attending', 'policy'))
"""
SERIES_ANSWERS = """
    ALTER TABLE batch_roster ADD COLUMN answered_by text
        CHECK (answered_by IN ('series', 'enrolment', 'admin'))
"""
# A session is never deleted, and a restore may get a lesson back before its run. So no foreign key names the run.
SESSIONS = """
    ALTER TABLE sessions
        ADD COLUMN planned_by_coach boolean NOT NULL DEFAULT false,
        ADD COLUMN run_id uuid,
        ADD CONSTRAINT sessions_run_check CHECK (run_id IS NULL OR starts_at IS NOT NULL)
"""
BATCHES = """
    ALTER TABLE batches
        ADD COLUMN planned_by_coach boolean NOT NULL DEFAULT false,
        ADD COLUMN run_id uuid,
        ADD COLUMN own_fields text[] NOT NULL DEFAULT '{}'
"""
INDEXES = [
    "CREATE INDEX sessions_by_run ON sessions (org_id, run_id, starts_at) WHERE run_id IS NOT NULL",
    "CREATE INDEX batches_by_run ON batches (org_id, run_id) WHERE run_id IS NOT NULL",
]
# Coaches plan where nobody has written a policy. A policy that exists was written before they could: there it is off.
POLICIES = """
    ALTER TABLE policies
        ADD COLUMN invitations text NOT NULL DEFAULT 'individuals'
            CHECK (invitations IN ('everybody', 'individuals', 'nobody')),
        ADD COLUMN coaches_plan boolean NOT NULL DEFAULT false
"""


def upgrade() -> None:
    """Add the columns."""
    for statement in (ANSWERS, SERIES_ANSWERS, SESSIONS, BATCHES, *INDEXES, POLICIES):
        op.execute(statement)

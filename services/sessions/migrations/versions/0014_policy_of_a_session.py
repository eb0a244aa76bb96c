"""The policy that applies to a session, as a function."""

from alembic import op

revision = "0014"
down_revision = "0013"

# It is a plain query in SQL, so that the planner puts it into the statement that calls it (and row-level security holds
# for the statement's own role).
POLICY_OF = """
    CREATE FUNCTION policy_of(org_id uuid, starts_at timestamptz, started_at timestamptz DEFAULT NULL)
    RETURNS SETOF policies LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT policies.* FROM policies
        WHERE policies.org_id = policy_of.org_id
          AND policies.effective_from <= coalesce(policy_of.starts_at, policy_of.started_at, now())
        ORDER BY policies.version DESC LIMIT 1
    $$
"""
COMMENT = """
    COMMENT ON FUNCTION policy_of IS
    'The policy of a session: the newest version that is in force at its planned start; without a schedule, at its
    actual start; before that, now. No row means the built-in policy.'
"""


def upgrade() -> None:
    """Create the function."""
    op.execute(POLICY_OF)
    op.execute(" ".join(COMMENT.split()))

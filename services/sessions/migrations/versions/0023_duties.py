"""What a policy says of voids and of names, and the role of people who keep the books."""

from alembic import op

revision = "0023"
down_revision = "0022"

# A version of before says of voids what it says of amendments: null. Policies never change.
POLICIES = """
    ALTER TABLE policies
        ALTER COLUMN amendment_second_person SET DEFAULT false,
        ADD COLUMN void_second_person boolean,
        ADD COLUMN fellow_names boolean NOT NULL DEFAULT false
"""
ROLES = """
    ALTER TABLE people
        DROP CONSTRAINT people_role_check,
        ADD CONSTRAINT people_role_check
            CHECK (role IN ('learner', 'coach', 'guardian', 'admin', 'support', 'finance')) NOT VALID
"""


def upgrade() -> None:
    """Add the columns, and let people have the role finance. Every row fulfils the wider constraint already."""
    op.execute(POLICIES)
    op.execute(ROLES)
    op.execute("ALTER TABLE people VALIDATE CONSTRAINT people_role_check")

"""Accounts: which account of the token provider a person signs in with, and the invitations to link one."""

from alembic import op
from chassis.database import ddl

revision = "0041"
down_revision = "0040"

SERVICE = "sessions"

# A row of `accounts` is one link, from its beginning to its end. An erasure takes the subject away. An invitation that
# expired has no end: inviting again replaces it.
TABLES = [
    """
    CREATE TABLE account_invitations (
        invitation_id uuid PRIMARY KEY,
        org_id        uuid NOT NULL,
        person_id     uuid NOT NULL,
        secret_hash   bytea NOT NULL CHECK (length(secret_hash) = 32),
        invited_by    uuid NOT NULL,
        invited_at    timestamptz NOT NULL,
        expires_at    timestamptz NOT NULL,
        ended_as      text CHECK (ended_as IN ('used', 'replaced', 'withdrawn', 'linked', 'erased')),
        ended_at      timestamptz,
        ended_by      uuid,
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id),
        CHECK (expires_at > invited_at),
        CHECK (num_nonnulls(ended_as, ended_at) IN (0, 2)),
        CHECK (ended_by IS NULL OR ended_as IN ('replaced', 'withdrawn'))
    )
    """,
    ddl.instants_of_new_table("account_invitations", "invited_at", "expires_at", "ended_at"),
    "CREATE UNIQUE INDEX account_invitations_open ON account_invitations (org_id, person_id) WHERE ended_at IS NULL",
    "CREATE INDEX account_invitations_by_person ON account_invitations (org_id, person_id, invited_at)",
    "CREATE INDEX account_invitations_by_time ON account_invitations (org_id, invited_at, invitation_id)",
    ddl.comment(
        "account_invitations", "Single-use links by which people link an account of the token provider, as digests."
    ),
    *ddl.grant(
        SERVICE,
        "account_invitations",
        api="SELECT, INSERT, UPDATE (ended_as, ended_at, ended_by)",
        worker="SELECT, UPDATE (ended_as, ended_at)",
    ),
    *ddl.tenant(SERVICE, "account_invitations"),
    """
    CREATE TABLE accounts (
        account_id        uuid PRIMARY KEY,
        org_id            uuid NOT NULL,
        person_id         uuid NOT NULL,
        issuer            text NOT NULL CHECK (issuer <> ''),
        subject           text CHECK (subject <> ''),
        linked_by         text NOT NULL CHECK (linked_by IN ('invitation', 'email')),
        invitation_id     uuid REFERENCES account_invitations,
        linked_at         timestamptz NOT NULL,
        last_signed_in_at timestamptz NOT NULL,
        unlink_reason     text CHECK (unlink_reason IN ('left', 'wrong_person', 'other_account', 'compromised', 'other',
                                                        'erased')),
        unlinked_at       timestamptz,
        unlinked_by       uuid,
        FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, id),
        CHECK ((invitation_id IS NOT NULL) = (linked_by = 'invitation')),
        CHECK (num_nonnulls(unlink_reason, unlinked_at) IN (0, 2)),
        CHECK (unlinked_by IS NULL OR unlinked_at IS NOT NULL),
        CHECK (subject IS NOT NULL OR unlinked_at IS NOT NULL)
    )
    """,
    ddl.instants_of_new_table("accounts", "linked_at", "last_signed_in_at", "unlinked_at"),
    "CREATE UNIQUE INDEX accounts_of_person ON accounts (org_id, person_id) WHERE unlinked_at IS NULL",
    "CREATE UNIQUE INDEX accounts_of_subject ON accounts (issuer, subject, org_id) WHERE unlinked_at IS NULL",
    "CREATE INDEX accounts_by_person ON accounts (org_id, person_id, linked_at)",
    ddl.comment(
        "accounts", "Accounts of the token provider, by issuer and subject, each linked to a person for some time."
    ),
    *ddl.grant(
        SERVICE,
        "accounts",
        api="SELECT, INSERT, UPDATE (last_signed_in_at, unlink_reason, unlinked_at, unlinked_by)",
        worker="SELECT, UPDATE (subject, unlink_reason, unlinked_at)",
    ),
    *ddl.tenant(SERVICE, "accounts"),
    # Somebody who signs in has no organisation yet. The transaction names the issuer and subject of a verified token,
    # and sees the rows of this account in all organisations, to choose one of them.
    f"CREATE POLICY signing_in ON accounts FOR SELECT TO {SERVICE}_api USING (unlinked_at IS NULL "
    "AND issuer = current_setting('app.issuer', true) AND subject = current_setting('app.subject', true))",
    "CREATE INDEX people_by_email ON people (org_id, lower(email)) WHERE email IS NOT NULL",
]


def upgrade() -> None:
    """Create the tables. The previous release neither reads nor writes them."""
    for statement in TABLES:
        op.execute(statement)

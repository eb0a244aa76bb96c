"""SQL that migrations share: the tables of the chassis, row-level security per organisation, triggers for immutability.

A released migration must always do the same. So a function here never changes its SQL; a change is a new function.
"""

from typing import Final

_CHASSIS_TABLES: Final = """
CREATE TABLE outbox (
    shard      smallint NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY (CACHE 1),
    event_id   uuid NOT NULL,
    key        text NOT NULL,
    sequence   bigint NOT NULL,
    topic      text NOT NULL,
    headers    jsonb NOT NULL,
    payload    bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (shard, id)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 100000);

CREATE TABLE inbox (
    event_id   uuid PRIMARY KEY,
    handled_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE parked (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic            text NOT NULL,
    partition        integer NOT NULL,
    record_offset    bigint NOT NULL,
    key              bytea NOT NULL,
    value            bytea,
    header_names     bytea[] NOT NULL,
    header_values    bytea[] NOT NULL,
    error            text NOT NULL,
    parked_at        timestamptz NOT NULL DEFAULT now(),
    UNIQUE (topic, partition, record_offset)
);
CREATE INDEX parked_by_key ON parked (topic, key, id);

CREATE TABLE breaker (
    consumer text PRIMARY KEY,
    in_a_row integer NOT NULL CHECK (in_a_row >= 0)
);

CREATE TABLE idempotency_keys (
    org_id        uuid NOT NULL,
    caller        uuid NOT NULL,
    key           text NOT NULL,
    request_hash  bytea NOT NULL,
    status        smallint NOT NULL,
    headers       jsonb NOT NULL,
    body          bytea NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, caller, key)
);
"""


def chassis_tables(service: str) -> list[str]:
    """Return the statements that create outbox, inbox, parked, breaker and idempotency_keys, with their grants."""
    worker, api = f"{service}_worker", f"{service}_api"
    return [
        *(statement for part in _CHASSIS_TABLES.split(";") if (statement := part.strip())),
        f"GRANT USAGE ON SCHEMA public TO {api}, {worker}",
        *grant(service, "outbox", api="SELECT, INSERT", worker="SELECT, INSERT, DELETE"),
        *grant(service, "inbox", worker="SELECT, INSERT, DELETE"),
        # SELECT … FOR SHARE needs the privilege UPDATE. Only the error text of a parked Kafka record is ever updated.
        *grant(service, "parked", worker="SELECT, INSERT, UPDATE, DELETE"),
        *grant(service, "breaker", worker="SELECT, INSERT, UPDATE"),
        *grant(service, "idempotency_keys", api="SELECT, INSERT", worker="SELECT, DELETE"),
        *tenant(service, "idempotency_keys"),
    ]


def prunable() -> list[str]:
    """Return the statement that creates an index to find old idempotency keys.

    The inbox needs none, because its primary key begins with the time. Requests with an Idempotency-Key wait while the
    index is built, which takes about a second per million keys.
    """
    return ["CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at)"]


def outbox_uncompressed() -> list[str]:
    """Return the statements that keep PostgreSQL from compressing rows that stay in the outbox for milliseconds only.

    Rows of more than 2 kB were compressed when written and unpacked when read. An insert of an event of 5 kB took
    145 µs of the server's time, and takes 48 µs without compression. Rows of up to 8 kB now stay in their page. Larger
    ones are stored outside of it, uncompressed.
    """
    return [
        "ALTER TABLE outbox SET (toast_tuple_target = 8160)",
        "ALTER TABLE outbox ALTER payload SET STORAGE EXTERNAL",
    ]


_POSITIONS: Final = """
CREATE TABLE positions (
    topic         text NOT NULL,
    partition     integer NOT NULL,
    record_offset bigint NOT NULL DEFAULT -1 CHECK (record_offset >= -1),
    record_id     bytea NOT NULL DEFAULT '',
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE positions IS
    'The last Kafka record that was read in each partition, written in the transaction that has its effects.';

CREATE TABLE skipped (
    topic        text NOT NULL,
    partition    integer NOT NULL,
    type         text NOT NULL,
    first_offset bigint NOT NULL,
    last_offset  bigint NOT NULL,
    records      bigint NOT NULL,
    PRIMARY KEY (topic, partition, type),
    CHECK (first_offset <= last_offset)
);
COMMENT ON TABLE skipped IS
    'Ranges of offsets with Kafka records of a type that is not handled. A version that handles it reads them again.';

ALTER TABLE parked ADD record_id bytea NOT NULL DEFAULT '';
ALTER TABLE parked DROP CONSTRAINT parked_topic_partition_record_offset_key;
ALTER TABLE parked ADD UNIQUE (topic, partition, record_offset, record_id);
ALTER TABLE outbox ALTER payload DROP NOT NULL
"""


def positions(service: str) -> list[str]:
    """Return the statements for positions in the service's own database, skipped ranges and tombstones.

    A topic that is made again has other records at the same offsets, so a parked one is known by its id too.
    """
    worker = f"{service}_worker"
    return [
        *(statement for part in _POSITIONS.split(";") if (statement := part.strip())),
        f"GRANT SELECT, INSERT, UPDATE ON positions TO {worker}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON skipped TO {worker}",
    ]


_STANDING: Final = """
CREATE TABLE acknowledged (
    topic         text NOT NULL,
    partition     integer NOT NULL,
    record_offset bigint NOT NULL,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE acknowledged IS
    'The last Kafka record of each partition that was acknowledged to the relay, written when a row leaves the outbox.';

CREATE TABLE standings (
    identity  text PRIMARY KEY,
    behind    text,
    looked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE standings IS
    'What a worker saw when it compared this database with Kafka. Without a row, or while behind, the API is closed.'
"""


def standing(service: str) -> list[str]:
    """Return the statements for what the relay remembers of Kafka, and for the standing of the database."""
    worker, api = f"{service}_worker", f"{service}_api"
    return [
        *(statement for part in _STANDING.split(";") if (statement := part.strip())),
        f"GRANT SELECT, INSERT, UPDATE ON acknowledged, standings TO {worker}",
        f"GRANT SELECT ON standings TO {api}",
    ]


def own_events(service: str) -> list[str]:
    """Return the statements after which the API adds events of its transaction's organisation, and reads none.

    The previous release names no organisation, so the default is that of the transaction. The relay adds rows again
    that it took back from Kafka, and names none either. So the column may be null, which the API's policy refuses.
    """
    transaction_org = "nullif(current_setting('app.org_id', true), '')::uuid"
    return [
        f"ALTER TABLE outbox ADD org_id uuid DEFAULT {transaction_org}",
        "ALTER TABLE outbox ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE outbox FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON outbox FOR INSERT TO {service}_api WITH CHECK (org_id = {transaction_org})",
        f"CREATE POLICY worker ON outbox TO {service}_worker USING (true)",
        f"REVOKE SELECT ON outbox FROM {service}_api",  # noqa: S608 - a name that a migration wrote
    ]


def closed_schema() -> list[str]:
    """Return the statement after which only roles with a privilege of their own use the schema.

    Since PostgreSQL 15 nobody but the owner creates tables in a new database. One from before lets everybody do it.
    """
    return ["REVOKE ALL ON SCHEMA public FROM PUBLIC"]


def grant(service: str, table: str, *, api: str = "", worker: str = "") -> list[str]:
    """Return the statements that give the two roles of the service exactly these privileges on a table."""
    return [
        f"GRANT {privileges} ON {table} TO {service}_{role}"
        for role, privileges in (("api", api), ("worker", worker))
        if privileges
    ]


def tenant(service: str, table: str) -> list[str]:
    """Return the statements that show the API role only the rows of the current request's organisation.

    The worker handles batches with events of many organisations, so its role sees all rows. nullif is needed because
    app.org_id is an empty string, not null, after a transaction that set it.
    """
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} TO {service}_api "
        "USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)",
        f"CREATE POLICY worker ON {table} TO {service}_worker USING (true)",
    ]


def immutable(table: str) -> list[str]:
    """Return the statements that refuse UPDATE, DELETE and TRUNCATE of a table to everybody, including superusers.

    ENABLE ALWAYS is needed because ordinary triggers do not fire under session_replication_role = replica.
    """
    return [
        """
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% on % is refused: its rows are immutable', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f"CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_untruncatable BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_immutable",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_untruncatable",
    ]


def comment(table: str, text: str) -> str:
    """Return the statement that says what a table has."""
    escaped = text.replace("'", "''")
    return f"COMMENT ON TABLE {table} IS '{escaped}'"


def instants(table: str, *columns: str) -> str:
    """Return the statement that refuses instants in these columns that `contracts.instants` refuses.

    The rows that are there already are not looked at, so that the table is locked for a moment only. A later migration
    looks at them (`instants_validated`). It says UTC, because the zone of the server's settings would count otherwise.
    """
    rule = " AND ".join(
        f"{column} >= '2000-01-01 00:00:00+00' AND {column} < '2200-01-01 00:00:00+00'" for column in columns
    )
    return f"ALTER TABLE {table} ADD CONSTRAINT {table}_instants CHECK ({rule}) NOT VALID"


def instants_of_new_table(table: str, *columns: str) -> str:
    """Return the statement that refuses such instants in a table that the same migration makes: it has no rows yet."""
    return instants(table, *columns).removesuffix(" NOT VALID")


def instants_validated() -> str:
    """Return the statement that looks at the rows from before `instants`, while others read and write them.

    It must not be in the transaction that added the constraints, because that one locks the tables until its end. If
    rows break a constraint, it refuses with their number and says how to repair them. Nobody but a person knows the
    right instant. The owner sees no rows of tables that force row-level security, so that is off while it counts.
    """
    return r"""
        DO $$
        DECLARE one record; wrong bigint;
        BEGIN
            FOR one IN
                SELECT CAST(CAST(conrelid AS regclass) AS text) AS name, conname, pg_get_expr(conbin, conrelid) AS rule
                FROM pg_constraint WHERE contype = 'c' AND NOT convalidated AND conname LIKE '%\_instants' ORDER BY 1
            LOOP
                BEGIN
                    EXECUTE format('ALTER TABLE %I VALIDATE CONSTRAINT %I', one.name, one.conname);
                EXCEPTION WHEN check_violation THEN
                    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', one.name);
                    EXECUTE format('SELECT count(*) FROM %I WHERE NOT (%s)', one.name, one.rule) INTO wrong;
                    RAISE EXCEPTION 'Table %: % rows have an instant before 2000, after 2199, or infinite. Correct '
                        'them as a superuser, then migrate again. This query finds them: SELECT * FROM % WHERE NOT (%)',
                        one.name, wrong, one.name, one.rule USING ERRCODE = 'check_violation';
                END;
            END LOOP;
        END $$
    """

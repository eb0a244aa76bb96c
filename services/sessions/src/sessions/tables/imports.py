"""Imports that the worker does in the background: the file in chunks, the progress, and the report on each row."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from sessions.tables.base import INSTANT, metadata, org, refers

imports = Table(
    "imports",
    metadata,
    Column("org_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("mode", Text, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("options", JSONB, nullable=False),
    Column("header", JSONB, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("first_offset", BigInteger, nullable=False),
    Column("first_line", Integer, nullable=False),
    Column("next_offset", BigInteger, nullable=False),
    Column("next_line", Integer, nullable=False),
    *(
        Column(count, Integer, nullable=False, server_default=text("0"))
        for count in ("rows", "created", "updated", "unchanged", "errors", "tries")
    ),
    Column("detail", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("finished_at", INSTANT),
    Index("imports_open", "created_at", "id", postgresql_where=text("finished_at IS NULL")),
    Index("imports_open_of_org", "org_id", "created_at", "id", postgresql_where=text("finished_at IS NULL")),
    Index("imports_by_time", "org_id", "created_at", "id"),
)

import_chunks = Table(
    "import_chunks",
    metadata,
    org(),
    Column("import_id", Uuid, primary_key=True),
    Column("starts_at", BigInteger, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    refers("import_id", "imports"),
)

import_rows = Table(
    "import_rows",
    metadata,
    org(),
    Column("import_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("key", Text(collation="C")),
    Column("result", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("target_id", Uuid),
    Column("column_name", Text),
    Column("detail", Text),
    refers("import_id", "imports"),
    Index("import_rows_by_key", "import_id", "key", "line"),
    Index("import_rows_by_result", "import_id", "result", "line"),
)

# What the rows that were checked would take when they are written: coaches and rooms for a time, seats of sessions.
import_claims = Table(
    "import_claims",
    metadata,
    org(),
    Column("import_id", Uuid, primary_key=True),
    Column("resource_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("starts_at", INSTANT),
    Column("ends_at", INSTANT),
    Column("session_id", Uuid),
    Column("learners", Integer, nullable=False),
    PrimaryKeyConstraint("import_id", "resource_id", "line"),
    refers("import_id", "imports"),
    Index("import_claims_by_end", "import_id", "resource_id", "ends_at"),
    Index("import_claims_by_session", "import_id", "session_id", postgresql_where=text("session_id IS NOT NULL")),
)

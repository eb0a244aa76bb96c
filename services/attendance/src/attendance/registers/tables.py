"""The tables that statements are built from. `schema.sql` shows their constraints, indexes and comments."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

metadata: Final = MetaData()

registers: Final = Table(
    "registers",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("coach_ids", ARRAY(Uuid), nullable=False),
    Column("version", Integer, nullable=False),
    Column("coaches_sequence", BigInteger, nullable=False),
    Column("roster_sequence", BigInteger, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("voided_at", DateTime(timezone=True)),
    Column("stamped_at", DateTime(timezone=True), nullable=False),
    Column("session_sequence", BigInteger, nullable=False),
    Column("course_coach_ids", ARRAY(Uuid), nullable=False),
    Column("course_ids", ARRAY(Uuid), nullable=False),
    Column("category_id", Uuid),
    Column("batch_id", Uuid),
    Column("run_id", Uuid),
    Column("zone", Text),
    Column("starts_at", DateTime(timezone=True)),
    Column("ends_at", DateTime(timezone=True)),
    Column("windows_sequence", BigInteger, nullable=False),
    Column("visibility", Text),
    Column("started_at", DateTime(timezone=True)),
    Column("display_from", DateTime(timezone=True)),
    Column("display_until", DateTime(timezone=True)),
    Column("access_from", DateTime(timezone=True)),
    Column("access_until", DateTime(timezone=True)),
    Column("coach_from", DateTime(timezone=True)),
    Column("coach_until", DateTime(timezone=True)),
)

roster_members: Final = Table(
    "roster_members",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
)

mark_history: Final = Table(
    "mark_history",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("minutes", SmallInteger),
    Column("remark", Text, comment="The text in plain, until it is sealed"),
    Column("source", Text, nullable=False),
    Column("marked_by", Uuid, nullable=False),
    Column("marked_at", DateTime(timezone=True), nullable=False),
    Column("text_id", Uuid),
)

official_registers: Final = Table(
    "official_registers",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("register_version", Integer, nullable=False),
    Column("completion_event_id", Uuid, nullable=False),
    Column("locked_at", DateTime(timezone=True), nullable=False),
    Column("second_person", Boolean, nullable=False),
    Column("approvers", Text, nullable=False, comment="The roles that decide on amendments, by spaces"),
    Column(
        "unknown_version", BigInteger, comment="The version that the completion named, if it is above the register's"
    ),
)

official_marks: Final = Table(
    "official_marks",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("counts_as_present", Boolean, nullable=False),
    Column("weight_basis_points", SmallInteger, nullable=False),
    Column("billable", Boolean, nullable=False),
    Column("minutes", SmallInteger),
    Column("source", Text, nullable=False),
    Column("mark_version", Integer),
)

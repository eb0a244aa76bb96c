"""The tables of attendance, as migrations made them; constraints carry the invariants."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
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
)
"""One per session. `version` counts bulk changes of the marks; `sequence` counts this service's own events;
`coaches_sequence` and `roster_sequence` are the sessions service's versions that were applied last."""

roster_members: Final = Table(
    "roster_members",
    metadata,
    Column("session_id", Uuid, ForeignKey("registers.session_id"), primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
)
"""Who is on the roster of a register that is not locked."""

mark_history: Final = Table(
    "mark_history",
    metadata,
    Column("session_id", Uuid, ForeignKey("registers.session_id"), primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("code", Text, nullable=False),
    Column("minutes", SmallInteger),
    Column("remark", Text),
    Column("source", Text, nullable=False),
    Column("marked_by", Uuid, nullable=False),
    Column("marked_at", DateTime(timezone=True), nullable=False),
)
"""Every mark ever given, append-only: a learner's newest is the current one, the one before is what it replaced."""

official_registers: Final = Table(
    "official_registers",
    metadata,
    Column("session_id", Uuid, ForeignKey("registers.session_id"), primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("register_version", Integer, nullable=False),
    Column("completion_event_id", Uuid, nullable=False, unique=True),
    Column("locked_at", DateTime(timezone=True), nullable=False),
)
"""One per completed session, immutable. Its primary key makes locking twice impossible."""

official_marks: Final = Table(
    "official_marks",
    metadata,
    Column("session_id", Uuid, ForeignKey("official_registers.session_id"), primary_key=True),
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
"""One per learner of the frozen roster, immutable. `mark_version` leads to the mark in the history that was taken."""

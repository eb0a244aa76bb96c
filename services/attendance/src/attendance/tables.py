"""The tables of attendance, as the migrations make them. Their constraints keep the rules that must always hold."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

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
)
"""One row per session. `version` counts the bulk changes of marks. `sequence` counts this service's own events.
`coaches_sequence` and `roster_sequence` are the sequences of the newest session events that were applied. `voided_at`
is set once, when the session's completion is voided."""

roster_members: Final = Table(
    "roster_members",
    metadata,
    Column("session_id", Uuid, ForeignKey("registers.session_id"), primary_key=True),
    Column("person_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
)
"""The learners on the roster of a register that is not locked."""

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
"""All marks that were ever given, append-only. A learner's newest mark is the current one, and replaced the one
before."""

official_registers: Final = Table(
    "official_registers",
    metadata,
    Column("session_id", Uuid, ForeignKey("registers.session_id"), primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("register_version", Integer, nullable=False),
    Column("completion_event_id", Uuid, nullable=False, unique=True),
    Column("locked_at", DateTime(timezone=True), nullable=False),
    Column("second_person", Boolean, nullable=False),
)
"""One row per completed session, immutable. The primary key makes it impossible to lock a register twice.
`second_person` says whether somebody else than the proposer has to approve an amendment."""

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
"""One row per learner on the roster of the completion, immutable. `mark_version` is the version of the mark in
`mark_history` that became official."""

register_amendments: Final = Table(
    "register_amendments",
    metadata,
    Column("amendment_id", Uuid, primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("old_mark", JSONB, nullable=False),
    Column("new_mark", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", Uuid, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["session_id", "person_id"], ["official_marks.session_id", "official_marks.person_id"]),
    Index("register_amendments_by_session", "session_id", "amendment_id"),
)
"""Proposed amendments of locked registers, immutable: the mark that held at the proposal, and the proposed one. Both
have the form of contracts.attendance.Mark."""

register_amendment_decisions: Final = Table(
    "register_amendment_decisions",
    metadata,
    Column("amendment_id", Uuid, ForeignKey("register_amendments.amendment_id"), primary_key=True),
    Column("org_id", Uuid, nullable=False),
    Column("session_id", Uuid, ForeignKey("official_registers.session_id"), nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text),
    Column("decided_by", Uuid, nullable=False),
    Column("decided_at", DateTime(timezone=True), nullable=False),
    Column("sequence", BigInteger),
    UniqueConstraint("session_id", "sequence"),
)
"""The decisions on amendments, immutable. The primary key makes it impossible to decide twice. `sequence` is that of
the AttendanceAmended event of an approved amendment. The learner's amendment with the highest sequence holds."""

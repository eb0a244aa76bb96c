"""The rules of erasures, and what one is. No I/O."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

from contracts.sessions import PersonErased, TextWritten
from contracts.topics import DOWNSTREAM, HOUR_MS, TOPIC_OF

from sessions.erasure.errors import ErasureDecided, OwnErasureRequest

State = Literal["proposed", "approved", "rejected", "refused", "erasing", "erased"]
Decision = Literal["approved", "rejected"]
Reason = Literal["person_asked", "guardian_asked", "legal_order", "no_longer_needed", "other"]
"""Why somebody is erased. It is kept, so it must not name anybody; a note is sealed and can be erased too."""
REPLAYED: Final = "replayed"
"""The reason of an erasure that was published, and is known from its event only."""

SERVICES: Final = tuple(sorted(set(TOPIC_OF[PersonErased].consumers) - {DOWNSTREAM}))
"""The services that erase what they hold, and answer."""

TOMBSTONE_AGAIN_AFTER: Final = timedelta(milliseconds=TOPIC_OF[TextWritten].segment_ms or HOUR_MS)
"""When the tombstone of an erased text is sent again. Kafka compacts a file only when a newer one exists, and begins
one only with a new message. So the second tombstone makes it possible to remove the text from the first file."""

BACKUP_DAYS: Final = 35
"""How long backups are kept at most. Until then they have what was erased."""


class Tally(NamedTuple):
    """What one service erased, by kind, and what it keeps, by kind and reason."""

    erased: Mapping[str, int]
    kept: Mapping[tuple[str, str], int]


class Answer(NamedTuple):
    """The answer of one service. `erased_at` is None, and there is no tally, until it has answered."""

    service: str
    erased_at: datetime | None
    tally: Tally | None


class Erasure(NamedTuple):
    """An erasure of a person.

    `asked_by` is None for an operator. `decided_by` is None while it is proposed, and if nobody had to decide.
    `parts` says in how many things the person takes part, if it was refused for that.
    """

    erasure_id: UUID
    org_id: UUID
    person_id: UUID
    state: State
    reason: str
    note: str | None
    with_shared: bool
    asked_by: UUID | None
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    finished_at: datetime | None
    parts: int | None
    answers: tuple[Answer, ...]

    @property
    def decided_alone(self) -> bool:
        """Whether no second person decided. Nobody has decided on a proposed one."""
        return self.state != "proposed" and self.decided_by in {None, self.asked_by}


def check_decision(state: State, *, asked_by: UUID | None, by: UUID, decision: Decision) -> None:
    """Raise ErasureDecided unless an erasure waits for a decision, and OwnErasureRequest if one approves one's own."""
    if state != "proposed":
        raise ErasureDecided(state)
    if decision == "approved" and by == asked_by:
        raise OwnErasureRequest


def missing(answered: Collection[str]) -> list[str]:
    """Return the services that have not answered."""
    return [service for service in SERVICES if service not in answered]

"""The standing of a completed session: the values that hold now or held at an instant, and its correction records."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from contracts.transparency.records import AMENDMENT_RECORD, VOID_RECORD

from sessions.organisation.domain import Policy
from sessions.sealed.canonical import instant
from sessions.session.domain import Coach, Session
from sessions.words import AmendedField

CorrectedField = AmendedField | Literal["void"]
CorrectionState = Literal["proposed", "applied", "rejected"]
Outcome = Literal["applied", "rejected"]


class Values(NamedTuple):
    """All values that corrections can change, as they hold at one time."""

    logged_minutes: int
    coaches: tuple[Coach, ...]
    recap_sha256: str

    def as_json(self) -> dict[str, Any]:
        """Return the values in the form that records use."""
        return {
            "logged_minutes": self.logged_minutes,
            "coaches": shares_json(self.coaches),
            "recap_sha256": self.recap_sha256,
        }


class Decided(NamedTuple):
    """The decision about a proposal. `sequence` is the session's version that it made, or None if it was rejected."""

    outcome: Outcome
    by: UUID
    at: datetime
    sequence: int | None
    reason_id: UUID | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A proposed amendment or void, and the decision about it. `old` and `new` are the field's values as JSON."""

    amendment_id: UUID
    field: CorrectedField
    old: Any
    new: Any
    reason_sha256: bytes
    proposed_by: UUID
    proposed_at: datetime
    decided: Decided | None = None

    @property
    def state(self) -> CorrectionState:
        """Return whether it is proposed, applied or rejected."""
        return "proposed" if self.decided is None else self.decided.outcome

    @property
    def approved_by(self) -> UUID | None:
        """Return the second person who approved it, or None if there was none."""
        if self.decided is None or self.decided.outcome == "rejected" or self.decided.by == self.proposed_by:
            return None
        return self.decided.by

    @property
    def decided_alone(self) -> bool:
        """Return whether it was applied, and the person who proposed it is the only one who decided."""
        return self.state == "applied" and self.approved_by is None


@dataclass(frozen=True, slots=True)
class Standing:
    """A completed session at one time: its record, and the corrections that were applied by then, in order."""

    record: Mapping[str, Any]
    record_hash: bytes
    event_id: UUID
    completed_at: datetime
    applied: tuple[tuple[Correction, Decided], ...] = ()

    @property
    def original(self) -> Values:
        """Return the values of the completion record."""
        return Values(self.record["logged_minutes"], _coaches(self.record["coaches"]), self.record["recap_sha256"])

    @property
    def values(self) -> Values:
        """Return the values that hold. For a voided session, return the values that held until the void."""
        values = self.original
        for correction, _ in self.applied:
            values = with_value(values, correction.field, correction.new)
        return values

    @property
    def recap_id(self) -> UUID:
        """Return the id of the text of the current recap."""
        recaps = [correction.amendment_id for correction, _ in self.applied if correction.field == "recap"]
        return recaps[-1] if recaps else self.event_id

    @property
    def voided_at(self) -> datetime | None:
        """Return when the completion was voided, or None if it was not."""
        return next((decided.at for correction, decided in self.applied if correction.field == "void"), None)

    def as_of(self, at: datetime) -> "Standing | None":
        """Return the standing at an instant, or None if the session was completed later."""
        if at < self.completed_at:
            return None
        return replace(self, applied=tuple(one for one in self.applied if one[1].at <= at))


def value_of(values: Values, field: CorrectedField) -> Any:
    """Return one field of the values as JSON. For a void, return all of them."""
    document = values.as_json()
    return {
        "minutes": document["logged_minutes"],
        "recap": document["recap_sha256"],
        "coach_shares": document["coaches"],
        "void": document,
    }[field]


def with_value(values: Values, field: CorrectedField, value: Any) -> Values:
    """Return the values with a new value, given as JSON, for one field. A void changes none."""
    match field:
        case "minutes":
            return values._replace(logged_minutes=value)
        case "recap":
            return values._replace(recap_sha256=value)
        case "coach_shares":
            return values._replace(coaches=_coaches(value))
        case "void":
            return values


def correction_record(
    session: Session, standing: Standing, correction: Correction, decided: Decided, *, policy: Policy
) -> dict[str, Any]:
    """Return the record of an applied correction. It is stored permanently. `standing` is that before the correction.

    Free text enters only as a digest, as in completion records. `decided_alone` says the same as an `approved_by` of
    null does, for people who read the record. Older records lack it.
    """
    old, new = standing.values, with_value(standing.values, correction.field, correction.new)
    if correction.field == "void":
        about: dict[str, Any] = {"type": VOID_RECORD, "withdrawn": old.as_json()}
    else:
        about = {
            "type": AMENDMENT_RECORD,
            "field": correction.field,
            "old": old.as_json(),
            "new": new.as_json(),
            **({"recap_sha256": correction.new} if correction.field == "recap" else {}),
        }
    approved_by = correction.approved_by
    return {
        **about,
        "org_id": str(session.org_id),
        "session_id": str(session.session_id),
        "sequence": decided.sequence,
        "amendment_id": str(correction.amendment_id),
        "completed_sequence": standing.record["sequence"],
        "completion_hash": standing.record_hash.hex(),
        "reason_sha256": correction.reason_sha256.hex(),
        "proposed_by": str(correction.proposed_by),
        "proposed_at": instant(correction.proposed_at),
        "approved_by": None if approved_by is None else str(approved_by),
        "decided_alone": correction.decided_alone,
        "recorded_at": instant(decided.at),
        "policy_version": policy.version,
    }


def _coaches(shares: list[dict[str, Any]]) -> tuple[Coach, ...]:
    return tuple(Coach(UUID(share["person_id"]), share["share_basis_points"]) for share in shares)


def shares_json(coaches: tuple[Coach, ...]) -> list[dict[str, Any]]:
    """Return coaches and their shares in the form that records use."""
    return [{"person_id": str(coach.person_id), "share_basis_points": coach.share_basis_points} for coach in coaches]

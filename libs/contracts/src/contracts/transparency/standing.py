"""How a session stands by its events: what it was completed with, and what its corrections made of it."""

from datetime import datetime
from typing import NamedTuple

from contracts.sessions import CoachShare, CorrectableValues, SessionAmended, SessionCompleted, SessionVoided


class Corrected(NamedTuple):
    """What the corrections of a session say, so far. `sequence` is that of the newest one.

    `replaced` are the values that the first one replaced, and `amended` those that hold by the newest amendment.
    """

    sequence: int
    replaced: CorrectableValues
    amended: CorrectableValues | None
    amended_sequence: int
    voided_at: datetime | None

    @property
    def values(self) -> CorrectableValues:
        """Return the values that hold, or that held until the void."""
        return self.replaced if self.amended is None else self.amended


class Standing(NamedTuple):
    """A completed session as it stands: its completion, and its corrections, if it has any."""

    completion: SessionCompleted
    corrected: Corrected | None

    @property
    def logged_minutes(self) -> int:
        """Return the minutes that count."""
        return self.completion.logged_minutes if self.corrected is None else self.corrected.values.logged_minutes

    @property
    def coaches(self) -> tuple[CoachShare, ...]:
        """Return the coaches and the shares that count."""
        return self.completion.coaches if self.corrected is None else self.corrected.values.coaches

    @property
    def voided_at(self) -> datetime | None:
        """Return when the completion was voided, or None."""
        return None if self.corrected is None else self.corrected.voided_at

    def faults(self) -> list[str]:
        """Return what the first correction says of the completion that the completion does not say itself."""
        if self.corrected is None or _same(self.corrected.replaced, self.completion):
            return []
        return ["its first correction replaces other values than those of the completion"]


def after_correction(
    before: Corrected | None, event: SessionAmended | SessionVoided
) -> tuple[Corrected | None, list[str]]:
    """Return what the corrections say after one more, and what is wrong with it. A repetition changes nothing."""
    if before is not None and event.sequence <= before.sequence:
        return before, []
    replaced = event.old if isinstance(event, SessionAmended) else event.withdrawn
    faults = []
    if before is not None and before.voided_at is not None:
        faults.append("it corrects a session that was voided before")
    if before is not None and before.values != replaced:
        faults.append("it replaces other values than those that held before it")
    first = replaced if before is None else before.replaced
    if isinstance(event, SessionAmended):
        return Corrected(event.sequence, first, event.new, event.sequence, None), faults
    amended, at = (None, 0) if before is None else (before.amended, before.amended_sequence)
    return Corrected(event.sequence, first, amended, at, event.voided_at), faults


def _same(values: CorrectableValues, completion: SessionCompleted) -> bool:
    return (values.logged_minutes, values.coaches) == (completion.logged_minutes, completion.coaches)

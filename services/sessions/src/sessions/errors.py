"""Errors that several nouns raise."""

from chassis.errors import Conflict, FieldError, StaleVersion, Unprocessable


class NameTaken(Conflict):
    """A name, username or code that must be unique in the organisation is in use."""

    slug, title = "name-taken", "The name is in use"


class ExternalIdTaken(Conflict):
    """Another entry of the kind, or another session, has the id of the other system."""

    slug, title = "external-id-taken", "The external_id is in use"

    def __init__(self, noun: str, external_id: object = None) -> None:
        """Take the word for what has it, and the id, if only one was given."""
        which = "an external_id of this request" if external_id is None else f"the external_id {external_id!r}"
        super().__init__(
            f"Another {noun} has {which}. Each stands for one {noun}, so correct it, or remove it from the other "
            f"{noun} first.",
            errors=[FieldError("/external_id", "is in use")],
        )


def spelt(value: object, existing: object = None) -> str:
    """Return a name that is in use as a message shows it: as it is spelt there, and how the request spells it."""
    return repr(value) if existing in (None, value) else f"{existing!r}, which is another spelling of {value!r}"


class AnotherVersion(StaleVersion):
    """The caller has read another version than the current one."""

    def __init__(self, noun: str, *, current: int, expected: frozenset[int]) -> None:
        """Take the word for what has changed, its version, and the versions that the caller expects."""
        super().__init__(
            f"The {noun} is at version {current}, but If-Match says {' or '.join(map(str, sorted(expected)))}. Read it "
            "again, then change it."
        )


def check_version(noun: str, current: int, *, expected: frozenset[int] | None) -> None:
    """Raise StaleVersion if the current version is none of those that the caller expects. None expects nothing."""
    if expected is not None and current not in expected:
        raise AnotherVersion(noun, current=current, expected=expected)


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that do not exist or cannot be used for this."""

    slug, title = "unknown-reference", "The request names something that cannot be used"


class InvalidSchedule(Unprocessable):
    """A date, window or zone of the schedule is not valid."""

    slug, title = "invalid-schedule", "The schedule is not valid"


class ReasonMissing(Unprocessable):
    """A decision that others must be able to understand later has no reason."""

    slug, title = "reason-missing", "A reason is needed"

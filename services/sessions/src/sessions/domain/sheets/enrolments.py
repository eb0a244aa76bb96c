"""Files that enrol people in sessions, or take them out."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from contracts.sessions import Acceptance

from sessions.domain import texts
from sessions.domain.sheets.cells import Row, named
from sessions.domain.sheets.columns import Columns, Kind
from sessions.domain.sheets.mistakes import Mistake

Action = Literal["add", "remove"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
ACCEPTANCES: Final[tuple[Acceptance, ...]] = get_args(Acceptance)

ENROLMENTS: Final[Kind] = (Columns(("SessionName", "Username"), ("Action", "Acceptance")),)
SESSION_ENROLMENTS: Final[Kind] = (Columns(("Username",), ("SessionName", "Action", "Acceptance")),)
"""For a request that names the session, as Chamilo's file of a session's users does: it has only usernames."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A change of a roster in a file. `name` is the username; an acceptance of None was not given."""

    line: int
    name: str
    session: str
    action: Action
    acceptance: Acceptance | None


def enrolment_row(row: Row, *, session: str | None) -> EnrolmentRow:
    """Return the change in a row, or raise Mistake. A session that the request names is that of every row."""
    named_here = row.text("SessionName", maximum=texts.SESSION_NAME_MAX, minimum=0 if session is not None else 1)
    if session is not None and named_here not in ("", session.strip()):
        raise Mistake("SessionName", f"{named_here!r} is not {session!r}, which the request names; send it there")
    action = row.cell("Action").lower() or "add"
    if action not in ACTIONS:
        raise Mistake("Action", f"{named(action)} is not one of {', '.join(ACTIONS)}")
    acceptance = row.cell("Acceptance").lower()
    if acceptance and action == "remove":
        raise Mistake("Acceptance", "says something about somebody who is removed; leave it empty")
    if acceptance and acceptance not in ACCEPTANCES:
        raise Mistake("Acceptance", f"{named(acceptance)} is not one of {', '.join(ACCEPTANCES)}")
    return EnrolmentRow(
        line=row.line,
        name=row.username("Username"),
        session=named_here if session is None else session,
        action=action,
        acceptance=acceptance or None,
    )

"""Files that enrol learners in sessions or remove them."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from sessions import texts
from sessions.imports.sheets.cells import Row, named
from sessions.imports.sheets.columns import Columns, Layouts
from sessions.imports.sheets.mistakes import Mistake
from sessions.words import Acceptance

Action = Literal["add", "remove"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
ACCEPTANCES: Final[tuple[Acceptance, ...]] = get_args(Acceptance)

ENROLMENTS: Final[Layouts] = (Columns(("SessionName", "Username"), ("Action", "Acceptance")),)
SESSION_ENROLMENTS: Final[Layouts] = (Columns(("Username",), ("SessionName", "Action", "Acceptance")),)
"""The layout if the request names the session. Chamilo's file of a session's users has only usernames."""


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A change of a roster in a file. `name` is the username. An acceptance of None means that none was given."""

    line: int
    name: str
    session: str
    action: Action
    acceptance: Acceptance | None


def enrolment_row(row: Row, *, session: str | None) -> EnrolmentRow:
    """Return the change in a row. Raises Mistake. A row that names no session is for `session`, if there is one."""
    named_here = row.text("SessionName", maximum=texts.SESSION_NAME_MAX, minimum=0 if session is not None else 1)
    action = row.cell("Action").lower() or "add"
    if action not in ACTIONS:
        raise Mistake("Action", f"{named(action)} is not one of {', '.join(ACTIONS)}")
    acceptance = row.cell("Acceptance").lower()
    if acceptance and action == "remove":
        raise Mistake("Acceptance", "must be empty, because the row removes the learner")
    if acceptance and acceptance not in ACCEPTANCES:
        raise Mistake("Acceptance", f"{named(acceptance)} is not one of {', '.join(ACCEPTANCES)}")
    return EnrolmentRow(
        line=row.line,
        name=row.username("Username"),
        session=named_here or session or "",
        action=action,
        acceptance=acceptance or None,
    )

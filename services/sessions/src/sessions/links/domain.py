"""What a link is, which addresses it may have, who may write it, and when the address of a call is shown."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple, get_args
from uuid import UUID

from sessions.links.errors import CallInCancelled, CallInCompleted, CallLinkExists, NotAWriter, TooManyLinks
from sessions.session.domain import Session, State
from sessions.session.schedule import Window

LinkKind = Literal["call", "material"]
"""call: where the online call takes place. material: anything else that belongs to it."""
OwnerKind = Literal["session", "batch", "course"]
"""To what a link belongs. The table has a column `<kind>_id` for each."""
Source = Literal["session", "batch", "run", "course"]
"""From what a session gets a link. It is a list of its own, because a course run is a session too."""
OWNER_KINDS: Final[tuple[OwnerKind, ...]] = get_args(OwnerKind)

TITLE_MAX: Final = 150
URL_MAX: Final = 2_000
LINKS_MAX: Final = 20
"""The most links of one session, one batch or one course."""
CALL_SHOWN_BEFORE: Final = timedelta(hours=1)
"""How long before the planned start calendars begin to show the address of the call."""

_SCHEME: Final = "https://"
_LABEL: Final = r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?"
URL_PATTERN: Final = (
    rf"^{_SCHEME}({_LABEL}(\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?"
    r"([/?#][A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*)?$"
)
"""An address by https with a host, in the characters of RFC 3986 alone. It has no user name and no password.

Browsers read a backslash as a slash, and some programs hide other characters. So none of them is allowed.
"""
_OTHER_CHARACTER: Final = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]")


class Owner(NamedTuple):
    """The session, batch or course to which a link belongs."""

    kind: OwnerKind
    owner_id: UUID


class NewLink(NamedTuple):
    """The link that a request asks for."""

    kind: LinkKind
    title: str
    url: str


class Link(NamedTuple):
    """A link, to what it belongs, and who added it when."""

    link_id: UUID
    of: Source
    owner_id: UUID
    kind: LinkKind
    title: str
    url: str
    created_by: UUID
    created_at: datetime


def url_fault(value: str) -> str | None:
    """Return what is wrong with the address of a link, or None."""
    if not value.startswith(_SCHEME):
        return f"must begin with {_SCHEME}"
    if other := _OTHER_CHARACTER.search(value):
        return (
            f"contains the character U+{ord(other[0]):04X} at place {other.start() + 1}, which no address has; write "
            "it with percent signs, or a host in its form with xn--"
        )
    if len(value) > URL_MAX:
        return f"has {len(value)} characters; at most {URL_MAX} are allowed"
    if "@" in re.split("[/?#]", value.removeprefix(_SCHEME), maxsplit=1)[0]:
        return "must not have a user name or a password; leave out all before the @"
    if not re.fullmatch(URL_PATTERN, value):
        return f"must name a host, as in {_SCHEME}meet.example.org/algebra"
    return None


def check_writer(session: Session, *, by: UUID, is_admin: bool) -> None:
    """Raise NotTheCoach unless the person may add and remove links of the session: its own coaches, and admins."""
    if not is_admin and not session.is_coach(by):
        raise NotAWriter


def check_call(state: State) -> None:
    """Raise AlreadyCompleted or AlreadyCancelled if a session in this state gets no link to a call any more.

    It still gets links to material: they are no part of what happened.
    """
    if state == "completed":
        raise CallInCompleted
    if state == "cancelled":
        raise CallInCancelled


def check_room(present: Sequence[LinkKind], *, owner: OwnerKind, adding: LinkKind) -> None:
    """Raise CallLinkExists or TooManyLinks if an owner with links of these kinds cannot have this one too."""
    if adding == "call" and "call" in present:
        raise CallLinkExists(owner)
    if len(present) >= LINKS_MAX:
        raise TooManyLinks(owner, most=LINKS_MAX)


def is_call_shown(state: State, schedule: Window, *, now: datetime) -> bool:
    """Return whether calendars show the address of a session's call now: an hour before its start until its end.

    A session without a schedule is in no calendar, and the call of a cancelled one does not take place.
    """
    if state == "cancelled" or schedule.starts_at is None:
        return False
    return Window(schedule.starts_at - CALL_SHOWN_BEFORE, schedule.ends_at).contains(now)

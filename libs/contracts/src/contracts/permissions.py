"""Who may call what: every route of every service, with the roles that may call it and how far each one reaches.

All services enforce this table before they do anything else (`chassis.http.permissions`), and the tests try each route
with each role. A role that a route does not name is refused with 403. An API with a route that the table does not name
does not start.

`all`: the role reaches everything of its organisation. `own`: it reaches only what the person has a part in: sessions
that they coach, learn in, or are a guardian of a learner in, and what is about themselves. For anything else the answer
is 404, as if it did not exist. What a person sees of a session also depends on its windows and its visibility.

A route that names `admin` is open to every admin. A route that names `support` or `finance` and not `admin` is open to
an admin only as long as the organisation does not separate this duty (`contracts.roles`).

A route that names `service` has a scope too. A token reaches it by the role `service` only if it has this scope.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, Literal, NamedTuple, get_args

from contracts.roles import Role

Reach = Literal["all", "own"]
Scope = Literal[
    "organisation:read",
    "people:read",
    "sessions:read",
    "recaps:read",
    "records:read",
    "presence:write",
    "calendar:write",
    "log:read",
]
"""What a token of a service may be for: a noun and a verb."""
SCOPES: Final[frozenset[str]] = frozenset(get_args(Scope))


class Rule(NamedTuple):
    """The roles that may call a route."""

    all: frozenset[Role]
    """The roles that reach everything of their organisation."""
    own: frozenset[Role]
    """The roles that reach what the person has a part in."""
    scope: Scope | None = None
    """The scope that the role service needs. A route without one is closed to it."""

    def reach(self, roles: Collection[str], scopes: Collection[str] = ()) -> Reach | None:
        """Return how far a caller with these roles and scopes reaches, or None if they may not call the route."""
        counting = set(roles) if self.scope in scopes else set(roles) - {"service"}
        if not self.all.isdisjoint(counting):
            return "all"
        return "own" if not self.own.isdisjoint(counting) else None

    def lacks_scope(self, roles: Collection[str], scopes: Collection[str]) -> bool:
        """Return whether the caller is a service that may call the route, and whose token lacks its scope."""
        return "service" in roles and self.scope is not None and self.scope not in scopes


def _rule(*, everything: Iterable[Role] = (), own: Iterable[Role] = (), scope: Scope | None = None) -> Rule:
    return Rule(frozenset(everything), frozenset(own), scope)


_EVERYBODY: Final[tuple[Role, ...]] = (
    *("admin", "coach", "learner", "guardian"),
    *("support", "finance", "auditor", "service"),
)
_TAKING_PART: Final[tuple[Role, ...]] = ("coach", "learner", "guardian")
_STAFF: Final[tuple[Role, ...]] = ("admin", "support", "auditor")
_OFFICE: Final[tuple[Role, ...]] = ("admin", "support", "finance", "auditor")
_MONEY: Final[tuple[Role, ...]] = ("finance", "auditor")  # and admins, who are finance too

_ADMINS: Final = _rule(everything=("admin",))
_IMPORTS: Final = _rule(everything=_STAFF)
_OF_A_SESSION: Final = _rule(everything=(*_STAFF, "service"), own=_TAKING_PART, scope="sessions:read")
_TEXTS: Final = _OF_A_SESSION._replace(scope="recaps:read")
_BATCHES: Final = _rule(everything=(*_STAFF, "service"), own=("coach",), scope="sessions:read")
_PLANNED_BY: Final = _rule(everything=("admin",), own=("coach",))  # the policy says whether coaches plan
_ANSWERED_BY: Final = _rule(everything=("admin",), own=("learner", "guardian"))
_RECORDS: Final = _rule(everything=(*_OFFICE, "service"), own=_TAKING_PART, scope="records:read")
_BY_ITS_COACHES: Final = _rule(everything=_STAFF, own=("coach",))
_IN_A_CALL: Final = _rule(everything=("admin", "support", "service"), own=("coach", "learner"), scope="presence:write")
_LINKED_BY: Final = _rule(everything=("admin",), own=("coach",))
_CORRECTED_BY: Final = _rule(everything=("admin", "support"), own=("coach",))
_DECIDED_BY: Final = _rule(everything=("admin", "support"))  # of these, the policy names who decides


def _of_the_organisation(scope: Scope) -> Rule:
    return _rule(everything=_EVERYBODY, scope=scope)


def _of_oneself(scope: Scope) -> Rule:
    return _rule(own=_EVERYBODY, scope=scope)


SEES_PAY: Final[frozenset[str]] = frozenset(_MONEY)
"""The roles that see what everybody earns, wherever it is shown: an admin as finance. A coach sees their own part."""

WITHOUT_TOKEN: Final[frozenset[str]] = frozenset(
    {
        # their address has a secret, which says whose they are
        "GET /v1/me/calendar.ics",
        "POST /v1/call-events/{hook_key}",
        # they take a token of the token provider, and the second one the secret of an invitation too
        "POST /v1/token",
        "POST /v1/accounts/open",
        # public keys
        "GET /v1/token/keys",
    }
)
"""Routes without an access token."""

PERMISSIONS: Final[Mapping[str, Rule]] = {
    # sessions: the organisation
    "GET /v1/organisation": _of_the_organisation("organisation:read"),
    "PUT /v1/organisation": _ADMINS,
    "GET /v1/policy": _of_the_organisation("organisation:read"),
    "PUT /v1/policy": _ADMINS,
    "GET /v1/policy/versions": _of_the_organisation("organisation:read"),
    "GET /v1/policy/presets": _of_the_organisation("organisation:read"),
    "POST /v1/organisation/call-hook": _ADMINS,
    "DELETE /v1/organisation/call-hook": _ADMINS,
    # sessions: the catalogue
    "POST /v1/people": _ADMINS,
    "GET /v1/people": _rule(everything=_OFFICE, own=_TAKING_PART),
    "GET /v1/people/{person_id}": _rule(everything=_OFFICE, own=(*_TAKING_PART, "service"), scope="people:read"),
    "PATCH /v1/people/{person_id}": _ADMINS,
    "POST /v1/people/{person_id}/erasure": _ADMINS,
    "POST /v1/accounts/invitations": _ADMINS,
    "GET /v1/accounts/invitations": _rule(everything=_STAFF),
    "GET /v1/accounts": _rule(everything=_STAFF),
    "GET /v1/accounts/{person_id}": _rule(everything=_STAFF),
    "POST /v1/accounts/{person_id}/unlink": _ADMINS,
    "DELETE /v1/accounts/{person_id}/invitation": _ADMINS,
    "GET /v1/erasures": _rule(everything=("admin", "auditor")),
    "GET /v1/erasures/{erasure_id}": _rule(everything=("admin", "auditor")),
    "POST /v1/erasures/{erasure_id}/approve": _ADMINS,
    "POST /v1/erasures/{erasure_id}/reject": _ADMINS,
    "GET /v1/people/{person_id}/guardians": _rule(everything=_STAFF, own=("coach", "learner")),
    "PUT /v1/people/{person_id}/guardians/{guardian_id}": _ADMINS,
    "DELETE /v1/people/{person_id}/guardians/{guardian_id}": _ADMINS,
    "POST /v1/courses": _ADMINS,
    "GET /v1/courses": _rule(everything=(*_OFFICE, *_TAKING_PART)),
    "GET /v1/courses/{course_id}": _rule(everything=(*_OFFICE, *_TAKING_PART)),
    "POST /v1/courses/{course_id}/links": _ADMINS,
    "GET /v1/courses/{course_id}/links": _rule(everything=(*_STAFF, "coach")),
    "DELETE /v1/courses/{course_id}/links/{link_id}": _ADMINS,
    "PATCH /v1/courses/{course_id}": _ADMINS,
    "DELETE /v1/courses/{course_id}": _ADMINS,
    "POST /v1/categories": _ADMINS,
    "GET /v1/categories": _rule(everything=(*_OFFICE, *_TAKING_PART)),
    "PATCH /v1/categories/{category_id}": _ADMINS,
    "DELETE /v1/categories/{category_id}": _ADMINS,
    "POST /v1/classes": _ADMINS,
    "GET /v1/classes": _rule(everything=(*_STAFF, "coach")),
    "GET /v1/classes/{class_id}": _rule(everything=(*_STAFF, "coach")),
    "PATCH /v1/classes/{class_id}": _ADMINS,
    "POST /v1/classes/{class_id}/members": _ADMINS,
    "POST /v1/classes/{class_id}/coaches": _ADMINS,
    "DELETE /v1/classes/{class_id}": _ADMINS,
    "POST /v1/rooms": _ADMINS,
    "GET /v1/rooms": _rule(everything=(*_STAFF, "coach")),
    "GET /v1/rooms/{room_id}": _rule(everything=(*_STAFF, "coach")),
    "PATCH /v1/rooms/{room_id}": _ADMINS,
    "DELETE /v1/rooms/{room_id}": _ADMINS,
    # sessions: files
    "POST /v1/imports/people": _ADMINS,
    "POST /v1/imports/courses": _ADMINS,
    "POST /v1/imports/classes": _ADMINS,
    "POST /v1/imports/sessions": _ADMINS,
    "POST /v1/imports/enrolments": _ADMINS,
    "GET /v1/imports": _IMPORTS,
    "GET /v1/imports/{import_id}": _IMPORTS,
    "GET /v1/imports/{import_id}/rows": _IMPORTS,
    "GET /v1/sessions/export": _rule(everything=_STAFF),
    # sessions: planning
    "POST /v1/batches": _PLANNED_BY,
    "GET /v1/batches": _BATCHES,
    "GET /v1/batches/{batch_id}": _BATCHES,
    "GET /v1/batches/{batch_id}/sessions": _BY_ITS_COACHES,
    "POST /v1/batches/{batch_id}/links": _LINKED_BY,
    "GET /v1/batches/{batch_id}/links": _BY_ITS_COACHES,
    "DELETE /v1/batches/{batch_id}/links/{link_id}": _LINKED_BY,
    "PATCH /v1/batches/{batch_id}": _PLANNED_BY,
    "POST /v1/batches/{batch_id}/roster": _PLANNED_BY,
    "POST /v1/batches/{batch_id}/acceptance": _ANSWERED_BY,
    "POST /v1/batches/{batch_id}/end": _PLANNED_BY,
    "POST /v1/sessions": _PLANNED_BY,
    "PATCH /v1/sessions/{session_id}": _PLANNED_BY,
    "POST /v1/sessions/{session_id}/copy": _ADMINS,
    "POST /v1/sessions/{session_id}/courses": _PLANNED_BY,
    "POST /v1/sessions/{session_id}/courses/{course_id}/coaches": _ADMINS,
    "POST /v1/sessions/{session_id}/roster": _PLANNED_BY,
    "POST /v1/sessions/{session_id}/acceptance": _ANSWERED_BY,
    "POST /v1/sessions/{session_id}/cancel": _PLANNED_BY,
    # sessions: one session
    "GET /v1/sessions": _OF_A_SESSION,
    "GET /v1/sessions/{session_id}": _OF_A_SESSION,
    "GET /v1/sessions/{session_id}/history": _BY_ITS_COACHES,
    "GET /v1/sessions/{session_id}/tracking": _BY_ITS_COACHES,
    "POST /v1/sessions/{session_id}/start": _rule(everything=("admin",), own=("coach",)),
    "POST /v1/sessions/{session_id}/presence": _IN_A_CALL,
    "POST /v1/sessions/{session_id}/leave": _IN_A_CALL,
    "POST /v1/sessions/{session_id}/complete": _rule(everything=("admin", "support"), own=("coach",)),
    "GET /v1/sessions/{session_id}/ending": _BY_ITS_COACHES,
    "GET /v1/sessions/{session_id}/record": _RECORDS,
    "GET /v1/sessions/{session_id}/recap": _TEXTS,
    "POST /v1/sessions/{session_id}/notes": _rule(everything=("admin", "support"), own=("coach",)),
    "GET /v1/sessions/{session_id}/notes": _rule(everything=_STAFF, own=_TAKING_PART),
    "POST /v1/sessions/{session_id}/links": _LINKED_BY,
    "GET /v1/sessions/{session_id}/links": _rule(everything=_STAFF, own=_TAKING_PART),
    "DELETE /v1/sessions/{session_id}/links/{link_id}": _LINKED_BY,
    "POST /v1/sessions/{session_id}/substitutes": _rule(own=("coach",)),
    "GET /v1/substitutes": _BY_ITS_COACHES,
    "POST /v1/substitutes/{proposal_id}/confirm": _ADMINS,
    "POST /v1/substitutes/{proposal_id}/reject": _rule(everything=("admin",), own=("coach",)),
    "GET /v1/amendments": _BY_ITS_COACHES,
    "POST /v1/sessions/{session_id}/amendments": _CORRECTED_BY,
    "GET /v1/sessions/{session_id}/amendments": _BY_ITS_COACHES,
    "POST /v1/sessions/{session_id}/amendments/{amendment_id}/approve": _DECIDED_BY,
    "POST /v1/sessions/{session_id}/amendments/{amendment_id}/reject": _CORRECTED_BY,
    "POST /v1/sessions/{session_id}/void": _CORRECTED_BY,
    "GET /v1/sessions/{session_id}/proof": _TEXTS,  # a proof has the texts of the record
    "POST /v1/sessions/{session_id}/help": _rule(own=("coach",)),
    "GET /v1/help": _BY_ITS_COACHES,
    "GET /v1/help/{help_id}": _BY_ITS_COACHES,
    "POST /v1/help/{help_id}/complete": _DECIDED_BY,
    "POST /v1/help/{help_id}/question": _DECIDED_BY,
    "POST /v1/help/{help_id}/close": _CORRECTED_BY,
    # sessions: one's own
    "GET /v1/me": _of_oneself("people:read"),
    "GET /v1/me/learners": _rule(own=("coach",)),
    "GET /v1/me/colleagues": _rule(own=("coach",)),
    "GET /v1/me/sessions": _of_oneself("sessions:read"),
    "GET /v1/me/unlogged": _of_oneself("sessions:read"),
    "POST /v1/me/calendar": _of_oneself("calendar:write"),
    "GET /v1/me/calendar": _of_oneself("calendar:write"),
    "DELETE /v1/me/calendar": _of_oneself("calendar:write"),
    # sessions: the log
    "GET /v1/log/key": _of_the_organisation("log:read"),
    "GET /v1/log/checkpoint": _of_the_organisation("log:read"),
    "GET /v1/log/consistency": _of_the_organisation("log:read"),
    # attendance
    "GET /v1/attendance/registers/{session_id}": _rule(everything=_STAFF, own=_TAKING_PART),
    "GET /v1/attendance/registers/{session_id}/history": _BY_ITS_COACHES,
    "POST /v1/attendance/registers/{session_id}/marks": _rule(everything=("admin",), own=("coach",)),
    "GET /v1/attendance/registers/{session_id}/amendments": _BY_ITS_COACHES,
    "POST /v1/attendance/registers/{session_id}/amendments": _CORRECTED_BY,
    "POST /v1/attendance/registers/{session_id}/amendments/{amendment_id}/approve": _DECIDED_BY,
    "POST /v1/attendance/registers/{session_id}/amendments/{amendment_id}/reject": _CORRECTED_BY,
    # payouts
    "GET /v1/payouts/coaches/{coach_id}/balance": _rule(everything=_MONEY, own=("coach",)),
    "GET /v1/payouts/coaches/{coach_id}/earnings": _rule(everything=_MONEY, own=("coach",)),
    "GET /v1/payouts/unrated": _rule(everything=_MONEY),
    "POST /v1/payouts/rates": _rule(everything=("finance",)),
    "POST /v1/payouts/rates/{rate_id}/end": _rule(everything=("finance",)),
    "GET /v1/payouts/rates": _rule(everything=_MONEY),
    # reports
    "GET /v1/reports/sessions/{session_id}/effects": _rule(everything=_OFFICE, own=("coach",)),
    "GET /v1/reports/effects": _rule(everything=_OFFICE, own=("coach",)),
    "GET /v1/reports/effects/summary": _rule(everything=_OFFICE, own=("coach",)),
    "GET /v1/reports/insight-inputs/{subject_type}/{subject_id}": _BY_ITS_COACHES,
}

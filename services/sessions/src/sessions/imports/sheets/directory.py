"""Files of people, courses and classes, with our own columns or Chamilo's."""

from dataclasses import dataclass
from typing import Any, Final

from sessions import texts
from sessions.catalogue.domain import MEMBERS_MAX, PERSON_ROLES, PersonRole
from sessions.imports.sheets.cells import CLASS_NAME_RULE, CODE_RULE, EMAIL_RULE, EXTERNAL_ID, Row, named
from sessions.imports.sheets.columns import Columns, Layouts
from sessions.imports.sheets.mistakes import Mistake
from sessions.languages import to_language
from sessions.times import is_zone

_EXTERNAL_ID: Final = (("ExternalId", EXTERNAL_ID),)

# Chamilo writes names of languages, such as english or czech2, and not tags. So its column is left out.
PEOPLE: Final[Layouts] = (
    Columns(("username", "name", "role"), ("email", "language", "zone", EXTERNAL_ID), aliases=_EXTERNAL_ID),
    Columns(
        ("UserName", "LastName", "FirstName"),
        ("Email", "Status", "zone", EXTERNAL_ID),
        (
            "UserId",
            "Password",
            "AuthSource",
            "OfficialCode",
            "PhoneNumber",
            "Phone",
            "Language",
            "ExpiryDate",
            "Redirection",
            "Courses",
            "Sessions",
            "ClassId",
            "ClassName",
        ),
        aliases=_EXTERNAL_ID,
    ),
)
COURSES: Final[Layouts] = (
    Columns(("code", "title"), ("category", EXTERNAL_ID), aliases=_EXTERNAL_ID),
    Columns(
        ("code", "title"),
        ("CourseCategory", EXTERNAL_ID),
        ("CourseCategoryName", "Teacher", "Language"),
        aliases=_EXTERNAL_ID,
    ),
)
_CLASS_NAMES: Final = (("title", "name"), ("ClassName", "name"))
CLASSES: Final[Layouts] = (
    # The last two are of Chamilo's file of users of classes, which has a row for each member.
    Columns(
        ("name",),
        ("description", "members", EXTERNAL_ID),
        aliases=(*_CLASS_NAMES, ("UserName", "members"), *_EXTERNAL_ID),
    ),
    Columns(("name",), ("description", "users", EXTERNAL_ID), aliases=(*_CLASS_NAMES, *_EXTERNAL_ID)),
)

_CHAMILO_ROLES: Final[dict[str, PersonRole]] = {
    "user": "learner",
    "student": "learner",
    "5": "learner",
    "teacher": "coach",
    "1": "coach",
}
_CHAMILO_OTHERS = ("drh", "4", "sessionadmin", "3", "anonymous", "6")
"""Chamilo's roles that may do more or less than each of ours. The sender of the file must choose one of ours."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a file. `given` says which values from the role on the file gives. By default they are a learner."""

    line: int
    name: str
    username: str
    role: PersonRole
    email: str | None
    language: str | None
    zone: str | None
    external_id: str | None
    given: frozenset[str]

    @property
    def key(self) -> str:
        """Return the username."""
        return self.username


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in a file. `name` is its title. `given` says whether the file has categories."""

    line: int
    name: str
    code: str
    category: str | None
    external_id: str | None
    given: frozenset[str]

    @property
    def key(self) -> str:
        """Return the code."""
        return self.code


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class in a file. `members` are usernames. `given` says which of description and members the file has."""

    line: int
    name: str
    description: str
    members: tuple[str, ...]
    external_id: str | None
    given: frozenset[str]

    @property
    def key(self) -> str:
        """Return the name."""
        return self.name


def person_row(row: Row) -> PersonRow:
    """Return the person in a row. Raises Mistake."""
    is_chamilo = "LastName" in row.cells
    role = _chamilo_role(row) if is_chamilo else _role(row)
    values: dict[str, Any] = {
        "role": role,
        "email": _email(row, "Email" if is_chamilo else "email"),
        "language": _language(row),
        "zone": _zone(row),
        "external_id": row.external_id(),
    }
    return PersonRow(
        line=row.line,
        name=_full_name(row) if is_chamilo else row.text("name", maximum=texts.NAME_MAX),
        username=row.username("UserName" if is_chamilo else "username"),
        **{**values, "role": role or "learner"},
        given=frozenset(name for name, value in values.items() if value),
    )


def _language(row: Row) -> str | None:
    written = row.cell("language")
    tag = to_language(written)
    if written and tag is None:
        raise Mistake("language", f"{named(written)} is not a language tag (BCP 47) such as en, pt-BR or zh-Hant")
    return tag


def _zone(row: Row) -> str | None:
    zone = row.cell("zone")
    if zone and not is_zone(zone):
        raise Mistake("zone", f"{named(zone)} is not an IANA time zone like Europe/Prague or UTC")
    return zone or None


def _role(row: Row) -> PersonRole:
    role = row.text("role", maximum=texts.NAME_MAX).lower()
    if role not in PERSON_ROLES:
        raise Mistake("role", f"{named(role)} is not one of {', '.join(PERSON_ROLES)}")
    return role


def _chamilo_role(row: Row) -> PersonRole | None:
    status = row.cell("Status").lower()
    if not status:
        return None
    if status in _CHAMILO_ROLES:
        return _CHAMILO_ROLES[status]
    if status not in PERSON_ROLES:
        reason = "has no equivalent role here" if status in _CHAMILO_OTHERS else "is not known"
        raise Mistake("Status", f"{named(status)} {reason}; write one of {', '.join(PERSON_ROLES)}")
    return status


def _full_name(row: Row) -> str:
    parts = [row.text(column, maximum=texts.NAME_MAX) for column in ("FirstName", "LastName")]
    name = texts.to_name(" ".join(parts))
    if fault := texts.text_fault(name, maximum=texts.NAME_MAX, is_name=True):
        raise Mistake("LastName", f"together with FirstName {fault}")
    return name


def _email(row: Row, column: str) -> str | None:
    if not row.cell(column):
        return None
    return row.text(column, maximum=texts.EMAIL_MAX, pattern=texts.EMAIL_PATTERN, rule=EMAIL_RULE)


def course_row(row: Row) -> CourseRow:
    """Return the course in a row. Raises Mistake."""
    column = "CourseCategory" if "CourseCategory" in row.cells else "category"
    row.check_not_rewritten("code")
    return CourseRow(
        line=row.line,
        name=row.text("title", maximum=texts.NAME_MAX),
        code=row.text("code", maximum=texts.CODE_MAX, pattern=texts.USERNAME_PATTERN, rule=CODE_RULE),
        category=row.text(column, maximum=texts.CATEGORY_MAX, minimum=0) or None,
        external_id=row.external_id(),
        given=frozenset({"category"} if column in row.cells else ()),
    )


def class_row(row: Row) -> ClassRow:
    """Return the class in a row. Raises Mistake. Chamilo's files have commas between users."""
    members = row.usernames("members", limit=MEMBERS_MAX) or row.usernames("users", limit=MEMBERS_MAX, separators=",|")
    given = {"members" if column in ("members", "users") else column for column in row.cells}
    return ClassRow(
        line=row.line,
        name=row.text("name", maximum=texts.NAME_MAX, pattern=texts.CLASS_NAME_PATTERN, rule=CLASS_NAME_RULE),
        description=row.prose("description", maximum=texts.DESCRIPTION_MAX),
        members=members,
        external_id=row.external_id(),
        given=frozenset(given & {"description", "members"}),
    )

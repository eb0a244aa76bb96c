"""Types of fields that several bodies of sessions share: its names, its texts and its people."""

import re
from datetime import date, timedelta
from typing import Annotated, Final, NamedTuple

from chassis.http.fields import Body, Instant, PersonId
from chassis.http.lookups import texts_in
from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM
from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, NaiveDatetime

from sessions import texts
from sessions.languages import to_language
from sessions.times import is_zone


class Form(NamedTuple):
    """The form of a text: a regular expression, and what it asks for in words."""

    pattern: str
    rule: str


def checked(maximum: int, *, minimum: int = 1, form: Form | None = None, is_name: bool = False) -> AfterValidator:
    """Return the validator of a text (see texts.text_fault). A name is put into its composed form first."""

    def check(value: str) -> str:
        """Return the text. Raises ValueError where it is not allowed."""
        if is_name:
            value = texts.to_name(value)
        if fault := texts.text_fault(value, maximum=maximum, minimum=minimum, is_name=is_name):
            raise ValueError(fault)
        if form is not None and not re.fullmatch(form.pattern, value):
            raise ValueError(form.rule)
        return value

    return AfterValidator(check)


def _exact(value: str) -> str:
    """Return a text that is compared exactly, without white space at its ends. Raises ValueError for unseen marks."""
    if fault := texts.unseen_fault(value):
        raise ValueError(fault)
    return value.strip()


def _language(value: str) -> str:
    """Return a language tag in its usual case. Raises ValueError for one that is none."""
    tag = to_language(value)
    if tag is None:
        raise ValueError(f"{value!r} is not a language tag (BCP 47) such as en, pt-BR or zh-Hant")
    return tag


def _known_zone(value: str) -> str:
    """Return the name of a zone. Raises ValueError for one that the IANA time zone database does not have."""
    if not is_zone(value):
        raise ValueError(f"{value!r} is not an IANA time zone; use one like Europe/Prague or UTC")
    return value


def searched(value: str | None) -> str | None:
    """Return the search text in the form of names. Raises ValueError for characters that the database refuses."""
    if value is not None and (fault := texts.text_fault(value, maximum=len(value), minimum=0)):
        raise ValueError(fault)
    return None if value is None else texts.to_name(value)


def searched_texts(value: str | None) -> tuple[str, ...] | None:
    """Return the texts of a look-up in the form of names. Raises ValueError for a look-up that cannot be read, too."""
    found = texts_in(value)
    return None if found is None else tuple(searched(one) or "" for one in found)


SEARCH_CHARACTERS_MAX: Final = 200
NameSearch = Annotated[
    str | None,
    AfterValidator(searched),
    Query(max_length=SEARCH_CHARACTERS_MAX, description="Words of the name, or beginnings of words."),
]
"""A search of a list by name."""
AsOf = Annotated[
    Instant | None,
    Query(
        description="An instant with its offset. The answer leaves out corrections made after it. Default: now.",
        examples=["2026-11-02T07:10:00Z"],
    ),
]


def _written(pattern: str, what: str) -> BeforeValidator:
    """Return the validator of a date or a wall clock, which must come as a text. Pydantic takes numbers for epochs."""

    def check(value: object) -> object:
        """Return the value if it is of Python's own type, or a text of that form. Raises ValueError."""
        if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII)):
            return value
        raise ValueError(f"must be {what}")

    return BeforeValidator(check)


_FIRST_DAY: Final = INSTANTS_FROM.date() + timedelta(days=1)
_LAST_DAY: Final = INSTANTS_BEFORE.date() - timedelta(days=2)


def _in_range(day: date) -> date:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError(f"must be a date from {_FIRST_DAY} to {_LAST_DAY}")
    return day


Day = Annotated[date, _written(r"\d{4}-\d\d-\d\d", "a date like 2026-11-02"), AfterValidator(_in_range)]
"""A date without a zone. In every zone, each of its wall clocks is an instant that the platform takes."""
WallClock = Annotated[
    NaiveDatetime,
    _written(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?", "a date and time without offset, like 2026-11-02T17:00"),
]
"""A date and a time of day without a zone."""
Zone = Annotated[str, Field(max_length=64, description="IANA zone of its wall clocks.", examples=["Europe/Prague"])]
"""A name of the IANA database. The commands know which of them exist (`times.check_zone`)."""
Language = Annotated[str, Field(max_length=texts.LANGUAGE_MAX), AfterValidator(_language)]
LANGUAGE: Final = Field(description="Their language (BCP 47), if known.", examples=["pt-BR"])
OwnZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
"""The zone of a person."""
OWN_ZONE: Final = Field(
    description="Their IANA zone. If they have none, the organisation's holds.", examples=["Europe/Lisbon"]
)
ExternalId = Annotated[
    str,
    Field(max_length=texts.EXTERNAL_ID_MAX),
    AfterValidator(_exact),
    checked(texts.EXTERNAL_ID_MAX, is_name=True),
]
EXTERNAL_ID: Final = Field(
    description="Its id in another system, unique in the organisation. Case matters; white space at its ends is left "
    "out. Null: none.",
    examples=["LMS-4711"],
)
# Names in requests. Answers use plain texts, because names that were stored earlier may end with white space.
Name = Annotated[str, Field(max_length=texts.NAME_MAX), checked(texts.NAME_MAX, is_name=True)]
SessionName = Annotated[str, Field(max_length=texts.SESSION_NAME_MAX), checked(texts.SESSION_NAME_MAX, is_name=True)]
Category = Annotated[str, Field(max_length=texts.CATEGORY_MAX), checked(texts.CATEGORY_MAX, is_name=True)]
Description = Annotated[str, Field(max_length=texts.DESCRIPTION_MAX), checked(texts.DESCRIPTION_MAX, minimum=0)]
RecapText = Annotated[str, Field(max_length=texts.RECAP_MAX), checked(texts.RECAP_MAX, minimum=0)]
Reason = Annotated[str, Field(max_length=texts.REASON_MAX), checked(texts.REASON_MAX)]
_LISTED: Final = Form(texts.USERNAME_PATTERN, "must not contain white space or any of | ; , [ ]")
_CLASS_NAME: Final = Form(texts.CLASS_NAME_PATTERN, "must not contain |, which separates classes in lists")
_EMAIL: Final = Form(texts.EMAIL_PATTERN, "must be an e-mail address like ada@example.org")
# The documents show the patterns. Messages have the rules instead.
Username = Annotated[
    str,
    Field(max_length=texts.USERNAME_MAX, json_schema_extra={"pattern": texts.USERNAME_PATTERN}),
    checked(texts.USERNAME_MAX, form=_LISTED, is_name=True),
]
ClassName = Annotated[
    str,
    Field(max_length=texts.NAME_MAX, json_schema_extra={"pattern": texts.CLASS_NAME_PATTERN}),
    checked(texts.NAME_MAX, form=_CLASS_NAME, is_name=True),
]
Code = Annotated[
    str,
    Field(max_length=texts.CODE_MAX, json_schema_extra={"pattern": texts.USERNAME_PATTERN}),
    checked(texts.CODE_MAX, form=_LISTED, is_name=True),
]
Email = Annotated[
    str,
    Field(max_length=texts.EMAIL_MAX, json_schema_extra={"pattern": texts.EMAIL_PATTERN}),
    checked(texts.EMAIL_MAX, form=_EMAIL),
]


class PersonName(Body):
    """A person's name."""

    person_id: PersonId
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]


class DoneByOut(Body):
    """The person who did it."""

    person_id: PersonId
    name: Annotated[
        str | None, Field(description="Their name; null if they are not in the directory.", examples=["Grace Hopper"])
    ]

"""The courses of a session in one cell: `CODE[coach,coach][learner,learner]|CODE|…`, as Chamilo writes them."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sessions import texts
from sessions.catalogue.domain import ROSTER_MAX
from sessions.imports.sheets.cells import CODE_RULE, named, usernames
from sessions.imports.sheets.mistakes import Mistake
from sessions.session.domain import COURSES_MAX

_MARK: Final = re.compile(r"[|\[\]]")
_ENTRY: Final = re.compile(r"(?P<code>[^\[\]]*)(?:\[(?P<coaches>[^\[\]]*)\](?:\s*\[(?P<learners>[^\[\]]*)\])?)?")
_FORM = "write CODE, CODE[coach,coach] or CODE[coach,coach][learner,learner]"


class CourseEntry(NamedTuple):
    """A course of a session, with the usernames of its own coaches and of the learners who learn in it."""

    code: str
    coaches: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()


def read_courses(column: str, value: str) -> tuple[CourseEntry, ...]:
    """Return the courses in a cell. Raises Mistake.

    A course that is repeated with the same people counts once, because Chamilo's exports repeat courses.
    """
    entries: dict[str, CourseEntry] = {}
    for part in _parts(value):
        entry = _entry(column, part)
        if entries.setdefault(entry.code, entry) != entry:
            raise Mistake(column, f"{named(entry.code)} is named twice, with different people; name it once")
        if len(entries) > COURSES_MAX:
            raise Mistake(column, f"names more than {COURSES_MAX} courses, which is the maximum")
    return tuple(entries.values())


def written(entries: Iterable[CourseEntry]) -> str:
    """Return the cell for these courses: the inverse of `read_courses`."""
    return "|".join(_written(entry) for entry in entries)


def _written(entry: CourseEntry) -> str:
    if entry.learners:
        return f"{entry.code}[{','.join(entry.coaches)}][{','.join(entry.learners)}]"
    return f"{entry.code}[{','.join(entry.coaches)}]" if entry.coaches else entry.code


def _parts(value: str) -> Iterator[str]:
    """Yield the parts between the bars that are outside of brackets. Empty parts are left out."""
    begin, is_inside = 0, False
    for mark in _MARK.finditer(value):
        if mark[0] != "|":
            is_inside = mark[0] == "["
        elif not is_inside:
            if part := value[begin : mark.start()].strip():
                yield part
            begin = mark.end()
    if rest := value[begin:].strip():
        yield rest


def _entry(column: str, part: str) -> CourseEntry:
    match = _ENTRY.fullmatch(part)
    if match is None:
        raise Mistake(column, f"{named(part)} has brackets that cannot be read; {_FORM}")
    code = match["code"].strip()
    if not code:
        raise Mistake(column, f"{named(part)} has no course code; {_FORM}")
    if fault := texts.text_fault(code, maximum=texts.CODE_MAX, is_name=True):
        raise Mistake(column, f"{named(code)} {fault}")
    if not re.fullmatch(texts.USERNAME_PATTERN, code):
        raise Mistake(column, f"{named(code)} {CODE_RULE}; write | between courses")
    coaches, learners = (
        usernames(column, match[part] or "", limit=ROSTER_MAX, separators=",|") for part in ("coaches", "learners")
    )
    return CourseEntry(code, coaches, learners)

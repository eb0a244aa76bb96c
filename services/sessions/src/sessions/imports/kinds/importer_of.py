"""The kinds of imports."""

from typing import Any

from sessions.imports.checks.report import ImportKind
from sessions.imports.kinds.classes import ClassesImporter
from sessions.imports.kinds.courses import CoursesImporter
from sessions.imports.kinds.earlier_rows import EarlierRows
from sessions.imports.kinds.enrolments import EnrolmentsImporter, SessionEnrolmentsImporter
from sessions.imports.kinds.importer import Asked, Importer
from sessions.imports.kinds.people import PeopleImporter
from sessions.imports.kinds.sessions import SessionsImporter

_IMPORTERS: dict[ImportKind, type[Importer[Any]]] = {
    "people": PeopleImporter,
    "courses": CoursesImporter,
    "classes": ClassesImporter,
    "sessions": SessionsImporter,
    "enrolments": EnrolmentsImporter,
}


def importer_of(
    kind: ImportKind, asked: Asked, earlier: EarlierRows | None = None, of_file: EarlierRows | None = None
) -> Importer[Any]:
    """Return the importer for files of a kind. `earlier` are rows that were checked before and are not written yet.

    `of_file` are all rows of the file that were checked before.
    """
    if kind == "enrolments" and asked.session is not None:
        return SessionEnrolmentsImporter(asked, earlier, of_file)
    return _IMPORTERS[kind](asked, earlier, of_file)

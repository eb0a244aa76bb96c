"""The kinds of imports."""

from typing import Any

from sessions.commands.imports.classes import ClassesImporter
from sessions.commands.imports.courses import CoursesImporter
from sessions.commands.imports.enrolments import EnrolmentsImporter, SessionEnrolmentsImporter
from sessions.commands.imports.importer import Asked, Importer
from sessions.commands.imports.people import PeopleImporter
from sessions.commands.imports.sessions import SessionsImporter
from sessions.domain.imports.report import ImportKind
from sessions.queries.imports.jobs import EarlierRows

_IMPORTERS: dict[ImportKind, type[Importer[Any]]] = {
    "people": PeopleImporter,
    "courses": CoursesImporter,
    "classes": ClassesImporter,
    "sessions": SessionsImporter,
    "enrolments": EnrolmentsImporter,
}


def importer_of(kind: ImportKind, asked: Asked, earlier: EarlierRows | None = None) -> Importer[Any]:
    """Return the importer for files of a kind. `earlier` are rows that were checked before and are not written yet."""
    if kind == "enrolments" and asked.session is not None:
        return SessionEnrolmentsImporter(asked, earlier)
    return _IMPORTERS[kind](asked, earlier)

"""Errors of the organisation, its people and its catalogue, and of imports."""

from chassis.errors import Conflict, NotFound, Unprocessable


class ImportNotFound(NotFound):
    """No large import of the caller's organisation has this id."""

    slug, title = "import-not-found", "There is no such import"


class NameTaken(Conflict):
    """A name, username or code that must be unique in the organisation is in use."""

    slug, title = "name-taken", "The name is in use"


class InUse(Conflict):
    """Something cannot be deleted while something else refers to it."""

    slug, title = "in-use", "It is still in use"


class ImportRefused(Unprocessable):
    """Some rows are wrong, so nothing was imported. The problem document carries the whole report."""

    slug, title = "import-refused", "Nothing was imported"

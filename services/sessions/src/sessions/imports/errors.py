"""The errors of imports."""

from chassis.errors import NotFound, Unprocessable


class ImportNotFound(NotFound):
    """No large import of the caller's organisation has this id."""

    slug, title = "import-not-found", "There is no such import"


class ImportRefused(Unprocessable):
    """Some rows are wrong, so nothing was imported. The problem document carries the whole report."""

    slug, title = "import-refused", "Nothing was imported"

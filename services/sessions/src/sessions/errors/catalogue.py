"""Errors of the organisation, its people and its catalogue, and of imports."""

from chassis.errors import Conflict, NotFound, Unprocessable


class PersonNotFound(NotFound):
    """No person of the caller's organisation has this id."""

    slug, title = "person-not-found", "There is no such person"


class CourseNotFound(NotFound):
    """No course of the caller's organisation has this id."""

    slug, title = "course-not-found", "There is no such course"


class CategoryNotFound(NotFound):
    """No category of the caller's organisation has this id."""

    slug, title = "category-not-found", "There is no such category"


class ClassNotFound(NotFound):
    """No class of the caller's organisation has this id."""

    slug, title = "class-not-found", "There is no such class"


class RoomNotFound(NotFound):
    """No room of the caller's organisation has this id."""

    slug, title = "room-not-found", "There is no such room"


class ImportNotFound(NotFound):
    """No large import of the caller's organisation has this id."""

    slug, title = "import-not-found", "There is no such import"


class NameTaken(Conflict):
    """A name, username or code that must be unique in the organisation is in use."""

    slug, title = "name-taken", "The name is in use"


class InUse(Conflict):
    """Something cannot be deleted while something else refers to it."""

    slug, title = "in-use", "It is still in use"


class RoleNeeded(Conflict):
    """The person takes part in something that the new role does not allow."""

    slug, title = "role-needed", "The person still needs the role"


class UnreadableFile(Unprocessable):
    """The body is not a CSV file that can be imported."""

    slug, title = "unreadable-file", "The file cannot be read"


class ImportRefused(Unprocessable):
    """Some rows are wrong, so nothing was imported. The problem document carries the whole report."""

    slug, title = "import-refused", "Nothing was imported"

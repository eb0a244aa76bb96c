"""The errors of the catalogue."""

from chassis.errors import Conflict, NotFound


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


class RoleNeeded(Conflict):
    """The person takes part in something that the new role does not allow."""

    slug, title = "role-needed", "The person still needs the role"

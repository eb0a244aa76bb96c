"""The errors of the catalogue."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from chassis.errors import Conflict, FieldError, NotFound

from sessions.errors import NameTaken, UnknownReference, spelt


class EntryNotFound(NotFound):
    """Base of the errors for an id that no entry of a kind has. Subclasses set slug, title and noun."""

    noun: ClassVar[str]

    def __init__(self, entry_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"There is no {self.noun} {entry_id} in your organisation.")


class PersonNotFound(EntryNotFound):
    """No person of the caller's organisation has this id."""

    slug, title, noun = "person-not-found", "There is no such person", "person"


class PersonIsErased(Conflict):
    """Somebody who was erased gets no name again."""

    slug, title = "person-erased", "The person was erased"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("The person was erased, so nothing was changed. If they come back, create a new person.")


class CourseNotFound(EntryNotFound):
    """No course of the caller's organisation has this id."""

    slug, title, noun = "course-not-found", "There is no such course", "course"


class CategoryNotFound(EntryNotFound):
    """No category of the caller's organisation has this id."""

    slug, title, noun = "category-not-found", "There is no such category", "category"


class ClassNotFound(EntryNotFound):
    """No class of the caller's organisation has this id."""

    slug, title, noun = "class-not-found", "There is no such class", "class"


class RoomNotFound(EntryNotFound):
    """No room of the caller's organisation has this id."""

    slug, title, noun = "room-not-found", "There is no such room", "room"


class EntryNameTaken(NameTaken):
    """Another entry of the kind has the name, username or code."""

    def __init__(self, noun: str, column: str, value: object, *, existing: str | None = None) -> None:
        """Take the word for the kind, and the column with its value. `existing` is its spelling there, if known."""
        super().__init__(
            f"There is another {noun} with the {column} {spelt(value, existing)}. It must be unique, whatever its case "
            "and width, so choose another one.",
            errors=[FieldError(f"/{column}", "is in use")],
        )


class InUse(Conflict):
    """Something cannot be deleted while something else refers to it."""

    slug, title = "in-use", "It is still in use"

    def __init__(self, noun: str, user: str) -> None:
        """Take the word for the entry, and the word for what refers to it."""
        super().__init__(
            f"The {noun} is in use by a {user}, so it cannot be deleted. Take it out of there first. Sessions and "
            "batches that are over keep it for good."
        )


class RoleNeeded(Conflict):
    """The person takes part in something that the new role does not allow."""

    slug, title = "role-needed", "The person still needs the role"

    def __init__(self, person: str, parts: Sequence[tuple[str, str]]) -> None:
        """Take the person's name and their parts, each with its place: ("coach", "session 'Algebra'")."""
        part, place = parts[0]
        super().__init__(
            f"{person} is a {part} of the {place}. First replace the person in everything that `errors` lists, or take "
            "them out of it. Then try again.",
            errors=[FieldError("/role", f"{part} of the {place}") for part, place in parts],
        )


class WrongReferences(UnknownReference):
    """Some ids in the request do not exist, or belong to people with other roles."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        """Take what is wrong with each id."""
        super().__init__(
            "Some ids do not exist in your organisation, or a person's role does not fit. Correct what `errors` lists.",
            errors=errors,
        )


class NotAGuardianAndALearner(UnknownReference):
    """The two people cannot be guardian and learner."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        """Take what is wrong with each person."""
        super().__init__(
            "One person needs the role learner and the other one the role guardian. Correct the ids or the roles.",
            errors=errors,
        )


class NotLearners(UnknownReference):
    """People who join a class do not exist or are not learners."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        """Take what is wrong with each person."""
        super().__init__(
            "Only learners of your organisation can be in a class. Take the others out of the request.", errors=errors
        )


class NotCoaches(UnknownReference):
    """People who are to coach a class do not exist or are not coaches."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        """Take what is wrong with each person."""
        super().__init__(
            "Only coaches of your organisation can coach a class. Take the others out of the request.", errors=errors
        )


class NotMembers(UnknownReference):
    """Learners or coaches who leave a class are not on its list, or join it at the same time."""

    def __init__(self, *, both: Sequence[UUID], absent: Sequence[UUID]) -> None:
        """Take the people who are to be added and removed, and those who are not on the list."""
        super().__init__(
            "Remove only people who are on the list of the class, and name nobody in both add and remove.",
            errors=[
                *(FieldError("/remove", f"{person_id} is in add, too") for person_id in both),
                *(FieldError("/remove", f"{person_id} is not on the list") for person_id in absent),
            ],
        )


class TooManyMembers(UnknownReference):
    """A class would have more learners, or more coaches, than it may have."""

    def __init__(self, members: int, *, most: int) -> None:
        """Take how many there would be, and the limit."""
        super().__init__(
            f"A class has at most {most} learners, and at most {most} coaches. This request would make it {members}. "
            "Add fewer.",
            errors=[FieldError("/add", "too many people")],
        )

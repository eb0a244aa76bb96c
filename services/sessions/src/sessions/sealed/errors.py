"""The errors of erasure."""

from uuid import UUID

from chassis.errors import FieldError, Gone, NotFound

from sessions.catalogue.errors import PersonNotFound


class TextErased(Gone):
    """A personal text was erased. Records that hold its digest stay valid."""

    slug, title = "text-erased", "The text was erased"

    def __init__(self) -> None:
        """Say what remains."""
        super().__init__("The text was erased on somebody's request. The record and its proof are valid without it.")


class NobodyToErase(NotFound):
    """No person of the organisation has this id."""

    slug, title = PersonNotFound.slug, PersonNotFound.title

    def __init__(self, person_id: UUID, org_id: UUID) -> None:
        """Take both ids, because the operator gives both."""
        super().__init__(
            f"There is no person {person_id} in organisation {org_id}. Check both ids.",
            errors=[FieldError("/person", "unknown")],
        )

"""The errors of erasures."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound
from chassis.wording import counted

from sessions.catalogue.errors import PersonNotFound

PARTS_NAMED_MAX: Final = 20


class NobodyToErase(NotFound):
    """No person of the organisation has this id."""

    slug, title = PersonNotFound.slug, PersonNotFound.title

    def __init__(self, person_id: UUID, org_id: UUID) -> None:
        """Take both ids, because the operator gives both."""
        super().__init__(
            f"There is no person {person_id} in organisation {org_id}. Check both ids.",
            errors=[FieldError("/person", "unknown")],
        )


class ErasureNotFound(NotFound):
    """The organisation has no such erasure."""

    slug, title = "erasure-not-found", "There is no such erasure"

    def __init__(self, erasure_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"Your organisation has no erasure {erasure_id}.")


class StillTakesPart(Conflict):
    """The person takes part in something that is not over. Its coaches and learners need to know them."""

    slug, title = "still-takes-part", "The person still takes part in something"

    def __init__(self, parts: Sequence[str]) -> None:
        """Take the parts in words: "learner of the session 'Algebra'"."""
        more = len(parts) - PARTS_NAMED_MAX
        others = f" and {counted(more, 'other thing')}" if more > 0 else ""
        super().__init__(
            "Nothing was erased. Replace the person in everything that `errors` lists"
            f"{others}, or take them out of it. Then ask again.",
            errors=[FieldError("/person_id", part) for part in parts[:PARTS_NAMED_MAX]],
        )


class ErasureUnderWay(Conflict):
    """Another erasure of the person is proposed, or about to be carried out."""

    slug, title = "erasure-under-way", "An erasure of the person is under way"

    def __init__(self, erasure_id: UUID) -> None:
        """Take the id of the other one."""
        super().__init__(f"The erasure {erasure_id} of this person is not over. Wait for it, or decide on it.")


class ErasureDecided(Conflict):
    """Somebody has decided on the erasure."""

    slug, title = "erasure-decided", "The erasure does not wait for a decision"

    def __init__(self, state: str) -> None:
        """Take its state."""
        super().__init__(
            f"The erasure is {state} already. A decision is final. Ask for another erasure if you need one."
        )


class OwnErasureRequest(Forbidden):
    """The policy asks for a second person."""

    slug, title = "second-person-needed", "A second person must approve it"

    def __init__(self) -> None:
        """Say who may."""
        super().__init__("You asked for this erasure, so another admin has to approve it. The policy says so.")

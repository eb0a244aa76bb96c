"""The errors of links."""

from uuid import UUID

from chassis.errors import Conflict, FieldError, NotFound

from sessions.session.errors import AlreadyCancelled, AlreadyCompleted, NotTheCoach


class LinkNotFound(NotFound):
    """The session, batch or course has no link with this id."""

    slug, title = "link-not-found", "There is no such link"

    def __init__(self, link_id: UUID, owner: str) -> None:
        """Take the id, and the word for what was asked for it."""
        super().__init__(
            f"The {owner} itself has no link {link_id}. A session also shows links of its batch and of its courses: "
            "remove those there."
        )


class NotAWriter(NotTheCoach):
    """The person sees the session, but may not change its links."""

    def __init__(self) -> None:
        """Say who may."""
        super().__init__("Only the session's own coaches and admins may add and remove its links. Ask one of them.")


class CallInCompleted(AlreadyCompleted):
    """A completed session was to get a link to a call."""

    def __init__(self) -> None:
        """Say what is possible."""
        super().__init__("The session is completed, so its call is over. You can still add a link to material.")


class CallInCancelled(AlreadyCancelled):
    """A cancelled session was to get a link to a call."""

    def __init__(self) -> None:
        """Say what is possible."""
        super().__init__("The session is cancelled, so it has no call. You can still add a link to material.")


class CallLinkExists(Conflict):
    """The owner has a link to a call already."""

    slug, title = "call-link-exists", "There is a link to a call already"

    def __init__(self, owner: str) -> None:
        """Take the word for what has it."""
        super().__init__(
            f"The {owner} has a link to a call already, and everybody should meet in the same one. Remove the first "
            "link, then add the new one.",
            errors=[FieldError("/kind", f"is the second call of the {owner}")],
        )


class TooManyLinks(Conflict):
    """The owner has as many links as it may have."""

    slug, title = "too-many-links", "There are too many links"

    def __init__(self, owner: str, *, most: int) -> None:
        """Take the word for what has them, and the limit."""
        super().__init__(f"The {owner} has {most} links, and no {owner} has more. Remove one of them first.")

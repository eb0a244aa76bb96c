"""The errors of requests for help."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable

from sessions.ending.errors import OFFENDERS_NAMED_MAX
from sessions.errors import ReasonMissing
from sessions.sealed.errors import TextErased
from sessions.session.errors import NotTheCoach


class HelpNotFound(NotFound):
    """There is no request for help with this id, or it is about a session for which the person is not responsible."""

    slug, title = "help-not-found", "There is no such request for help"

    def __init__(self, help_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"There is no request for help {help_id} that you may see.")


class OnlyItsCoachesAsk(NotTheCoach):
    """The person is no coach of the session."""

    def __init__(self) -> None:
        """Say who may ask."""
        super().__init__("Only the session coach or a co-coach may ask for help with this session.")


class NoHelpNeeded(Conflict):
    """Nothing prevents the coach from ending the session."""

    slug, title = "no-help-needed", "You can complete the session yourself"

    def __init__(self) -> None:
        """Say how."""
        super().__init__(
            "Nothing is in the way, so complete the session yourself with the same minutes and recap: "
            "POST /v1/sessions/{id}/complete."
        )


class HelpOpen(Conflict):
    """Another coach of the session has asked for help, and that request waits."""

    slug, title = "help-open", "Another coach has asked for help"

    def __init__(self, help_id: UUID, asked_by: UUID) -> None:
        """Take the request that waits, and who asked."""
        super().__init__(
            f"Coach {asked_by} has asked for help with this session, and that request ({help_id}) waits. Talk to them. "
            "Another one is possible when they, support or an admin have closed it."
        )


class HelpEnded(Conflict):
    """The request for help does not wait any more."""

    slug, title = "help-ended", "The request for help has ended"

    def __init__(self, state: str) -> None:
        """Take its state."""
        how = {
            "completed": "The session was completed with this request.",
            "closed": "The request was closed.",
            "replaced": "Its coach has sent another request in its place. Look at the newest one.",
            "overtaken": "The session was completed or cancelled without this request.",
        }
        super().__init__(f"{how[state]} Nothing more can be done with it.")


class AskerIsNoCoach(Conflict):
    """The person who asked for help does not coach the session any more."""

    slug, title = "help-outdated", "The coach who asked does not coach the session any more"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The session has other coaches than when help was asked for, and it is completed on behalf of one of them. "
            "Close this request, and ask one of its coaches to send one."
        )


class NotTheAsker(Forbidden):
    """A coach wants to close the request of another one."""

    slug, title = "not-the-asker", "Another coach has asked for help"

    def __init__(self) -> None:
        """Say who may close it."""
        super().__init__("Only the coach who asked for help, admins and support may close this request.")


class HelpReasonMissing(ReasonMissing):
    """The reason has no character that people see."""

    def __init__(self, field: str = "reason") -> None:
        """Take the field."""
        super().__init__(f"Say in `{field}` what people have to know.", errors=[FieldError(f"/{field}", "is needed")])


class RecapOfHelpErased(TextErased):
    """The recap and the reason of the request were erased, so no session can be completed with it."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The recap of this request was erased. Close the request, and complete the session with a recap of your "
            "own: POST /v1/sessions/{id}/complete."
        )


class WrongReportedMark(NamedTuple):
    """A mark that cannot be right: its place in the request, its field, and what is wrong with it."""

    position: int
    field: str
    fault: str


class WrongReportedMarks(Unprocessable):
    """Some marks that a coach reports cannot be right."""

    slug, title = "invalid-marks", "Some marks are wrong"

    def __init__(self, wrong: Sequence[WrongReportedMark]) -> None:
        """Take what is wrong."""
        super().__init__(
            f"{len(wrong)} of the marks cannot be right (see errors). Correct them and send everything again.",
            errors=[FieldError(f"/marks/{one.position}/{one.field}", one.fault) for one in wrong[:OFFENDERS_NAMED_MAX]],
        )

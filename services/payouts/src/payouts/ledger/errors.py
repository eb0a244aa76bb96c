"""The errors of the ledger."""

from uuid import UUID

from chassis.errors import NotFound


class CoachNotFound(NotFound):
    """The caller may not see this coach's money."""

    slug, title = "coach-not-found", "There is no such coach"

    def __init__(self, coach_id: UUID) -> None:
        """Take the coach that was asked for."""
        super().__init__(f"You may not see what coach {coach_id} earns. Coaches see their own earnings only.")

"""The errors of insight inputs."""

from chassis.errors import NotFound

from reports.facts.domain import SubjectType


class InputsNotFound(NotFound):
    """The subject has no insight inputs of this version that the caller may see."""

    def __init__(self, subject_type: SubjectType) -> None:
        """Take what the inputs would be about."""
        super().__init__(
            f"There are no such insight inputs of this {subject_type} that you may see. Check the id and the version. "
            "The first version is made when one of their sessions is completed."
        )

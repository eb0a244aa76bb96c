"""The errors of erasure."""

from typing import Final

from chassis.errors import Gone

_REMAINS: Final = "The text was erased on somebody's request. The record and its proof are valid without it."


class TextErased(Gone):
    """A personal text was erased. Records that hold its digest stay valid."""

    slug, title = "text-erased", "The text was erased"

    def __init__(self, detail: str = _REMAINS) -> None:
        """Take what to do, where no record remains."""
        super().__init__(detail)

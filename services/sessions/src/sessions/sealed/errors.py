"""The errors of erasure."""

from chassis.errors import Gone


class TextErased(Gone):
    """A personal text was erased. Records that hold its digest stay valid."""

    slug, title = "text-erased", "The text was erased"

    def __init__(self) -> None:
        """Say what remains."""
        super().__init__("The text was erased on somebody's request. The record and its proof are valid without it.")

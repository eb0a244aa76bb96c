"""The error of a text that was erased."""

from chassis.errors import Gone


class TextErased(Gone):
    """A personal text was erased. Records that hold its digest stay valid."""

    slug, title = "text-erased", "The text was erased"

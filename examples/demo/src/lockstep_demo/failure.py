"""The error for a person who has to do something about it."""


class DemoError(Exception):
    """The demo cannot continue. The message says why, and what to do."""

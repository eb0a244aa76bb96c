"""What the demo tells a person who has to do something."""


class DemoError(Exception):
    """The demo cannot go on; the message says why and what to do about it."""

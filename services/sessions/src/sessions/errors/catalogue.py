"""Errors of the organisation, its people and its catalogue, and of imports."""

from chassis.errors import Conflict


class NameTaken(Conflict):
    """A name, username or code that must be unique in the organisation is in use."""

    slug, title = "name-taken", "The name is in use"


class InUse(Conflict):
    """Something cannot be deleted while something else refers to it."""

    slug, title = "in-use", "It is still in use"

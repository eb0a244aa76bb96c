"""The errors of an organisation and its policy."""

from chassis.errors import NotFound, Unprocessable


class OrganisationNotFound(NotFound):
    """The caller's organisation has not been set up."""

    slug, title = "organisation-not-found", "The organisation is not set up"


class InvalidPolicy(Unprocessable):
    """The policy's values contradict each other."""

    slug, title = "invalid-policy", "The policy contradicts itself"

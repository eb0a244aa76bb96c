"""What all tests share: the fixtures of chassis.testing, and properties that a slow machine does not fail."""

from hypothesis import settings

pytest_plugins = ["chassis.testing"]

settings.register_profile("lockstep", deadline=None)
settings.load_profile("lockstep")

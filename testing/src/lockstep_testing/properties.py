"""How many examples a property tries, and how long it may take."""

import os
from typing import Any

from hypothesis import HealthCheck, settings

EXAMPLES_FACTOR = int(os.environ.get("LOCKSTEP_EXAMPLES_FACTOR") or 1)
"""Each property tries this many times its examples: more than one in `make test-full`."""


def bounded(examples: int, **more: Any) -> settings:
    """Return the settings of a property test that tries this number of examples, times EXAMPLES_FACTOR.

    There is no deadline, and no health check of slow examples, because both would measure how busy the machine is. All
    examples share the fixtures of the test.
    """
    ignored = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(
        max_examples=examples * EXAMPLES_FACTOR, **{"deadline": None, "suppress_health_check": ignored} | more
    )


settings.register_profile(
    "lockstep", bounded(settings.get_profile("default").max_examples, suppress_health_check=[HealthCheck.too_slow])
)

settings.load_profile("lockstep")

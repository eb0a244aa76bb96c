"""The environment variables by which the test gives its values to the process of schemathesis."""

from typing import Final

CALLERS: Final = "LOCKSTEP_FUZZ_CALLERS"
"""The Authorization headers of the callers, as JSON."""
KNOWN: Final = "LOCKSTEP_FUZZ_KNOWN"
"""Ids that exist, by the names of their fields, as JSON."""
COVERAGE_PERCENT: Final = "LOCKSTEP_FUZZ_COVERAGE_PERCENT"
"""The share of the requests of the coverage phase that a run sends. A short run has no time for all of them."""

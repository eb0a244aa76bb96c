"""The only place that reads the clock. All other code takes the instant as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant in UTC."""
    return datetime.now(UTC)

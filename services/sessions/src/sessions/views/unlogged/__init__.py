"""The sessions that the caller has not logged."""

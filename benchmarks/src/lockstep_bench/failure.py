"""The error that a person has to solve."""


class BenchError(Exception):
    """The benchmark cannot continue, or its result would be worthless. The message says why."""

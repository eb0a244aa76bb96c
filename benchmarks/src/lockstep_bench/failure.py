"""What the benchmark tells a person who has to do something."""


class BenchError(Exception):
    """The benchmark cannot go on, or its result would be worthless; the message says why."""

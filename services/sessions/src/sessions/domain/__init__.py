"""The rules of sessions as pure functions: no I/O, no clock, no randomness, no database."""

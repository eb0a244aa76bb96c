"""Batches: a rule that generates sessions, with their coaches and roster."""

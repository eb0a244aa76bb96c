"""Ending: a coach completes a session, and is reminded to."""

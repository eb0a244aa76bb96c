"""Writes of sessions that are locked: their plan, their roster, their courses' people, their cancellation."""

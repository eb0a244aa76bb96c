"""The effects of completed sessions: when each took place, and which are missing."""

"""Requests for help by coaches who cannot end a session."""

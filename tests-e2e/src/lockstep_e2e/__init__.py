"""Helpers for the stories: a platform to call, an organisation, and views into databases and topics."""

"""Forgets what reports has derived about a person, and answers the sessions service."""

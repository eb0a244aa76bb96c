"""Forgets what attendance holds about a person, and answers the sessions service."""

"""The feed of a calendar."""

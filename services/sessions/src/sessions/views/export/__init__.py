"""The list of sessions as a file."""

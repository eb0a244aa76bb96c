"""Notes about a session."""

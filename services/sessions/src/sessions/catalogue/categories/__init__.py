"""Categories of sessions and courses."""

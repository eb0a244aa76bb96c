"""HTTP bodies, and nothing else: events have their own contracts."""

"""Who did what to a session, and when."""

"""Who changed a session, and who took part in it."""

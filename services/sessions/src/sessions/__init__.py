"""Schedule, deliver and end sessions. The end of a session writes its immutable completion record."""

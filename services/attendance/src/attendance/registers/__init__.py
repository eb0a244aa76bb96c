"""The register of a session: who is on it, who was there, and what is official."""

"""A session: what it is, who is on it, who sees it, and how it is written."""

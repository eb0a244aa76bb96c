"""The sessions of the caller."""

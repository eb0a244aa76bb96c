"""The completion record."""

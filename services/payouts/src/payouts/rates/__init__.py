"""The rates of coaches."""

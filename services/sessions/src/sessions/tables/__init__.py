"""The tables that statements are built from."""

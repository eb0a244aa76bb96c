"""Importing CSV files: small ones at once, large ones by the worker, a piece per transaction."""

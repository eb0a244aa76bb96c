"""Imports of large files, in steps."""

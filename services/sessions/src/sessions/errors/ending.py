"""Errors of delivering and ending sessions."""

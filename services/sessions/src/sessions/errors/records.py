"""Errors of completion records, their corrections and their proofs."""

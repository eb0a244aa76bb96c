"""The codes of attendance, and what each counts for."""

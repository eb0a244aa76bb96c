"""The transparency log over completion records and corrections."""

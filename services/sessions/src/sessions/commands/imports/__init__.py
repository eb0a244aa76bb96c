"""Import CSV files: small ones at once, large ones by the worker, one piece per transaction."""
